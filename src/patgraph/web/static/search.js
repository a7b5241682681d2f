// Completes the search box. Without this script the box is a plain form.
const box = document.getElementById("search-box");
const list = document.getElementById("search-suggestions");
let last = "";
let waiting;

async function complete() {
  const text = box.value.trim();
  if (text === last || text.length < 2) return;
  last = text;
  const answer = await fetch("/suggest?q=" + encodeURIComponent(text));
  if (!answer.ok || text !== box.value.trim()) return;
  const { suggestions } = await answer.json();
  list.replaceChildren(...suggestions.map(({ label, kind }) => {
    const option = document.createElement("option");
    option.value = label;
    option.label = kind.replaceAll("-", " ");
    return option;
  }));
}

box.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(complete, 120);
});
