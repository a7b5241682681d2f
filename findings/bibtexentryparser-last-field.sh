#!/bin/sh
# An entry as most write it, without a comma after the last field: @report{a, title = {T}, year = 2003}. Commas stand
# between fields, and none is needed before the closing brace, as in the examples of BibTeX's manual (btxdoc).
# bibtexentryparser loses the last field of such an entry, whatever it is: the year, the link, and of an entry with one
# field all. So it does with a field joined of two parts, month = apr # "~1", as the manual advises, in any place. What
# it gives is a complete dictionary with the type and the key, and nothing is said.
# Expected: every field. Instead: a comma after the last field, or pybtex. Seen with bibtexentryparser 1.0.0: see
# `known`; pybtex 0.26.1 reads all.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check bibtexentryparser==1.0.0 pybtex==0.26.1 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W ignore - <<'P'
import sys

import bibtexentryparser
from pybtex.database import parse_string

known = {
    "@report{a, title = {Stars}, year = 2003}": ("title", "title year"),
    "@report{a,\n  title = {Stars},\n  note = {first}\n}": ("title", "note title"),
    "@report{a, title = {Stars}}": ("", "title"),
    '@report{a, month = apr # "~1", title = {Stars}, year = 2003,}': ("title year", "month title year"),
    "@report{a, title = {Stars}, year = 2003,}": ("title year", "title year"),
}
seen = {}
for entry in known:
    one = set(bibtexentryparser.load(entry)) - {"ENTRYTYPE", "ID"}
    other = parse_string(entry, "bibtex").entries["a"].fields
    seen[entry] = " ".join(sorted(one)), " ".join(sorted(other))
    print("%s: bibtexentryparser %s; pybtex %s" % (" ".join(entry.split()), seen[entry][0] or "none", seen[entry][1]))
sys.exit(seen != known)
P
