#!/bin/sh
# Councils by region, however the region is written: GROUP BY (UCASE(?region) AS ?group), which SPARQL 1.1 has by name
# (11.2 and rule 20; the expression's value is bound to the variable and is the group). rasqal makes one group of all
# rows, and names it after the last; the same expression without a name, or bound before, makes the right groups. Of
# GROUP_CONCAT(?region; SEPARATOR=", ") it reads the separator and sets a blank, which stands in names too, and
# COUNT(DISTINCT *) counts one for all rows together.
# Expected: NORTH,2 and SOUTH,1; "north, North, south"; 3. Instead: BIND the expression in the pattern and group by the
# variable; REPLACE the blanks in what is joined. Seen with rasqal 0.9.33 (roqet of Debian 12, whose package lists have
# to be there): SOUTH,3; "north North south"; 1.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq rasqal-utils=0.9.33-2 librasqal3=0.9.33-2 libraptor2-0=2.0.15-4+deb12u1 \
  libyajl2=2.1.0-3+deb12u2 libmhash2=0.9.9.9-9 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" .; done
LD_LIBRARY_PATH=$(echo "$work"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
cat > regions.ttl <<'T'
@prefix ex: <http://example.org/> .
ex:aston ex:region "north" . ex:barrow ex:region "North" . ex:carn ex:region "south" .
T
ask() {
  usr/bin/roqet -q -i sparql11-query -D regions.ttl -r csv -e "PREFIX ex: <http://example.org/> SELECT $1" \
    | tr -d '\r' | sed 1d | sort | paste -sd ' '
}
echo "roqet $(usr/bin/roqet --version)"
while read -r query; do
  ask "$query"
done <<'T' | tee seen.txt
?group (COUNT(?c) AS ?n) { ?c ex:region ?region } GROUP BY (UCASE(?region) AS ?group)
?group (COUNT(?c) AS ?n) { ?c ex:region ?region BIND(UCASE(?region) AS ?group) } GROUP BY ?group
(COUNT(?c) AS ?n) { ?c ex:region ?region } GROUP BY UCASE(?region)
(GROUP_CONCAT(?region; SEPARATOR=", ") AS ?all) { ?c ex:region ?region }
(COUNT(DISTINCT *) AS ?n) { ?c ex:region ?region }
(COUNT(*) AS ?n) { ?c ex:region ?region }
T
cat > known.txt <<'T'
SOUTH,3
NORTH,2 SOUTH,1
1 2
north North south
1
3
T
cmp seen.txt known.txt
