#!/bin/sh
# More authors than are named: author = {Team, Alpha and others}, which ends in "et al." in every style (BibTeX;
# biblatex's manual, 2.2.1: `and others` is no name). biblatex-csl-converter makes an author of it whose name is
# "others": a list of references has a second person in it, called others, and written as BibLaTeX again it is `and
# {others}`, in braces, which is a name from then on. Nothing is said.
# Expected: the words as they were, and no second author. Instead: take the entry's text through another reader, such as
# bibtex-parse, which leaves names as they stand. Seen with biblatex-csl-converter 3.6.0: two authors, {others}.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts biblatex-csl-converter@3.6.0 bibtex-parse@2.1.0 >/dev/null
cat > seen.mjs <<'J'
import bibtexParse from "bibtex-parse"
import { BibLatexExporter, BibLatexParser, CSLExporter } from "biblatex-csl-converter"

const text = "@book{cpa, title = {Stars}, author = {Team, Alpha and others}, year = 2003}"
const { entries, errors, warnings } = await new BibLatexParser(text).parse()
const [csl] = Object.values(new CSLExporter(entries).parse())
const [written] = new BibLatexExporter(entries).parse().match(/author = .*/)
const seen = [JSON.stringify(csl.author), written.replace(/,$/, ""), `errors ${errors.length + warnings.length}`,
  `bibtex-parse: ${bibtexParse.entries(text)[0].AUTHOR}`]
console.log(seen.join("\n"))
const known = ['[{"given":"Alpha","family":"Team"},{"literal":"others"}]',
  "author = {given={Alpha}, family={Team} and {others}}", "errors 0", "bibtex-parse: Team, Alpha and others"]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
