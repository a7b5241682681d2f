"""Where the tests find things."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PATGRAPH = BIN / "patgraph"


def _directory(text: str | None) -> Path | None:
    return Path(text) if text else None


#: Where the source texts are. Commands that tests start must not find it: they would show the words.
#: Tests that run side by side are processes of the one that took it away; it is handed on by another name.
SOURCES = _directory(os.environ.pop("PATGRAPH_SOURCES", None) or os.environ.get("PATGRAPH_TESTED_SOURCES"))
if SOURCES:
    os.environ["PATGRAPH_TESTED_SOURCES"] = str(SOURCES)
#: Where the tables are that were imported; they stay outside the repository too.
OPENDATA = _directory(os.environ.get("PATGRAPH_OPENDATA"))
