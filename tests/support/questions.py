"""The questions of the project, and what each is asked with."""

from tests.support.paths import ROOT

NAMES = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))


def calls(query) -> list[dict]:
    """The values a question is asked with: nothing or what it needs, its example, each value alone."""
    required = {k: v for k, v in query.example.items() if query.parameters[k].required}
    found = [required, query.example]
    found += [required | {key: value} for key, value in query.example.items()]
    return list({str(call): call for call in found}.values())
