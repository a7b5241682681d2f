"""Official words: types and regions as departments' tables write them."""

import pytest

from patgraph.things.reconcile.official_words import meant

LONDON, UNITARY = ("london-borough", "city-corporation"), ("unitary", "sui-generis")


@pytest.mark.parametrize(
    ("written", "slugs"),
    [
        ("Metropolitan Districts", ("metropolitan-district",)),
        ("Metropolitan District", ("metropolitan-district",)),
        ("MD", ("metropolitan-district",)), ("Metropolitan boroughs", ("metropolitan-district",)),
        ("Unitary Authorities", UNITARY), ("UA", UNITARY), ("unitary", UNITARY), ("E06", UNITARY),
        ("London Boroughs", LONDON), ("LBO", LONDON), ("Inner London", LONDON), ("Counties", ("county",)),
        ("Shire Counties", ("county",)), ("CTY", ("county",)), ("Non-metropolitan district", ("district",)),
        ("Shire districts", ("district",)), ("Combined authority", ()), ("nonsense", None), ("", None),
        ("x" * 200, None),
    ],
)  # fmt: skip
def test_types_in_official_words(written, slugs):
    """Plurals and codes; a type that no council here has is known, and means none."""
    assert meant("type", written) == slugs == meant("org:classification", written)


@pytest.mark.parametrize(
    ("written", "slugs"),
    [
        ("Yorkshire and The Humber", ("yorkshire-and-the-humber",)), ("YH", ("yorkshire-and-the-humber",)),
        ("Yorkshire & Humberside", ("yorkshire-and-the-humber",)), ("GL", ("london",)),
        ("Outer London", ("london",)),
        ("Eastern", ("east-of-england",)), ("East of England", ("east-of-england",)),
        ("South West region", ("south-west",)),
        ("The North East", ("north-east",)), ("South East England", ("south-east",)), ("Scotland", ()),
        ("North East, Yorkshire and the Humber", ("north-east", "yorkshire-and-the-humber")),
        ("NotKnown", None),
    ],
)  # fmt: skip
def test_regions_in_official_words(written, slugs):
    """Names and codes of DfE and Ofsted; another country is known, and means none of ours."""
    assert meant("region", written) == slugs


def test_other_properties_have_no_official_words():
    """The words are of types and regions alone."""
    assert meant("gss", "MD") is None and meant("name", "London") is None
