#!/bin/sh
# A name written once and used often, in BibTeX: @string{ac = "Audit Commission"}, then title = ac # " of " # {2002},
# where `#` joins pieces of text ("BibTeXing"). bib2json reads a piece of such a line as it happens to come: the title
# is "ac # of", the macro is not put in, and the fields after it are gone with the year among them; of month = "1~" #
# apr it makes a month "1~" and a field "apr" with the value of the next. Its list of errors is empty for the first.
# Expected: Audit Commission of 2002, 1~April, and the year each time. Instead: bibtex-parse. Seen with bib2json 0.0.1;
# bibtex-parse 2.1.0 has all.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts bib2json@0.0.1 bibtex-parse@2.1.0 >/dev/null
cat > seen.mjs <<'J'
import bib2json from "bib2json"
import bibtexParse from "bibtex-parse"

const seen = []
for (const fields of ['title = ac # " of " # {2002}, year = {2003}', 'title = ac, year = {2003}',
  'title = {Stars}, month = "1~" # apr, year = {2003}']) {
  const text = `@string{ac = "Audit Commission"}\n@book{cpa, ${fields}}\n`
  const { entries, errors } = bib2json(text)
  const { key, type, ...other } = bibtexParse.entries(text)[0]
  seen.push(`${JSON.stringify(entries[0].Fields)}, errors ${errors.length}; bibtex-parse ${JSON.stringify(other)}`)
}
console.log(seen.join("\n"))
const known = [
  '{"title":"ac # of"}, errors 0; bibtex-parse {"TITLE":"Audit Commission of 2002","YEAR":"2003"}',
  '{"title":"Audit Commission","year":"2003"}, errors 0; bibtex-parse {"TITLE":"Audit Commission","YEAR":"2003"}',
  '{"title":"Stars","month":"1~","apr":"2003"}, errors 0; bibtex-parse {"TITLE":"Stars","MONTH":"1~April","YEAR":"2003"}',
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
