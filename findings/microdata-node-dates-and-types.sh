#!/bin/sh
# A page about a council that says in its HTML what is what (microdata). A date is in `datetime`, or, where there is
# none, in the text of the element: <time itemprop="foundingDate">2003</time> is 2003 (HTML, 5.2.4 Values, and the value
# of time). microdata-node gives "" for it. Of two types of a thing, itemtype="…/Council …/District" (5.2.2), its JSON
# has both and its JSON-LD the first alone, and a name with lang="cy" has no language there, though "Microdata to RDF"
# takes each type and the language of the element. Nothing is said.
# Expected: 2003, two types, cy. Instead: microdata-rdf-streaming-parser. Seen with microdata-node 2.0.0: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts microdata-node@2.0.0 microdata-rdf-streaming-parser@3.0.0 >/dev/null
cat > seen.mjs <<'J'
import { Readable } from "node:stream"
import microdata from "microdata-node"
import { MicrodataRdfParser } from "microdata-rdf-streaming-parser"

const html = `<div itemscope itemid="http://example.org/barrow" itemtype="http://example.org/Council http://example.org/District">
  <b itemprop="name" lang="cy">Cyngor</b><time itemprop="founded">2003</time><time itemprop="closed" datetime="2009">x</time></div>`
const [thing] = microdata.toJsonld(html, { base: "http://example.org/" })
const quads = await new MicrodataRdfParser({ baseIRI: "http://example.org/" }).import(Readable.from([html])).toArray()
const objects = (name) => quads.filter(({ predicate }) => predicate.value.endsWith(name)).map(({ object }) => object)
const seen = [
  `founded: ${JSON.stringify(thing["http://example.org/founded"])}; ${objects("founded").map(({ value }) => value)}`,
  `closed: ${JSON.stringify(thing["http://example.org/closed"][0]["@value"])}; ${objects("closed").map(({ value }) => value)}`,
  `types: ${thing["@type"]}; ${objects("#type").map(({ value }) => value)}`,
  `name: ${JSON.stringify(thing["http://example.org/name"])}; ${objects("name").map(({ value, language }) => `${value}@${language}`)}`,
]
console.log(seen.join("\n"))
const known = ['founded: [{"@value":""}]; 2003', 'closed: "2009"; 2009',
  "types: http://example.org/Council; http://example.org/Council,http://example.org/District",
  'name: [{"@value":"Cyngor"}]; Cyngor@cy']
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
