"""Things side by side: what questions answer of each, in tables whose columns are the things."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup, escape
from pyoxigraph import Literal, NamedNode

from patgraph.graph import Graph
from patgraph.questions.answer import Answer, Row
from patgraph.questions.arranging import WHERE, Arrangement
from patgraph.questions.citing import citations
from patgraph.questions.citing.citations import CitedPassage, Support
from patgraph.questions.permalinks import QuestionRequest
from patgraph.questions.question import Query
from patgraph.things.thing import Things
from patgraph.web.comparisons.compared import ComparedKind, ComparedQuestion, SideQuestion
from patgraph.web.http.addresses import local_address
from patgraph.web.stories.told import Told

from .answer_heads import ColumnHead, columns_shown
from .disputes import Dispute, disputes
from .page_charts import PageChart, chart_of_answer


@dataclass
class CellStatement:
    """One statement in a cell: its words, the passages that say it, why there is none, and its disputes."""

    words: Markup
    passages: dict[str, CitedPassage] = field(default_factory=dict)
    reason: str = ""
    disputes: dict[NamedNode, Dispute] = field(default_factory=dict)


@dataclass
class TableLine:
    """A line of a table: its head, and for each of the things what is said of it."""

    head: Markup
    cells: list[list[CellStatement]]
    #: Where it stands among the others.
    order: tuple = ()
    meaning: str = ""


@dataclass(frozen=True)
class SideBySide:
    """A question's table: its lines and their head, how many statements there are and are shown, which of the
    things it does not take, and where the same is as the question's own answer.
    """

    title: str
    head: str
    query: Query
    lines: list[TableLine]
    total: int
    shown: int
    left: tuple[NamedNode, ...]
    page: str
    data: str
    chart: PageChart | None = None


@dataclass(frozen=True)
class _Answered:
    """A question answered of the things: its rows in words, each with its thing and what it rests on."""

    query: Query
    rows: list[tuple[NamedNode, Row, Row, Support]]
    left: tuple[NamedNode, ...]
    request: QuestionRequest | None
    answer: Answer | None


class CompareTables:
    """Makes the tables of a graph."""

    def __init__(self, graph: Graph, things: Things):
        self._graph, self._things = graph, things

    def facts(self, comparison: ComparedKind, nodes: Sequence[NamedNode]) -> list[tuple[SideBySide, list]]:
        """A table for each question that has one row of each thing, and behind each thing's row the passages
        or why there is none.
        """
        found = []
        for part in comparison.facts:
            answered = self._answered(part, comparison, nodes)
            if answered is None:
                continue
            rows = {node: (row, support) for node, row, _, support in reversed(answered.rows)}
            told = {node: words for node, _, words, _ in reversed(answered.rows)}
            heads = {head.column.name: head for head in columns_shown(answered.query)}
            lines = [
                TableLine(
                    escape(heads[name].words),
                    [_cell(heads[name], told.get(node)) for node in nodes],
                    meaning=heads[name].column.meaning,
                )
                for name in part.columns
            ]
            lines = [line for line in lines if any(line.cells)]
            behind = [self._behind(rows.get(node), answered.query) for node in nodes]
            if lines:
                found.append((self._table(answered.query.title, "", answered, lines, len(lines)), behind))
        return found

    def sides(self, comparison: ComparedKind, nodes: Sequence[NamedNode]) -> list[SideBySide]:
        """The tables of statements, those that have any."""
        found = []
        for part in comparison.sides:
            answered = self._answered(part, comparison, nodes)
            if answered is None or not answered.rows:
                continue
            lines, shown = self._lines(part, answered, nodes)
            heads = {column.name: column.words for column in answered.query.columns}
            table = self._table(part.title, part.by or heads.get(part.line, ""), answered, lines, shown)
            found.append(replace(table, chart=self._chart(answered)) if part.chart else table)
        return found

    def _table(
        self, title: str, head: str, answered: _Answered, lines: list[TableLine], shown: int
    ) -> SideBySide:
        request = answered.request
        assert request is not None
        return SideBySide(
            title, head, answered.query, lines, len(answered.rows), shown, answered.left,
            request.address(), request.address("csv"),
        )  # fmt: skip

    def _chart(self, answered: _Answered) -> PageChart | None:
        if answered.answer is None or answered.request is None:
            return None
        return chart_of_answer(answered.answer, answered.request, self._graph.version)

    def _answered(
        self, part: ComparedQuestion, comparison: ComparedKind, nodes: Sequence[NamedNode]
    ) -> _Answered | None:
        """A question's rows of the things; nothing where the graph has no such question."""
        query = self._graph.queries.get(part.question)
        if query is None:
            return None
        of = part.of or comparison.of
        if not part.parameter:
            return self._kept(query, of, nodes)
        store = self._graph.store
        known = {node for node, _ in query.parameters[part.parameter].options(store)}
        taken, left = [n for n in nodes if n in known], tuple(n for n in nodes if n not in known)
        if not taken:
            return None
        terms = {part.parameter: [*taken]}
        request = QuestionRequest(query, query.write(terms, store))
        if isinstance(part, SideQuestion) and part.each:
            rows = []
            for node in taken:
                answer = query.whole(store, {part.parameter: [node]})
                rows += [(node, *row) for row in self._rows(answer)]
            return _Answered(query, rows, left, request, None)
        answer = query.whole(store, terms)
        return _Answered(query, self._rows_of(answer, of, nodes), left, request, answer)

    def _kept(self, query: Query, of: str, nodes: Sequence[NamedNode]) -> _Answered:
        """Of a question that takes none of the things, those of its rows that are about one."""
        store, wanted = self._graph.store, {*nodes}
        whole = query.whole(store, {})
        at = {column.name: place for place, column in enumerate(whole.columns)}
        names = dict.fromkeys(row[at[f"{of}Label"]].value for row in whole.rows if row[at[of]] in wanted)
        if not names:
            return _Answered(query, [], (), QuestionRequest(query), None)
        arranged = Arrangement(kept={f"{WHERE}{of}": tuple(names)})
        answer = whole.part(None, 0, "", arranged)
        request = QuestionRequest(query, arranged=arranged)
        return _Answered(query, self._rows_of(answer, of, nodes), (), request, answer)

    def _rows_of(self, answer: Answer, of: str, nodes: Sequence[NamedNode]) -> list:
        place = next(at for at, column in enumerate(answer.columns) if column.name == of)
        return [(row[place], row, *rest) for row, *rest in self._rows(answer) if row[place] in nodes]

    def _rows(self, answer: Answer) -> list[tuple[Row, Row, Support]]:
        supports = citations.cite(answer, self._graph.store)
        return list(zip(answer.rows, answer.in_words().rows, supports, strict=True))

    def _lines(
        self, part: SideQuestion, answered: _Answered, nodes: Sequence[NamedNode]
    ) -> tuple[list[TableLine], int]:
        """The lines in their order, as many statements as are shown, those of one wording once in a cell."""
        lines: dict[object, TableLine] = {}
        places = {node: place for place, node in enumerate(nodes)}
        heads, words, shown = columns_shown(answered.query), part.words, 0
        for node, row, told, support in answered.rows[: part.most]:
            values = self._values(answered.query, row, told)
            key, head, order = self._head(part, values, len(lines))
            line = lines.setdefault(key, TableLine(head, [[] for _ in nodes], order))
            said = Markup(words.render(values))
            cell = line.cells[places[node]]
            statement = next((each for each in cell if each.words == said), None)
            if statement is None:
                cell.append(statement := CellStatement(said))
            self._rest(statement, support, row, heads)
            shown += 1
        return sorted(lines.values(), key=lambda line: line.order), shown

    def _rest(self, statement: CellStatement, support: Support, row: Row, heads: list[ColumnHead]) -> None:
        """Say of a statement what it rests on."""
        statement.passages |= _passages(support)
        statement.reason = support.reason or ""
        statement.disputes |= {each.node: each for each in disputes(self._things, support, row, heads)}

    def _behind(self, row: tuple[Row, Support] | None, query: Query) -> CellStatement | None:
        if row is None:
            return None
        statement = CellStatement(Markup())
        self._rest(statement, row[1], row[0], columns_shown(query))
        return statement

    def _values(self, query: Query, row: Row, told: Row) -> dict[str, Told]:
        """The values of a row by column, as links where they are things, empty for what is not there."""
        return {
            column.name: self._told(words if column.type == "edtf" else cell)
            for column, cell, words in zip(query.columns, row, told, strict=True)
        }

    def _told(self, cell: NamedNode | Literal | None) -> Told:
        base, nodes = self._things.store.base, [] if cell is None else [cell]
        return Told(nodes, self._things, lambda node: local_address(getattr(node, "value", str(node)), base))

    @staticmethod
    def _head(part: SideQuestion, values: Mapping[str, Told], place: int) -> tuple[object, Markup, tuple]:
        """The key, the head and the order of a row's line."""
        value = values.get(part.line)
        if not value:
            # What has no date, or is of no sort, comes last.
            head = Markup("no date") if part.by else Markup("not said" if part.line else "")
            return None, head, ("~", place)
        if not part.by:
            return value.nodes[0], value.__html__(), ("", place)
        bounds = [values[f"{part.line}{end}"] for end in ("Earliest", "Latest")]
        years = [bound.text[:4] for bound in bounds if bound]
        text = "–".join(dict.fromkeys(years)) or value.text
        return text, escape(text), ("", *(years or [text]))


def _cell(head: ColumnHead, told: Row | None) -> list[CellStatement]:
    """What a cell of a table of facts has."""
    if told is None:
        return []
    cell = told[head.at] if head.label is None or told[head.label] is None else told[head.label]
    if cell is None:
        return []
    text = cell.value
    if head.column.type == "boolean":
        text = {"true": "yes", "false": "no"}.get(text, text)
    return [CellStatement(escape(text))]


def _passages(support: Support) -> dict[str, CitedPassage]:
    """The passages that say it, not those that deny it."""
    return {c.passage.iri: c.passage for c in support.citations if not c.denies}
