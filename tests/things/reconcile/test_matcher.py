"""The matcher, asked as tables are: foreign numbers, codes beside names, official columns, dates."""

import pytest

from patgraph.things.reconcile.matcher import THRESHOLD


def first(matcher, text, *conditions, kinds=("council",)):
    """The id of the first candidate, and whether it is a match."""
    found = matcher.find(text, list(kinds), conditions)
    return (found[0].entity.id.removeprefix("id/"), found[0].match) if found else (None, False)


@pytest.mark.slow
def test_no_number_alone_is_a_match(matcher):
    """Whatever register it may be of: 309 is one council's number in one, and another's in another. Registers
    number by three digits: these are written in three ways, longer ones in each by turns.
    """
    for number in range(10_000):
        spellings = str(number), f"{number}.0", f" {number:03} "
        for text in spellings if number < 1000 else (spellings[number % 3],):
            found = matcher.find(text, ["council"], limit=1)
            assert not found or (not found[0].match and found[0].score < THRESHOLD), text


@pytest.mark.parametrize(
    ("number", "slugs"),
    [("204", {"barnsley", "hackney"}), ("309", {"salford", "haringey"}), ("719", {"brent"}),
     ("811", {"poole", "east-riding-of-yorkshire"}), ("330", {"birmingham"}), ("406", {"birmingham"})],
)  # fmt: skip
def test_a_number_has_the_councils_of_each_register_as_candidates(matcher, number, slugs):
    """Those of the Department for Education and those of statistics of social services."""
    found = matcher.find(number, ["council"])
    assert {c.entity.id.removeprefix("id/council/") for c in found if c.features["code"]} == slugs


@pytest.mark.parametrize(
    ("text", "condition", "slug"),
    [
        ("309", ("dfe", [309]), "haringey"), ("309", ("cassr", ["309"]), "salford"),
        ("", ("dfe", ["309"]), "haringey"),
        ("", ("CASSR code", ["309"]), "salford"), ("DfE 309", None, "haringey"),
        ("CASSR 309", None, "salford"),
        ("Haringey", ("LA code", [309]), "haringey"), ("Salford", ("LA code", ["309"]), "salford"),
        ("309 Haringey", None, "haringey"), ("309 Salford", None, "salford"), ("URN 80426", None, "barnsley"),
        ("204 Barnsley", None, "barnsley"), ("Poole (811)", None, "poole"),
        ("391 Newcastle", None, "newcastle-upon-tyne"),
    ],
)  # fmt: skip
def test_a_number_is_a_match_where_its_register_is_said(matcher, text, condition, slug):
    """By the property, by a word beside it, or by a name that agrees."""
    assert first(matcher, text, *([condition] if condition else [])) == (f"council/{slug}", True)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("", ("LA code", [309])), ("309", ("LA code", [309])), ("", ("LA code", [330])),
        ("309", ("region", ["London"])),
        ("309", ("type", ["London borough"])), ("Salford", ("dfe", [309])), ("E09000014 Salford", None),
        ("309 Barnsley", None), ("840 Durham", None), ("309 Brent", None), ("12345 Kent", None),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_no_match(matcher, text, condition):
    """A number of no register, whatever else fits, and a code that is another's than the name's."""
    assert not first(matcher, text, *([condition] if condition else []))[1]


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("Birmingham [note 3]", "birmingham"), ("Haringey¹", "haringey"), ("E09000014 Haringey", "haringey"),
        ("Haringey (E09000014)", "haringey"), ("Durham (E06000047)", "durham-2009"),
        ("E10000010 Durham", "durham"),
        ("E08000038 Barnsley", "barnsley"), ("E08000039", "sheffield"),
        ("Herefordshire, County of", "herefordshire"),
        ("Medway Towns", "medway"), ("Medway Towns UA", "medway"),
        ("Milton Keynes City Council", "milton-keynes"),
        ("Milton Keynes Borough Council", "milton-keynes"), ("Bristol, City of", "bristol"),
        ("Kingston upon Hull, City of", "kingston-upon-hull"),
        ("Telford and the Wrekin", "telford-and-wrekin"),
        ("Isle of Wight Council", "isle-of-wight"), ("Southend on Sea*", "southend-on-sea"),
        ("St. Helens (r)", "st-helens"),
    ],
)  # fmt: skip
def test_names_as_official_tables_have_them_match(matcher, written, slug):
    """With marks, codes and the words of the Office for National Statistics."""
    assert first(matcher, written) == (f"council/{slug}", True)


