"""`patgraph query NAME --help`: what one question takes, what its columns mean, and an example to copy."""

import re
import shlex
from typing import TYPE_CHECKING, Any

import click

from patgraph.characters import visible_lines

if TYPE_CHECKING:
    from pathlib import Path

    from patgraph.questions.parameters import Parameter
    from patgraph.questions.question import Query

_GIVEN, _WORDS = "patgraph.given", "patgraph.words"
#: What a cell of a column is, by the column's type.
_CELLS = {"iri": "thing", "term": "value", "string": "text", "edtf": "date", "date": "day",
          "integer": "number", "decimal": "number", "boolean": "yes or no"}  # fmt: skip


_ON_COLUMNS = (
    "--sort, --where and --has take these names. In data formats a thing has its name beside it in "
    "COLUMNLabel, and a date its first and last day in COLUMNEarliest and COLUMNLatest. `{command} --help` "
    "has the options that every question takes; `patgraph search WORDS` finds how a thing is called."
)


class QuestionCommand(click.Command):
    """A command whose `--help` is of the question that is named before or after it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note what is given, as `--help` ends the reading before there is a name."""
        ctx.meta[_WORDS] = tuple(args)
        ctx.meta[_GIVEN] = self.make_parser(ctx).parse_args(args=[*args])[0]
        return super().parse_args(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help of the question, or, where none is named, of the command. Raises `UnknownQuery`."""
        name = self._given(ctx, "name")
        if name:
            write_question(read_question(name, self._given(ctx, "project")), ctx.command_path, formatter)
        else:
            super().format_help(ctx, formatter)

    def get_help(self, ctx: click.Context) -> str:
        """The help, without control characters that a header may hold."""
        return visible_lines(super().get_help(ctx))

    def _given(self, ctx: click.Context, name: str) -> Any:
        parameter = next(each for each in self.params if each.name == name)
        value, _ = parameter.consume_value(ctx, ctx.meta.get(_GIVEN, {}))
        return value if isinstance(value, str) else None


def read_question(name: str, project: "Path | str | None") -> "Query":
    """One question of a project, without reading the others. Raises `UnknownQuery`, `BadInput`."""
    from pathlib import Path

    from patgraph.dataset.project import Project
    from patgraph.questions import question_file
    from patgraph.questions.question import find_question

    paths = {path.stem: path for path in Project.find(Path(project) if project else None).questions()}
    return question_file.read_question(find_question(paths, name))


def given_words(ctx: click.Context) -> tuple[str, ...]:
    """What a `QuestionCommand` was called with, as it was given."""
    return ctx.meta.get(_WORDS, ())


def question_text(query: "Query", width: int) -> str:
    """The same as a text of its own."""
    formatter = click.HelpFormatter(width=min(width, 100))
    write_question(query, "patgraph query", formatter)
    return visible_lines(formatter.getvalue())


def write_question(query: "Query", command: str, formatter: click.HelpFormatter) -> None:
    """A question for who wants to ask it."""
    pairs = " ".join(f"{p.name}=…" if p.required else f"[{p.name}=…]" for p in query.parameters.values())
    formatter.write_usage(command, f"{query.name} {pairs} [OPTIONS]".replace("  ", " "))
    with formatter.indentation():
        for text in (query.title, query.description):
            formatter.write_paragraph()
            formatter.write_text(_plain(text))
    if query.parameters:
        with formatter.section("Takes (of one that is given several times any value will do)"):
            formatter.write_dl([(f"{p.name}=…", _taken(p)) for p in query.parameters.values()])
    with formatter.section("Columns"):
        formatter.write_dl(_columns(query))
    if query.form == "select":
        formatter.write_paragraph()
        formatter.write_text(_ON_COLUMNS.format(command=command))
    with formatter.section("Example"):
        asked = example(query, command)
        _write_lines(
            formatter, [asked] + ([f"{asked} --format svg > {query.name}.svg"] if query.chart else [])
        )


def _write_lines(formatter: click.HelpFormatter, lines: list[str]) -> None:
    """Lines to copy, however long."""
    for line in lines:
        formatter.write(f"{'':{formatter.current_indent}}{line}\n")


def example(query: "Query", command: str) -> str:
    """A command that has an answer."""
    pairs = [
        f"{name}={text}"
        for name, texts in query.example.items()
        for text in ([texts] if isinstance(texts, str) else texts)
    ]
    return " ".join([command, query.name, *map(shlex.quote, pairs)])


def _taken(parameter: "Parameter") -> str:
    """What a parameter is, whether it must be given, and what its values look like."""
    takes = parameter.takes
    if parameter.kind == "class":
        takes = takes.replace(parameter.of, _said(parameter.of))
    default = re.sub(r'^"(.*?)".*$', r"\1", parameter.default or "")
    needed = "Required: " if parameter.required else ""
    return f"{needed}{parameter.description}: {takes}{f'; default {default}' if default else ''}."


def _said(curie: str) -> str:
    """`pat:LocalAuthority` as people say it."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", curie.partition(":")[2]).lower()


def _columns(query: "Query") -> list[tuple[str, str]]:
    """The columns of a table with what they mean: not the bounds of dates, nor the labels of things."""
    names = {column.name for column in query.columns}
    shown = [
        column
        for column in query.columns
        if not any(
            column.name.removesuffix(end) in names - {column.name} for end in ("Label", "Earliest", "Latest")
        )
    ]
    return [(column.name, f"{_CELLS[column.type]}: {column.meaning}") for column in shown]


def _plain(text: str) -> str:
    """Prose without the marks of code."""
    return text.replace("`", "")
