"""Which questions are set side by side for which kind of thing, read from `comparisons.yaml` and checked."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import jinja2
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pyoxigraph import NamedNode

from patgraph.errors import BadInput
from patgraph.questions.header import LOADER
from patgraph.questions.parameters import Parameter
from patgraph.questions.question import Query
from patgraph.store import Store
from patgraph.web.sentence_templates import names_in, template

FILE = Path(__file__).parent / "comparisons.yaml"
#: So many things are compared at a time.
FEWEST, MOST, IN_WORDS = 2, 6, "two to six"


class ComparedQuestion(BaseModel):
    """A question that is asked of things: by a parameter, or by what its column `of` has."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    parameter: str = ""
    of: str = ""


class FactQuestion(ComparedQuestion):
    """A question with one row of each thing, and the columns of it that are shown."""

    columns: tuple[str, ...] = Field(min_length=1)


class SideQuestion(ComparedQuestion):
    """A question with many rows, each a statement in the column of its thing, on the line of its value."""

    title: str
    line: str = ""
    by: Literal["", "year"] = ""
    say: str
    chart: bool = False
    each: bool = False
    most: int = Field(default=100, gt=0)

    @property
    def words(self) -> jinja2.Template:
        """How a row reads."""
        return template(self.say)


class ComparedKind(BaseModel):
    """What is compared of a kind of thing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    one: str
    many: str
    class_: str = Field(alias="class")
    of: str
    facts: tuple[FactQuestion, ...] = ()
    sides: tuple[SideQuestion, ...] = ()

    def chosen(self, kind: str) -> Parameter:
        """What takes the things that are compared, as the parameter of a question does."""
        takes = f"the name, a code or the slug of a {self.one}"
        return Parameter(kind, "class", self.class_, takes, required=True, default=None)

    def things(self, store: Store) -> list[tuple[NamedNode, str]]:
        """All that can be chosen, each with its name."""
        return self.chosen("").options(store)


ComparedKinds = dict[str, ComparedKind]


@cache
def read_comparisons(path: Path = FILE) -> ComparedKinds:
    """What is compared of each kind. Raises `BadInput` with the file, the place and what belongs there."""
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), LOADER)
        return TypeAdapter(ComparedKinds).validate_python(found)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"{path}: cannot be read: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from error


def check_comparisons(found: ComparedKinds, queries: Mapping[str, Query], path: Path = FILE) -> None:
    """Nothing where the questions, as far as there are such, have what the file speaks of. Raises `BadInput`
    with the place.
    """
    for kind, comparison in found.items():
        for asked in (*comparison.facts, *comparison.sides):
            place = f"{path}: {kind}, {asked.question}"
            if (query := queries.get(asked.question)) is not None:
                _check(place, asked, comparison, query)


def _check(place: str, asked: ComparedQuestion, comparison: ComparedKind, query: Query) -> None:
    columns = {column.name for column in query.columns}
    each = isinstance(asked, SideQuestion) and asked.each
    named = list(asked.columns) if isinstance(asked, FactQuestion) else []
    if isinstance(asked, SideQuestion) and asked.line:
        named.append(asked.line)
    if not each:
        named.append(asked.of or comparison.of)
    missing = [name for name in named if name not in columns]
    if missing:
        raise BadInput(f"{place}: the question has no column {', '.join(missing)}.")
    if (asked.parameter or each) and asked.parameter not in query.parameters:
        raise BadInput(f"{place}: the question has no parameter {asked.parameter!r}.")
    if isinstance(asked, SideQuestion):
        _check_side(place, asked, columns, query)


def _check_side(place: str, asked: SideQuestion, columns: set[str], query: Query) -> None:
    try:
        strange = names_in(asked.say) - columns
    except jinja2.TemplateSyntaxError as error:
        raise BadInput(f"{place}: {error.message}.") from error
    if strange:
        raise BadInput(f"{place}: says {', '.join(sorted(strange))}, which is no column of the question.")
    if asked.by and f"{asked.line}Earliest" not in columns:
        raise BadInput(f"{place}: {asked.line} is no column of dates.")
    if asked.chart and query.chart is None:
        raise BadInput(f"{place}: the question has no chart.")