@pytest.mark.parametrize(
    ("name", "pid", "value", "slug"),
    [
        ("Barnsley", "type", "Metropolitan Districts", "barnsley"),
        ("Barnsley", "region", "E12000003", "barnsley"),
        ("Barnsley", "region", "Yorkshire and The Humber", "barnsley"),
        ("Barnsley", "region", "YH", "barnsley"),
        ("Barnsley", "authority type", "MD", "barnsley"), ("Haringey", "region", "GL", "haringey"),
        ("Haringey", "type", "London Boroughs", "haringey"),
        ("City of London", "type", "London Borough", "city-of-london"),
        ("Isles of Scilly", "type", "Unitary Authorities", "isles-of-scilly"),
        ("Durham", "type", "Counties", "durham"),
        ("Durham", "type", "Unitary Authorities", "durham-2009"),
        ("Kent", "type", ["CTY", "nonsense"], "kent"),
        ("Essex", "region", "Eastern", "essex"), ("Kent", "region", "NotKnown", "kent"),
        ("Kent", "type", "nonsense", "kent"),
        ("Kent", "region", 17, "kent"),
    ],
)  # fmt: skip
def test_official_columns_are_understood_as_conditions(matcher, name, pid, value, slug):
    """Words and codes of departments' tables hold; a word that nobody knows is no condition."""
    assert first(matcher, name, (pid, value if isinstance(value, list) else [value])) == (
        f"council/{slug}",
        True,
    )


@pytest.mark.parametrize(
    ("name", "pid", "value"),
    [
        ("Bedford", "type", "Non-metropolitan district"), ("Kent", "region", "Scotland"),
        ("Kent", "region", "E12000003"),
        ("Kent", "type", "Metropolitan Districts"), ("Durham", "gss", "E07000056"),
        ("Kent", "gss", "E99999999"),
    ],
)  # fmt: skip
def test_a_condition_that_speaks_of_another_body_takes_the_match(matcher, name, pid, value):
    """Another type, another country, another's code: also where no council here has it."""
    found = matcher.find(name, ["council"], [(pid, [value])])
    assert not any(candidate.match or candidate.score > 70 for candidate in found)


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ("2002", True), (2002, True), (2002.0, True), ("2002-10", True), ("2002-10-25", True),
        ("2002-10/2003-01", True),
        ("25/10/2002", True), ("October 2002", True), ("2002-10-25T00:00:00Z", True), ("2002-23", True),
        ("2003", False), ("2002-09", False), ("1 October 2002", False), ("2003-01/2003-02", False),
        ("soon", None),
    ],
)  # fmt: skip
def test_a_date_fits_where_it_may_be_that_date(matcher, value, fits):
    """The team in Haringey began in the last days of October 2002; what is no date is no condition."""
    conditions = [("pat:started", [value])]
    found = matcher.find("Performance action team in Haringey", ["engagement"], conditions)
    assert (found[0].match, found[0].score == 100) == ((True, True) if fits is not False else (False, False))
    assert (matcher.attributes.condition(*conditions[0]).numbers is None) == (fits is None)


@pytest.mark.parametrize("blank", ["", "  ", "nan", "NaN", "None", "n/a", "-", "..", "[x]"])
def test_a_blank_name_finds_nothing(matcher, blank):
    """And it breaks nothing."""
    assert matcher.find(blank, ["council"]) == []
