#!/bin/sh
# A query written with room, formatted in place by `fichu format`, which its README calls ready for production. Where
# the formatted text is shorter than the file was, fichu writes it over the beginning and leaves the end of the old
# text behind it: what was a query is one and a half, and no engine reads it. It says that it formatted the file, and
# ends with status 0. Five of patgraph's own questions (queries/*.rq), which are not written with more room than
# usual, are spoilt so.
# Expected: the formatted query alone. Instead: keep a copy, and parse the result before it takes the place. Seen with
# fichu 0.1.16: a query, and after it the end of the old one.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check fichu==0.1.16 pyoxigraph==0.5.13 2>/dev/null
cd "$work"
cat > teams.rq <<'Q'
SELECT ?team WHERE {
                ?team a <http://example.org/Team> .
                ?team <http://example.org/year> 2003 .
}
ORDER BY ?team
Q
cp teams.rq before.rq
venv/bin/fichu format teams.rq > said.txt 2>&1 && echo "fichu ends with 0" >> said.txt
cat teams.rq
venv/bin/python - <<'P'
import pathlib
import sys
from importlib.metadata import version

import pyoxigraph

print("fichu", version("fichu"), "|", pathlib.Path("said.txt").read_text().strip())
seen = []
for name in ("before.rq", "teams.rq"):
    text = pathlib.Path(name).read_text()
    try:
        pyoxigraph.Store().query(text)
        seen.append((len(text), text.count("ORDER BY"), "parses"))
    except SyntaxError:
        seen.append((len(text), text.count("ORDER BY"), "SyntaxError"))
    print(name, *seen[-1])
sys.exit([what[2] for what in seen] != ["parses", "SyntaxError"] or seen[0][0] != seen[1][0])
P
