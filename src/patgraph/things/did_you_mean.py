"""What was mistyped, as what was found spells it."""

import re

from patgraph.similar import near

from .search_index import Found


def respelt(text: str, found: Found) -> str:
    """The words that were looked for, as the first thing found spells them, where nothing is spelt as they
    are; else nothing.
    """
    if not found.hits or any(hit.fit != "similar" for hit in found.hits):
        return ""
    there = re.findall(r"\w+", found.hits[0].text)
    return " ".join((near(word, there, 1) or [word])[0] for word in text.split())
