#!/bin/sh
# One star less than the year before: `?stars-1`, or `?stars -1`. In SPARQL's grammar a minus sign that touches its
# number belongs to it, and an expression may go on with such a number (rule 116: NumericLiteralNegative after a
# MultiplicativeExpression); what it means is the sum of the two, so 4-1 is 3. rasqal takes the number's sign for the
# operator and then forgets it: 4-1 is 5, 2*4-1 is 9, and `FILTER(?stars-1 > 0)`, more than one star, keeps all. No
# warning is given; a blank on both sides of the sign makes it right.
# Expected: 0 1 3, and Barrow and Carn. Instead: write `?stars - 1`. Seen with rasqal 0.9.33 (roqet of Debian 12, whose
# package lists have to be there): 2 3 5, and all three.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq rasqal-utils=0.9.33-2 librasqal3=0.9.33-2 libraptor2-0=2.0.15-4+deb12u1 \
  libyajl2=2.1.0-3+deb12u2 libmhash2=0.9.9.9-9 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" .; done
LD_LIBRARY_PATH=$(echo "$work"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
cat > councils.ttl <<'T'
@prefix ex: <http://example.org/> .
ex:aston ex:stars 1 . ex:barrow ex:stars 2 . ex:carn ex:stars 4 .
T
ask() {
  usr/bin/roqet -q -i sparql11-query -D councils.ttl -r csv -e "PREFIX ex: <http://example.org/> $1" \
    | tr -d '\r' | sed 1d | sort | xargs
}
echo "roqet $(usr/bin/roqet --version)"
{
  for sum in "?stars-1" "?stars -1" "2*?stars-1" "?stars - 1"; do
    echo "$sum: $(ask "SELECT ($sum AS ?x) { ?council ex:stars ?stars }")"
  done
  for test in "?stars-1 > 0" "?stars - 1 > 0"; do
    echo "$test: $(ask "SELECT (STRAFTER(STR(?council), '.org/') AS ?x) { ?council ex:stars ?stars FILTER($test) }")"
  done
} | tee seen.txt
cat > known.txt <<'T'
?stars-1: 2 3 5
?stars -1: 2 3 5
2*?stars-1: 3 5 9
?stars - 1: 0 1 3
?stars-1 > 0: aston barrow carn
?stars - 1 > 0: barrow carn
T
cmp seen.txt known.txt
