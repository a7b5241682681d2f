"""Errors as problem documents (RFC 9457)."""

from fastapi.responses import JSONResponse

from patgraph.errors import PatgraphError


def problem(status: int, title: str, detail: str, kind: str, headers=None, **more) -> JSONResponse:
    """A problem document; `kind` names the sort of error, `more` are further members."""
    # A text that came as other bytes than UTF-8 cannot be said back as it was.
    detail = detail.encode(errors="replace").decode()
    body = {"type": f"/docs#{kind}", "title": title, "status": status, "detail": detail, **more}
    media = "application/problem+json"
    return JSONResponse(body, status, media_type=media, headers={"Vary": "Accept"} | dict(headers or {}))


def problem_of(error: PatgraphError) -> JSONResponse:
    """The problem document of one of our errors."""
    return problem(error.status, error.title, str(error), type(error).__name__, error.headers, **error.more)
