#!/bin/sh
# Authors that are no persons, as patgraph's sources have them: author = {{Audit Commission} and {Children, Schools and
# Families}}. What stands in braces is one name, and an `and` in them joins no names (BibTeX's manual, 4; biblatex's,
# 2.3.3). astrocite-bibtex makes CSL of it with a person whose family is Commission and whose given name is Audit, and
# two persons of the department: a list of references has "Commission, A." and "Families". Nothing is said.
# Expected: two literal names. Instead: biblatex-csl-converter or citation.js, or CSL-JSON (cite.json). Seen with
# astrocite-bibtex 0.16.4: see `known`; biblatex-csl-converter 3.6.0: two.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts astrocite-bibtex@0.16.4 biblatex-csl-converter@3.6.0 >/dev/null
cat > seen.mjs <<'J'
import { createRequire } from "node:module"
import { BibLatexParser, CSLExporter } from "biblatex-csl-converter"

const { parse } = createRequire(import.meta.url)("astrocite-bibtex")
const given = `@techreport{review, title = {Review}, year = {2003}, institution = {Office},
  author = {{Audit Commission} and {Children, Schools and Families} and Mare, Ann}}`
const name = ({ literal, family, given }) => literal ?? [family, given].join(" | ")
const names = (authors) => authors.map(name).join("; ")
const [other] = Object.values(new CSLExporter(new BibLatexParser(given).parse().entries).parse())
const seen = [`astrocite-bibtex: ${names(parse(given)[0].author)}`, `biblatex-csl-converter: ${names(other.author)}`]
console.log(seen.join("\n"))
const known = [
  "astrocite-bibtex: Commission | Audit; Children | Schools; Families | ; Mare | Ann",
  "biblatex-csl-converter: Audit Commission; Children, Schools and Families; Mare | Ann",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
