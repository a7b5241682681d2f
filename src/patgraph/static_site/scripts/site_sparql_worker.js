// The engine and the graph, in a thread of their own, so that the page stays usable and can end a query.
import init, { Store, namedNode } from "./vendor/oxigraph.js";

const SHOWN = 500;
let store, setting;

async function bytesOf(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  // Some hosts unpack it on the way.
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

async function open() {
  postMessage({ told: "The engine is on its way …" });
  await init({ module_or_path: setting.engine });
  postMessage({ told: "The graph is on its way …" });
  const bytes = await bytesOf(setting.data);
  postMessage({ told: "The graph is being read …" });
  const filled = new Store();
  filled.load(bytes, { format: "application/n-quads", no_transaction: true });
  store = filled;
}

function ask(query, form) {
  const options = { base_iri: setting.names, default_graph: namedNode(setting.view) };
  return store.query(query, { ...options, results_format: form });
}

// What a query gives: rows, a yes or no, or triples, which come as a list of JSON-LD.
function answer(query) {
  const found = JSON.parse(ask(query, "json"));
  if (Array.isArray(found)) return { kind: "triples", text: ask(query, "ttl") };
  if ("boolean" in found) return { kind: "boolean", holds: found.boolean };
  const rows = found.results.bindings;
  return { kind: "rows", names: found.head.vars, total: rows.length, rows: rows.slice(0, SHOWN) };
}

onmessage = async ({ data }) => {
  setting ??= data.setting;
  try {
    if (!store) await open();
    postMessage({ told: "Asking …" });
    const begun = performance.now();
    const result = data.form ? { kind: "file", text: ask(data.query, data.form), form: data.form } : answer(data.query);
    postMessage({ result: { ...result, seconds: (performance.now() - begun) / 1000 } });
  } catch (error) {
    postMessage({ problem: String(error?.message ?? error) });
  }
};
