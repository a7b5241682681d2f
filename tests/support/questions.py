"""The questions of the project, and what each is asked with."""

from tests.support.paths import ROOT

NAMES = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))

#: Values of parameters that a question's example leaves out, which narrow what it gives; a call each.
ALSO = {
    "activities-by-firm": [{"consultancy": "kpmg"}],
    "areas": [{"council": "haringey"}],
    "by-region": [{"region": "west-midlands"}],
    "consultancy-outcomes": [{"consultancy": "kpmg"}],
    "councils": [{"council": "haringey"}],
    # Of a team that only was to come Virtuoso said that it had ended.
    "durations": [{"council": "swindon"}, {"council": "bedfordshire"}, {"document": "cc-2004-01"}],
    "engagements": [{"document": "cc-2004-01"}],
    "figures": [{"unit": "year", "document": "dh-2004"}],
    "findings": [{"review": "swindon-joint-review-2001"}],
    "gaps": [{"document": "cc-2002-05"}],
    "grades-around-interventions": [{"council": "slough"}],
    "interventions": [{"region": "north-east"}],
    "judgement-grid": [{"council": "walsall"}],
    # Of a post that is of no council it gave the post as the council.
    "people-in-roles": [{"role": "regional-director"}],
    "planned-and-actual": [{"consultancy": "kpmg"}],
    "products": [{"consultancy": "kpmg"}],
    "review-to-team": [{"council": "walsall"}],
    # Of reviews of no council Virtuoso lost those of a document.
    "reviews": [{"document": "dh-2004"}],
    "shared-concerns": [{"council": "walsall"}],
    "single-source": [{"document": "cc-2002-05"}],
    "source-agreement": [{"document": "dh-2004"}],
    "sources": [{"document": "cc-2004-01"}],
    # It lost the dates that one source gives.
    "special-measures": [{"document": "dh-2004"}],
    # Of a team of which no task is told it gave the team as the task.
    "team-tasks": [{"council": "plymouth"}],
    "timeline": [{"council": "nottingham", "from": "2020", "to": "2024-06-30"}],
    "under-intervention": [{"council": "nottingham"}],
    # Of its holders Virtuoso lost one.
    "views": [{"theme": "credit"}, {"holder": "jacqui-smith"}],
    # It gave a cause as often as a passage says it.
    "why-sent": [{"document": "dh-2004"}],
    "work-streams": [{"consultancy": "kpmg"}],
}


def calls(query) -> list[dict]:
    """What a question is asked with: nothing or what it needs, its example, each value alone, others."""
    required = {k: v for k, v in query.example.items() if query.parameters[k].required}
    found = [required, query.example]
    found += [required | {key: value} for key, value in query.example.items()]
    found += [required | also for also in ALSO.get(query.name, ())]
    return list({str(call): call for call in found}.values())
