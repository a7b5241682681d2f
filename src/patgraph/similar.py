"""Similar names: what somebody may have meant who gave a name that nothing has."""

from collections.abc import Iterable

#: No more of a text is looked at.
_LONGEST = 200


def near(text: str, known: Iterable[str], most: int = 3, least: float = 0.6) -> list[str]:
    """Known names that are most like a text, the nearest first; `least` goes from 0 (any) to 1 (the same)."""
    # Only who mistypes pays for the library.
    from rapidfuzz import fuzz, process

    found = process.extract(
        text[:_LONGEST], list(known), scorer=fuzz.ratio, limit=most, score_cutoff=100 * least
    )
    return [name for name, _, _ in found]


def did_you_mean(names: Iterable[str]) -> str:
    """`did you mean haringey or havering?`; nothing where there is no name."""
    listed = " or ".join(names)
    return f"did you mean {listed}?" if listed else ""
