"""`patgraph add-document`: a source text of one's own, as the evidence file to begin with."""

import re
from pathlib import Path

import click

from patgraph.commands.shared.options import project_option
from patgraph.errors import BadInput, BadValue


@click.command("add-document")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE")
@click.option("--title", help="As the document has it.")
@click.option("--label", help="What it is called here, such as 'Community Care, 16 January 2004'.")
@click.option("--publisher", metavar="SLUG", help="The organisation, such as community-care.")
@click.option("--issued", metavar="DATE", help="The day it was issued, such as 2004-01-16.")
@click.option("--type", "kind", metavar="SLUG", help="A concept of document-type, such as trade-press-news.")
@click.option("--authority", type=click.IntRange(1), help="How much it weighs; data/README.md, Resolution.")
@click.option("--rights", help="Whose it is, and what is taken from it.")
@click.option("--url", help="Where it can be read.")
@project_option
def add_document(file, project, kind, authority, **about):
    """Write data/evidence/DOCUMENT.trig for a source text FILE, DOCUMENT.txt: its description, and each
    paragraph as still to read. What is left out here, and what is still to read, `patgraph validate` names.
    """
    from patgraph import dates, files
    from patgraph.dataset.project import Project
    from patgraph.dataset.texts.skeleton import refuse_unknown, skeleton
    from patgraph.dataset.texts.sources import read_text

    if file.suffix != ".txt" or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", file.stem):
        raise BadInput(
            f"{file}: name it DOCUMENT.txt, in small letters, digits and hyphens; the name becomes an IRI."
        )
    about |= {"type": kind, "authority": authority and str(authority)}
    for name, value in about.items():
        if value is not None and not re.fullmatch(_FORMS.get(name, _WORDS), value):
            raise BadValue(name, f"--{name} {value!r}: {_SAID.get(name, _ONE_LINE)}.")
    if about["issued"] is not None:
        dates.bounds(about["issued"])
    found = Project.find(project)
    path = found.root / "data/evidence" / f"{file.stem}.trig"
    if path.exists():
        raise BadInput(f"{path}: is there already; give the text another name, or go on in that file.")
    text = read_text(file)
    if not text.text.strip():
        raise BadInput(f"{file}: it is empty; give the text of the document.")
    refuse_unknown(found, about)
    path.parent.mkdir(parents=True, exist_ok=True)
    files.whole(path, skeleton(text, about).encode())
    click.echo(f"{path}\nNext: patgraph validate --sources {file.parent}")


_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
#: A text between quotation marks in Turtle, as it stands.
_WORDS = r'(?=.*\S)[^"\\\n\r]+'
_ONE_LINE = "a text of one line, without quotation marks or backslashes"
_FORMS = {"publisher": _SLUG, "type": _SLUG, "url": r"https?://[^\s<>\"{}|\\^`]+"}
_SAID = {
    "issued": "a day such as 2004-01-16",
    "publisher": "a slug is in small letters, digits and hyphens",
    "type": "a slug is in small letters, digits and hyphens",
    "url": "an address begins with http:// or https://",
}
