#!/bin/sh
# Reports as a library has them, in MARCXML. In XML the order of attributes says nothing (XML 1.0, 3.1); an element may
# be marc:record, with the prefix that its namespace was given (Namespaces in XML 1.0, 5), as servers of catalogues
# answer; <![CDATA[a < b]]> is text (2.7), and a comment is none (2.5). marcjs counts characters: where ind1 stands
# before tag the tag of the field is `"1"`, so that the record has no title, and where ind2 stands before ind1 they
# change places; of marc:record it makes a record without a field; CDATA and comments are in the text as they stand. No
# error. What it writes itself it reads.
# Expected: 001 and 245 10 with "Stars < 3", each time. Instead: pymarc, or write the XML anew first. Seen with marcjs
# 3.0.2: see `known`; pymarc 5.3.1: all.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts marcjs@3.0.2 he@1.2.0 >/dev/null
python3 -m venv venv
venv/bin/pip -q install pymarc==5.3.1
cat > seen.cjs <<'J'
const { execFileSync } = require("node:child_process")
const { writeFileSync } = require("node:fs")
const { Marc } = require("marcjs")

const record = (prefix, attributes, text) => `<${prefix}record><${prefix}leader>00000cam a2200000 i 4500</${prefix}leader>`
  + `<${prefix}controlfield tag="001">b1</${prefix}controlfield><${prefix}datafield ${attributes}><${prefix}subfield code="a">`
  + `${text}</${prefix}subfield></${prefix}datafield></${prefix}record>`
const usual = 'tag="245" ind1="1" ind2="0"'
const records = {
  usual: ["", usual, "Stars &lt; 3"],
  order: ["", 'ind1="1" ind2="0" tag="245"', "Stars &lt; 3"],
  indicators: ["", 'tag="245" ind2="0" ind1="1"', "Stars &lt; 3"],
  prefix: ["marc:", usual, "Stars &lt; 3"],
  CDATA: ["", usual, "<![CDATA[Stars < 3]]>"],
  comment: ["", usual, "Stars &lt; <!-- of 5 -->3"],
}
const byPymarc = `import sys, pymarc
record, = pymarc.parse_xml_to_array(sys.argv[1])
print(",".join([f.tag + "=" + f.data if f.is_control_field() else f"{f.tag} {f.indicators.first}{f.indicators.second}={f['a']}" for f in record.fields]), end="")`
const seen = {}
for (const [name, [prefix, attributes, text]] of Object.entries(records)) {
  const namespace = `xmlns${prefix ? ":marc" : ""}="http://www.loc.gov/MARC21/slim"`
  const xml = `<${prefix}collection ${namespace}>${record(prefix, attributes, text)}</${prefix}collection>`
  writeFileSync("record.xml", xml)
  const fields = Marc.parse(xml, "Marcxml").fields.map(([tag, ...rest]) => `${[tag, ...rest.slice(0, -2)].join(" ")}=${rest.at(-1)}`).join(",")
  seen[name] = [fields, execFileSync("venv/bin/python", ["-c", byPymarc, "record.xml"], { encoding: "utf8" })]
}
console.log(JSON.stringify(seen, null, 1))
const right = "001=b1,245 10=Stars < 3"
const known = {
  usual: [right, right],
  order: [`001=b1,"1" "5=Stars < 3`, right],
  indicators: ["001=b1,245 01=Stars < 3", right],
  prefix: ["", right],
  CDATA: ["001=b1,245 10=<![CDATA[Stars < 3]]>", right],
  comment: ["001=b1,245 10=Stars < <!-- of 5 -->3", right],
}
process.exit(JSON.stringify(seen) === JSON.stringify(known) ? 0 : 1)
J
node seen.cjs
