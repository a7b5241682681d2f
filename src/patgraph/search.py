"""Search: things found by name, other name, code and words, although mistyped.

An index in memory, built once from the store. A query is tried in tiers, from the exact code to some of the
words; the tier in which a thing is found first is the reason that is given, and goes before any score.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import tantivy
from pyoxigraph import Literal, NamedNode
from tantivy import Filter, Occur, TextAnalyzerBuilder, Tokenizer

from .errors import BadValue
from .names import curie, pat, slug, term
from .things import Things

#: Longest query, most words of it that are looked at, and most things that one tier gives.
LONGEST, WORDS, DEEPEST = 500, 12, 1000
_ALSO = tuple(map(term, ("skos:altLabel", "dcterms:title", "foaf:name")))
_CODES = (pat("gssCode"), term("schema:sameAs"))
_PROSE = ("skos:definition", "dcterms:description", "skos:scopeNote", "skos:example", "schema:keywords")
_TEXTS = (*map(term, _PROSE), pat("quote"))
#: What a caller most likely means, the likeliest first; kinds that are not here come last.
_KINDS = (
    "council", "engagement", "organisation", "person", "question", "intervention", "review", "document",
    "concept", "term", "event", "work-stream", "lesson", "concern", "improvement", "product", "membership",
    "area", "star-rating", "judgement", "figure", "contribution", "view", "arrangement", "disagreement",
    "gap", "condition-reading", "section", "passage", "date",
)  # fmt: skip
_RANK = {kind: rank for rank, kind in enumerate(_KINDS)}

Find = tantivy.Query


@dataclass(frozen=True)
class Entry:
    """A thing that can be found: by its label, other names, codes that registers gave it (or its area), the
    ways its IRI is written, and words about it.
    """

    node: NamedNode
    kind: str
    label: str
    also: tuple[str, ...]
    codes: tuple[str, ...]
    spellings: tuple[str, ...]
    words: str


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


class Search:
    """The index of a store."""

    def __init__(self, things: Things):
        self._entries = list(entries(things))
        schema = tantivy.SchemaBuilder()
        schema.add_unsigned_field("number", stored=True)
        for field in ("name", "also"):
            schema.add_text_field(field, tokenizer_name="names")
        schema.add_text_field("code", tokenizer_name="raw")
        schema.add_text_field("words", stored=True, tokenizer_name="english")
        self._schema = schema.build()
        index = tantivy.Index(self._schema)
        self._names, self._english = _analyser(), _analyser(Filter.stemmer("english"))
        index.register_tokenizer("names", self._names)
        index.register_tokenizer("english", self._english)
        writer = index.writer(heap_size=15_000_000, num_threads=1)
        for number, entry in enumerate(self._entries):
            document = tantivy.Document(number=number, name=entry.label, words=entry.words)
            for text in entry.also:
                document.add_text("also", text)
            for code in (*entry.codes, *entry.spellings):
                document.add_text("code", code.lower())
            writer.add_document(document)
        writer.commit()
        index.reload()
        self._searcher = index.searcher()

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, text: str, kind: str | None = None, limit: int = 20, offset: int = 0) -> Found:
        """The things that a text may mean, best first. Raises `BadValue` for an overlong text."""
        return self._ranked(self._tiers(*self._read(text), text), text, kind, limit, offset)

    def suggest(self, text: str, limit: int = 10) -> list[Hit]:
        """The things whose name a text begins, best first. Raises `BadValue` for an overlong text."""
        names, _ = self._read(text)
        tiers = [("code", "exact", self._code(text))]
        if names:
            for field, said in (("name", "name"), ("also", "other name")):
                tiers.append((said, "start", self._every(names, self._begun(field, names))))
            tiers.append(("name", "similar", self._every(names, self._near(("name", "also")))))
            tiers.append(("code", "start", self._prefix("code", text.strip().lower())))
        return list(self._ranked(tiers, text, None, limit, 0).hits)

    def _read(self, text: str) -> tuple[list[str], list[str]]:
        if len(text) > LONGEST:
            raise BadValue("q", f"q: {len(text)} characters; give at most {LONGEST}.")
        return self._names.analyze(text)[:WORDS], self._english.analyze(text)[:WORDS]

    def _tiers(self, names: list[str], words: list[str], text: str) -> list[tuple[str, str, Find]]:
        tiers = [("code", "exact", self._code(text))]
        if not names:
            return tiers
        for field, said in (("name", "name"), ("also", "other name")):
            tiers.append((said, "exact", self._every(names, lambda w, f=field: self._term(f, w))))
        for field, said in (("name", "name"), ("also", "other name")):
            tiers.append((said, "start", self._every(names, lambda w, f=field: self._prefix(f, w))))
        tiers.append(("name", "similar", self._every(names, self._near(("name", "also")))))
        pairs = list(zip(names, words, strict=False))
        both = self._any([self._wide(name, word) for name, word in pairs], Occur.Must)
        tiers.append(("words", "exact", both))
        tiers.append(("words", "similar", self._any([self._wider(*pair) for pair in pairs], Occur.Must)))
        if len(pairs) > 1:
            tiers.append(("words", "some words", self._any([self._wide(*pair) for pair in pairs])))
        return tiers

    def _term(self, field: str, word: str) -> Find:
        return Find.term_query(self._schema, field, word)

    def _prefix(self, field: str, word: str) -> Find:
        return Find.fuzzy_term_query(self._schema, field, word, distance=0, prefix=True)

    def _code(self, text: str) -> Find:
        return self._term("code", text.strip().lower())

    def _near(self, fields: tuple[str, ...]) -> Callable[[str], Find]:
        def near(word: str) -> Find:
            distance = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
            found = [Find.fuzzy_term_query(self._schema, field, word, distance=distance) for field in fields]
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

    def _ranked(self, tiers, asked: str, kind: str | None, limit: int, offset: int) -> Found:
        ranked: dict[int, tuple] = {}
        complete = True
        for field, fit, query in tiers:
            found = self._searcher.search(query, limit=DEEPEST)
            complete &= found.count <= DEEPEST
            new = []
            for score, place in found.hits:
                number = self._searcher.doc(place)["number"][0]
                if number not in ranked:
                    new.append((self._order(number, score), number))
            for _, number in sorted(new):
                ranked[number] = (field, fit, query)
        kinds = Counter(self._entries[number].kind for number in ranked)
        chosen = [number for number in ranked if kind in (None, self._entries[number].kind)]
        hits = (self._hit(number, asked, *ranked[number]) for number in chosen[offset : offset + limit])
        order = sorted(kinds.items(), key=lambda item: _RANK.get(item[0], len(_KINDS)))
        return Found(tuple(hits), len(chosen), dict(order), complete)

    def _order(self, number: int, score: float) -> tuple:
        entry = self._entries[number]
        return _RANK.get(entry.kind, len(_KINDS)), -round(score, 3), len(entry.label), entry.label, number

    def _hit(self, number: int, asked: str, field: str, fit: str, query: Find) -> Hit:
        entry = self._entries[number]
        text = entry.label
        if field == "code":
            asked = asked.strip().lower()
            texts = (*entry.codes, *entry.spellings)
            text = next(t for whole in (True, False) for t in texts if _begins(t.lower(), asked, whole))
            field = "code" if text in entry.codes else "identifier"
        elif field == "other name":
            text = "; ".join(entry.also)
        elif field == "words":
            cut = tantivy.SnippetGenerator.create(self._searcher, query, self._schema, "words")
            document = tantivy.Document(words=entry.words)
            text = cut.snippet_from_doc(document).fragment() or entry.words[:150] or entry.label
        return Hit(entry, field, fit, " ".join(text.split()))


def entries(things: Things) -> Iterator[Entry]:
    """What of a store can be found: whatever has a name of its own under our base, and the terms."""
    store = things.store
    values: dict = defaultdict(lambda: defaultdict(list))
    wanted = {*_ALSO, *_CODES, *_TEXTS, term("rdfs:label"), pat("area")}
    for quad in store.quads(graph=store.view):
        if quad.predicate in wanted and isinstance(quad.subject, NamedNode):
            values[quad.subject][quad.predicate].append(quad.object)
    for node in sorted(values, key=str):
        said, kind = values[node], things.kind(node)
        if not kind or kind == "graph" or term("rdfs:label") not in said:
            continue
        label = things.label(node)
        texts = [t.value for p in _TEXTS for t in sorted(said.get(p, ()), key=str)]
        also = sorted({t.value for p in _ALSO for t in said.get(p, ()) if t.value != label})
        places = [node, *said.get(pat("area"), ())]
        codes = [_code(value) for place in places for p in _CODES for value in values[place].get(p, ())]
        names = [slug(node), node.value, curie(node.value), node.value.removeprefix(f"{store.base}id/")]
        spelt = dict.fromkeys(name for name in names if name not in codes)
        yield Entry(
            node, kind, label, tuple(also), tuple(dict.fromkeys(codes)), tuple(spelt), "\n".join(texts)
        )  # fmt: skip


def _analyser(*more: Filter) -> tantivy.TextAnalyzer:
    """Words in lower case without accents and stop words."""
    found = TextAnalyzerBuilder(Tokenizer.simple())
    for step in (Filter.lowercase(), Filter.ascii_fold(), Filter.stopword("english"), *more):
        found = found.filter(step)
    return found.build()


def _begins(text: str, asked: str, whole: bool) -> bool:
    return text == asked if whole else text.startswith(asked)


def _code(value) -> str:
    return value.value if isinstance(value, Literal) else slug(value)
