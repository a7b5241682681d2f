// The editor takes the place of the plain form, which stays where this script cannot run.
const setting = JSON.parse(document.getElementById("setting").textContent);
const plain = document.getElementById("plain");
const endpoint = new URL("/sparql", location.href).href;

// What the graph itself uses completes classes and properties; no other host is asked.
const terms = fetch("/sparql/terms.json").then((response) => response.json());
for (const kind of ["class", "property"]) {
  Yasgui.Yasqe.forkAutocompleter(kind, {
    name: `graph-${kind}`,
    bulk: true,
    persistenceId: null,
    get: () => terms.then((found) => found[kind]),
  });
}
Yasgui.Yasqe.forkAutocompleter("prefixes", {
  name: "graph-prefixes",
  persistenceId: null,
  get: () => Object.entries(setting.prefixes).map(([prefix, space]) => `${prefix}: <${space}>`).sort(),
});
Yasgui.Yasqe.defaults.autocompleters = ["variables", "graph-prefixes", "graph-class", "graph-property"];
Yasgui.Yasr.defaults.prefixes = setting.prefixes;

const yasgui = new Yasgui(document.getElementById("yasgui"), {
  persistenceId: null,
  requestConfig: { endpoint, method: "POST" },
  endpointCatalogueOptions: { getData: () => [{ endpoint }] },
  yasqe: { value: plain.elements.query.value },
});
yasgui.getTab().setQuery(plain.elements.query.value);
plain.hidden = true;

for (const link of document.querySelectorAll("[data-example]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    yasgui.getTab().setQuery(setting.examples[link.dataset.example]);
    yasgui.rootEl.scrollIntoView();
  });
}
