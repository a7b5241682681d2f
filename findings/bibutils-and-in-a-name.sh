#!/bin/sh
# A report by the "Audit and Inspection Board", as RIS. There each author has a line of its own, AU, so that the word
# "and" in a name is a word. bibutils splits the line at it, as BibTeX's fields are split, and makes two people of the
# board, Inspection Board and Audit. And "Example, Ann, Jr.", which RIS has in this order (last name, first, suffix),
# keeps its comma with the first name: RIS from the same MODS has "Example Jr., Ann,".
# Expected: one author, Audit and Inspection Board; Example, Ann, Jr. Instead: write "&", and give the name in a list of
# those that are not to be changed (ris2xml -as FILE, which keeps none with "and"). Seen with bibutils 7.2 (Debian 12,
# whose package lists have to be there): see known.txt.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq bibutils=7.2-2 libbibutils8=7.2-2 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" .; done
LD_LIBRARY_PATH=$(echo "$work"/usr/lib/*-linux-gnu)
PATH=$work/usr/bin:$PATH
export LD_LIBRARY_PATH PATH
bib2xml --version

again() {
  printf 'TY  - RPRT\nAU  - %s\nTI  - A Review\nPY  - 2004\nER  - \n' "$1" > review.ris
  shift
  ris2xml "$@" review.ris 2>/dev/null | xml2ris 2>/dev/null | sed -n 's/^AU  - //p' | paste -sd ';'
}
printf "Audit and Inspection Board\nAudit & Inspection Board\n" > names.txt
{
  again "Audit and Inspection Board"
  again "Example, Ann, Jr."
  again "Example, Ann"
  again "Audit and Inspection Board" -as names.txt
  again "Audit & Inspection Board" -as names.txt
} | tee seen.txt
cat > known.txt <<'T'
Board, Inspection;Audit
Example Jr., Ann,
Example, Ann
Board, Inspection;Audit
Audit & Inspection Board
T
cmp seen.txt known.txt
