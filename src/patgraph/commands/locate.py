"""`patgraph locate`: words of a source text, as the passage to paste."""

import click

from patgraph.errors import BadValue

from .options import sources_option


@click.command()
@click.argument("document")
@click.argument("words")
@sources_option
def locate(document, words, sources):
    """Find words in a source text and print the passage to paste: offsets, digest, locator."""
    from patgraph.dataset import sources as source_texts

    if sources is None:
        raise click.UsageError("Where are the source texts? Give --sources DIR.")
    found = source_texts.passages(document, words, sources)
    if not found:
        raise BadValue("words", f"{document}: no such words; spell them as the text does.")
    click.echo("\n".join(found), nl=False)
