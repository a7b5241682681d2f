#!/bin/sh
# Who made a mapping, by name: the column author_label of a SSSOM table, beside author_id, for people and bodies that
# have no identifier ("SSSOM", Mapping, author_label: several, parted by a bar). sssom-pydantic takes the column, since
# it is one of the standard's, and keeps nothing of it: the mappings that it reads have no author, and the table that it
# writes again has no such column. reviewer_label and creator_label go with it; author_id stays. No error, no warning.
# Expected: the same table. Instead: author_id, or read_unprocessed and its records, which have the names. Seen with
# sssom-pydantic 0.6.10: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check sssom-pydantic==0.6.10 2>/dev/null
cd "$work"
"$work/venv/bin/python" -W error - <<'P'
import csv
import sys
from importlib.metadata import version
from pathlib import Path

import sssom_pydantic

HEAD = """#mapping_set_id: http://example.org/set
#license: https://creativecommons.org/publicdomain/zero/1.0/
#curie_map:
#  ex: http://example.org/
#  other: http://example.com/
"""
ROW = {
    "subject_id": "ex:direction", "subject_label": "direction", "predicate_id": "skos:exactMatch",
    "object_id": "other:order", "mapping_justification": "semapv:ManualMappingCuration", "author_id": "ex:team",
    "author_label": "Audit Commission|Team Alpha",
    "reviewer_label": "Team Beta", "creator_label": "Team Gamma", "comment": "of 2003",
}
Path("given.tsv").write_text(HEAD + "\t".join(ROW) + "\n" + "\t".join(ROW.values()) + "\n")
mappings, converter, about = sssom_pydantic.read("given.tsv")[:3]
sssom_pydantic.write(mappings, "again.tsv", metadata=about, converter=converter)
lines = [line for line in Path("again.tsv").read_text().splitlines() if not line.startswith("#")]
again = next(csv.DictReader(lines, delimiter="\t"))
records = list(sssom_pydantic.read_unprocessed("given.tsv")[0])
print("sssom-pydantic", version("sssom-pydantic"))
print("lost:", lost := [name for name in ROW if name not in again])
print("as a record:", names := records[0].author_label)
sys.exit(lost != ["author_label", "reviewer_label", "creator_label"] or names != ["Audit Commission", "Team Alpha"]
         or any(again[name] != value for name, value in ROW.items() if name in again))
P
