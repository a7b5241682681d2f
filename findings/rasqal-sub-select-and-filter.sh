#!/bin/sh
# The most stars that each council ever had, asked in a sub-select, and a filter around it for those with more than one.
# A sub-select is worked out by itself, and its rows go to the group around it (SPARQL 1.1, 12). With rasqal the rows
# that pass the filter all bear the council that came last, so that Carn has two stars and four, and Barrow is gone;
# if the sub-select is ordered and limited, the number of stars is that of the last row as well. Without the filter,
# or with HAVING in the sub-select, each council has its own.
# Expected: barrow,2 and carn,4, each time. Instead: HAVING, or the filter within. Seen with rasqal 0.9.33 (roqet of
# Debian 12, whose package lists have to be there): carn,2 and carn,4; carn,4 twice; then as expected.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq rasqal-utils=0.9.33-2 librasqal3=0.9.33-2 libraptor2-0=2.0.15-4+deb12u1 \
  libyajl2=2.1.0-3+deb12u2 libmhash2=0.9.9.9-9 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" .; done
LD_LIBRARY_PATH=$(echo "$work"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
cat > stars.ttl <<'T'
@prefix ex: <http://example.org/> .
ex:y2002 ex:aston 1 ; ex:barrow 1 ; ex:carn 3 . ex:y2003 ex:barrow 2 ; ex:carn 4 .
T
ask() {
  usr/bin/roqet -q -i sparql11-query -D stars.ttl -r csv -e "SELECT ?council ?most { $1 }" \
    | tr -d '\r' | sed '1d; s|.*example.org/||' | sort | paste -sd ' '
}
most="SELECT ?council (MAX(?stars) AS ?most) { ?year ?council ?stars } GROUP BY ?council"
echo "roqet $(usr/bin/roqet --version)"
{
  echo "filter around: $(ask "{ $most } FILTER(?most > 1)")"
  echo "filter around a limit: $(ask "{ $most ORDER BY DESC(?most) LIMIT 2 } FILTER(?most > 1)")"
  echo "no filter: $(ask "{ $most }")"
  echo "HAVING: $(ask "{ $most HAVING (MAX(?stars) > 1) }")"
} | tee seen.txt
cat > known.txt <<'T'
filter around: carn,2 carn,4
filter around a limit: carn,4 carn,4
no filter: aston,1 barrow,2 carn,4
HAVING: barrow,2 carn,4
T
cmp seen.txt known.txt
