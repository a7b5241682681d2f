#!/bin/sh
# A title with a word in quotes, as BibTeX has it between quotes: title = "The {"}CPA{"} of 2002". What ends the value
# is a quote outside all braces; in braces it is text, and the way to have one ("BibTeXing"). biblatex-csl-converter and
# ORCID's bibtex-parse-js end the value at the first quote: the title is "The {", and all that follows in the entry, its
# year and publisher, is gone. No error, no warning, and the other entries are there. Between braces, {The "CPA"}, all
# is well.
# Expected: The "CPA" of 2002, and the year. Instead: bibtex-parse or @retorquere/bibtex-parser, or braces around such
# values. Seen with biblatex-csl-converter 3.6.0, @orcid/bibtex-parse-js 0.0.25: see `known`; bibtex-parse 2.1.0: whole.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts biblatex-csl-converter@3.6.0 @orcid/bibtex-parse-js@0.0.25 \
    bibtex-parse@2.1.0 >/dev/null
cat > seen.mjs <<'J'
import bibtexParse from "bibtex-parse"
import orcid from "@orcid/bibtex-parse-js"
import { BibLatexParser, CSLExporter } from "biblatex-csl-converter"

const seen = []
for (const title of ['"The {"}CPA{"} of 2002"', '{The "CPA" of 2002}']) {
  const text = `@book{cpa, title = ${title}, year = 2003}`
  const { entries, errors, warnings } = await new BibLatexParser(text).parse()
  const [csl] = Object.values(new CSLExporter(entries).parse())
  seen.push(`biblatex-csl-converter: ${csl.title}, ${csl.issued?.["date-parts"]}; errors ${errors.length + warnings.length}`)
  const [{ entryTags }] = orcid.toJSON(text)
  seen.push(`bibtex-parse-js: ${entryTags.title}, ${entryTags.year}`)
  const [entry] = bibtexParse.entries(text)
  seen.push(`bibtex-parse: ${entry.TITLE}, ${entry.YEAR}`)
}
console.log(seen.join("\n"))
const whole = 'The "CPA" of 2002, 2003'
const known = ["biblatex-csl-converter: The {, undefined; errors 0", "bibtex-parse-js: The {, undefined",
  `bibtex-parse: ${whole}`, `biblatex-csl-converter: ${whole}; errors 0`, `bibtex-parse-js: ${whole}`, `bibtex-parse: ${whole}`]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
