#!/bin/sh
# An act as it stood on a day, as PDF: /akn/gb/act/1999/27/eng@2003-04-01.pdf, the address of the version, a dot and the
# format (Akoma Ntoso Naming Convention 1.0, the IRI of a manifestation). cobalt writes it so, manifestation_uri(), and
# does not read what it wrote: the day is "@2003-04-01.pdf" and there is no format, so that the address of the version,
# expression_uri(), ends with .pdf, two formats are two versions, and a search by the day finds neither. No error. With
# a language alone, eng.pdf, or with a part behind the day, eng@2003-04-01/!main.pdf, it reads the format.
# Expected: @2003-04-01 and pdf, each time. Instead: take the format off before parsing. Seen with cobalt 9.0.1: see
# `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q install cobalt==9.0.1 lxml==6.1.3 iso8601==2.1.0
cat > "$work/seen.py" <<'P'
from cobalt import FrbrUri

seen = []
for address in (
    "/akn/gb/act/1999/27/eng@2003-04-01",
    "/akn/gb/act/1999/27/eng:2003-04-01",
    "/akn/gb/act/1999/27/eng",
    "/akn/gb/act/1999/27/eng@2003-04-01/!main",
):
    uri = FrbrUri.parse(address)
    uri.format = "pdf"
    written = uri.manifestation_uri()
    again = FrbrUri.parse(written)
    seen.append(f"{written}: {again.expression_date}, {again.format}, {again.expression_uri() == address}")
print("\n".join(seen))
known = [
    "/akn/gb/act/1999/27/eng@2003-04-01.pdf: @2003-04-01.pdf, None, False",
    "/akn/gb/act/1999/27/eng:2003-04-01.pdf: :2003-04-01.pdf, None, False",
    "/akn/gb/act/1999/27/eng.pdf: None, pdf, True",
    "/akn/gb/act/1999/27/eng@2003-04-01/!main.pdf: @2003-04-01, pdf, True",
]
raise SystemExit(seen != known)
P
"$work/venv/bin/python" "$work/seen.py"
