// Asks free queries of the engine in this browser, and shows what comes.
(() => {
  const setting = JSON.parse(document.getElementById("setting").textContent);
  const form = document.getElementById("plain");
  const [told, result, stop] = ["told", "result", "stop"].map((id) => document.getElementById(id));
  const xsd = "http://www.w3.org/2001/XMLSchema#";
  const media = { csv: "text/csv", tsv: "text/tab-separated-values", json: "application/sparql-results+json",
    xml: "application/sparql-results+xml", ttl: "text/turtle", nt: "application/n-triples" };
  let worker, query = "";

  function element(name, content, more = {}) {
    const made = Object.assign(document.createElement(name), more);
    made.append(...content);
    return made;
  }

  const say = (text, name = "soft") => told.replaceChildren(...(text ? [element("p", [text], { className: name })] : []));

  // What is wrong with a query, and apart from it the long list of what could stand there.
  function refuse(problem) {
    const [fault, expected] = problem.split(": expected ", 2);
    say(fault, "problem");
    if (expected) {
      told.append(element("details", [element("summary", ["What could stand there"]), element("code", [expected])]));
    }
  }

  // Where a name of the graph has its page here; other addresses stay as they are.
  function place(iri) {
    const rooms = [["id/", "doc/"], ["def#", "def/"], ["query/", "queries/"], ["concept/", "concept/"], ["graph/", "graph/"]];
    if (iri.startsWith(setting.names)) {
      const rest = iri.slice(setting.names.length);
      for (const [name, room] of rooms) {
        if (rest.startsWith(name)) return setting.base + room + rest.slice(name.length) + "/";
      }
    }
    return /^https?:/.test(iri) ? iri : "";
  }

  function short(iri) {
    const found = Object.entries(setting.prefixes).filter(([, space]) => iri.startsWith(space));
    const [prefix, space] = found.sort((a, b) => b[1].length - a[1].length)[0] ?? [];
    return prefix && !/[/#]/.test(iri.slice(space.length)) ? `${prefix}:${iri.slice(space.length)}` : iri;
  }

  function cell(term) {
    if (!term) return "";
    if (term.type === "uri") {
      const address = place(term.value);
      return address ? element("a", [short(term.value)], { href: address }) : term.value;
    }
    if (term.type === "triple") return JSON.stringify(term.value);
    return term.datatype === `${xsd}boolean` ? { true: "yes", false: "no" }[term.value] ?? term.value : term.value;
  }

  function files(forms) {
    const buttons = forms.flatMap((name) => [
      element("button", [name], { type: "button", className: "soft-button", onclick: () => ask(name) }), " ",
    ]);
    return element("p", ["Take all of it: ", ...buttons], { className: "tools" });
  }

  function table({ names, rows, total }) {
    const heads = names.map((name) => element("th", [name], { scope: "col" }));
    const body = rows.map((row) => element("tr", names.map((name) => element("td", [cell(row[name])]))));
    const made = element("table", [element("thead", [element("tr", heads)]), element("tbody", body)]);
    const frame = element("div", [made], { className: "table", tabIndex: 0, role: "region", ariaLabel: "Answer" });
    const count = rows.length < total ? `The first ${rows.length} of ${total} rows.` : `${total} row${total === 1 ? "" : "s"}.`;
    return [element("p", [count]), files(["csv", "tsv", "json", "xml"]), frame];
  }

  function show(found) {
    if (found.kind === "file") {
      const address = URL.createObjectURL(new Blob([found.text], { type: media[found.form] }));
      element("a", [], { href: address, download: `patgraph-answer.${found.form}` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60000);
    } else if (found.kind === "boolean") {
      result.replaceChildren(element("p", [element("strong", [found.holds ? "Yes" : "No"])]));
    } else if (found.kind === "triples") {
      const most = 262144, cut = found.text.length > most;
      result.replaceChildren(
        ...(cut ? [element("p", ["Only the beginning is shown; take all of it."])] : []), files(["ttl", "nt"]),
        element("pre", [found.text.slice(0, most)], { tabIndex: 0, role: "region", ariaLabel: "Triples" }),
      );
    } else {
      result.replaceChildren(...table(found));
    }
    say(`Worked out in ${found.seconds.toFixed(2)} s.`);
  }

  function begin() {
    worker = new Worker(setting.worker, { type: "module" });
    worker.onmessage = ({ data }) => {
      if (data.told) return say(data.told);
      stop.hidden = true;
      if (data.problem) refuse(data.problem);
      else show(data.result);
    };
    worker.onerror = (event) => {
      stop.hidden = true;
      say(`The engine did not start: ${event.message || "its script cannot be run here"}.`, "problem");
      worker = undefined;
    };
  }

  function ask(name) {
    if (!worker) begin();
    stop.hidden = false;
    say("Asking …");
    worker.postMessage({ setting, query, form: name });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    query = form.elements.query.value;
    result.replaceChildren();
    ask();
  });
  stop.addEventListener("click", () => {
    worker?.terminate();
    worker = undefined;
    stop.hidden = true;
    say("Ended. The graph is loaded anew for the next query.");
  });

  // Without the editor the examples fill the plain field.
  const fill = (text) => {
    form.elements.query.value = text;
    document.querySelector("#editor .CodeMirror")?.CodeMirror?.setValue(text);
  };
  if (!document.getElementById("editor")) {
    for (const link of document.querySelectorAll("[data-example]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        fill(setting.examples[link.dataset.example]);
        form.scrollIntoView();
      });
    }
  }

  // What an address of the service says to begin with: a query, a question, or the query that a page here shows.
  const asked = new URLSearchParams(location.search);
  const name = asked.get("example"), values = [...asked.keys()].filter((key) => key !== "example");
  if (asked.has("query")) fill(asked.get("query"));
  else if (name && setting.examples[name] && !values.length) fill(setting.examples[name]);
  else if (name && setting.examples[name]) fromPage(name, values.map((key) => `${key}=${asked.get(key).replaceAll("/", "~")}`));

  async function fromPage(question, pairs) {
    const answer = await fetch(`${setting.base}queries/${question}/${pairs.sort().join(",")}/`);
    const page = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    fill(page?.querySelector("pre[aria-label=SPARQL]")?.textContent ?? setting.examples[question]);
  }
})();
