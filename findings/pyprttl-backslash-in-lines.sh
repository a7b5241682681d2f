#!/bin/sh
# A text of several lines with a backslash in it, as queries in SHACL shapes have for their regular expressions, formatted
# by prttl (pyprttl). It writes such a text between three quotes with its lines as they are, and the backslash too, which
# Turtle reads as the beginning of an escape (2.5.1, "Quoted Literals"): "C:\temp" has a tab in it afterwards, and a
# backslash before another letter makes the file one that no parser takes. A formatter is trusted to change nothing; it
# ends without an error. A text of one line keeps its backslashes.
# Expected: the same texts before and after. Instead: keep backslashes out of texts of several lines, or turtlefmt. Seen
# with pyprttl 1.0.1: see `known`; turtlefmt 0.1.2: all the same.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check \
    pyprttl==1.0.1 turtlefmt==0.1.2 pyoxigraph==0.5.13 2>/dev/null
cd "$work"
PATH="$work/venv/bin:$PATH" "$work/venv/bin/python" - <<'P'
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pyoxigraph
import pyprttl

TEXTS = {"one line": "C:\\temp", "two lines": "see\nC:\\temp", "a regular expression": "FILTER\nREGEX(?n, '\\d')"}

def turtle(text):
    quoted = text.replace("\\", "\\\\").replace("\n", "\\n")
    return f'@prefix ex: <http://example.org/> .\n\nex:a ex:b "{quoted}" .\n'

def read(given):
    try:
        return next(pyoxigraph.parse(given.encode(), format=pyoxigraph.RdfFormat.TURTLE)).object.value
    except SyntaxError:
        return "no Turtle"

print("pyprttl", version("pyprttl"), "turtlefmt", version("turtlefmt"))
seen = []
for name, text in TEXTS.items():
    assert read(turtle(text)) == text
    first = read(pyprttl.format_turtle(turtle(text)))
    Path("other.ttl").write_text(turtle(text))
    subprocess.run(["turtlefmt", "other.ttl"], check=True, capture_output=True)
    other = read(Path("other.ttl").read_text())
    print(f"{name}: {text!r}; pyprttl {first!r}; turtlefmt {other!r}")
    seen.append((first, other == text))
known = [("C:\\temp", True), ("see\nC:\temp", True), ("no Turtle", True)]
sys.exit(seen != known)
P
