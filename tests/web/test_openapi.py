"""The description is one that strict tools accept: nothing twice, no dead end, values of their types."""

import json
import re
from collections import Counter

import jsonschema
import pytest


@pytest.fixture(scope="module")
def described(small_app):
    """The description, as it is served."""
    return json.loads(json.dumps(small_app.openapi()))


def operations(described):
    return [
        (path, method, about)
        for path, methods in described["paths"].items() for method, about in methods.items()
    ]  # fmt: skip


def test_it_says_where_who_and_that_nothing_is_secured(described):
    """A server, a contact, no security, and every tag that an operation has is described once."""
    assert described["servers"] and described["info"]["contact"]["url"] and described["security"] == []
    known = [tag["name"] for tag in described["tags"]]
    assert len(known) == len(set(known)) and all(tag.get("description") for tag in described["tags"])
    assert {tag for _, _, about in operations(described) for tag in about["tags"]} == set(known)


def test_each_operation_has_a_description_and_each_parameter_once(described):
    """Also those that the framework reads from a path and we describe; every name of a path has one."""
    for path, _, about in operations(described):
        assert about["description"], path
        counts = Counter((each["name"], each["in"]) for each in about.get("parameters", ()))
        assert all(count == 1 for count in counts.values()), (path, counts)
        assert {name for name, place in counts if place == "path"} == {
            name.partition(":")[0] for name in re.findall(r"{([^}]+)}", path)
        }
    names = [about["operationId"] for _, _, about in operations(described)]
    assert len(names) == len(set(names))


def test_every_reference_leads_somewhere(described):
    """What is said once is there."""
    for reference in re.findall(r'"\$ref": "(#[^"]+)"', json.dumps(described)):
        place = described
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
    assert len(described["components"]["responses"]) < 40


def test_defaults_and_examples_are_of_their_types(described):
    """As JSON has them: numbers are numbers, truth values such; addresses outside are whole."""
    checked = 0
    for path, _, about in operations(described):
        assert about.get("externalDocs", {"url": "https://"})["url"].startswith("https://"), path
        for parameter in about.get("parameters", ()):
            schema = parameter["schema"] | {"components": described["components"]}
            for value in [v for v in (parameter.get("example"), schema.get("default")) if v is not None]:
                jsonschema.Draft202012Validator(schema).validate(value)
                checked += 1
    assert checked > 20


def test_it_does_not_say_again_what_many_share(described):
    """Names of councils, refusals and headers stand once, so that a model or a person can read the rest."""
    text = json.dumps(described["paths"])
    assert text.count('"waltham-forest"') <= 3
    assert len(text) / len(described["paths"]) < 6000
