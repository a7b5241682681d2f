#!/bin/sh
# Terms as Turtle writes them, there and back: rdf-string-ttl has termToString, which escapes the end of a line, a tab and
# what lies beyond 16 bits, and stringToTerm, which undoes quotes alone. So a note of two lines comes back as one, with a
# backslash and an n in it, and U+1F600 as ten characters. Nothing is said, and texts of one line come through.
# Expected: the terms that went in. Instead: N3.js's Parser, which reads all from the same strings. Seen with
# rdf-string-ttl 2.0.1: two of five are the same; N3.js 2.13.12: five.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts rdf-string-ttl@2.0.1 n3@2.13.12 >/dev/null
cat > seen.mjs <<'J'
import { stringToTerm, termToString } from "rdf-string-ttl"
import { DataFactory, Parser } from "n3"

const seen = ["Ynys Môn", 'it is "praised"', "line 1\nline 2", "a\tb", "\u{1f600}"].map((text) => {
  const term = DataFactory.literal(text)
  const written = termToString(term)
  const [quad] = new Parser().parse(`<http://example.org/a> <http://example.org/b> ${written} .`)
  return `${written}: back as it was: ${stringToTerm(written).equals(term)}; by N3.js: ${quad.object.equals(term)}`
})
console.log(seen.join("\n"))
const known = ['"Ynys Môn": back as it was: true', '"it is \\"praised\\"": back as it was: true',
  '"line 1\\nline 2": back as it was: false', '"a\\tb": back as it was: false', '"\\U0001f600": back as it was: false']
process.exit(seen.join("\n") === known.map((line) => `${line}; by N3.js: true`).join("\n") ? 0 : 1)
J
node seen.mjs
