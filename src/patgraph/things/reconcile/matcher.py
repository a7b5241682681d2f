"""Reconciliation: which thing a name, a code or some values mean, how surely, and why.

A name is read (`name_words`) and its words are sought among the words of all names, each with those that are
a few letters from it (rapidfuzz). A name's score is the share of both names' letters that are accounted for;
a word left over on the asker's side costs most, for it usually makes another body of it: a district, a fire
authority, a place abroad. `match` is said of the first alone, and only where nothing had to be guessed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode
from rapidfuzz.distance import JaroWinkler

from patgraph.names import RECONCILED, curie, pat, slug, term
from patgraph.things.search_entries import Entry
from patgraph.things.thing import Things

from . import name_words, table_cells
from .attributes import Attributes
from .likeness import LEAST, Index, Name
from .name_words import SHARED, ReadName
from .table_cells import NameAndCode

#: Scores lie between; a candidate below the threshold is the nearest there is: mistyped, or another body.
LOWEST, HIGHEST, THRESHOLD = 0, 100, 90
#: How far the first must be ahead of the second to be a match, and below what nothing is shown.
LEAD, _SHOWN = 8, 100 * LEAST
#: What a number scores that may be of a register we do not know.
BARE = 80.0
MOST = 100
#: What is said of a candidate, and what it means.
FEATURES = {
    "name_similarity": "How much of both names' letters is accounted for, 0 to 100, before anything else.",
    "exact_name": "Whether the names have the same words, once words for the kind of authority, small words, "
    "signs and usual short forms are put aside.",
    "other_name": "Whether the name that fits best is another one than the thing's label: short, or former.",
    "authority_kind": "Whether the kind of authority that the name tells (county, London borough, city) can "
    "be the council's; where it cannot, the score is a quarter less.",
    "code": "Whether the text is a code that some register gave the thing, its IRI, or an address elsewhere.",
    "properties": "Which share of the conditions holds, 0 to 1; a score falls by up to three tenths.",
    "type": "Whether the thing is of a type that was asked for, or none was.",
    "lead": "Of the first candidate: by how many points it is ahead of the next that could be meant.",
}
#: The kinds that are meant when none is asked for; the others only stand beside them.
MEANT = RECONCILED[:4]
_UNNAMED = {"name_similarity": 0.0, "exact_name": False, "other_name": False, "authority_kind": True}
_SORTS = {"county": {"county"}, "london-borough": {"london", "town"}, "metropolitan-district": {"town"}}


@dataclass(frozen=True)
class Entity:
    """What can be found: a thing, the names it has (its label first), and the sorts of place it is."""

    node: NamedNode
    id: str
    kind: str
    label: str
    names: tuple[str, ...]
    form: frozenset[str] = frozenset()
    later: bool = False


@dataclass
class Candidate:
    """An entity that may be meant: its score, the name that fits best, why, and whether it is safe."""

    entity: Entity
    score: float = 0.0
    name: str = ""
    said: bool = False
    exact: bool = False
    match: bool = False
    features: dict[str, float | bool] = field(default_factory=dict)


class Reconciler:
    """The matcher of a store; `entries` are what its search knows."""

    def __init__(self, things: Things, entries: Iterable[Entry]):
        self._things = things
        self.entities = list(_entities(things, entries))
        self.attributes = Attributes(things, [(e.node, e.kind, e.names) for e in self.entities])
        self.by_spelling: dict[str, int] = {}
        self._initials: dict[str, set[int]] = defaultdict(set)
        councils, others = [], []
        for number, entity in enumerate(self.entities):
            iri = entity.node.value
            for spelling in (iri, curie(iri), entity.id, entity.id.removeprefix("id/")):
                self.by_spelling.setdefault(spelling, number)
            place = entity.kind in ("council", "area")
            (councils if place else others).extend((number, name) for name in entity.names)
            if entity.kind == "council":
                for short in set().union(*map(name_words.initials, entity.names)):
                    self._initials[short].add(number)
        self._known_names = {name.casefold() for entity in self.entities for name in entity.names}
        self._councils = Index(councils, name_words.read_council, True)
        self._others = Index(others, name_words.read_name, False)

    def find(
        self,
        text: str,
        kinds: Sequence[str] | None = None,
        constraints: Sequence[tuple[str, list]] = (),
        limit: int = 5,
        soft: bool = False,
    ) -> list[Candidate]:
        """The things that a text and values of properties may mean, best first. `kinds` are those that are
        wanted (`soft`: preferred), `constraints` properties with the values that each may have.
        """
        text = self._read(text)
        wanted = frozenset(RECONCILED if kinds is None or soft else kinds)
        held = [
            (name, values, self.attributes.condition(name, values)) for name, values in constraints if values
        ]
        # Values that mean nothing here ask nothing; a property that there is not makes the rest unsure.
        sets = [had and had.numbers for _, _, had in held if had is None or had.numbers is not None]
        known = [numbers for numbers in sets if numbers is not None]
        registers = [
            had.numbers for name, values, had in held
            if had and had.numbers is not None and self.attributes.identifies(name, values)
        ]  # fmt: skip
        meant = set().union(*registers)
        found = self._named(text, wanted) if text else {}
        coded = self._coded(text, found, meant, wanted) if text else set()
        if not text or registers:
            # A number of no register said is a number of any.
            unsure = not registers and any(self.attributes.bare(name, values) for name, values, _ in held)
            for number in set().union(*known):
                score = 50.0 if text else BARE if unsure else 100.0
                found.setdefault(number, Candidate(self.entities[number], score, exact=not unsure))
        chosen = []
        for number, candidate in found.items():
            if candidate.entity.kind not in wanted:
                continue
            fits = sum(number in s for s in known) / len(known) if known else 1.0
            typed = kinds is None or candidate.entity.kind in kinds
            candidate.score *= (0.7 + 0.3 * fits if text else fits) * (1 if typed else 0.75)
            candidate.features = (
                _UNNAMED
                | candidate.features
                | {"code": number in coded, "properties": round(fits, 3), "type": typed}
            )
            candidate.exact &= fits == 1 and typed and len(known) == len(sets)
            if candidate.score >= _SHOWN:
                chosen.append(candidate)
        chosen.sort(key=lambda c: self._order(c, text))
        self._decide(chosen, kinds)
        return chosen[:limit]

    def _order(self, candidate: Candidate, text: str) -> tuple:
        entity = candidate.entity
        near = JaroWinkler.similarity(text.casefold(), candidate.name.casefold())
        rank = RECONCILED.index(entity.kind)
        return (
            -round(candidate.score, 1),
            rank,
            not candidate.said,
            entity.later,
            -near,
            entity.label,
            entity.id,
        )

    def _decide(self, found: list[Candidate], kinds: Sequence[str] | None):
        """Say `match` of the first, if it is safe, and put into words what was looked at."""
        for place, candidate in enumerate(found):
            candidate.score = round(candidate.score, 1)
            if place == 0:
                # Whoever asks for no type by a council's name does not mean its area or its engagement.
                rivals = [c for c in found[1:] if kinds is not None or c.entity.kind in MEANT]
                lead = candidate.score - (rivals[0].score if rivals else 0)
                candidate.match = candidate.exact and candidate.score >= 95 and lead >= LEAD
                candidate.features["lead"] = round(lead, 1)

    def _read(self, text: str) -> str:
        """A cell's text without marks of footnotes, unless a name has them; nothing for a blank one."""
        plain = " ".join(text.split())
        if table_cells.is_blank(plain):
            return ""
        return plain if plain.casefold() in self._known_names else table_cells.without_marks(plain)

    def _coded(
        self, text: str, found: dict[int, Candidate], meant: set[int], kinds: frozenset[str]
    ) -> set[int]:
        """Add to `found` what a text means as a code, or as a code beside a name; which things those are.
        `meant` are those that a register which was named gives a code that was asked for.
        """
        coded = self.attributes.coded(text)
        if text in self.by_spelling:
            coded = coded | {self.by_spelling[text]}
        parts = None if coded else table_cells.name_and_code(text)
        register = parts and self.attributes.property(parts.name)
        if register and register.code:
            having = self.attributes.condition(register.id, [parts.code])
            coded = meant = (having and having.numbers) or set()
        elif parts:
            return self._beside(parts, found, kinds)
        number_alone = table_cells.is_number(text)
        for number in coded:
            # Registers number alike: 309 is one council's number here, and another's there.
            sure = not number_alone or number in meant
            candidate = found.setdefault(number, Candidate(self.entities[number]))
            candidate.score, candidate.said, candidate.exact = 100.0 if sure else BARE, True, sure
        return coded

    def _beside(self, parts: NameAndCode, found: dict[int, Candidate], kinds: frozenset[str]) -> set[int]:
        """A code beside a name is sure where both mean one thing; where not, nothing is."""
        coded = self.attributes.coded(parts.code)
        named = self._named(parts.name, kinds) if coded else {}
        for number in coded:
            candidate = named.get(number)
            if candidate is not None:
                if candidate.features["exact_name"] and candidate.features["authority_kind"]:
                    candidate.score, candidate.exact = 100.0, True
                found[number] = candidate
            elif not table_cells.is_number(parts.code):
                found.setdefault(number, Candidate(self.entities[number], 50.0))
        return coded

    def _named(self, text: str, kinds: frozenset[str]) -> dict[int, Candidate]:
        found: dict[int, Candidate] = {}
        if kinds & {"council", "area"}:
            reading = name_words.read_council(text, self._councils.correct)
            for number, name, share in self._councils.search(reading, text):
                self._keep(found, text, number, name, reading, share)
            for number in self._initials.get("".join(name_words.words(text.replace("&", ""))), ()):
                if " " not in text.strip():
                    entity = self.entities[number]
                    self._keep(
                        found, text, number, Name(number, entity.label, ReadName(()), 0), reading, 0.85
                    )
        if kinds - {"council", "area"}:
            reading = name_words.read_name(text)
            for number, name, share in self._others.search(reading, text):
                self._keep(found, text, number, name, reading, share)
        return found

    def _keep(self, found: dict, text: str, number: int, name: Name, asked: ReadName, share: float):
        entity = self.entities[number]
        said = name.text.casefold() == text.casefold()
        agrees = 1.0 if said else _agrees(asked.form, entity.form)
        score = 100 * share * (1 if agrees == 1 else 0.9 if agrees else 0.75)
        before = found.get(number)
        # Of names that fit equally well the one that is written as it was asked for.
        if before is not None and (before.score, before.said) >= (score, said):
            return
        same = share == 1.0
        # A word alone that others bear too, said without the kind of authority, is a guess.
        shared = asked.bare and len(asked.words) == 1 and asked.words[0] in SHARED
        exact = same and agrees > 0 and not asked.part and not shared
        features = {
            "name_similarity": round(100 * share, 1), "exact_name": same,
            "other_name": name.text != entity.label, "authority_kind": agrees > 0,
        }  # fmt: skip
        found[number] = Candidate(entity, score, name.text, said, exact, False, features)


