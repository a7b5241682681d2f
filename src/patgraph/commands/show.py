"""`patgraph show`: what the page of a thing tells first, on a terminal."""

import json
import re
import shlex
import sys
from typing import TYPE_CHECKING

import click

from patgraph.characters import visible
from patgraph.commands.shared.options import (
    completed_by,
    open_graph,
    project_option,
    sources_option,
    store_options,
)
from patgraph.commands.shared.parameters import Words
from patgraph.commands.shared.question_help import question_text, read_question
from patgraph.commands.shared.terminal import has_colour, page, pager_option, window, write
from patgraph.names import slug

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from patgraph.things.thing import Things

#: How an id begins, or an IRI: `council/`, `def#`.
_ID = re.compile(r"\s*\S+[/#]")


@click.command()
@click.argument(
    "words", nargs=-1, type=Words(), required=True, metavar="NAME", shell_complete=completed_by("things")
)
@store_options
@project_option
@sources_option
@click.option("--format", "form", default="text", type=click.Choice(["text", "json"]))
@click.option("--passages", is_flag=True, help="Every passage behind each statement, not the first alone.")
@pager_option
def show(words, store, project, sources, form, passages, pager):
    """Show what is known of a thing: a council, team, person, firm, document, word of the vocabularies.
    NAME is its name, slug, code or id; what is mistyped is looked for.

    \b
    patgraph show haringey
    patgraph show engagement/haringey --passages
    patgraph show E09000014
    """
    from patgraph.commands.shared.thing_text import thing_json, thing_texts
    from patgraph.things.thing import Things
    from patgraph.things.told import known
    from patgraph.web.stories.told import Storyteller

    things = Things(open_graph(store, project, sources).store)
    text = " ".join(words)
    node, *others = _found(text, things)
    if things.kind(node) == "question" and form == "text":
        page([question_text(read_question(slug(node), project), window())], pager)
        return
    told = Storyteller(things, lambda _: "").tell(node)
    about = known(node.value, things)
    if form == "json":
        body = thing_json(about, told, [each.value for each in others])
        write(f"{json.dumps(body, ensure_ascii=False, indent=1)}\n".encode(), pager)
    else:
        page(thing_texts(about, told, others, things, passages, window(), has_colour()), pager)


def _found(text: str, things: "Things") -> "list[NamedNode]":
    """What a text names, the likeliest first; where nothing is called so, what is most like it, and that is
    said. Raises `BadValue` for an overlong text, `UnknownThing` where nothing is like it, or where it is an
    id that nothing has: who gives an id means no other thing.
    """
    from patgraph.errors import UnknownThing
    from patgraph.things.meant import meant
    from patgraph.things.search_index import Search
    from patgraph.things.told import known_node

    if found := meant(text, things):
        return found
    if _ID.match(text):
        return [known_node(text, things)]
    hits = Search(things).find(text, limit=5).hits
    like = [hit.entry for hit in hits if hit.field != "words"]
    if not like:
        more = f"`patgraph search {shlex.quote(text[:80])}` looks in more than names."
        raise UnknownThing(f"Nothing is called {text[:80]!r}; {more}")
    told = f"patgraph: nothing is called {text!r}; here is {like[0].label}."
    click.echo(visible(told), err=True)
    sys.stderr.flush()
    return [entry.node for entry in like]
