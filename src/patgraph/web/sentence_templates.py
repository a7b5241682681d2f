"""Sentences of the files that say what pages show: templates over the columns of a question's row."""

from functools import cache

import jinja2
from jinja2 import meta

#: Words are made as a page is: values are escaped, and a name that no column has is an error.
_WORDS = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)


@cache
def template(text: str) -> jinja2.Template:
    """A sentence to fill in. To compile it takes longer than that, and a page fills in some hundred. Raises
    `jinja2.TemplateSyntaxError`.
    """
    return _WORDS.from_string(text)


def names_in(text: str) -> set[str]:
    """The names that a sentence needs values for. Raises `jinja2.TemplateSyntaxError`."""
    return meta.find_undeclared_variables(_WORDS.parse(text))
