#!/bin/sh
# Whom to write to about a board, as a vCard. In a value `;` parts components and `,` parts several of one; with a
# backslash before it the sign is text (RFC 6350, 3.4), and a card has one N at most (6.2.2; 3.3, cardinality).
# pythonvCard4, "RFC 6350-compliant", takes the backslashes off and looks for the signs then: the categories weak and
# "stars, none" are three. The two given names "Alpha,Beta" are one, with a comma in it, when written again. What was
# read as FN, N and ORG it writes again as text that it does not know, so that the card has two N, the second of a
# single part, and an ORG of one unit, "Barrow;Audit Office". TYPE= stands there without a type. No error.
# Expected: the card as it was. Instead: vcard4 (npm). Seen with pythonvCard4 0.2.0: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check pythonvCard4==0.2.0 pillow==11.3.0 qrcode==8.2 2>/dev/null
cd "$work"
"$work/venv/bin/python" - <<'P'
import sys

from pythonvCard4.vcard import Contact

CARD = [
    "BEGIN:VCARD",
    "VERSION:4.0",
    "FN:Barrow Review Team",
    "N:Team;Alpha,Beta;;;",
    "ORG:Barrow;Audit Office",
    "EMAIL:team@example.org",
    "CATEGORIES:weak,stars\\, none",
    "END:VCARD",
]
contact = Contact.from_vcard("\r\n".join([*CARD, ""]))
written = contact.to_vcard().split("\r\n")
print(contact.categories)
print("\n".join(written))
known = [
    "BEGIN:VCARD",
    "VERSION:4.0",
    "FN:Barrow Review Team",
    "N:Team;Alpha\\,Beta;;;",
    "EMAIL;TYPE=:team@example.org",
    "CATEGORIES:weak,stars, none",
    "FN:Barrow Review Team",
    "N:Team\\;Alpha\\,Beta\\;\\;\\;",
    "ORG:Barrow\\;Audit Office",
    "END:VCARD",
    "",
]
sys.exit((contact.categories, written) != (["weak", "stars", " none"], known))
P
