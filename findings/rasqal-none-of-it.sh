#!/bin/sh
# A council whose day is not known, from an OPTIONAL. In the XML format of results a binding that has no value is left
# out (SPARQL Query Results XML Format, 2.3.1: an unbound variable has no binding element), and its schema knows uri,
# literal and bnode. rasqal writes <binding name="day"><unbound/></binding>, as an early draft had it: rdflib refuses
# the whole answer. And where the standard puts what is unbound first, so that DESC has it last (SPARQL 1.1, 15.1),
# rasqal puts it first both ways: the latest of all days, by ORDER BY DESC(?day) LIMIT 1, is none.
# Expected: no binding; barrow, aston, carn. Instead: CSV or TSV; and FILTER(BOUND(?day)). Seen with rasqal 0.9.33
# (roqet of Debian 12, whose package lists have to be there) and rdflib 7.6.0: <unbound/>; carn, barrow, aston.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq rasqal-utils=0.9.33-2 librasqal3=0.9.33-2 libraptor2-0=2.0.15-4+deb12u1 \
  libyajl2=2.1.0-3+deb12u2 libmhash2=0.9.9.9-9 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" .; done
LD_LIBRARY_PATH=$(echo "$work"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check rdflib==7.6.0 2>/dev/null
cat > days.ttl <<'T'
@prefix ex: <http://example.org/> .
ex:aston a ex:Council ; ex:day "2003-04-01" . ex:barrow a ex:Council ; ex:day "2004-11-30" . ex:carn a ex:Council .
T
ask() {
  usr/bin/roqet -q -i sparql11-query -D days.ttl -r "$1" -e "PREFIX ex: <http://example.org/>
    SELECT ?council ?day { ?council a ex:Council OPTIONAL { ?council ex:day ?day } } $2"
}
names() { tr -d '\r' | sed '1d; s|.*example.org/||; s|,.*||' | paste -sd ' '; }
echo "roqet $(usr/bin/roqet --version)"
ask xml "ORDER BY ?council" > answer.xml
{
  grep -o '<binding name="day"><unbound/></binding>' answer.xml
  echo "in order: $(ask csv "ORDER BY ?day" | names)"
  echo "from the last: $(ask csv "ORDER BY DESC(?day)" | names)"
  venv/bin/python - <<'P'
from rdflib.query import Result

try:
    print("read:", len(list(Result.parse("answer.xml", format="xml"))))
except Exception as problem:
    print("refused:", str(problem).replace("{http://www.w3.org/2005/sparql-results#}", ""))
P
} | tee seen.txt
cat > known.txt <<'T'
<binding name="day"><unbound/></binding>
in order: carn aston barrow
from the last: carn barrow aston
T
sed '$d' seen.txt | cmp - known.txt
grep -q '^refused: ' seen.txt
