// The plain description stays where this script cannot run.
const viewer = document.getElementById("viewer");

// What the viewer leaves to be mended for who hears it or has no mouse: a path within the button that opens it is
// no link of its own, there is one server and so nothing to choose, fields have names, and what scrolls has focus.
const mended = () => ({
  wrapComponents: {
    DeepLink: (_, { React }) => ({ text }) => React.createElement("span", { className: "nostyle" }, text),
    ServersContainer: () => () => null,
  },
});

const nameOf = (field) =>
  field.closest("[data-param-name]")?.dataset.paramName
  ?? (field.closest(".opblock-section-request-body") ? "Body of the request" : "Media type");

new MutationObserver(() => {
  for (const field of viewer.querySelectorAll("input, select, textarea")) {
    if (!field.labels.length && !field.ariaLabel) field.ariaLabel = nameOf(field);
  }
  for (const text of viewer.querySelectorAll("pre:not([tabindex])")) text.tabIndex = 0;
}).observe(viewer, { childList: true, subtree: true });

SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#viewer", deepLinking: true, syntaxHighlight: { activated: false }, plugins: [mended],
});
