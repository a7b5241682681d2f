#!/bin/sh
# A code of nine digits, as a shape in SHACL's Compact Syntax: pattern="^\\d{9}$". Texts are written as in Turtle, with
# its escapes (grammar of the syntax, ECHAR and UCHAR), and the first example of its document has such a pattern.
# shaclc-parse reads no text with a backslash in it: it looks for the escapes in a table that it does not have, and ends
# with a TypeError that says nothing of the text. shaclc-write, its sister, writes them by the standard, so that what
# one of the two writes the other cannot read. Texts without a backslash are read.
# Expected: the pattern ^\d{9}$, the quotes and the tab. Instead: [0-9] in place of \d, """ around lines, or Turtle.
# Seen with shaclc-parse 2.0.0: a TypeError, three times of five.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts shaclc-parse@2.0.0 >/dev/null
cat > seen.mjs <<'J'
import { parse } from "shaclc-parse"

const seen = [String.raw`pattern="^\\d{9}$"`, String.raw`message="a \"good\" council"`, String.raw`message="a\tb"`,
  'pattern="^[0-9]{9}$"', 'message="""line 1\nline 2"""'].map((text) => {
  const shape = `PREFIX ex: <http://example.org/>\nshape ex:Council {\n\tex:code ${text} .\n}`
  try {
    const quads = [...parse(shape, { baseIRI: "http://example.org/shapes" })]
    return `${text}: ${JSON.stringify(quads.find((quad) => /#(pattern|message)$/.test(quad.predicate.value)).object.value)}`
  } catch (error) {
    return `${text}: ${error.name}, ${error.message}`
  }
})
console.log(seen.join("\n"))
const search = (letter) => `TypeError, Cannot use 'in' operator to search for '${letter}' in undefined`
const known = [String.raw`pattern="^\\d{9}$": ${search("\\")}`, String.raw`message="a \"good\" council": ${search('"')}`,
  String.raw`message="a\tb": ${search("t")}`, 'pattern="^[0-9]{9}$": "^[0-9]{9}$"',
  'message="""line 1\nline 2""": "line 1\\nline 2"']
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
