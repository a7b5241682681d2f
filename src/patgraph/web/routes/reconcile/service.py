"""What the Reconciliation Service API 0.2 answers, over the things of a store."""

from functools import cache, lru_cache
from threading import Lock

from pyoxigraph import Literal, NamedNode

from patgraph.about import __version__
from patgraph.errors import BadValue
from patgraph.graph import Graph
from patgraph.names import DEF, RECONCILED, pat
from patgraph.similar import did_you_mean, near
from patgraph.things.reconcile.attributes import Attribute, Attributes
from patgraph.things.reconcile.matcher import HIGHEST, LOWEST, MEANT, MOST, THRESHOLD, Candidate, Reconciler
from patgraph.things.search_index import LONGEST
from patgraph.things.thing import DEFINITION, Things

from .requests import BATCH, ExtendedProperty, Extension, ReconcileQuery

_DAY = {"http://www.w3.org/2001/XMLSchema#date"}
_WHOLE = {f"http://www.w3.org/2001/XMLSchema#{n}" for n in ("integer", "nonNegativeInteger", "int", "long")}
_BROKEN = {f"http://www.w3.org/2001/XMLSchema#{n}" for n in ("decimal", "double", "float")}
_SETTINGS = [
    {"name": "limit", "label": "At most so many values", "type": "number", "default": 0,
     "help_text": "How many values of this property a row gets; 0 for all."},
    {"name": "content", "label": "Things as", "type": "select", "default": "thing",
     "help_text": "Whether a value that is a thing comes as that, or as a text.",
     "choices": [{"value": "thing", "name": "Things, reconciled"}, {"value": "label", "name": "Names"},
                 {"value": "iri", "name": "IRIs"}]},
]  # fmt: skip


