"""What a caller writes for a parameter: which names it may stand for, and how a message shows it."""

import datetime
import re
import reprlib
from collections.abc import Iterable
from typing import Any

from patgraph.errors import BadValue
from patgraph.names import DEF, ID_KINDS, PREFIXES, is_unicode, rebase, slug
from patgraph.similar import near

#: What Python has for a value: a text as a caller writes it, a number, yes or no, a day.
Given = str | int | datetime.date
#: Longer texts are no name of anything, and near matches are not looked for.
_LONGEST = 500
#: The shortest text that is looked for as a part of a name.
_WORD = 4
#: What people call members of a class where the name of the class does not say it.
_CALLED = {"pat:LocalAuthority": "council"}
#: What tells the members of a class from others that people call the same.
_IN_FULL = {
    "pat:Council": "council that ran social services",
    "schema:Legislation": "law or a section of one",
}


def as_texts(name: str, given: Any) -> list[str]:
    """A value, or several, as the texts that stand for them; none for `None`. Raises `BadValue`."""
    if given is None:
        return []
    is_list = isinstance(given, Iterable) and not isinstance(given, str | bytes)
    several = list(given) if is_list else [given]
    if not all(isinstance(each, Given) for each in several):
        told = reprlib.repr(given)
        raise BadValue(name, f"{name}: {told} is no text, whole number or day, nor a list of these.")
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in several]


def in_words(kind: str) -> str:
    """What people call the members of a class or scheme: `pat:SourceDocument` is a source document."""
    local = kind.rpartition(":")[2].replace("-", " ")
    return _CALLED.get(kind) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower()


def in_full(kind: str) -> str:
    """The same, as exactly as who gave something of another kind has to know it."""
    return _IN_FULL.get(kind) or in_words(kind)


def with_article(words: str) -> str:
    """`a district`, `an engagement`."""
    return f"{'an' if words[0].lower() in 'aeiou' else 'a'} {words}"


def short(text: str) -> str:
    """A text as a message shows it."""
    return (
        (repr(text) if is_unicode(text) else ascii(text))
        if len(text) <= 80
        else f"{text[:60]!a} … ({len(text)} characters)"
    )


def meant_by(text: str, options: dict[str, str]) -> list[str]:
    """Slugs that a text may have been meant for, by slug or by label."""
    if len(text) > _LONGEST:
        return []
    slugs = {slug(iri): label for iri, label in options.items()}
    labels = {label.lower(): known for known, label in slugs.items() if label}
    wanted = re.sub(r"[\W_]+", "-", text.rsplit("/", 1)[-1].lower()).strip("-")
    meant = near(wanted, slugs, least=0.7)
    meant += [labels[found] for found in near(text.lower(), labels, least=0.7)]
    # A part of a name may stand for the whole: `deloitte`, `director`.
    if len(wanted) >= _WORD:
        parts = (known for known in slugs if f"-{wanted}" in f"-{known}")
        meant += sorted(parts, key=lambda known: (not known.startswith(wanted), known))
    return list(dict.fromkeys(meant))[:3]


def expand(text: str, base: str) -> str | None:
    """The IRI of a CURIE, under the base of the store."""
    prefix, colon, local = text.partition(":")
    return rebase(PREFIXES[prefix] + local, base) if colon and prefix in PREFIXES else None


def thing_iri(text: str, base: str) -> str | None:
    """The IRI of a thing, from its kind and slug, a CURIE or an IRI; `None` where it is none of these."""
    kind, _, local = text.partition("/")
    if local and kind in ID_KINDS:
        return f"{base}id/{text}"
    if local and kind == "concept":
        return f"{base}{text}"
    return expand(text, base) or (text if "://" in text else None)


def property_iri(text: str, base: str) -> str | None:
    """The IRI of a property, from its name in our ontology, a CURIE or the IRI; `None` of another text."""
    if re.fullmatch(r"[A-Za-z]+", text):
        return DEF + text
    return expand(text, base) or (text if "://" in text else None)
