"""Spellings: the name of a council as people write it, read down to the words that set it apart.

What is known here is the field's: which words tell the kind of authority, how the parts of names are
shortened, which words a name can lose. How alike two words are is for `reconcile`, which has a library.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from patgraph.things.authority_words import FORMS

#: Words that a name keeps its meaning without.
SMALL = frozenset(("and", "of", "the", "on", "upon", "with", "uk", "gb", "england"))
_COMPANY = frozenset(("ltd", "limited", "plc", "llp", "inc"))
_SHORT = {
    "n": "north", "s": "south", "e": "east", "w": "west", "nth": "north", "sth": "south", "nrth": "north",
    "ne": "north east", "nw": "north west", "se": "south east", "sw": "south west", "saint": "st",
    "beds": "bedfordshire", "berks": "berkshire", "bucks": "buckinghamshire", "cambs": "cambridgeshire",
    "derbys": "derbyshire", "glos": "gloucestershire", "gloucs": "gloucestershire", "hants": "hampshire",
    "herefs": "herefordshire", "herts": "hertfordshire", "lancs": "lancashire", "leics": "leicestershire",
    "lincs": "lincolnshire", "northants": "northamptonshire", "northd": "northumberland",
    "notts": "nottinghamshire", "oxon": "oxfordshire", "salop": "shropshire", "shrops": "shropshire",
    "staffs": "staffordshire", "warks": "warwickshire", "wilts": "wiltshire",
    "worcs": "worcestershire", "yorks": "yorkshire",
    "bham": "birmingham", "brum": "birmingham", "lpool": "liverpool", "mcr": "manchester",
    "nottm": "nottingham", "soton": "southampton",
}  # fmt: skip
#: Words that are never taken for one another: a letter more or less makes another place of it.
POINTS = frozenset(("north", "south", "east", "west", "mid", "central", "greater", "inner", "outer"))
#: Names of councils of ours that others bear too: alone they tell nobody which is meant.
SHARED = frozenset(("newcastle", "kingston", "richmond", "london", "stoke", "stockton", "southend"))
#: A part of a council rather than the whole.
_PART = re.compile(
    r"\b(social services( department| dept| directorate)?|ssd|children ?s (services|social care)"
    r"|adults?( s)? (services|social care))\b"
)
_CONTRACTED = re.compile(r"\b([a-z]{1,2})['’`]([a-z]{2,})\b|\b([a-z])/([a-z]{2,})\b")
_DOTTED = re.compile(r"\b(?:[a-z]\. ?){2,}|\b(?:[a-z]\.){1,}[a-z]\b")


@dataclass(frozen=True)
class ReadName:
    """A name as it was read: the `words` that set it apart, the sorts of place its other words speak of
    (`form`), whether it had none of those (`bare`), and whether it names a `part` of a council.
    """

    words: tuple[str, ...]
    form: frozenset[str] = frozenset()
    bare: bool = True
    part: bool = False


def words(text: str) -> list[str]:
    """The words of a text, in small letters, without accents and points; `B'ham` stays `b'ham`."""
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    text = re.sub(r"[&+]", " and ", text)
    text = _DOTTED.sub(lambda found: re.sub(r"[. ]", "", found.group()) + " ", text)
    text = _CONTRACTED.sub(lambda m: f"{m[1] or m[3]}\x01{m[2] or m[4]}", text)
    text = re.sub(r"['’`]", "", text)
    return [word.replace("\x01", "'") for word in re.findall(r"[^\W_]+(?:\x01[^\W_]+)?", text)]


def read_name(text: str) -> ReadName:
    """The reading of a name that is not a council's."""
    found = words(text)
    kept = tuple(word for word in found if word not in SMALL and word not in _COMPANY)
    return ReadName(kept or tuple(found))


def read_council(text: str, correct: Callable[[str], str] = lambda word: word) -> ReadName:
    """The reading of a council's name. `correct` gives the word for a kind of authority that a mistyped
    one is near to, and others as they are.
    """
    said = " ".join(words(text))
    whole = _PART.sub(" ", said)
    kept, forms, bare = [], set(), True
    found = [word if word in FORMS or word in SMALL else correct(word) for word in whole.split()]
    for place, word in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else ""
        if word == "london" and after in ("borough", "boro"):
            forms.add("london")
        elif word == "local" and after in ("authority", "council"):
            continue
        elif word in FORMS:
            forms.add(FORMS[word])
            bare = False
        elif word not in SMALL:
            kept.append(word)
    if len(kept) > 1 or (kept and kept[0] not in ("n", "s", "e", "w")):
        kept = [part for word in kept for part in _SHORT.get(word, word).split()]
    return ReadName(tuple(kept), frozenset(forms - {""}), bare, whole != said)


def contracted(word: str, known: list[str]) -> list[str]:
    """The words that `b'ham` may stand for."""
    head, _, tail = word.partition("'")
    if not tail:
        return []
    return [k for k in known if len(k) > len(head + tail) and k.startswith(head) and k.endswith(tail)]


def initials(text: str) -> set[str]:
    """What a name is shortened to: `RBKC`, `BANES`, `IOW`, in small letters."""
    found = words(text)
    every = "".join(word[0] for word in found)
    most = "".join(word[0] for word in found if word not in SMALL)
    stems = {every, most, every.removesuffix("c"), most.removesuffix("c")}
    return {stem for stem in stems if len(stem) > 2}
