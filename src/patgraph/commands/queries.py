"""`patgraph queries`: what can be asked."""

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from patgraph.characters import visible
from patgraph.commands.shared.options import project_option
from patgraph.commands.shared.terminal import is_terminal, page, pager_option, styled, window

if TYPE_CHECKING:
    from patgraph.questions.question import Query


@click.command()
@project_option
@pager_option
def queries(project, pager):
    """List the questions, with what each can be asked with. `patgraph query NAME --help` has the rest."""
    from patgraph.dataset.kept_questions import kept_questions
    from patgraph.dataset.project import Project

    page(_texts(kept_questions(Project.find(project).questions())), pager)


def _texts(questions: "dict[str, Query]") -> Iterator[str]:
    for name, query in questions.items():
        takes = " ".join(f"{p.name}=…" if p.required else f"[{p.name}=…]" for p in query.parameters.values())
        asked, title = f"{name} {takes}".rstrip(), f"    {visible(query.title)}"
        if is_terminal():
            asked, title = (
                textwrap.fill(text, window(), subsequent_indent=" " * 8) for text in (asked, title)
            )
        yield f"{styled(name, bold=True)}{asked.removeprefix(name)}\n{title}\n"
