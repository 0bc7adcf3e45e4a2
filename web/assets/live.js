// Tells whoever has a page open that its fund has moved on. Without this script the page is as it was when it was asked
// for, and says so itself.
const place = document.getElementById("live");
if (place && "EventSource" in window) {
  const moves = new EventSource(place.dataset.address);
  moves.addEventListener("moved", () => {
    moves.close();
    const link = document.createElement("a");
    link.href = location.href;
    link.className = "govuk-link";
    link.textContent = "show the position as it is now";
    place.replaceChildren("The fund has moved since this page was made: ", link, ".");
  });
}

// Moves the progress bar of work that goes on in the server, and shows the page anew when that has ended, or when it is
// known how much there is to do.
const bar = document.querySelector("progress[data-address]");
if (bar && "EventSource" in window) {
  const steps = new EventSource(bar.dataset.address);
  steps.addEventListener("step", (event) => {
    if (!bar.hasAttribute("max")) {
      steps.close();
      location.reload();
      return;
    }
    bar.value = Number(event.data);
    document.getElementById("done").textContent = Number(event.data).toLocaleString("en-GB");
  });
  steps.addEventListener("ended", () => {
    steps.close();
    location.reload();
  });
}
