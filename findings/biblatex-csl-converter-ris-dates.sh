#!/bin/sh
# The date of a report in RIS, PY  - 2003/04//, or DA  - 2003/04/01: year, month and day between slashes, and what is
# not known left out ("RIS Format Specifications", Y1 and PY: YYYY/MM/DD/other info). biblatex-csl-converter keeps such
# a date as it stands, slashes and all, as if it were one of BibLaTeX's, where a slash is between two ends of a range.
# The CSL that it makes has no date at all, and the BibLaTeX has one with slashes, which is none (manual, 2.3.8). A year
# alone is right. No error.
# Expected: April 2003, and 1 April 2003. Instead: citation.js with @citation-js/plugin-ris. Seen with
# biblatex-csl-converter 3.6.0: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts biblatex-csl-converter@3.6.0 @citation-js/core@0.8.2 \
    @citation-js/plugin-ris@0.8.2 >/dev/null
cat > seen.mjs <<'J'
import { Cite } from "@citation-js/core"
import "@citation-js/plugin-ris"
import { BibLatexExporter, CSLExporter, RISParser } from "biblatex-csl-converter"

const parts = (date) => JSON.stringify(date?.["date-parts"])
const seen = []
for (const line of ["PY  - 2003", "PY  - 2003///", "PY  - 2003/04//", "DA  - 2003/04/01"]) {
  const text = ["TY  - RPRT", "AU  - Team, Alpha", "TI  - Stars", line, "ER  - ", ""].join("\r\n")
  const read = await new RISParser(text).parse()
  const entries = read.entries ?? read
  const [csl] = Object.values(new CSLExporter(entries).parse())
  const [written] = new BibLatexExporter(entries).parse().match(/date = .*?}/)
  seen.push(`${line}: ${parts(csl.issued)}, ${written}, errors ${read.errors?.length}; citation.js ${parts(new Cite(text).data[0].issued)}`)
}
console.log(seen.join("\n"))
const known = [
  "PY  - 2003: [[2003]], date = {2003}, errors 0; citation.js [[2003]]",
  "PY  - 2003///: undefined, date = {2003///}, errors 0; citation.js [[2003]]",
  "PY  - 2003/04//: undefined, date = {2003/04//}, errors 0; citation.js [[2003,4]]",
  "DA  - 2003/04/01: undefined, date = {2003/04/01}, errors 0; citation.js [[2003,4,1]]",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
