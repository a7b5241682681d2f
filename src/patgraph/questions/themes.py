"""Themes: the questions in groups, by their keywords."""

from collections.abc import Iterable

from .question import Query

#: Theme -> the keywords that belong to it. A question goes by the first of its own that is here.
_THEMES = {
    "Councils and places": ("councils", "regions", "areas", "codes"),
    "Teams, and what they did": (
        "engagements", "work streams", "activities", "products", "consultancies", "people", "roles", "names",
        "arrangements", "contributions",
    ),
    "Ratings, figures and outcomes": (
        "stars", "ratings", "judgements", "grades", "outcomes", "figures", "money", "services",
    ),
    "Reviews and interventions": ("reviews", "special measures", "interventions"),
    "What was found": ("findings", "concerns", "improvements", "lessons", "views", "messages"),
    "Conditions and frameworks": ("conditions", "frameworks", "literature"),
    "Evidence and disagreement": (
        "evidence", "passages", "disagreements", "documents", "coverage", "gaps", "search", "identity",
        "links",
    ),
}  # fmt: skip
_THEME_OF = {keyword: theme for theme, keywords in _THEMES.items() for keyword in keywords}
_OTHERS = "Other questions"


def themes(queries: Iterable[Query]) -> dict[str, list[Query]]:
    """The questions by theme, in the order of the themes; none is left out."""
    grouped: dict[str, list[Query]] = {theme: [] for theme in (*_THEMES, _OTHERS)}
    for query in queries:
        grouped[next((_THEME_OF[k] for k in query.keywords if k in _THEME_OF), _OTHERS)].append(query)
    return {theme: found for theme, found in grouped.items() if found}
