"""Official words: how departments' tables write the type of an authority and its region.

The words are those of the tables of DfE, Ofsted, the Office for National Statistics, MHCLG and mySociety. A
word may stand for more than one of ours: tables that have four types put the City of London with the London
boroughs and the Isles of Scilly with the unitary authorities. One that stands for none is a type or a region
that no council here has: it says that another body is meant.
"""

import re

_BOROUGHS = ("london-borough", "city-corporation")
_UNITARY = ("unitary", "sui-generis")
_TYPES = {
    _BOROUGHS: "london borough|london borough council|lb|lbo|lonb|inner london|outer london|"
    "inner london borough|outer london borough|e09",
    ("metropolitan-district",): "metropolitan district|metropolitan|metropolitan borough|"
    "metropolitan authority|metropolitan district council|metropolitan borough council|met district|"
    "met borough|md|mb|mtd|mbc|mdc|e08",
    _UNITARY: "unitary|unitary authority|unitary council|ua|uta|english unitary authority|e06",
    ("county",): "county|county council|shire county|non metropolitan county|two tier county|"
    "shire county council|cty|scc|e10",
    ("city-corporation",): "city corporation|corporation",
    ("sui-generis",): "sui generis|sui generis authority|coi",
    ("district",): "non metropolitan district|shire district|district|district council|borough council|nmd|"
    "dis|sd|e07",
    (): "combined authority|comb",
}
_REGIONS = {
    ("north-east",): "north east|ne|northern",
    ("north-west",): "north west|nw",
    ("yorkshire-and-the-humber",): "yorkshire humber|yorkshire humberside|yh|yorks humber",
    ("east-midlands",): "east midlands|em",
    ("west-midlands",): "west midlands|wm",
    ("east-of-england",): "east|eastern|e|ee|eoe",
    ("london",): "london|greater london|inner london|outer london|gl",
    ("south-east",): "south east|se",
    ("south-west",): "south west|sw",
    ("north-east", "yorkshire-and-the-humber"): "north east yorkshire humber",
    (): "scotland|wales|northern ireland|s92000003|w92000004|n92000002",
}
_SMALL = frozenset(("and", "the", "of", "region", "england", "government", "office", "for"))
#: Of which properties they are values.
OF_TYPE = ("type", "org:classification")
OF_REGION = ("region", "pat:within")


def _by_word(listed: dict[tuple[str, ...], str]) -> dict[str, tuple[str, ...]]:
    return {word: slugs for slugs, words in listed.items() for word in words.split("|")}


_READ = dict.fromkeys(OF_TYPE, _by_word(_TYPES)) | dict.fromkeys(OF_REGION, _by_word(_REGIONS))


def meant(property_: str, text: str) -> tuple[str, ...] | None:
    """The slugs that an official word of a property stands for, none or several; `None` for other words."""
    known = _READ.get(property_)
    if known is None or len(text) > 100:
        return None
    words = [word for word in re.findall("[a-z0-9]+", text.lower()) if word not in _SMALL]
    said = " ".join(words)
    # Tables head their parts with the plural: Metropolitan Districts, Unitary Authorities, Counties.
    single = [re.sub("ies$", "y", word) if word.endswith("ies") else word.removesuffix("s") for word in words]
    for form in (said, " ".join(single), " ".join([*words[:-1], *single[-1:]])):
        if form in known:
            return known[form]
    return None
