"""Typing errors, as fingers make them on an English keyboard."""

import random

_NEAR = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        ("sq", "vn", "xv", "sf", "wr", "dg", "fh", "gj", "uo", "hk", "jl", "k", "n", "bm", "ip", "o", "w",
         "et", "ad", "ry", "yi", "cb", "qe", "zc", "tu", "x"),
        strict=True,
    )
)  # fmt: skip


def mistyped(name: str, dice: random.Random) -> str:
    """A name with one error: a letter left out, doubled or with a neighbour's key, two swapped."""
    place, kind = dice.randrange(len(name)), dice.randrange(4)
    before, letter, after = name[:place], name[place], name[place + 1 :]
    near = dice.choice(_NEAR.get(letter.lower(), letter))
    if kind == 0:
        return before + after
    if kind == 1:
        return before + dice.choice((letter, near)) + letter + after
    if kind == 2:
        return before + near + after
    return before + after[:1] + letter + after[1:]
