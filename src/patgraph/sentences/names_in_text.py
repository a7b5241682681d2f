"""Names in a text: which things of the graph a typed sentence speaks of."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from patgraph.names import PREFIXES, slug
from patgraph.questions.parameters import Parameter
from patgraph.store import Store
from patgraph.things.authority_words import FORMS

from .times_in_text import LONGEST

#: Most words of a name.
MOST_WORDS = 12
#: How like a mistyped name has to be, of a hundred.
_LIKE = 86
#: Words of a council's name that do not tell which place it is.
_FORMS = {*FORMS, "london", "of"}
_YEAR = re.compile(r"-(?:19|20)\d\d$")
_WORD = re.compile(r"[a-z0-9&]+(?:'[a-z]+)?")
_OTHER_NAMES = (
    f"PREFIX skos: <{PREFIXES['skos']}> SELECT ?node (STR(?other) AS ?name) {{ ?node skos:altLabel ?other }}"
)
_AUTHORS = f"PREFIX dcterms: <{PREFIXES['dcterms']}> SELECT ?made ?by {{ ?made dcterms:creator ?by }}"
#: A source in a sentence: `the January 2004 article` by the day of its issue, `the 2004 review` by its kind.
_ISSUED = re.compile(r"(?P<title>.*?)[ ,(]+(?:\d+ (?P<month>[A-Z][a-z]+) )?(?P<year>(?:19|20)\d\d)\)?")
_JOINING = ("and", "of", "the", "for")
_CAPITALS = re.compile(rf"\b[A-Z][\w'’-]*(?: (?:(?:{'|'.join(_JOINING)}) )*[A-Z][\w'’-]*)+")


@dataclass(frozen=True)
class Named:
    """Words that name something: the place of the first and the one after the last, what they may name."""

    start: int
    end: int
    nodes: frozenset[NamedNode]
    #: `council`, `firm`, `organisation`, `person`, … or `concept`: the kind of the things.
    kind: str


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without accents and without the s of a genitive."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST]).encode("ascii", "ignore").decode().lower()
    return [_bare(word) for word in _WORD.findall(plain)]


def places_of(text: str) -> list[tuple[int, int]]:
    """Where each of `words_of` stands: the places of its first letter and of what follows its last."""
    plain = [(c, place) for place, letter in enumerate(text[:LONGEST]) for c in _plain(letter)]
    found = _WORD.finditer("".join(c for c, _ in plain))
    return [(plain[match.start()][1], plain[match.end() - 1][1] + 1) for match in found]


def _plain(letter: str) -> str:
    return unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode().lower()


def _bare(word: str) -> str:
    return word.removesuffix("'s").replace("'", "")


def unknown_names(text: str, named: Iterable[Named], is_known: Callable[[str], bool]) -> list[str]:
    """The names in a text that stand for nothing of `named`: two words or more with capitals, as `Safe and
    Sound`, of which at least half are no known words. None where nearly all words have capitals.
    """
    inside = {place for each in named for place in range(each.start, each.end)}
    others = [word for place, word in enumerate(re.findall(r"[\w'’&-]+", text)[1:], 1) if place not in inside]
    if 2 * sum(word[0].isupper() for word in others) > len(others):
        return []
    found = []
    first = words_of(text)[:1]
    # What asks at the beginning has a capital too, and is no part of a name.
    told = text[:1].lower() + text[1:] if first and is_known(first[0]) else text
    for match in _CAPITALS.finditer(told[:LONGEST]):
        phrase = words_of(match[0])
        start = len(words_of(text[: match.start()]))
        own = [word for word in phrase if word not in _JOINING]
        strange = [word for word in own if not is_known(word)]
        if inside.isdisjoint(range(start, start + len(phrase))) and 2 * len(strange) >= len(own) > 1:
            found.append(match[0])
    return found


class NamesInText:
    """The names of all that the parameters of some questions can be given, to be found in texts."""

    def __init__(self, store: Store, parameters: Iterable[Parameter]):
        #: The things each kind of parameter takes.
        self.taken: dict[tuple[str, str], frozenset[NamedNode]] = {}
        self._phrases: dict[tuple[str, ...], set[NamedNode]] = defaultdict(set)
        labels: dict[NamedNode, str] = {}
        for parameter in parameters:
            key = parameter.kind, parameter.of
            if key not in self.taken:
                options = parameter.options(store)
                self.taken[key] = frozenset(node for node, _ in options)
                labels |= options
        others = store.select(_OTHER_NAMES)[1]
        names = [*labels.items(), *((node, name.value) for node, name in others if node in labels)]
        for node, name in names:
            self._add(node, name)
        self._add_surnames(labels)
        self._add_documents(labels)
        self._add_frameworks(store)
        self._firms = self.taken.get(("class", "pat:Consultancy"), frozenset())
        single = {phrase[0]: frozenset(nodes) for phrase, nodes in self._phrases.items() if len(phrase) == 1}
        self._places = {name: nodes for name, nodes in single.items() if _kind_of_all(nodes) == "council"}
        self._longest = min(max(map(len, self._phrases), default=0), MOST_WORDS)

    def _add(self, node: NamedNode, name: str) -> None:
        self._phrases[tuple(words_of(name))].add(node)
        if _kind(node) == "council":
            self._phrases[tuple(words_of(_YEAR.sub("", slug(node)).replace("-", " ")))].add(node)
            place = [word for word in words_of(re.sub(r"\(.*", "", name)) if word not in _FORMS]
            self._phrases[tuple(place)].add(node)
        elif _kind(node) == "organisation":
            self._phrases[tuple(words_of(name.split(" & ")[0].split(" (")[0]))].add(node)

    def _add_surnames(self, labels: dict[NamedNode, str]) -> None:
        people: dict[str, set[NamedNode]] = defaultdict(set)
        for node, name in labels.items():
            if _kind(node) == "person":
                people[words_of(name)[-1]].add(node)
        for surname, nodes in people.items():
            if len(nodes) == 1 and len(surname) > 4 and (surname,) not in self._phrases:
                self._phrases[surname,] |= nodes

    def _add_documents(self, labels: dict[NamedNode, str]) -> None:
        """Sources are called by what they are and when they came out; a year that two of a kind share names
        neither. A paper stands for all that is read of it.
        """
        found: dict[str, set[NamedNode]] = defaultdict(set)
        for node in self.taken.get(("class", "pat:SourceDocument"), ()):
            issued = _ISSUED.fullmatch(labels[node])
            if not issued:
                continue
            what = "article" if issued["month"] else words_of(issued["title"])[0]
            if issued["month"]:
                paper = words_of(issued["title"])
                self._phrases[tuple(paper[paper[0] == "the" :])].add(node)
            for when in (issued["year"], f"{issued['month']} {issued['year']}" if issued["month"] else ""):
                if when:
                    found[f"{when} {what}"].add(node)
                    found[f"{what} of {when}"].add(node)
        for name, nodes in found.items():
            if len(nodes) == 1:
                self._phrases[tuple(words_of(name))] |= nodes

    def _add_frameworks(self, store: Store) -> None:
        """Who made a framework may stand for it: Kanter's model."""
        frameworks = self.taken.get(("class", "pat:Framework"), frozenset())
        made = [row for row in store.select(_AUTHORS)[1] if row[0] in frameworks] if frameworks else []
        for nodes in self._phrases.values():
            nodes |= {framework for framework, author in made if author in nodes}

    def find(self, words: list[str]) -> list[Named]:
        """What the words name, the longest names first, each word in one name."""
        found: list[Named] = []
        free = [True] * len(words)
        for length in range(min(self._longest, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                if not all(free[start : start + length]):
                    continue
                phrase = tuple(words[start : start + length])
                nodes = self._all_of(phrase)
                if nodes:
                    kind = "firm" if nodes & self._firms else _kind_of_all(nodes)
                    found.append(Named(start, start + length, frozenset(nodes), kind))
                    free[start : start + length] = [False] * length
        return sorted(found, key=lambda named: named.start)

    def _singular(self, phrase: tuple[str, ...]) -> set[NamedNode]:
        """`improvement notices` is known as improvement notice, `require improvement` as requires."""
        found = self._phrases.get((*phrase[:-1], phrase[-1].removesuffix("s")))
        return (
            found or self._phrases.get((f"{phrase[0]}s", *phrase[1:]), set())
            if phrase[1:]
            else found or set()
        )

    def _all_of(self, phrase: tuple[str, ...]) -> set[NamedNode]:
        """What a phrase names, with its article or without."""
        nodes = self._phrases.get(phrase) or self._singular(phrase)
        return nodes | self._all_of(phrase[1:]) if nodes and phrase[0] == "the" and phrase[1:] else nodes

    def near(self, word: str) -> frozenset[NamedNode]:
        """Councils whose name is a mistyped word: `harringey`."""
        from rapidfuzz import fuzz, process

        hit = process.extractOne(word, list(self._places), scorer=fuzz.ratio, score_cutoff=_LIKE)
        return self._places[hit[0]] if hit else frozenset()


def _kind(node: NamedNode) -> str:
    parts = node.value.rsplit("/", 3)
    return parts[-2] if parts[-3] == "id" else "concept"


def _kind_of_all(nodes: Iterable[NamedNode]) -> str:
    kinds = {_kind(node) for node in nodes}
    first = ("council", "person", "document", "organisation", "area", "legislation")
    return next((kind for kind in first if kind in kinds), min(kinds))


def first_of(nodes: Iterable[NamedNode]) -> NamedNode:
    """Of things of one name the one with the shortest slug: the council of today goes by its plain name."""
    return min(nodes, key=lambda node: (len(slug(node)), node.value))


def all_meant(nodes: Iterable[NamedNode], named: Named, words: list[str]) -> list[NamedNode]:
    """Of concepts of one name, as each scale has a grade `inadequate`, those of whose scale the sentence
    speaks; all where it speaks of none.
    """
    others = {*words[: named.start], *words[named.end :]}
    meant = sorted(nodes, key=str)
    return [node for node in meant if others.intersection(slug(node).split("-"))] or meant
