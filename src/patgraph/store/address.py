"""Where a remote store is, as a caller writes it; nothing here reaches it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Address:
    """Where a remote store is: SPARQL queries, updates, the Graph Store Protocol, and who we are.

    `deadline` is the most seconds that one exchange takes, `most` the most bytes of an answer.
    """

    query: str
    update: str | None = None
    graph_store: str | None = None
    user: str | None = None
    password: str | None = None
    deadline: float = 60.0
    most: int = 1 << 30

    @classmethod
    def of(cls, query: str, **options: Any) -> "Address":
        """An address as a user writes it; `https://user:password@host/…` is taken apart."""
        parts = urlsplit(query)
        if parts.username is not None:
            host = parts.netloc.rpartition("@")[2]
            query = parts._replace(netloc=host).geturl()
            options = {"user": parts.username, "password": parts.password} | {
                key: value for key, value in options.items() if value is not None
            }
        return cls(query, **options)

    def __str__(self) -> str:
        return self.query

    def __repr__(self) -> str:
        return f"Address({self.query!r})"
