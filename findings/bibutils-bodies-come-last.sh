#!/bin/sh
# A review by a council and one of its officers, in that order. Who is named first is the first author: BibTeX has them
# in order with `and`, RIS and EndNote with a line for each, and citations that name one name that one. bibutils keeps
# the order in MODS, of which BibTeX comes out as it went in. Its RIS, EndNote and ISI writers go through the names
# twice, first for people and then for bodies: the officer becomes the first author.
# Expected: Aston Council first, in each format. Instead: take the order from the MODS, or write BibTeX. Seen with
# bibutils 7.2 (Debian 12, whose package lists have to be there): first in BibTeX, third in RIS and EndNote.
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

cat > review.bib <<'T'
@article{review, author = {{Aston Council} and Example, Ann and {Barrow Council} and Other, Ben}, title = {A Review},
  journal = {Local Affairs}, year = 2004}
T
bib2xml review.bib 2>/dev/null > review.xml
{
  echo "MODS: $(grep -E '<namePart>|"family"' review.xml | sed 's|^[^>]*>||; s|<.*||' | paste -sd ';')"
  echo "BibTeX: $(xml2bib review.xml 2>/dev/null | sed -n 's/^author="//p; s/^and //p' | tr -d '",{}' | paste -sd ';')"
  echo "RIS: $(xml2ris review.xml 2>/dev/null | sed -n 's/^AU  - //p' | tr -d ',' | paste -sd ';')"
  echo "EndNote: $(xml2end review.xml 2>/dev/null | sed -n 's/^%A //p' | tr -d ',' | paste -sd ';')"
} | tee seen.txt
cat > known.txt <<'T'
MODS: Aston Council;Example;Barrow Council;Other
BibTeX: Aston Council;Example Ann;Barrow Council;Other Ben
RIS: Example Ann;Other Ben;Aston Council;Barrow Council
EndNote: Example Ann;Other Ben;Aston Council;Barrow Council
T
cmp seen.txt known.txt
