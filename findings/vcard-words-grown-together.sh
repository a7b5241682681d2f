#!/bin/sh
# A long note in a vCard, in lines of at most 75 octets: where a line is broken the next begins with one blank, and who
# reads takes away the end of the line and this one blank (RFC 6350, 3.2). A line broken between two words begins with
# two, of which the second is the words'. vcard and vcard-parser take all blanks: "The reviewof Barrow". A text in
# quotes behind a property's name has colons and semicolons as text (3.3, QSAFE-CHAR): vcard-parser and vcard begin the
# value in it. vcard ends each value at a colon, too, of which none is special there (UID:urn:example:team is "urn"),
# keeps one of two notes, and leaves the backslashes of \, and \n. Nothing is said; short plain lines are right.
# Expected: see vcard4, which has them all. Seen with vcard 0.1.0, vcard-parser 1.0.0: see `known`; vcard4 4.0.5.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts vcard@0.1.0 vcard-parser@1.0.0 vcard4@4.0.5 >/dev/null
cat > seen.mjs <<'J'
import { createRequire } from "node:module"
import { parse } from "vcard4"
import parser from "vcard-parser"

const VCard = createRequire(import.meta.url)("vcard")
const card = (...lines) => ["BEGIN:VCARD", "VERSION:4.0", "FN:Team", "N:Team;;;;", ...lines, "END:VCARD", ""].join("\r\n")
const cards = {
  folded: ["NOTE", card("NOTE:The review", "  of Barrow")],
  quoted: ["NOTE", card('NOTE;ALTID="barrow:2003;1":weak')],
  colon: ["UID", card("UID:urn:example:team")],
  two: ["NOTE", card("NOTE:weak", "NOTE:fair")],
  escaped: ["NOTE", card("NOTE:weak\\, then fair")],
}
const seen = []
for (const [name, [property, text]] of Object.entries(cards)) {
  let old
  new VCard().readData(text, (error, json) => { old = error ? String(error) : json[property] })
  const values = parser.parse(text)[property.toLowerCase()].map(({ value }) => value)
  const right = [parse(text).getProperty(property)].flat().map(({ value }) => value)
  const [one, two, three] = [old, values, right].map((value) => JSON.stringify(value))
  seen.push(`${name}: vcard ${one}, vcard-parser ${two}, vcard4 ${three}`)
}
console.log(seen.join("\n"))
const known = [
  'folded: vcard "The reviewof Barrow", vcard-parser ["The reviewof Barrow"], vcard4 ["The review of Barrow"]',
  'quoted: vcard "2003 1\\"", vcard-parser [["2003","1\\":weak"]], vcard4 ["weak"]',
  'colon: vcard "urn", vcard-parser ["urn:example:team"], vcard4 ["urn:example:team"]',
  'two: vcard "weak", vcard-parser ["weak","fair"], vcard4 ["weak","fair"]',
  'escaped: vcard "weak\\\\, then fair", vcard-parser ["weak, then fair"], vcard4 ["weak, then fair"]',
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
