"""`patgraph links`: whether the outside links hold."""

import csv
import dataclasses
import io
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from patgraph.characters import visible_lines
from patgraph.commands.shared.options import open_graph, project_option, store_options
from patgraph.commands.shared.parameters import Amount
from patgraph.commands.shared.terminal import write
from patgraph.errors import BadValue
from patgraph.links.registers import REGISTERS
from patgraph.names import curie
from patgraph.tables.spreadsheets import as_text

if TYPE_CHECKING:
    from patgraph.links.findings import Finding

_COLUMNS = ("state", "thing", "relation", "address", "new", "reason")
_DAY = 86_400.0
_SERVICE = f"A register's SPARQL service, if elsewhere: {', '.join(register.name for register in REGISTERS)}."
_CACHE = "Where what was seen is kept; default: in the user's cache directory."


@click.command()
@store_options
@project_option
@click.option("--only", multiple=True, metavar="HOST", help="Links to that host only; again for more.")
@click.option("--limit", type=click.IntRange(1), help="At most so many addresses, by name.")
@click.option("--timeout", type=Amount(0, min_open=True), default=10.0, show_default=True,
              help="Seconds that one request may take.")  # fmt: skip
@click.option("--concurrency", type=click.IntRange(1, 64), default=8, show_default=True,
              help="How many requests may be under way, each to another host.")  # fmt: skip
@click.option("--pause", type=Amount(0), default=1.0, show_default=True,
              help="Seconds between two requests to one host.")  # fmt: skip
@click.option("--service", "services", multiple=True, metavar="REGISTER=URL", help=_SERVICE)
@click.option("--cache", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=_CACHE)
@click.option("--max-age", type=Amount(0), default=7.0, show_default=True,
              help="Days for which it is not asked again; 0: ask anew.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table")
@click.option("--all", "everything", is_flag=True, help="In the table, show the links that hold too.")
def links(store, project, only, limit, timeout, concurrency, pause, services, cache, max_age, form,
          everything):  # fmt: skip
    """Check the outside links: which are dead, have moved, or contradict the graph.

    Addresses are visited over HTTP; Wikidata, ONS geography and Ordnance Survey are asked in SPARQL
    whether they have the item, with our code. Exit status 1: a link is dead or contradictory; 2: offline.
    """
    from patgraph.links.check import Manner, check
    from patgraph.links.findings import FAULTS, STATES, outside
    from patgraph.links.observations import Observations, usual_place

    manner = Manner(timeout, concurrency, pause, _services(services))
    found = outside(open_graph(store, project, None).store, only)
    if only and not found:
        raise BadValue("only", f"--only {' '.join(only)}: no outside link goes there.")
    if limit:
        some = set(sorted({link.address for link in found})[:limit])
        found = [link for link in found if link.address in some]
    kept = Observations(cache or usual_place(), max_age * _DAY)
    bar = click.progressbar(length=1, label="asking", file=sys.stderr, show_pos=True)

    def tell(done: int, all_: int):
        bar.length = all_
        bar.update(done - bar.pos)

    with bar:
        findings = check(found, kept, manner, tell, lambda text: click.echo(visible_lines(text), err=True))
    write(_written(findings, form, everything).encode(), pager=False)
    counts = Counter(finding.state for finding in findings)
    told = ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])
    click.echo(f"{len(findings)} links: {told or 'none'}", err=True)
    if any(counts[state] for state in FAULTS):
        sys.exit(1)
    if findings and counts["unreachable"] == len(findings):
        sys.exit(2)


def _services(given: tuple[str, ...]) -> dict[str, str]:
    services = {}
    for text in given:
        name, _, address = text.partition("=")
        if name not in {register.name for register in REGISTERS}:
            known = ", ".join(register.name for register in REGISTERS)
            raise BadValue("service", f"--service {text!r}: no register {name!r}; there are {known}.")
        if urlsplit(address).scheme not in ("http", "https"):
            raise BadValue("service", f"--service {text!r}: write {name}=https://host/sparql.")
        services[name] = address
    return services


def _written(findings: "list[Finding]", form: str, everything: bool) -> str:
    rows = [_row(finding) for finding in findings]
    if form == "json":
        return json.dumps({"links": rows}, ensure_ascii=False, indent=1) + "\n"
    if form == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, _COLUMNS, lineterminator="\r\n")
        writer.writeheader()
        # Reasons and new addresses are what strangers' servers said.
        writer.writerows({name: as_text(text or "") for name, text in row.items()} for row in rows)
        return out.getvalue()
    shown = [[curie(r["thing"]), *(r[c] for c in ("relation", "address", "state")),
              " ".join(filter(None, (r["reason"], r["new"] and f"→ {r['new']}")))]
             for r in rows if everything or r["state"] != "ok"]  # fmt: skip
    if not shown:
        return ""
    from patgraph.tables.terminal import text_table

    heads = ["thing", "relation", "address", "state", "why"]
    return text_table(heads, shown, [None, None, 60, None, 60]) + "\n"


def _row(finding: "Finding") -> dict[str, str | None]:
    said = dataclasses.asdict(finding) | dataclasses.asdict(finding.link)
    return {column: said[column] for column in _COLUMNS}
