"""What files a version of the dataset has: dumps, and its large graphs in each format."""

import re
from dataclasses import dataclass, replace

from patgraph.media import FORMATS

_GZIP = ".gz"


@dataclass(frozen=True)
class DumpKind:
    """A sort of dump: file name, title, what it holds, the format of the export that makes it, and for tables
    what they are of.
    """

    name: str
    title: str
    holds: str
    form: str
    of: str = ""

    @property
    def media(self) -> str:
        """The media type of the file; that of an archive where it holds tables, or is packed."""
        return "application/gzip" if self.is_packed else FORMATS["zip" if self.of else self.form].media

    @property
    def is_packed(self) -> bool:
        """Whether it is one file of a format as gzip."""
        return self.name.endswith(_GZIP)


@dataclass(frozen=True)
class Dump:
    """A file as it was built: `size` in bytes, `sha256` in lower-case hexadecimal."""

    name: str
    size: int
    sha256: str


_ALL = "Every graph: passages, what we say, and the resolved view."
_REIFIED = "RDF 1.2: each passage reifies the statements it makes."
_TABLES = "question; one that needs a value is asked with its example."
_THINGS = "table for each kind of thing, with codes to join by"
#: Every dump there is. The first has the version of the dataset for its digest.
KINDS = (
    DumpKind("patgraph.nq", "Everything, sorted N-Quads", f"{_ALL} Its SHA-256 is the version.", "nq"),
    DumpKind("patgraph.trig", "Everything, TriG", _ALL, "trig"),
    DumpKind("patgraph-view.nq", "Everything, and the view as default graph, N-Quads",
         f"{_ALL} The view stands in the default graph too, where queries look for it.", "nq-view"),
    DumpKind("view.ttl", "The resolved view, Turtle",
         "What the graph takes to be so: one graph, as a question sees it.", "ttl"),
    DumpKind("patgraph-rdf12.ttl", "The view with its evidence, Turtle 1.2", _REIFIED, "ttl12"),
    DumpKind("patgraph-rdf12.nt", "The view with its evidence, N-Triples 1.2", _REIFIED, "nt12"),
    DumpKind("things-csv.zip", "Tables of things, CSV",
         f"A {_THINGS}, described as a Data Package, in CSVW and in Croissant.", "csv", "things"),
    DumpKind("things-parquet.zip", "Tables of things, Parquet", f"A typed {_THINGS}.", "parquet", "things"),
    DumpKind("tables-csv.zip", "Tables of questions, CSV", f"One table a {_TABLES}", "csv", "questions"),
    DumpKind("tables-parquet.zip", "Tables of questions, Parquet", f"One typed table a {_TABLES}", "parquet",
         "questions"),
)  # fmt: skip


#: The same for a host that limits the size of files: what is not an archive already as gzip.
PACKED = tuple(kind if kind.of else replace(kind, name=f"{kind.name}{_GZIP}") for kind in KINDS)


@dataclass(frozen=True)
class GraphFile:
    """One graph, by its IRI, in a format of RDF."""

    iri: str
    form: str

    @property
    def name(self) -> str:
        """The name of the file; that of no dump."""
        return f"graph-{re.sub('[^a-z0-9]+', '-', self.iri.rpartition('/graph/')[2].lower())}.{self.form}"
