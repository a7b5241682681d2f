// Permanent names (/id/…, /query/…) lead to the pages of what they name, on hosts that show this page for them.
const { base } = JSON.parse(document.getElementById("setting").textContent);
const rest = location.pathname.startsWith(base) ? location.pathname.slice(base.length) : "";
for (const [name, place] of [["id/", "doc/"], ["query/", "queries/"]]) {
  if (rest.startsWith(name)) location.replace(base + place + rest.slice(name.length));
}
