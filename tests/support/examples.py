"""How many examples a property is tried with, and which: the same in each run of `make test` or `make check`,
new ones where faults are looked for.
"""

from hypothesis import settings

#: Name -> examples of a property that says no number of its own. `make check` takes the quick one.
PROFILES = {"patgraph": 100, "quick": 12, "explore": 500}
#: Draws others in each run; all else draws the same, so that who changes nothing sees nothing else fail.
EXPLORE = "explore"


def register_profiles() -> None:
    """Make the profiles known; the first holds unless `--hypothesis-profile` names another. None has a
    deadline, which would fail on a busy machine what passes on a quiet one.
    """
    for name, most in PROFILES.items():
        same = name != EXPLORE
        settings.register_profile(name, deadline=None, print_blob=True, max_examples=most, derandomize=same)
    settings.load_profile("patgraph")


def examples(most: int, **others) -> settings:
    """Settings of a property for which 100 examples are too many or too few."""
    return settings(max_examples=max(3, most * settings.default.max_examples // 100), **others)
