"""Similar names: what somebody may have meant who gave a name that nothing has."""

from collections.abc import Iterable

#: No more of a text is looked at.
_LONGEST = 200


def near(text: str, known: Iterable[str], most: int = 3, least: float = 0.6) -> list[str]:
    """Known names that are most like a text, in whatever case it is, the nearest first; `least` goes from 0
    (any) to 1 (the same).
    """
    # Only who mistypes pays for the library.
    from rapidfuzz import fuzz, process

    found = process.extract(
        text[:_LONGEST], list(known), scorer=fuzz.ratio, processor=str.casefold, limit=most,
        score_cutoff=100 * least,
    )  # fmt: skip
    return [name for name, _, _ in found]


def nearest(words: str, text: str, least: float = 0.75) -> tuple[int, int] | None:
    """Where a text has what is most like these words, from the start of a word to the end of one; nothing
    where no place is as like as `least`.
    """
    from rapidfuzz import fuzz

    words = words[:_LONGEST]
    # Letters only change in size, so that places stay where they are.
    same_size = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    found = fuzz.partial_ratio_alignment(words.lower(), same_size, score_cutoff=100 * least)
    if found is None or not words.strip():
        return None
    start, end = found.dest_start, found.dest_end
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def none_called(kind: str, name: str, known: Iterable[str]) -> str:
    """That nothing has a name, with the one that is written alike, and with all there are."""
    names = list(known)
    hint = did_you_mean(near(name, names, 1))
    return f"No {kind} is called {name[:80]!r}; {hint + ' T' if hint else 't'}here are {', '.join(names)}."


def did_you_mean(names: Iterable[str]) -> str:
    """`did you mean haringey or havering?`; nothing where there is no name."""
    listed = " or ".join(names)
    return f"did you mean {listed}?" if listed else ""
