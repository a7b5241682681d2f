#!/bin/sh
# References as CSL-JSON: page "12-15", and dates of two parts for a stretch of time (CSL 1.0.2, the variables page and
# issued; its schema, csl-data.json). biblatex-csl-converter takes the pages apart and puts them together without the
# mark between them: 12-15 is page 1215, in BibLaTeX and in CSL. Of April 2003 to March 2004 it reads April 2003. The
# other way, the date 2002-12/ of BibLaTeX, which has no end yet (manual, 2.3.8), becomes a second part with nothing in
# it, which the schema of CSL refuses (each has one to three items). Nothing is said.
# Expected: 12-15; both months; one part. Instead: citation.js between BibTeX and CSL. Seen with biblatex-csl-converter
# 3.6.0: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts biblatex-csl-converter@3.6.0 >/dev/null
cat > seen.mjs <<'J'
import { BibLatexExporter, BibLatexParser, CSLExporter, CSLParser } from "biblatex-csl-converter"

const seen = []
for (const part of [{ page: "12-15" }, { page: "12-15, 20" }, { issued: { "date-parts": [[2003, 4], [2004, 3]] } }]) {
  const read = await new CSLParser({ a: { id: "a", type: "article-journal", title: "Stars", ...part } }).parse()
  const entries = read.entries ?? read
  const [csl] = Object.values(new CSLExporter(entries).parse())
  const [line] = new BibLatexExporter(entries).parse().match(/(pages|date) = .*?}/)
  seen.push(`${JSON.stringify(part)}: ${line}; ${JSON.stringify(csl.page ?? csl.issued)}`)
}
for (const date of ["2002-12/2003-04", "2002-12/"]) {
  const { entries, errors, warnings } = await new BibLatexParser(`@book{a, title = {Stars}, date = {${date}}}`).parse()
  const [{ issued }] = Object.values(new CSLExporter(entries).parse())
  seen.push(`${date}: ${JSON.stringify(issued)}; errors ${errors.length}`)
}
console.log(seen.join("\n"))
const known = [
  '{"page":"12-15"}: pages = {1215}; "1215"',
  '{"page":"12-15, 20"}: pages = {1215,20}; "1215,20"',
  '{"issued":{"date-parts":[[2003,4],[2004,3]]}}: date = {2003-04}; {"date-parts":[[2003,4]]}',
  '2002-12/2003-04: {"date-parts":[[2002,12],[2003,4]]}; errors 0',
  '2002-12/: {"date-parts":[[2002,12],[]]}; errors 0',
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
