"""`patgraph queries`: what can be asked."""

import click

from .options import project_option


@click.command()
@project_option
def queries(project):
    """List the questions, with what each can be asked with."""
    from patgraph.dataset.project import Project
    from patgraph.questions.question_file import read_questions

    for name, query in read_questions(Project.find(project).questions()).items():
        takes = " ".join(f"{p.name}=…" if p.required else f"[{p.name}=…]" for p in query.parameters.values())
        click.echo(f"{name} {takes}".rstrip())
        click.echo(f"    {query.title}")
