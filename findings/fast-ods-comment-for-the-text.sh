#!/bin/sh
# A spreadsheet in which somebody left comments, as civil servants do. A cell's comment, office:annotation, stands in
# the cell before its text:p (OpenDocument 1.2, 9.1.4 and 14.1), and is none of its text. fast-ods reads the first
# text:p that it meets: who has a comment has the comment for a value, with the writer's name and the date before it. It
# stops there too, so of a note with two paragraphs the second is lost, and spaces, tabs and ends of lines (text:s,
# text:tab, text:line-break: 6.1.2 to 6.1.5) leave no room between words. Nothing is said; its README leaves out styles,
# formulas and metadata, not these.
# Expected: what odsslicer reads. Instead: that. Seen with fast-ods 0.3.2: see `known`; odsslicer 1.0.1.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check fast-ods==0.3.2 odsslicer==1.0.1 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import sys
import zipfile

from fast_ods import ODSParser, ODSParserOptions
from odsslicer import ODSReader

KIND, NAMES = "application/vnd.oasis.opendocument.spreadsheet", "urn:oasis:names:tc:opendocument:xmlns:"
COMMENT = "<office:annotation><dc:creator>Clerk</dc:creator><dc:date>2004-01-02T00:00:00</dc:date>"
COMMENT += "<text:p>to be checked</text:p></office:annotation>"
CELLS = {
    "with a comment": f"{COMMENT}<text:p>Weak</text:p>",
    "of two paragraphs": "<text:p>Weak</text:p><text:p>reviewed in May</text:p>",
    "with room": '<text:p>Weak<text:s text:c="2"/>then<text:tab/>Fair<text:line-break/>since May</text:p>',
    "plain": "<text:p>Weak</text:p>",
}
rows = "".join(
    "<table:table-row>" + "".join(f'<table:table-cell office:value-type="string">{c}</table:table-cell>' for c in row)
    + "</table:table-row>"
    for row in [(f"<text:p>{k}</text:p>", c) for k, c in [("what", "<text:p>category</text:p>"), *CELLS.items()]]
)
spaces = "".join(f' xmlns:{name}="{NAMES}{name}:1.0"' for name in ("office", "table", "text"))
spaces += ' xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"'
with zipfile.ZipFile("stars.ods", "w") as file:
    file.writestr("mimetype", KIND)
    file.writestr("content.xml", f"<office:document-content{spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Stars"><table:table-column table:number-columns-repeated="2"/>{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>")
    parts = {"/": KIND, "content.xml": "text/xml"}.items()
    entries = "".join(f'<m:file-entry m:full-path="{path}" m:media-type="{kind}"/>' for path, kind in parts)
    manifest = f'<m:manifest xmlns:m="{NAMES}manifest:1.0" m:version="1.2">{entries}</m:manifest>'
    file.writestr("META-INF/manifest.xml", manifest)
one = dict(list(ODSParser(ODSParserOptions(table=0)).parse("stars.ods"))[1:])
other = dict(ODSReader("stars.ods").sheet("Stars")["A2:B5"].to_list())
for name in CELLS:
    print(f"{name}: fast-ods {one[name]!r}, odsslicer {other[name]!r}")
known = {
    "with a comment": ("Clerk2004-01-02T00:00:00to be checked", "Weak"),
    "of two paragraphs": ("Weak", "Weak\nreviewed in May"),
    "with room": ("WeakthenFairsince May", "Weak  then\tFair\nsince May"),
    "plain": ("Weak", "Weak"),
}
sys.exit({name: (one[name], other[name]) for name in CELLS} != known)
P
