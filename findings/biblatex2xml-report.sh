#!/bin/sh
# A report as BibLaTeX has it: type, institution and date are what it must have, a number what it may (biblatex manual,
# 2.1.1, @report), and `board # ": Reports " # {of 2003}` joins pieces, as in BibTeX. biblatex2xml of bibutils has
# neither the institution nor the number in what it writes, only a word that there are unused tags, and the quotation
# marks of joined pieces get into the text. bib2xml, of the same suite, keeps all of it, for @techreport with a year.
# Expected: Audit Board, 12, and "Audit Board: Reports of 2003". Instead: bib2xml. Seen with bibutils 7.2 (Debian 12,
# whose package lists have to be there): none, none, and marks within the title.
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

cat > report.bib <<'T'
@string{board = "Audit Board"}
@report{stars, author = {Example, Ann}, title = board # ": Reports " # {of 2003}, institution = board, number = {12},
  type = {techreport}, date = {2003-04}}
T
sed 's/@report/@techreport/; s/date = {2003-04}/year = 2003, month = apr/' report.bib > old.bib
lines() { xml2ris 2>/dev/null | tr -d '\r' | grep -E '^(TI|PB|IS|DA)' | sort | paste -sd ';'; }
{
  echo "biblatex2xml: $(biblatex2xml report.bib 2>/dev/null | lines)"
  echo "bib2xml: $(bib2xml old.bib 2>/dev/null | lines)"
} | tee seen.txt
cat > known.txt <<'T'
biblatex2xml: DA  - 2003/04/;TI  - ”Audit Board: Reports ”of 2003
bib2xml: DA  - 2003/04/;IS  - 12;PB  - Audit Board;TI  - Audit Board: Reports of 2003
T
cmp seen.txt known.txt
