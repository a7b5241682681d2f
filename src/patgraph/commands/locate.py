"""`patgraph locate`: words of a source text, as the passage to paste."""

import click

from patgraph.commands.shared.options import sources_option
from patgraph.commands.shared.terminal import write


@click.command()
@click.argument("document")
@click.argument("words")
@sources_option
def locate(document, words, sources):
    """Find words in a source text and print the passage to paste: offsets, digest, locator."""
    from patgraph.dataset.texts import sources as source_texts

    if sources is None:
        raise click.UsageError("Where are the source texts? Give --sources DIR.")
    write("\n".join(source_texts.passages(document, words, sources)).encode(), pager=False)
