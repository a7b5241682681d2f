"""Budgets: text for a language model in as many tokens as the caller allows; what does not fit is said."""

from collections.abc import Iterable

from patgraph.characters import visible
from patgraph.questions.citing.citations import CitedPassage

#: Characters a token, as a rule of thumb for English.
PER_TOKEN = 4
LEAST, USUAL, MOST = 200, 2000, 20_000


class Footnotes:
    """The passages that a text rests on, each with one number however often it is cited."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._lines: list[str] = []

    def __len__(self) -> int:
        return len(self._lines)

    def mark(self, passages: Iterable[CitedPassage]) -> tuple[str, list[str]]:
        """`[1][4]` for passages, and the lines of those that are new."""
        numbers, new = [], []
        for passage in passages:
            if passage.iri not in self._numbers:
                self._numbers[passage.iri] = len(self._lines) + 1
                self._lines.append(_footnote(self._numbers[passage.iri], passage))
                new.append(self._lines[-1])
            numbers.append(f"[{self._numbers[passage.iri]}]")
        return "".join(numbers), new

    def keep(self, most: int) -> None:
        """Forget all but the first so many."""
        del self._lines[most:]
        self._numbers = {iri: number for iri, number in self._numbers.items() if number <= most}

    def lines(self) -> list[str]:
        """They, as they stand below a text."""
        return list(self._lines)


def one_line(text: object) -> str:
    """A text on one line, without characters that speak to a terminal or hide."""
    return visible(" ".join(str(text).split()))


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters; one that is cut says so."""
    return text if len(text) <= most else f"{text[: max(0, most - 1)].rstrip()}…"


def _footnote(number: int, passage: CitedPassage) -> str:
    slug = passage.iri.partition("/id/")[2]
    modality = passage.modality.rsplit("/", 1)[-1]
    said = "" if modality == "stated" else f" ({modality})"
    words = f": “{one_line(passage.quote)}”" if passage.quote else ""
    return f"[{number}] {one_line(passage.document_label)}, {one_line(passage.locator)}{said} <{slug}>{words}"
