"""The questions of the project, and what each is asked with."""

from tests.support.paths import ROOT

NAMES = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))

#: Values of parameters that a question's example leaves out, which narrow what it gives without them.
ALSO = {
    "activities-by-firm": {"consultancy": "kpmg"},
    "areas": {"council": "haringey"},
    "consultancy-outcomes": {"consultancy": "kpmg"},
    "councils": {"council": "haringey"},
    "durations": {"council": "swindon"},
    "engagements": {"document": "cc-2004-01"},
    "figures": {"unit": "year", "document": "dh-2004"},
    "findings": {"review": "swindon-joint-review-2001"},
    "grades-around-interventions": {"council": "slough"},
    "interventions": {"region": "north-east"},
    "judgement-grid": {"council": "walsall"},
    "review-to-team": {"council": "walsall"},
    "shared-concerns": {"council": "walsall"},
    "sources": {"document": "cc-2004-01"},
    "timeline": {"council": "nottingham", "from": "2020", "to": "2024-06-30"},
    "under-intervention": {"council": "nottingham"},
    # Of its holders Virtuoso lost one.
    "views": {"theme": "credit"},
}


def calls(query) -> list[dict]:
    """What a question is asked with: nothing or what it needs, its example, each value alone, others."""
    required = {k: v for k, v in query.example.items() if query.parameters[k].required}
    found = [required, query.example]
    found += [required | {key: value} for key, value in query.example.items()]
    found += [required | ALSO[query.name]] if query.name in ALSO else []
    return list({str(call): call for call in found}.values())
