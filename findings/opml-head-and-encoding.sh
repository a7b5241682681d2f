#!/bin/sh
# A list of feeds, in OPML: a title, and an outline for each. In XML `&` and `<` in text are written &amp; and &lt; (XML
# 1.0, 2.4), and what the declaration says of the encoding has to be so (4.3.3: a fatal error else). opml writes it with
# the signs of the head as they are: "Heath & Reform" is no XML, and its own reader does not take it back. In outlines
# it replaces them. And each file says ISO-8859-1 of itself, while Node writes UTF-8: "Ynys Môn" is read as "Ynys MÃ´n"
# by a reader that believes the declaration, as Python's; its own passes that over. Nothing is said.
# Expected: the title and the name as they were. Instead: feedsmith's generateOpml, with the same data. Seen with opml
# 0.5.8, feedsmith 3.0.1, and Python's own reader of XML: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts opml@0.5.8 feedsmith@3.0.1 >/dev/null
cat > seen.mjs <<'J'
import { writeFileSync } from "node:fs"
import { generateOpml } from "feedsmith"
import opml from "opml"

const made = (title, text) => opml.stringify({ opml: { version: "2.0", head: { title }, body: { subs: [{ text }] } } })
writeFileSync("sign.opml", made("Heath & Reform", "Heath & Reform"))
writeFileSync("name.opml", made("Councils", "Ynys Môn"))
writeFileSync("instead.opml", generateOpml({ head: { title: "Heath & Reform" }, body: { outlines: [{ text: "Ynys Môn" }] } }))
opml.parse(made("Heath & Reform", "a"), (error, read) => console.log("read again:", error ? "error" : read.opml.head.title))
J
node seen.mjs > seen.txt 2>&1
python3 - >> seen.txt <<'P'
from xml.etree import ElementTree

for name in ("sign", "name", "instead"):
    try:
        tree = ElementTree.parse(f"{name}.opml")
        print(name, tree.findtext("head/title").strip(), tree.find("body/outline").get("text").strip())
    except ElementTree.ParseError as error:
        print(name, "no XML:", str(error).split(":")[0])
P
cat seen.txt
cat > known.txt <<'K'
read again: error
sign no XML: not well-formed (invalid token)
name Councils Ynys MÃ´n
instead Heath & Reform Ynys Môn
K
cmp seen.txt known.txt
