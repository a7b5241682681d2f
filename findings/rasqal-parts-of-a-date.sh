#!/bin/sh
# A day as it is written in England, by REPLACE(?day, "(....)-(..)-(..)", "$3/$2/$1"): SPARQL 1.1 (17.4.3.15) refers to
# fn:replace, where $1 is what the first pair of brackets found. rasqal puts in its place all that was found, and for
# each later pair the text from where the one before begins to where this one does, so that parts come twice: a day of
# April becomes "04-/2003-/2003-04-01", and the year that was to be cut out is the whole date. Without brackets it
# replaces rightly, and no error is given.
# Expected: 01/04/2003, 2003. Instead: take away what is not wanted, REPLACE(?day, "-..-..$", ""). Seen with rasqal
# 0.9.33 (roqet of Debian 12, whose package lists have to be there): 04-/2003-/2003-04-01, 2003-04-01.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq rasqal-utils=0.9.33-2 librasqal3=0.9.33-2 libraptor2-0=2.0.15-4+deb12u1 \
  libyajl2=2.1.0-3+deb12u2 libmhash2=0.9.9.9-9 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" .; done
LD_LIBRARY_PATH=$(echo "$work"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
cat > days.ttl <<'T'
@prefix ex: <http://example.org/> .
ex:direction ex:day "2003-04-01" .
T
ask() {
  usr/bin/roqet -q -i sparql11-query -D days.ttl -r csv -e "PREFIX ex: <http://example.org/>
    SELECT ($1 AS ?x) { ex:direction ex:day ?day }" | tr -d '\r' | sed 1d
}
echo "roqet $(usr/bin/roqet --version)"
while read -r call; do
  echo "$call: $(ask "$call")"
done <<'T' | tee seen.txt
REPLACE(?day, "(....)-(..)-(..)", "$3/$2/$1")
REPLACE(?day, "^(....)-..-..$", "$1")
REPLACE(?day, "-..-..$", "")
T
cat > known.txt <<'T'
REPLACE(?day, "(....)-(..)-(..)", "$3/$2/$1"): 04-/2003-/2003-04-01
REPLACE(?day, "^(....)-..-..$", "$1"): 2003-04-01
REPLACE(?day, "-..-..$", ""): 2003
T
cmp seen.txt known.txt
