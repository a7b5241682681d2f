"""What validation says: its results, for a curator and for a program."""

import json
from dataclasses import dataclass, field

#: From the worst to the least.
SEVERITIES = ("Violation", "Warning", "Info")


@dataclass(frozen=True, order=True)
class Result:
    """One thing that does not hold: what, about which node, and where it stands in the files."""

    severity: str
    shape: str
    focus: str
    message: str
    place: str = ""
    passages: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        lines = [f"{place}{self.severity.lower()}: {self.message} [{self.shape}]"]
        return "\n".join([*lines, *(f"    said at {passage}" for passage in self.passages)])


@dataclass(frozen=True)
class Report:
    """What validation found, violations first; `conforms` unless one is a violation."""

    results: tuple[Result, ...]
    shapes: int = 0
    ntriples: str = field(default="", repr=False)

    @property
    def conforms(self) -> bool:
        """Whether there is no violation."""
        return not self.counts["Violation"]

    @property
    def turtle(self) -> str:
        """The report as SHACL has it, in Turtle."""
        import rdflib

        return rdflib.Graph().parse(data=self.ntriples, format="nt").serialize(format="turtle")

    @property
    def counts(self) -> dict[str, int]:
        """How many results of each severity."""
        return {s: sum(r.severity == s for r in self.results) for s in SEVERITIES}

    def text(self, infos: bool = False) -> str:
        """For a curator to read; information only where asked for."""
        shown = [r for r in self.results if infos or r.severity != "Info"]
        counts = ", ".join(f"{n} {s.lower()}{'' if n == 1 else 's'}" for s, n in self.counts.items())
        return "\n".join([*map(str, shown), f"{self.shapes} shapes: {counts}"]) + "\n"

    def json(self) -> str:
        """The same for a program."""
        body = {
            "conforms": self.conforms,
            "shapes": self.shapes,
            "counts": self.counts,
            "results": [
                {**vars(r), "passages": list(r.passages)} for r in self.results
            ],
        }  # fmt: skip
        return json.dumps(body, indent=1, ensure_ascii=False) + "\n"
