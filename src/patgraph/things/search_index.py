"""Search: things found by name, other name, code and words, although mistyped.

An index in memory, built once from what can be found (`search_entries`), by whoever searches first: a service
is there before it. A query is tried level by level, from the exact code or whole name to some of the words;
the first level that finds a thing gives the reason, and goes before any score. Within a level go first what
people look for most (`names.likelihood`), then the score.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import tantivy
from pyoxigraph import NamedNode
from tantivy import Filter, Occur, TextAnalyzerBuilder, Tokenizer

from patgraph.errors import BadValue
from patgraph.names import likelihood

from .authority_words import FORMS
from .search_entries import FOUND_KINDS, Entry, entries
from .thing import Things

#: Longest query, most words of it that are looked at, and most things that one tier gives.
LONGEST, WORDS, DEEPEST = 500, 12, 1000
Find = tantivy.Query
#: The field and the fit that are given as the reason, and the query that finds by it.
Tier = tuple[str, str, Find]


@dataclass(frozen=True)
class Hit:
    """A thing found, and why: the field (`code`, `identifier`, `name`, `other name`, `words`), how it fits
    (`exact`, `start`, `similar`, `some words`) and the text that does.
    """

    entry: Entry
    field: str
    fit: str
    text: str


@dataclass(frozen=True)
class Found:
    """Hits from `offset` on, best first; `total` counts all of them, `kinds` by kind; without `complete`
    there are more than were counted.
    """

    hits: tuple[Hit, ...]
    total: int
    kinds: dict[str, int]
    complete: bool


class _Index:
    """The index itself: what can be found, and what finds it."""

    def __init__(self, things: Things):
        self.entries = entries(things)
        schema = tantivy.SchemaBuilder()
        schema.add_unsigned_field("number", stored=True)
        for field in ("name", "also"):
            schema.add_text_field(field, tokenizer_name="names")
        for field in ("code", "whole name", "whole also"):
            schema.add_text_field(field, tokenizer_name="raw")
        schema.add_text_field("words", stored=True, tokenizer_name="english")
        self.schema = schema.build()
        index = tantivy.Index(self.schema)
        self.names, self.english = _analyser(), _analyser(Filter.stemmer("english"))
        index.register_tokenizer("names", self.names)
        index.register_tokenizer("english", self.english)
        writer = index.writer(heap_size=15_000_000, num_threads=1)
        for number, entry in enumerate(self.entries):
            document = tantivy.Document(number=number, name=entry.label, words=entry.words)
            document.add_text("whole name", " ".join(self.names.analyze(entry.label)))
            for text in entry.also:
                document.add_text("also", text)
                document.add_text("whole also", " ".join(self.names.analyze(text)))
            for code in (*entry.codes, *entry.spellings):
                document.add_text("code", code.lower())
            writer.add_document(document)
        writer.commit()
        index.reload()
        self.searcher = index.searcher()


class Search:
    """Finds the things of a store."""

    #: The kinds of things that can be found.
    kinds = FOUND_KINDS

    def __init__(self, things: Things):
        self._things, self._lock = things, Lock()
        self._made: _Index | None = None

    @property
    def _index(self) -> _Index:
        with self._lock:
            self._made = self._made or _Index(self._things)
            return self._made

    def prepare(self) -> None:
        """Make the index, where nobody has: the first who searches then does not wait for it."""
        _ = self._index

    def __len__(self) -> int:
        return len(self._index.entries)

    @property
    def entries(self) -> list[Entry]:
        """What can be found."""
        return self._index.entries

    def find(self, text: str, kind: str | None = None, limit: int = 20, offset: int = 0) -> Found:
        """The things that a text may mean, best first. Raises `BadValue` for an overlong text."""
        return self._ranked(self._levels(*self._read(text), text), text, kind, limit, offset)

    def suggest(self, text: str, limit: int = 10) -> list[Hit]:
        """The things whose name a text begins, best first. Raises `BadValue` for an overlong text."""
        names, _ = self._read(text)
        levels = [self._whole(names, text)]
        if names:
            levels.append(self._both("start", lambda field: self._every(names, self._begun(field, names))))
            levels.append([("name", "similar", self._every(names, self._near(("name", "also"))))])
            levels.append([("code", "start", self._prefix("code", text.strip().lower()))])
        return list(self._ranked(levels, text, None, limit, 0).hits)

    def near(self, name: str, limit: int = 5) -> list[NamedNode]:
        """The things whose name is at most two letters from `council/harringey` or `concept/rolle`; where
        there are none, those of that kind which its words find.
        """
        kind, _, rest = name.partition("/")
        query = Find.fuzzy_term_query(self._index.schema, "code", name.lower()[:200], distance=2)
        levels = [[("identifier", "similar", query)]]
        hits = self._ranked(levels, name, None, limit, 0).hits if name else ()
        if not hits:
            hits = self.find(rest.replace("-", " ").replace("/", " ")[:100], kind, limit).hits
        return [hit.entry.node for hit in hits]

    def _read(self, text: str) -> tuple[list[str], list[str]]:
        if len(text) > LONGEST:
            raise BadValue("q", f"q: {len(text)} characters; give at most {LONGEST}.")
        return self._index.names.analyze(text)[:WORDS], self._index.english.analyze(text)[:WORDS]

    def _levels(self, names: list[str], words: list[str], text: str) -> list[list[Tier]]:
        levels = [self._whole(names, text)]
        if not names:
            return levels
        levels.append(self._both("exact", lambda f: self._every(names, lambda w: self._term(f, w))))
        levels.append(self._both("start", lambda f: self._every(names, lambda w: self._prefix(f, w))))
        # "Herefordshire, County of" is no Hertfordshire County Council: a place said whole goes before one
        # that is only like it, whatever kind of authority is said.
        places = [word for word in names if word not in FORMS]
        if places and places != names:
            levels.append(self._both("some words", lambda f: self._every(places, lambda w: self._term(f, w))))
        levels.append([("name", "similar", self._every(names, self._near(("name", "also"))))])
        pairs = list(zip(names, words, strict=False))
        found = [self._any([self._wide(*pair) for pair in pairs], Occur.Must)]
        found.append(self._any([self._wider(*pair) for pair in pairs], Occur.Must))
        levels += [[("words", "exact", found[0])], [("words", "similar", found[1])]]
        if len(pairs) > 1:
            levels.append([("words", "some words", self._any([self._wide(*pair) for pair in pairs]))])
        return levels

    def _whole(self, names: list[str], text: str) -> list[Tier]:
        """A code, an identifier, or a whole name."""
        whole = " ".join(names)
        tiers = [("code", "exact", self._code(text))]
        if whole:
            tiers.append(("name", "exact", self._term("whole name", whole)))
            tiers.append(("other name", "exact", self._term("whole also", whole)))
        return tiers

    @staticmethod
    def _both(fit: str, query: Callable[[str], Find]) -> list[Tier]:
        """One level for the names a thing has and the others it goes by."""
        return [("name", fit, query("name")), ("other name", fit, query("also"))]

    def _term(self, field: str, word: str) -> Find:
        return Find.term_query(self._index.schema, field, word)

    def _prefix(self, field: str, word: str) -> Find:
        return Find.fuzzy_term_query(self._index.schema, field, word, distance=0, prefix=True)

    def _code(self, text: str) -> Find:
        return self._term("code", text.strip().lower())

    def _near(self, fields: tuple[str, ...]) -> Callable[[str], Find]:
        def near(word: str) -> Find:
            distance = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
            found = [
                Find.fuzzy_term_query(self._index.schema, field, word, distance=distance) for field in fields
            ]
            return self._any([*found, *(self._prefix(field, word) for field in fields)])

        return near

    def _wide(self, name: str, word: str) -> Find:
        return self._any([self._term("name", name), self._term("also", name), self._term("words", word)])

    def _wider(self, name: str, word: str) -> Find:
        return self._any([self._near(("name", "also"))(name), self._near(("words",))(word)])

    def _begun(self, field: str, words: list[str]) -> Callable[[str], Find]:
        last = words[-1]
        return lambda word: self._prefix(field, word) if word == last else self._term(field, word)

    def _every(self, words: list[str], query: Callable[[str], Find]) -> Find:
        return self._any([query(word) for word in words], Occur.Must)

    @staticmethod
    def _any(queries: list[Find], occur=Occur.Should) -> Find:
        return Find.boolean_query([(occur, query) for query in queries])

    def _ranked(
        self, levels: list[list[Tier]], asked: str, kind: str | None, limit: int, offset: int
    ) -> Found:
        ranked: dict[int, Tier] = {}
        complete = True
        for level in levels:
            new: dict[int, tuple] = {}
            for tier in level:
                found = self._index.searcher.search(tier[2], limit=DEEPEST)
                complete &= found.count <= DEEPEST
                for score, place in found.hits:
                    number = self._index.searcher.doc(place)["number"][0]
                    if number not in ranked and number not in new:
                        new[number] = (self._order(number, score), tier)
            ranked |= {number: new[number][1] for number in sorted(new, key=lambda n: new[n][0])}
        kinds = Counter(self._index.entries[number].kind for number in ranked)
        chosen = [number for number in ranked if kind in (None, self._index.entries[number].kind)]
        hits = (self._hit(number, asked, *ranked[number]) for number in chosen[offset : offset + limit])
        order = sorted(kinds.items(), key=lambda item: likelihood(item[0]))
        return Found(tuple(hits), len(chosen), dict(order), complete)

    def _order(self, number: int, score: float) -> tuple:
        entry = self._index.entries[number]
        return likelihood(entry.kind), -round(score, 3), len(entry.label), entry.label, number

    def _hit(self, number: int, asked: str, field: str, fit: str, query: Find) -> Hit:
        entry = self._index.entries[number]
        text = entry.label
        if field == "code":
            asked = asked.strip().lower()
            texts = (*entry.codes, *entry.spellings)
            text = next(t for whole in (True, False) for t in texts if _begins(t.lower(), asked, whole))
            field = "code" if text in entry.codes else "identifier"
        elif field == "other name":
            text = "; ".join(entry.also)
        elif field == "words":
            cut = tantivy.SnippetGenerator.create(self._index.searcher, query, self._index.schema, "words")
            document = tantivy.Document(words=entry.words)
            text = cut.snippet_from_doc(document).fragment() or entry.words[:150] or entry.label
        return Hit(entry, field, fit, " ".join(text.split()))


def _analyser(*more: Filter) -> tantivy.TextAnalyzer:
    """Words in lower case without accents and stop words."""
    found = TextAnalyzerBuilder(Tokenizer.simple())
    for step in (Filter.lowercase(), Filter.ascii_fold(), Filter.stopword("english"), *more):
        found = found.filter(step)
    return found.build()


def _begins(text: str, asked: str, whole: bool) -> bool:
    return text == asked if whole else text.startswith(asked)
