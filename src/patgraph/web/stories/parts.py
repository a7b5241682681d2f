"""The parts of stories, read from `stories.yaml` and the queries beside it, and checked."""

from functools import cache
from pathlib import Path
from typing import Literal

import jinja2
import pyoxigraph
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from patgraph.errors import BadInput
from patgraph.names import KINDS
from patgraph.questions.header import LOADER
from patgraph.web.sentence_templates import names_in, template

HERE = Path(__file__).parent
#: What the home page shows and what the page of the sources does, which are of no one thing.
HOME, SOURCES = "home", "sources"
#: The columns that say which statement of which thing a row is.
STATEMENT = ("about", "property")


class All(BaseModel):
    """The question that has all of it, and the parameter that takes the thing, or what a column has."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    parameter: str
    column: str = ""


class Part(BaseModel):
    """One part of a story, as the file has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    show: Literal["sentence", "strip", "timeline", "facts", "list"]
    query: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    title: str = ""
    say: str = ""
    none: str = ""
    #: Whether the statement is how many there are: its evidence is what it counts, and is not listed.
    counts: bool = False
    most: int = Field(default=50, gt=0)
    all: All | None = None

    @property
    def text(self) -> str:
        """The query, as its file has it."""
        return _text(self.query)

    @property
    def words(self) -> jinja2.Template:
        """How a statement reads."""
        return template(self.say)

    @property
    def nothing(self) -> jinja2.Template:
        """What is said where there is no statement."""
        return template(self.none)


Stories = dict[str, tuple[Part, ...]]


@cache
def _text(name: str) -> str:
    path = HERE / f"{name}.rq"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error}.") from error


@cache
def read_stories(path: Path = HERE / "stories.yaml") -> Stories:
    """The parts of each kind's story. Raises `BadInput` with the file, the place and what belongs there."""
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), LOADER)
        stories = TypeAdapter(Stories).validate_python(found)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"{path}: cannot be read: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from error
    for kind, parts in stories.items():
        if kind not in (*KINDS, HOME, SOURCES):
            raise BadInput(f"{path}: {kind} is no kind of thing.")
        for part in parts:
            _check(f"{path}: {kind}, {part.query}", part, kind in KINDS)
    return stories


def _check(place: str, part: Part, of_thing: bool) -> None:
    """Whether a part's query takes a thing, if it is of one, and has the columns that its words speak of."""
    try:
        columns = [v.value for v in pyoxigraph.Store().query(part.text).variables]
    except (SyntaxError, AttributeError) as error:
        raise BadInput(f"{place}: not a SELECT query: {error}.") from error
    if of_thing and "VALUES ?thing {" not in part.text:
        raise BadInput(f"{place}: no line VALUES ?thing {{ … }} for the thing.")
    missing = [name for name in STATEMENT if name not in columns]
    if missing:
        raise BadInput(f"{place}: selects no {' and no '.join(missing)}.")
    for source, known in ((part.say, {*columns, "thing"}), (part.none, {"thing"})):
        try:
            strange = names_in(source) - known
        except jinja2.TemplateSyntaxError as error:
            raise BadInput(f"{place}: {error.message}.") from error
        if strange:
            raise BadInput(f"{place}: says {', '.join(sorted(strange))}, which is no column of the query.")
    if part.all and part.all.column and part.all.column not in columns:
        raise BadInput(f"{place}: all: the query has no column {part.all.column}.")
    if not part.say and part.show not in ("facts", "strip"):
        raise BadInput(f"{place}: a {part.show} needs `say`.")
