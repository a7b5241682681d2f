// The editor takes the place of the plain field, which stays where this script cannot run. The form is asked as
// ever, and its page has the result.
const setting = JSON.parse(document.getElementById("setting").textContent);
const plain = document.getElementById("plain");
const field = plain.elements.query;
const { Yasqe } = Yasgui;

// What the graph and its ontology have completes classes and properties; no other host is asked.
const terms = fetch(setting.terms).then((response) => response.json());
for (const kind of ["class", "property"]) {
  Yasqe.forkAutocompleter(kind, {
    name: `graph-${kind}`,
    bulk: true,
    persistenceId: null,
    get: () => terms.then((found) => found[kind]),
  });
}
Yasqe.forkAutocompleter("prefixes", {
  name: "graph-prefixes",
  persistenceId: null,
  get: () => Object.entries(setting.prefixes).map(([prefix, space]) => `${prefix}: <${space}>`).sort(),
});
Yasqe.defaults.autocompleters = ["variables", "graph-prefixes", "graph-class", "graph-property"];

const ask = () => plain.requestSubmit();
const place = document.createElement("div");
place.id = "editor";
field.after(place);
const yasqe = new Yasqe(place, {
  value: field.value,
  persistenceId: null,
  autofocus: false,
  showQueryButton: false,
  createShareableLink: null,
  resizeable: false,
  // The whole query is shown: nothing of it scrolls within the page.
  lineWrapping: true,
  viewportMargin: Infinity,
  // Tab goes on to the next field, as everywhere: it may not be kept here.
  extraKeys: { ...Yasqe.defaults.extraKeys, Tab: false, "Shift-Tab": false, "Ctrl-Enter": ask, "Cmd-Enter": ask },
});
yasqe.getInputField().setAttribute("aria-label", "Query, in SPARQL");
field.required = false;
field.hidden = true;
plain.querySelector("label[for=query]").addEventListener("click", () => yasqe.focus());

const fault = document.querySelector("[data-line]");
if (fault) yasqe.addLineClass(Number(fault.dataset.line) - 1, "background", "fault");

plain.addEventListener("submit", () => {
  field.value = yasqe.getValue();
  // A longer query does not fit into an address.
  plain.method = field.value.length > 6000 ? "post" : "get";
});

for (const link of document.querySelectorAll("[data-example]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    yasqe.setValue(setting.examples[link.dataset.example]);
    yasqe.focus();
    place.scrollIntoView();
  });
}
