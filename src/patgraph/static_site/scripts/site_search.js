// Finds things by name in a list of all names, which comes when something is looked for.
const setting = JSON.parse(document.getElementById("setting").textContent);
const found = document.getElementById("found");
const text = new URLSearchParams(location.search).get("q")?.trim().slice(0, 500) ?? "";
const MOST = 100;

// Small letters without marks, the words alone.
const plain = (words) =>
  words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

// How many letters have to be put in, left out, changed or swapped; no more than `most` are counted.
function distance(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before = [], last = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (one[i - 1] !== other[j - 1]));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    [before, last] = [last, row];
  }
  return last[other.length];
}

const alike = (word, other) => {
  const most = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
  return distance(word, other, most) <= most;
};

// How well a name fits: 0 it is what was written, 1 it begins so, 2 each word begins one of its, 3 nearly so.
function fit(name, asked, words, mistyped) {
  if (name === asked) return 0;
  if (name.startsWith(asked)) return 1;
  const own = name.split(" ");
  if (words.every((word) => own.some((other) => other.startsWith(word)))) return 2;
  return mistyped && words.every((word) => own.some((other) => alike(word, other))) ? 3 : 4;
}

function search(kinds, mistyped) {
  const asked = plain(text), words = asked.split(" "), hits = [];
  Object.entries(kinds).forEach(([kind, { place, names }], rank) => {
    for (const [end, label, ...others] of names) {
      const best = Math.min(...[label, ...others].map((name) => fit(plain(name), asked, words, mistyped)));
      if (best < 4) hits.push({ best, rank, kind, label, address: setting.base + place + end + "/" });
    }
  });
  return hits.sort((a, b) => a.best - b.best || a.rank - b.rank || a.label.localeCompare(b.label));
}

function element(name, content, more = {}) {
  const made = Object.assign(document.createElement(name), more);
  made.append(...content);
  return made;
}

function show(hits, mistyped) {
  const items = hits.slice(0, MOST).map(({ label, address, kind }) =>
    element("li", [
      element("a", [label], { href: address }), " ",
      element("span", [kind.replaceAll("-", " ")], { className: "tag" }),
    ]));
  const many = `${hits.length} thing${hits.length === 1 ? "" : "s"}`;
  const told = !hits.length ? `No name here is like “${text}”.`
    : mistyped ? `Nothing is spelt “${text}”. ${many} nearly so` : many;
  found.replaceChildren(
    element("p", [hits.length > MOST ? `${told}; here are the first ${MOST}.` : told], { className: "soft" }),
    element("ol", items, { className: "hits" }),
  );
}

if (text && plain(text)) {
  document.getElementById("search-box").value = text;
  document.querySelector("h1").textContent = `Found for “${text}”`;
  found.replaceChildren(element("p", ["Looking …"]));
  fetch(setting.names).then((answer) => answer.json()).then(({ kinds }) => {
    const hits = search(kinds, false);
    if (hits.length) show(hits, false);
    else show(search(kinds, true), true);
  }).catch((error) => found.replaceChildren(element("p", [`The list of names did not come: ${error.message}.`])));
}