def _agrees(asked: frozenset[str], form: frozenset[str]) -> float:
    """Whether the sort of place that is asked for can be the one there is: 1, or 0.5 where nobody knows."""
    if not asked:
        return 1
    if not form:
        return 0.5
    if ("county" in asked and "county" not in form) or ("london" in asked and "london" not in form):
        return 0
    return 0 if asked & {"town", "london"} and not form & {"town", "london"} else 1


def _entities(things: Things, entries: Iterable[Entry]) -> Iterable[Entity]:
    """The entities, those of the likeliest kind first."""
    store = things.store
    changed = term("org:resultingOrganization")
    later = {quad.object for quad in store.quads(None, changed, None, store.view)}
    for entry in entries:
        if entry.kind not in RECONCILED:
            continue
        names = [entry.label, *entry.also]
        form: set[str] = set()
        if entry.kind == "council":
            areas = [things.label(area) for area in things.values(entry.node, pat("area"))]
            names += [re.sub(r" \(area( of \d{4})?\)$", "", area) for area in areas]
            sort = things.value(entry.node, term("org:classification"))
            form = _SORTS.get(slug(sort), set()) if isinstance(sort, NamedNode) else set()
            form = form or set().union(*(name_words.read_council(name).form for name in names))
        name = entry.node.value.removeprefix(store.base)
        unique = tuple(dict.fromkeys(names))
        yield Entity(
            entry.node, name, entry.kind, entry.label, unique, frozenset(form), entry.node in later
        )  # fmt: skip
