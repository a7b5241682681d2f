#!/bin/sh
# A graph of councils and teams in GraphML, where a value that most have is said once: <key
# …><default>false</default></key>, for every node that says nothing else (GraphML Primer, GraphML-Attributes: it has
# the type of its key). graphology-graphml makes a boolean of a value at a node and a text of the default: "false",
# which counts as true in JavaScript, so that whoever filters by it takes all. A default number is "0" beside 3, and a
# sum puts digits side by side. xsd:boolean's 1, which is true (XML Schema 2, 3.2.2), it takes for false. And a key
# for="all", which the format has, is a TypeError.
# Expected: false, 0, true, and a graph. Instead: write the value at each node. Seen with graphology-graphml 0.5.2 and
# graphology 0.26.0: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts graphology@0.26.0 graphology-graphml@0.5.2 >/dev/null
cat > seen.cjs <<'J'
const { MultiDirectedGraph } = require("graphology")
const { parse } = require("graphology-graphml")

const text = (kind) => `<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="k" for="${kind}" attr.name="closed" attr.type="boolean"><default>false</default></key>
  <key id="s" for="node" attr.name="stars" attr.type="int"><default>0</default></key>
  <graph edgedefault="directed"><node id="barrow"><data key="k">true</data><data key="s">3</data></node>
  <node id="carn"/><node id="dent"><data key="k">1</data></node></graph></graphml>`
const graph = parse(MultiDirectedGraph, text("node"))
const seen = graph.nodes().map((node) => `${node}: ${JSON.stringify(graph.getNodeAttributes(node))}`)
try { parse(MultiDirectedGraph, text("all")); seen.push('for="all": a graph') } catch (error) { seen.push(`for="all": ${error.name}`) }
console.log(seen.join("\n"))
const known = ['barrow: {"closed":true,"stars":3}', 'carn: {"closed":"false","stars":"0"}',
  'dent: {"closed":false,"stars":"0"}', 'for="all": TypeError']
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.cjs
