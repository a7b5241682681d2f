"""The answer of a question as a table (see `tables`), for files that have typed columns."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from patgraph.names import BASE
from patgraph.questions.answer import Answer
from patgraph.questions.question import Query
from patgraph.tables.columns import Column
from patgraph.tables.table import Table

if TYPE_CHECKING:
    from patgraph.questions.citing.citations import Support

#: The columns that an answer with citations has besides its own, where a cell is a text.
CITED = (
    Column("citations", "string", "the passages that support the row, joined by spaces"),
    Column("uncited", "string", "why no passage supports the row"),
)
_TEXTS = ("passage", "passageLabel", "document", "documentLabel", "locator", "modality")
_FACT = tuple(Column(name, "string", "") for name in ("subject", "property", "value"))
_CITATION = (
    *(Column(name, "string", "") for name in _TEXTS),
    Column("start", "integer", ""),
    Column("end", "integer", ""),
    *(Column(name, "string", "") for name in ("digest", "quote", "stance")),
    Column("disputed", "boolean", ""),
    Column("disputedBy", "string", "", separator=" "),
    Column("disagreements", "string", "", separator=" "),
    Column("facts", "string", "", separator=" ", parts=_FACT),
)
#: The same where a cell may be a list of records (see `Citation.plain`).
_WHOLE = (
    Column("citations", "string", "", separator=" ", parts=_CITATION),
    Column("uncited", "string", ""),
)


def columns_of(query: Query, citations: bool, base: str = BASE) -> Table:
    """What the table of a question's answer is made of, without rows, and what each row says in triples."""
    # What reads the text of a question takes long to load.
    from .row_triples import of_labels, of_rows

    columns = (*of_labels(query), *(CITED if citations else ()))
    triples = of_rows(query, base)
    return Table(query.name, query.title, query.description, columns, [], triples=triples)


def table(answer: Answer, supports: Sequence["Support"] | None = None) -> Table:
    """An answer as a table, one column a variable. With `supports` a column more, a list of records, and one
    with the reason where there is none.

    Its metadata has the question, the values, the version, the total, and whether the rows are all.
    """
    query = answer.query
    rows = [tuple(None if term is None else term.value for term in row) for row in answer.rows]
    columns = answer.columns
    if supports is not None:
        columns = (*columns, *_WHOLE)
        cited = (([c.plain() for c in support.citations], support.reason) for support in supports)
        rows = [(*row, *more) for row, more in zip(rows, cited, strict=True)]
    about = {
        "query": query.name,
        "title": query.title,
        "version": answer.version,
        "values": json.dumps(answer.values, ensure_ascii=False),
        "total": str(answer.total),
        "complete": json.dumps(answer.complete),
        "reason": answer.reason or "",
    }
    return Table(query.name, query.title, query.description, columns, rows, None, about)
