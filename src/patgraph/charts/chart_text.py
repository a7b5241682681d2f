"""The words of a chart: its title and caution, where it is from, and its numbers for who cannot see it."""

from patgraph.characters import for_xml
from patgraph.questions.answer import Answer
from patgraph.questions.chart_header import ChartHeader
from patgraph.questions.permalinks import request_of

from .drawn_rows import NOT_SAID, DrawnRows, spoken_name

#: Rows that are told one by one; of more the table beside the chart has them.
MOST_TOLD = 80
_DIGITS = 12


def title(answer: Answer, chart: ChartHeader) -> str:
    """The title, with the values that it was asked with."""
    named = _labels(answer)
    asked = "; ".join(
        f"{spoken_name(name)}: {', '.join(named.get((name, text), text) for text in texts)}"
        for name, texts in answer.values.items()
    )
    asked = "; ".join(part for part in (asked, answer.arranged.in_words(answer.query)) if part)
    whole = f"{chart.title} ({asked})" if asked else chart.title
    return for_xml(whole.encode()).decode()


def _labels(answer: Answer) -> dict[tuple[str, str], str]:
    """What the rows call the things that a question was asked with, by parameter and value."""
    at = {column.name: place for place, column in enumerate(answer.columns)}
    found: dict[tuple[str, str], str] = {}
    for name, terms in answer.terms.items():
        thing, label = at.get(name), at.get(f"{name}Label")
        if thing is None or label is None:
            continue
        called = {row[thing]: row[label].value for row in answer.rows if row[thing] and row[label]}
        texts = zip(terms, answer.values.get(name, ()), strict=False)
        found |= {(name, text): called[term] for term, text in texts if term in called}
    return found


def source(answer: Answer) -> str:
    """Where a chart is from: version, licence, and the address that gives the same answer for good."""
    pairs = request_of(answer).address(version=answer.version[:_DIGITS]).removeprefix("/queries/")
    named = f"dataset version {answer.version[:_DIGITS]}, CC BY 4.0"
    return f"Source: patgraph, {named}. {answer.base}query/{pairs}"


def told(answer: Answer, chart: ChartHeader, drawn: DrawnRows) -> str:
    """The text alternative: the caution, and each row that is drawn; of very many what they span."""
    count = len(drawn.words)
    shown = f"{count} {'item is' if count == 1 else 'items are'} drawn."
    part = "" if answer.complete else f" Not the whole answer: {answer.reason}."
    heads = [spoken_name(head) for head in drawn.heads]
    if count > MOST_TOLD:
        spans = "; ".join(_span(head, [row[at] for row in drawn.words]) for at, head in enumerate(heads))
        return f"{chart.caution} {shown}{part} {spans}. The table of the same question has each of them."
    rows = (
        f"{number}. {'; '.join(f'{head}: {word}' for head, word in zip(heads, row, strict=True))}."
        for number, row in enumerate(drawn.words, 1)
    )
    return "\n".join([f"{chart.caution} {shown}{part}", *rows])


def _span(head: str, words: list[str]) -> str:
    known = [word for word in words if word != NOT_SAID]
    if known and all(_number(word) is not None for word in known):
        least, most = (of(known, key=lambda word: _number(word) or 0) for of in (min, max))
        return f"{head}: from {least} to {most}"
    different = len(set(known))
    return (
        f"{head}: {different} different" if different > 12 else f"{head}: {', '.join(dict.fromkeys(known))}"
    )


def _number(word: str) -> float | None:
    """The number that a word is, pounds too."""
    try:
        return float(word.replace("£", "").replace(",", ""))
    except ValueError:
        return None
