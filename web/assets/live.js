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
