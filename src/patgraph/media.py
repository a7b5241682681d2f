"""Formats: the one table of what they are called, by us, by others and in HTTP, and who writes them.

Every door reads it: a question, a free query, a document, an export, a dump. Which formats a door offers, and
which of them it prefers, the door says itself, as a list of names.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, RdfFormat

#: What a format holds: rows of an answer, triples, quads (each statement in its graph), typed columns, words,
#: a picture.
ROWS, GRAPH, DATASET, TABLE, PAGE, CHART = "rows", "graph", "dataset", "table", "page", "chart"


@dataclass(frozen=True)
class Format:
    """A format: `name` is what we call it; its `media` type; what it `holds`; its other `names`; the other
    media types that callers `send` for it; what the `engine` calls it, where that writes it; its `file_type`
    in the EU's list of them; the `extension` of its files, where that is not the name.
    """

    name: str
    media: str
    holds: str
    names: tuple[str, ...] = ()
    send: tuple[str, ...] = ()
    engine: RdfFormat | QueryResultsFormat | None = None
    file_type: str | None = None
    extension: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "extension", self.extension or self.name)

    @property
    def content_type(self) -> str:
        """The media type as a header has it."""
        return content_type(self.media)


#: Every format, by name. Of two that callers call alike the first is meant, where a door offers both.
FORMATS = {
    form.name: form
    for form in (
        Format("json", "application/json", ROWS),
        Format("csv", "text/csv", ROWS, engine=QueryResultsFormat.CSV, file_type="CSV"),
        Format("tsv", "text/tab-separated-values", ROWS, engine=QueryResultsFormat.TSV),
        Format("srj", "application/sparql-results+json", ROWS, ("json",), ("application/json",),
               QueryResultsFormat.JSON),
        Format("srx", "application/sparql-results+xml", ROWS, ("xml",), ("application/xml", "text/xml"),
               QueryResultsFormat.XML),
        Format("md", "text/markdown", PAGE, ("markdown",), ("text/plain",)),
        Format("parquet", "application/vnd.apache.parquet", TABLE, (), ("application/parquet",),
               file_type="PARQUET"),
        Format("arrow", "application/vnd.apache.arrow.file", TABLE),
        Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", TABLE, ("excel",),
               file_type="XLSX"),
        Format("ttl", "text/turtle", GRAPH, ("turtle",), ("application/x-turtle",), RdfFormat.TURTLE,
               "RDF_TURTLE"),
        Format("nt", "application/n-triples", GRAPH, ("ntriples",), ("text/plain",), RdfFormat.N_TRIPLES,
               "RDF_N_TRIPLES"),
        Format("rdf", "application/rdf+xml", GRAPH, ("rdfxml", "xml"), ("application/xml", "text/xml"),
               RdfFormat.RDF_XML, "RDF_XML"),
        Format("jsonld", "application/ld+json", GRAPH, ("json-ld", "json"), ("application/json",),
               RdfFormat.JSON_LD, "JSON_LD"),
        Format("trig", "application/trig", DATASET, (), (), RdfFormat.TRIG, "RDF_TRIG"),
        Format("nq", "application/n-quads", DATASET, ("nquads",), (), RdfFormat.N_QUADS, "RDF_N_QUADS"),
        Format("nq-view", "application/n-quads", DATASET, (), (), RdfFormat.N_QUADS, "RDF_N_QUADS", "nq"),
        Format("ttl12", "text/turtle; version=1.2", GRAPH, ("turtle12",), (), RdfFormat.TURTLE,
               "RDF_TURTLE", "ttl"),
        Format("nt12", "application/n-triples; version=1.2", GRAPH, ("ntriples12",), (),
               RdfFormat.N_TRIPLES, "RDF_N_TRIPLES", "nt"),
        Format("html", "text/html", PAGE, (), ("application/xhtml+xml",)),
        Format("rq", "application/sparql-query", PAGE, ("sparql",)),
        Format("zip", "application/zip", TABLE),
        Format("svg", "image/svg+xml", CHART),
        Format("png", "image/png", CHART),
        Format("vl.json", "application/vnd.vegalite.v6+json", CHART, ("vegalite", "vega-lite"),
               ("application/vnd.vegalite.v5+json",)),
        Format("csvw", "application/csvm+json", TABLE),
    )
}  # fmt: skip
#: What a free query may be answered in, the first preferred: rows, and triples.
SOLUTIONS = ("srj", "srx", "csv", "tsv")
TRIPLES = ("ttl", "nt", "rdf", "jsonld", "trig", "nq")
#: What the chart of an answer may be had in.
CHARTS = tuple(form.name for form in FORMATS.values() if form.holds == CHART)
#: Media type -> how the engine calls it, of these.
SOLUTION_ENGINES = {
    form.media: form.engine
    for form in map(FORMATS.__getitem__, SOLUTIONS)
    if isinstance(form.engine, QueryResultsFormat)
}
TRIPLE_ENGINES = {
    form.media: form.engine
    for form in map(FORMATS.__getitem__, TRIPLES)
    if isinstance(form.engine, RdfFormat)
}


def content_type(media: str) -> str:
    """A media type as a header has it: texts say that they are UTF-8."""
    return f"{media}; charset=utf-8" if media.startswith(("text/", "application/sparql-query")) else media


def named(name: str, offered: Iterable[str]) -> Format | None:
    """The format that a caller calls so, of those offered: by its own name, else by another."""
    known = [FORMATS[each] for each in FORMATS if each in {*offered}]
    return next((form for form in known if form.name == name), None) or next(
        (form for form in known if name in form.names), None
    )


def spellings(offered: Iterable[str]) -> list[str]:
    """Every name by which `named` finds one of the formats offered: first their own."""
    offered = [*offered]
    return [*dict.fromkeys([*offered, *(name for each in offered for name in FORMATS[each].names)])]


def types(offered: Iterable[str]) -> dict[str, str]:
    """Name -> media type of the formats offered."""
    return {name: FORMATS[name].media for name in offered}


def asked_for(offered: Mapping[str, str]) -> dict[str, str]:
    """Media type -> name: the own ones of formats offered (name -> media type) in their order, then the
    others that callers send for them.
    """
    known: dict[str, str] = {}
    for name, media in offered.items():
        known.setdefault(media.partition(";")[0], name)
    for form in FORMATS.values():
        if form.name in offered:
            for media in form.send:
                known.setdefault(media, form.name)
    return known
