"""How to cite what the graph answers or says: as text, BibTeX, CSL-JSON, or RIS.

The author is an organisation, and each format says so in the way that reference managers read.
"""

import json
from dataclasses import dataclass
from typing import Any

from patgraph.errors import UnknownFormat
from patgraph.names import DEF, term
from patgraph.store import Store

#: Format of a citation, which is also the extension -> media type.
CITATIONS = {
    "txt": "text/plain; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json",
    "ris": "application/x-research-info-systems; charset=utf-8",
}
#: What each is called.
CITATION_NAMES = {"txt": "text", "bib": "BibTeX", "json": "CSL-JSON", "ris": "RIS"}
_AUTHOR, _PUBLISHER = "patgraph editors", "patgraph"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class CitedWork:
    """What is cited: under which key, by what title, where it is for good, in which version of the graph, and
    the year of that.
    """

    key: str
    title: str
    url: str
    version: str
    year: str

    def written(self, form: str) -> str:
        """The citation in a format. The version makes a date of access needless. Raises `UnknownFormat`."""
        if form not in CITATIONS:
            raise UnknownFormat(f"No citation is called {form[:80]!r}; there are {', '.join(CITATIONS)}.")
        return {"txt": self._text, "bib": self._bibtex, "json": self._csl, "ris": self._ris}[form]()

    def _text(self) -> str:
        year = f" ({self.year})" if self.year else ""
        version = f"Dataset version {self.version[:12]}. CC BY 4.0."
        return f"{_AUTHOR}{year}. “{self.title}” {_PUBLISHER}. {version} {self.url}\n"

    def _bibtex(self) -> str:
        # Doubled braces keep the name of an organisation whole.
        fields = {"title": _tex(self.title), "author": f"{{{_tex(_AUTHOR)}}}", "publisher": _tex(_PUBLISHER)}
        fields |= {"year": self.year} if self.year else {}
        fields |= {"version": self.version, "url": self.url, "note": "CC BY 4.0"}
        said = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items())
        return f"@dataset{{{self.key},\n{said}\n}}\n"

    def _csl(self) -> str:
        item: dict[str, Any] = {
            "id": self.key,
            "type": "dataset",
            "title": self.title,
            "author": [{"literal": _AUTHOR}],
            "publisher": _PUBLISHER,
            "version": self.version,
            "URL": self.url,
            "license": _LICENCE,
        }
        if self.year:
            item["issued"] = {"date-parts": [[int(self.year)]]}
        return json.dumps([item], ensure_ascii=False, indent=1) + "\n"

    def _ris(self) -> str:
        # A name without a comma is that of an organisation.
        lines = [("TY", "DATA"), ("ID", self.key), ("T1", self.title), ("AU", _AUTHOR)]
        lines += [("PY", self.year)] if self.year else []
        lines += [("PB", _PUBLISHER), ("ET", self.version), ("UR", self.url), ("N1", "CC BY 4.0"), ("ER", "")]
        return "".join(f"{tag}  - {' '.join(text.split())}\r\n" for tag, text in lines)


def year_of(store: Store) -> str:
    """The year of `modified`; nothing where no day is given."""
    return modified(store)[:4]


def modified(store: Store) -> str:
    """The day on which the words of the graph last changed: its facts have no day but their version. Nothing
    where none is given.
    """
    _, rows = store.select(f"SELECT ?day {{ <{DEF[:-1]}> {term('dcterms:modified')} ?day }}")
    return rows[0][0].value if rows else ""


def _tex(text: str) -> str:
    """A text inside braces of BibTeX."""
    special = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}"} | {c: f"\\{c}" for c in "&%$#_"}
    return "".join(special.get(character, character) for character in " ".join(text.split()))
