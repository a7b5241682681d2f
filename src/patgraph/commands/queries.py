"""`patgraph queries`: what can be asked."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from patgraph.characters import visible

from .options import project_option
from .terminal import page, pager_option, styled

if TYPE_CHECKING:
    from patgraph.questions.question import Query


@click.command()
@project_option
@pager_option
def queries(project, pager):
    """List the questions, with what each can be asked with. `patgraph query NAME --help` has the rest."""
    from patgraph.dataset.project import Project
    from patgraph.questions.question_file import read_questions

    page(_texts(read_questions(Project.find(project).questions())), pager)


def _texts(questions: "dict[str, Query]") -> Iterator[str]:
    for name, query in questions.items():
        takes = " ".join(f"{p.name}=…" if p.required else f"[{p.name}=…]" for p in query.parameters.values())
        yield f"{styled(name, bold=True)} {takes}".rstrip()
        yield f"\n    {visible(query.title)}\n"
