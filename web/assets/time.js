// Lets somebody slide through a fund's history. Without this script the form asks for one moment at a time.
const field = document.getElementById("entry");
const shown = document.getElementById("shown");
if (field && shown) {
  const since = document.getElementById("sinceEntry");
  const range = document.createElement("input");
  range.type = "range";
  range.min = 1;
  range.max = field.dataset.last;
  range.value = field.value || field.dataset.last;
  range.setAttribute("aria-label", "Slide to an entry");
  field.parentElement.append(range);
  let turn = 0;
  const show = async () => {
    const mine = ++turn;
    const at = new URL(location.pathname, location.href);
    at.searchParams.set("asOf", "seq:" + range.value);
    if (since.value && Number(since.value) < Number(range.value)) {
      at.searchParams.set("from", "seq:" + since.value);
    }
    shown.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(at);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== turn) {
        return;
      }
      if (!answer.ok || !page.getElementById("shown")) {
        throw new Error("the page says why");
      }
      shown.replaceChildren(...page.getElementById("shown").childNodes);
      document.getElementById("when").textContent = page.getElementById("when").textContent;
      document.querySelector(".foot").replaceWith(page.querySelector(".foot"));
      document.title = page.title;
      history.replaceState(null, "", at);
      shown.removeAttribute("aria-busy");
    } catch {
      if (mine === turn) {
        location.assign(at);
      }
    }
  };
  range.addEventListener("input", () => {
    field.value = range.value;
  });
  field.addEventListener("input", () => {
    range.value = field.value;
  });
  range.addEventListener("change", show);
}
