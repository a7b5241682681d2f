"""Headers: the `#+` lines of YAML at the top of a query's file, read and checked by pydantic.

A question has a `QuestionHeader`, a ready join with other services a `JoinHeader`. What is wrong with one is
told with the file, the line, the place in the header and what belongs there.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import AfterValidator, Field, ValidationError, model_validator

from patgraph.errors import BadInput
from patgraph.names import term

from .answer import COLUMN_TYPES
from .chart_header import ChartHeader
from .header_parts import Line, Part, Text

#: libyaml where PyYAML has it: every command reads all the headers, and each service its stories.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DATATYPES = ("xsd:date", "xsd:integer", "xsd:string", "xsd:boolean")


def _one_of(known: Iterable[str]) -> AfterValidator:
    listed = tuple(known)

    def check(text: str) -> str:
        if text not in listed:
            raise ValueError(f"is one of {', '.join(listed)}")
        return text

    return AfterValidator(check)


def _class(curie: str) -> str:
    try:
        term(curie)
    except (KeyError, ValueError):
        raise ValueError("is a name with a prefix of ours, such as pat:Council") from None
    return curie


def _scheme(slug: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+", slug):
        raise ValueError("is the slug of a vocabulary, such as role")
    return slug


def _given(value: object) -> str | list[str]:
    """Texts of an example; a number or a day that YAML took for one is the text that stands there."""
    listed = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str | int | float | datetime.date) for each in listed):
        raise ValueError("is a value, or a list of values")
    texts = [str(each).lower() if isinstance(each, bool) else str(each) for each in listed]
    return texts if isinstance(value, list) else texts[0]


class ParameterHeader(Part):
    """What a parameter takes: a member of a class, a concept of a scheme, or a value of a datatype."""

    class_: Annotated[Text, AfterValidator(_class)] | None = Field(None, alias="class")
    scheme: Annotated[Text, AfterValidator(_scheme)] | None = None
    datatype: Annotated[Text, _one_of(DATATYPES)] | None = None
    description: Text
    required: bool = False
    day: Annotated[Text, _one_of(("earliest", "latest"))] | None = None
    code: bool = False
    minimum: int | None = None
    maximum: int | None = None
    year: Literal["financial"] | None = None
    where: Annotated[str, Field(pattern=r"\?value\b")] | Literal[""] = ""

    @model_validator(mode="after")
    def _takes_one_kind(self) -> "ParameterHeader":
        if sum(given is not None for given in (self.class_, self.scheme, self.datatype)) != 1:
            raise ValueError("says what it takes: one of class, scheme, datatype")
        if self.where and self.datatype:
            raise ValueError("where is of a parameter with a class or scheme")
        if self.day and self.datatype != "xsd:date":
            raise ValueError("day is earliest or latest, of a parameter with datatype xsd:date")
        if self.code and self.datatype != "xsd:string":
            raise ValueError("code is true of a parameter with datatype xsd:string")
        if (self.minimum is not None or self.maximum is not None) and self.datatype != "xsd:integer":
            raise ValueError("minimum and maximum are of a parameter with datatype xsd:integer")
        if self.year and self.datatype != "xsd:integer":
            raise ValueError("year is financial, of a parameter with datatype xsd:integer")
        return self


class ColumnHeader(Part):
    """The type of a column, which says how many variables it stands for, and its meaning; `label` is its head
    on pages, where its name in words is none. `pounds`: true, or what other columns say in the rows in which
    it has pounds.
    """

    type: Annotated[Text, _one_of(COLUMN_TYPES)]
    meaning: Text
    label: Text | None = None
    pounds: Literal[True] | dict[Text, Text] | None = None


class QuestionHeader(Part):
    """The header of a question; one whose answer is a graph has no columns. `caveat` is what nobody may
    overlook, in a line: it stands above the answer where the description is folded away.
    """

    title: Text
    description: Line
    caveat: Annotated[Line, Field(max_length=110)] | None = None
    keywords: tuple[Text, ...] | None = None
    asks: tuple[Line, ...] | None = None
    parameters: dict[str, ParameterHeader] | None = None
    columns: dict[str, ColumnHeader] | None = None
    chart: ChartHeader | None = None
    example: dict[str, Annotated[Any, AfterValidator(_given)]] | None = None


class JoinHeader(Part):
    """The header of a ready join: whether it runs here or there, which service it calls, and its columns."""

    title: Text
    description: Text
    runs: Literal["here", "there"]
    service: Text | None = None
    columns: dict[str, Text]


_WANTED = {
    "string_type": "a text", "bool_parsing": "true or false", "bool_type": "true or false",
    "tuple_type": "a list, as [one, two]", "model_type": "{name: value}", "dict_type": "{name: value}",
}  # fmt: skip

Header = TypeVar("Header", bound=Part)


def read_header(path: Path, text: str, model: type[Header]) -> Header:
    """The header of a file's text. Raises `BadInput` with everything that is wrong in it."""
    lines = [(number, line[3:]) for number, line in enumerate(text.splitlines(), 1) if line.startswith("#+")]
    source = "\n".join(line for _, line in lines)
    try:
        said = yaml.load(source, LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{lines[min(mark.line, len(lines) - 1)][0]}" if mark and lines else ""
        problem = getattr(error, "problem", error)
        raise BadInput(f"{path}{place}: the header is not YAML: {problem}.") from error
    except ValueError as error:
        # What looks like a day is read as one.
        raise BadInput(f"{path}: the header has a day that is none: {error}.") from error
    if said is None:
        raise BadInput(f"{path}: no header: put title, description and columns on lines that begin with #+.")
    try:
        return model.model_validate(said)
    except ValidationError as error:
        tree = yaml.compose(source, LOADER)
        told = []
        for fault in error.errors(include_url=False):
            number = _line(tree, fault["loc"])
            told.append(f"{path}:{lines[number][0]}: {_message(fault)}")
        raise BadInput("\n".join(dict.fromkeys(told))) from error


def _line(node: yaml.Node | None, place: tuple[str | int, ...]) -> int:
    """In which line of the header a place stands, or as much of it as there is."""
    number = 0 if node is None else node.start_mark.line
    for part in place:
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == part), None)
            if found is None:
                break
            number, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            number = node.start_mark.line
        else:
            break
    return number


def _message(fault: Mapping[str, Any]) -> str:
    """What pydantic found, in words of ours: where, what, and what belongs there."""
    kind, *place = fault["type"], *map(str, fault["loc"])
    whole = ".".join(place) or "the header"
    around = ".".join(place[:-1]) or "the header"
    given = fault["input"]
    if kind == "missing":
        return f"{around} needs {place[-1]}."
    if kind == "extra_forbidden":
        return f"unknown in {around}: {place[-1]}; take it out."
    if place[-1:] == ["[key]"] and kind == "literal_error":
        return f"unknown in {'.'.join(place[:-2])}: {given}; there are {fault['ctx']['expected']}."
    if place[-1:] == ["[key]"]:
        return f"{'.'.join(place[:-2])} has the name {given!r}, which is no text; put it in quotes."
    if given is None or kind == "string_too_short":
        return f"{whole} is empty; write what it is, or leave it out where it can be."
    if kind == "value_error":
        return f"{whole} {fault['ctx']['error']}."
    if kind == "literal_error":
        return f"{whole} is one of {fault['ctx']['expected']}, not {given!r}."
    wanted = _WANTED.get(kind)
    return f"{whole} has to be {wanted}, not {given!r}." if wanted else f"{whole}: {fault['msg']}."
