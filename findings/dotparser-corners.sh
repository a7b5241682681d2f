#!/bin/sh
# Councils and their reviews as a graph in DOT, where edges begin and end at a corner: aston:reviews:ne ->
# barrow:reviews:sw. Behind a node stands its port, and the point of the compass, one of n, ne, e, se, s, sw, w, nw, c,
# _ (Graphviz, "DOT Language", compass_pt). dotparser reads `n` for ne and nw and `s` for sw, and goes on with the rest
# as if it were another node: the edge is from a node "e", which nobody wrote, and aston has none. So its readers draw,
# sort and count another graph. se, and the points of one letter, are right. In a text in quotes it leaves a backslash
# with the end of the line behind it, by which DOT goes on in the next line ("standard C convention"). No error.
# Expected: one edge, from aston to barrow, four times; "Aston council". Instead: Graphviz itself, as @viz-js/viz. Seen
# with dotparser 1.1.1: see `known`; @viz-js/viz 3.17.0: as expected.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts dotparser@1.1.1 @viz-js/viz@3.17.0 >/dev/null
cat > seen.mjs <<'J'
import dotparser from "dotparser"
import { instance } from "@viz-js/viz"

const viz = await instance()
const seen = []
for (const point of ["ne", "nw", "sw", "se"]) {
  const dot = `digraph { aston:reviews:${point} -> barrow:reviews:${point} }`
  const [graph] = dotparser(dot)
  const edges = graph.children.filter(({ type }) => type === "edge_stmt").map(({ edge_list: ends }) => ends.map(({ id }) => id).join(" -> "))
  const read = viz.renderJSON(dot)
  const right = read.edges.map(({ tail, head }) => `${read.objects[tail].name} -> ${read.objects[head].name}`)
  seen.push(`${point}: ${edges.join(", ")} (Graphviz: ${right.join(", ")})`)
}
const text = 'digraph { a [label="Aston \\\ncouncil"] }'
const label = dotparser(text)[0].children[0].attr_list[0].eq
seen.push(`label: ${JSON.stringify(label)} (Graphviz: ${JSON.stringify(viz.renderJSON(text).objects[0].label)})`)
console.log(seen.join("\n"))
const known = [
  "ne: e -> barrow (Graphviz: aston -> barrow)",
  "nw: w -> barrow (Graphviz: aston -> barrow)",
  "sw: w -> barrow (Graphviz: aston -> barrow)",
  "se: aston -> barrow (Graphviz: aston -> barrow)",
  String.raw`label: "Aston \\\ncouncil" (Graphviz: "Aston council")`,
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