class Reconciliation:
    """The answers, as the API has them. The matcher is made when first asked."""

    def __init__(self, graph: Graph, things: Things):
        self.graph, self.things = graph, things
        self._lock = Lock()
        self.described = lru_cache(10_000)(self._described)
        self.kind_of_values = cache(self._kind_of_values)

    @property
    def matcher(self) -> Reconciler:
        """What matches names; made once."""
        with self._lock:
            return self.graph.matcher

    @property
    def attributes(self) -> Attributes:
        """The properties of what can be found."""
        return self.matcher.attributes

    def manifest(self, here: str) -> dict:
        """What the service is, at its address."""

        def suggest(what: str) -> dict:
            path = f"/reconcile/flyout/{what}?id=${{id}}"
            return {"service_url": here, "service_path": f"/reconcile/suggest/{what}",
                    "flyout_service_path": path}  # fmt: skip

        return {
            "versions": ["0.2"],
            "name": "patgraph: councils in intervention",
            "identifierSpace": self.graph.store.base,
            "schemaSpace": DEF,
            "documentation": f"{here}/reconcile/about",
            "logo": f"{here}/static/icon.svg",
            "serviceVersion": __version__,
            "defaultTypes": [self.type(kind) for kind in MEANT],
            "view": {"url": f"{here}/{{{{id}}}}"},
            "feature_view": {"url": f"{here}/reconcile/about#{{{{id}}}}"},
            "preview": {"url": f"{here}/reconcile/preview?id={{{{id}}}}", "width": 420, "height": 260},
            "suggest": {what: suggest(what) for what in ("entity", "property", "type")},
            "extend": {
                "propose_properties": {"service_url": here, "service_path": "/reconcile/properties"},
                "property_settings": _SETTINGS,
            },
            "batchSize": BATCH,
            "score": {"lowest": LOWEST, "highest": HIGHEST, "threshold": THRESHOLD},
        }

    @staticmethod
    def type(kind: str) -> dict:
        """A type as the API writes it."""
        return {"id": kind, "name": kind.replace("-", " ").capitalize()}

    @staticmethod
    def kind(name: str) -> str | None:
        """The type that a name means: `council`, `Council`, `pat:Council`, the IRI of the class."""
        local = name.strip().rsplit("#", 1)[-1].rsplit(":", 1)[-1]
        dashed = "".join(f"-{c.lower()}" if c.isupper() else c for c in local).strip("-").replace(" ", "-")
        return next((kind for kind in (name, dashed, local.lower()) if kind in RECONCILED), None)

    def number(self, name: str) -> int | None:
        """The thing that an id, an IRI, a CURIE or `type/slug` means."""
        return self.matcher.by_spelling.get(name.strip())

    def answer(self, batch: dict[str, ReconcileQuery]) -> dict:
        """The candidates of each query of a batch."""
        return {key: self._one(asked) for key, asked in batch.items()}

    def _one(self, asked: ReconcileQuery) -> dict:
        notes, kinds = [], None
        if asked.types:
            read = {name: self.kind(name) for name in asked.types}
            notes += [_unknown_note("type", name, RECONCILED) for name, kind in read.items() if kind is None]
            kinds = [kind for kind in read.values() if kind]
            if asked.type_strict == "all" and len(set(read.values())) > 1:
                kinds = []
        conditions = [(condition.pid, condition.values) for condition in asked.properties]
        for pid, values in conditions:
            had = self.attributes.condition(pid, values)
            if had is None:
                notes.append(_unknown_note("property", pid, self.attributes.properties))
            else:
                notes += [self._ignored(pid, value) for value in had.unknown[:3]]
        found: list[Candidate] = []
        if len(asked.query) > LONGEST:
            notes.append(f"query: {len(asked.query)} characters; give at most {LONGEST}.")
        elif kinds != []:
            limit, soft = int(min(asked.limit, MOST)), asked.type_strict == "should"
            found = self.matcher.find(asked.query, kinds, conditions, limit, soft)
        return {"result": [self._as_json(c) for c in found]} | ({"notes": notes} if notes else {})

    def _ignored(self, pid: str, value: str) -> str:
        """That a value means nothing here, and what would."""
        known = self.attributes.known_values(pid)
        hint = did_you_mean(near(value.casefold(), known, least=0.5)) or (
            f"there are {', '.join(known)}." if 0 < len(known) <= 12 else "it was left out of account."
        )
        return f"{pid}: {value[:80]!r} is no value here; {hint}"

    def _as_json(self, candidate: Candidate) -> dict:
        entity = candidate.entity
        return {
            "id": entity.id, "name": entity.label, "description": self.described(entity.id),
            "score": candidate.score, "match": candidate.match, "type": [self.type(entity.kind)],
            "features": [{"id": name, "value": value} for name, value in candidate.features.items()],
        }  # fmt: skip

    def _described(self, name: str) -> str:
        """A thing in a line, to tell it from namesakes."""
        number = self.matcher.by_spelling[name]
        entity, said, label = self.matcher.entities[number], [], self.things.label
        if entity.kind in ("council", "area"):
            for of in ("type", "region", "gss") if entity.kind == "council" else ("region", "gss"):
                found = self.attributes.property(of)
                said += [label(value) for value in self.attributes.values(number, found)[:2]] if found else []
            for word, of in (("from", "started"), ("until", "ended")):
                said += [f"{word} {label(date)}" for date in self.things.values(entity.node, pat(of))[:1]]
        text = self.things.value(entity.node, DEFINITION)
        if entity.kind != "council" and text is not None:
            said.append(text.value if len(text.value) < 160 else f"{text.value[:157]}…")
        return ", ".join(dict.fromkeys(said))

    def extended(self, asked: Extension) -> dict:
        """The values that things have of properties."""
        meta, notes, found = [], [], []
        for column in asked.properties:
            known = self.attributes.property(column.id)
            as_things = known is not None and column.settings.get("content", "thing") == "thing"
            kind = self.kind_of_values(known.id) if as_things else None
            named = {"id": column.id, "name": known.name if known else column.id}
            meta.append(named | ({"type": self.type(kind)} if kind else {}))
            found.append((column, known))
            if known is None:
                notes.append(_unknown_note("property", column.id, self.attributes.properties))
        rows = {}
        for name in asked.ids:
            number = self.number(name)
            if number is None:
                notes.append(f"id: nothing is called {name[:80]!r}.")
            rows[name] = {
                column.id: [] if known is None or number is None else self._cells(number, known, column)
                for column, known in found
            }
        return {"meta": meta, "rows": rows} | ({"notes": notes[:100]} if notes else {})

    def _kind_of_values(self, name: str) -> str | None:
        """The type of the values of a property, by its id, where all are things of one: then a client holds
        the column for reconciled, and takes further columns from it.
        """
        known, entities = self.attributes.properties[name], self.matcher.entities
        kinds = {entity.node: entity.kind for entity in entities}
        found = {
            kinds.get(value) for number in range(len(entities))
            for value in self.attributes.values(number, known)
        }  # fmt: skip
        return found.pop() if len(found) == 1 else None

    def _cells(self, number: int, known: Attribute, column: ExtendedProperty) -> list[dict]:
        limit, content = column.settings.get("limit") or 0, column.settings.get("content", "thing")
        values = self.attributes.values(number, known)
        try:
            values = values[: int(limit)] if int(limit) > 0 else values
        except (TypeError, ValueError, OverflowError):
            raise BadValue("extend", f"extend: {column.id}: limit: no whole number.") from None
        if content not in ("thing", "label", "iri"):
            raise BadValue("extend", f"extend: {column.id}: content: there are thing, label and iri.")
        return [self._cell(value, content) for value in values]

    def _cell(self, value, content: str) -> dict:
        if isinstance(value, NamedNode):
            base = self.graph.store.base
            if content == "iri" or not value.value.startswith(base):
                return {"str": value.value if content != "label" else self.things.label(value)}
            label = self.things.label(value)
            return {"str": label} if content == "label" else {
                "id": value.value.removeprefix(base), "name": label
            }  # fmt: skip
        datatype = value.datatype.value if isinstance(value, Literal) else ""
        if datatype in _WHOLE:
            return {"int": int(value.value)}
        if datatype in _BROKEN:
            return {"float": float(value.value)}
        if datatype in _DAY and len(value.value) == 10:
            return {"date": f"{value.value}T00:00:00Z"}
        return {"str": value.value}


def _unknown_note(what: str, name: str, known) -> str:
    hint = did_you_mean(near(name, known, least=0.5)) or f"/reconcile/suggest/{what} lists them."
    return f"{what}: there is no {name[:80]!r}; {hint}"
