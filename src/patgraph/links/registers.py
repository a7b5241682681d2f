"""Registers that can be asked in SPARQL what they hold of an item: Wikidata, ONS geography, OS."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode


@dataclass(frozen=True)
class Register:
    """A register: its `items` begin so, its SPARQL `service` is there, and these are its words.

    `visited`: its items are looked at over HTTP as well.
    """

    name: str
    title: str
    items: str
    service: str
    codes: str
    names: str
    merged: str = "owl:sameAs"
    visited: bool = True

    def has(self, address: str) -> bool:
        """Whether an address names an item of this register."""
        return address.removeprefix("https:").removeprefix("http:").startswith(self.items)

    def query(self, items: Sequence[str]) -> str:
        """The query for what the register holds of items. Raises `ValueError` where one is no IRI."""
        values = f"VALUES ?item {{ {' '.join(str(NamedNode(item)) for item in items)} }}"
        return (
            _PREFIXES
            + f"""SELECT DISTINCT ?item ?what ?value WHERE {{
  {{ {values} ?item {self.merged} ?value . FILTER(isIRI(?value)) BIND("merged" AS ?what) }}
  UNION {{ {values} ?item {self.codes} ?value . BIND("code" AS ?what) }}
  UNION {{ {values} ?item {self.names} ?value . FILTER(LANG(?value) IN ("", "en")) BIND("name" AS ?what) }}
  UNION {{ {values} ?item a|wdt:P31 ?value . BIND("type" AS ?what) }}
}}
"""
        )


_PREFIXES = """PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX geography: <http://statistics.data.gov.uk/def/statistical-geography#>
PREFIX foi: <http://publishmydata.com/def/ontology/foi/>
PREFIX admingeo: <http://data.ordnancesurvey.co.uk/ontology/admingeo/>
"""

REGISTERS = (
    Register(
        "wikidata", "Wikidata", "//www.wikidata.org/entity/", "https://query.wikidata.org/sparql",
        codes="wdt:P836", names="rdfs:label|skos:altLabel", visited=False,
    ),
    # What succeeds an area is not what it was merged into: an item of ONS is never redirected.
    Register(
        "ons", "ONS geography", "//statistics.data.gov.uk/id/statistical-geography/",
        "https://statistics.data.gov.uk/sparql",
        codes="skos:notation", names="geography:officialname|foi:displayName|rdfs:label",
    ),
    Register(
        "os", "Ordnance Survey", "//data.ordnancesurvey.co.uk/id/",
        "https://data.ordnancesurvey.co.uk/datasets/os-linked-data/apis/sparql",
        codes="admingeo:gssCode", names="skos:prefLabel|rdfs:label",
    ),
)  # fmt: skip
