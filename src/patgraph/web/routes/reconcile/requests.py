"""What a request of the Reconciliation Service API 0.2 asks for, or what is wrong with it."""

import math
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    TypeAdapter,
    ValidationError,
    model_validator,
)  # fmt: skip
from starlette.requests import Request

from patgraph.errors import BadRequest, BadValue
from patgraph.things.reconcile import table_cells
from patgraph.web.routes.sparql import protocol

#: Most queries of a batch, things and properties of an extension, and cells of its table.
BATCH, THINGS, PROPERTIES = 1000, 1000, 50


class Reference(BaseModel):
    """A value that was reconciled before."""

    id: StrictStr
    name: StrictStr = ""


# A blank cell of a data frame comes as null or as NaN.
Value = StrictStr | StrictBool | StrictInt | StrictFloat | Reference | None


def _is_nothing(given: object) -> bool:
    """Whether a program wrote a blank cell: `null` or `NaN`."""
    return given is None or (isinstance(given, float) and math.isnan(given))


class Condition(BaseModel):
    """A property, and the values of which a thing should have one."""

    pid: StrictStr
    v: Value | list[Value]

    @property
    def values(self) -> list:
        """The values that say something."""
        given = self.v if isinstance(self.v, list) else [self.v]
        plain = [value.model_dump() if isinstance(value, Reference) else value for value in given]
        return [value for value in plain if not table_cells.is_blank(value)]


class ReconcileQuery(BaseModel):
    """One query of a batch. What has a default may be left out; a blank cell (`null`, `NaN`) asks for
    nothing, and costs the others of its batch nothing.
    """

    model_config = ConfigDict(extra="forbid")
    query: Annotated[StrictStr, BeforeValidator(lambda given: "" if _is_nothing(given) else given)] = ""
    type: StrictStr | list[StrictStr] = Field(default_factory=list)
    limit: StrictInt | StrictFloat = Field(5, ge=1)
    properties: list[Condition] = Field(default_factory=list)
    type_strict: Literal["any", "should", "all"] = "any"

    @model_validator(mode="after")
    def _asks(self):
        if "query" not in self.model_fields_set and not self.properties:
            raise ValueError("give a query, or properties")
        return self

    @property
    def types(self) -> list[str]:
        """The types that are wanted; none for any."""
        return [self.type] if isinstance(self.type, str) else self.type


class ExtendedProperty(BaseModel):
    """A property to take away, and how."""

    id: StrictStr
    settings: dict[str, Any] = Field(default_factory=dict)


class Extension(BaseModel):
    """Things, and the properties of them to take away."""

    ids: list[StrictStr]
    properties: list[ExtendedProperty]


_QUERIES, _EXTENSION = TypeAdapter(dict[StrictStr, ReconcileQuery]), TypeAdapter(Extension)


def queries(text: str) -> dict[str, ReconcileQuery]:
    """The queries of a batch. Raises `BadRequest` (no JSON, or too many), `BadValue` (others than the API
    has).
    """
    found = _parsed(_QUERIES, "queries", text)
    if len(found) > BATCH:
        raise BadRequest(f"queries: {len(found)} of them; send at most {BATCH} at a time.", 413)
    return found


def extension(text: str) -> Extension:
    """What is to be taken away. Raises as `queries`."""
    found = _parsed(_EXTENSION, "extend", text)
    if len(found.ids) > THINGS or len(found.properties) > PROPERTIES:
        said = f"{len(found.ids)} ids and {len(found.properties)} properties"
        raise BadRequest(f"extend: {said}; send at most {THINGS} and {PROPERTIES}.", 413)
    return found


def _parsed(kind: TypeAdapter, name: str, text: str):
    try:
        return kind.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        if first["type"] == "json_invalid":
            raise BadRequest(f"{name}: not JSON: {first['msg'].removeprefix('Invalid JSON: ')}.") from None
        # Of a union the places say which branch was tried, too; a reader looks for the field.
        place = ".".join(str(part)[:60] for part in first["loc"][:4])
        wrong = first["msg"].removeprefix("Value error, ")
        raise BadValue(name, f"{name}{': ' if place else ''}{place}: {wrong}.") from None


async def read_request(request: Request) -> tuple[str, str] | None:
    """Which of `queries` and `extend` a request has, and its text; `None` for neither. Other fields are let
    be. Raises `BadRequest`.
    """
    pairs = protocol.pairs(request.scope["query_string"], "The query string")
    if request.method == "POST":
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media != protocol.FORM:
            said = f"Content-Type {media[:80]!r}" if media else "No Content-Type"
            raise BadRequest(f"{said}: send {protocol.FORM}.", 415, {"Accept-Post": protocol.FORM})
        pairs += await protocol.form(await protocol.body(request))
    found = [(key, value) for key, value in pairs if key in ("queries", "extend")]
    if len(found) > 1:
        raise BadRequest(f"{' and '.join(key for key, _ in found[:3])}: give one of them, once.")
    if not found and request.method == "POST":
        raise BadRequest("A POST needs queries=… or extend=… in the form.")
    if not found and any(key == "query" for key, _ in pairs):
        raise BadRequest("query: a batch is sent as queries={…}, also of one; see /reconcile/about.")
    return found[0] if found else None
