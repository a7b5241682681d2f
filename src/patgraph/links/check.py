"""Checking outside links: what is asked, in which manner, and what is kept of it.

What was seen is kept (`observations`); whether it agrees with the graph is judged anew each time (`links`),
for the graph may have changed meanwhile.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from urllib.parse import urldefrag, urlsplit

from patgraph.errors import Offline, RemoteFault

from .entries import MANY, RegisterEntry, ask_register
from .findings import Finding, Link, judge, register_of
from .observations import Observations
from .registers import REGISTERS, Register
from .visits import Visit, Visitor

#: So many hosts, those with most links, are asked to find out whether there is a network.
_SAMPLE = 8


@dataclass(frozen=True)
class Manner:
    """How links are checked: seconds a request, requests at a time, seconds between two to one host; where
    registers' services are, by name, if elsewhere than usual.
    """

    timeout: float = 10.0
    concurrency: int = 8
    pause: float = 1.0
    services: Mapping[str, str] = field(default_factory=dict)


def check(
    links: Sequence[Link],
    kept: Observations,
    manner: Manner = Manner(),
    tell: Callable[[int, int], None] = lambda _done, _all: None,
    warn: Callable[[str], None] = lambda _text: None,
) -> list[Finding]:
    """What is found of each link. What is kept and fresh is not asked again; `tell` hears how many
    questions of how many are answered, `warn` which service does not answer.

    Raises `Offline`, before anything is written, where no host can be reached.
    """
    return asyncio.run(_Check(links, kept, manner, tell, warn).run())


class _Check:
    def __init__(self, links, kept, manner, tell, warn):
        self.links, self.kept, self.manner, self.tell, self.warn = links, kept, manner, tell, warn
        self.visits: dict[str, Visit] = {}
        self.entries: dict[str, RegisterEntry] = {}
        self.done = self.all = 0

    async def run(self) -> list[Finding]:
        fresh = self.kept.fresh()
        asked = {link.address: register_of(link.address) for link in self.links}
        for address in asked:
            if seen := fresh.get(f"entry {address}"):
                self.entries[address] = RegisterEntry(
                    **seen | {k: tuple(seen[k]) for k in ("codes", "names")}
                )
            if seen := fresh.get(f"visit {urldefrag(address)[0]}"):
                self.visits[urldefrag(address)[0]] = Visit(**seen)
        items = {r: [a for a, its in asked.items() if its is r and a not in self.entries] for r in REGISTERS}
        left = [a for a, register in asked.items() if register is None or register.visited]
        try:
            async with Visitor(self.manner.timeout, self.manner.concurrency, self.manner.pause) as visitor:
                pages = self._unseen(left)
                self.all = len(pages) + sum(map(len, items.values()))
                if self.all:
                    await self._must_reach(visitor, pages, items, fresh)
                await asyncio.gather(
                    *(self._visit(visitor, page) for page in pages),
                    *(self._ask(register, those) for register, those in items.items() if those),
                )
                # Items that their register does not tell of are visited like any page.
                untold = [a for a, r in asked.items() if r and not r.visited and a not in self.entries]
                pages = self._unseen(untold)
                await asyncio.gather(*(self._visit(visitor, page) for page in pages))
        finally:
            self.kept.close()
        return [
            judge(link, self.visits.get(urldefrag(link.address)[0]), self.entries.get(link.address))
            for link in self.links
        ]

    def _unseen(self, addresses) -> list[str]:
        return sorted({urldefrag(address)[0] for address in addresses} - self.visits.keys())

    async def _must_reach(self, visitor: Visitor, pages, items, fresh):
        hosts = Counter(urlsplit(page)._replace(path="/", query="").geturl() for page in pages)
        for register, those in items.items():
            if those:
                hosts[self._service(register)] += len(those)
        sample = [address for address, _ in hosts.most_common(_SAMPLE)]
        # What is left of an earlier run may be nothing but hosts that are gone; others answered then.
        fine = [key.removeprefix("visit ") for key, seen in fresh.items() if seen.get("state") == "ok"]
        others = list({urlsplit(page).netloc: page for page in fine}.values())[:_SAMPLE]
        if not (await _any(visitor, sample) or await _any(visitor, others)):
            names = ", ".join(sorted({urlsplit(address).netloc for address in sample}))
            raise Offline(
                f"No network: none of {names} can be reached. Nothing was checked, nothing was written down."
            )

    def _service(self, register: Register) -> str:
        return self.manner.services.get(register.name, register.service)

    async def _visit(self, visitor: Visitor, page: str):
        visit = self.visits[page] = await visitor.visit(page)
        if visit.state in ("ok", "dead", "missing"):
            self.kept.keep(f"visit {page}", asdict(visit))
        self._step()

    async def _ask(self, register: Register, items: list[str]):
        service, deadline = self._service(register), max(self.manner.timeout, 1.0) * 3
        for start in range(0, len(items), MANY):
            some = items[start : start + MANY]
            try:
                told = await asyncio.to_thread(ask_register, register, service, some, deadline)
            except RemoteFault as fault:
                self.warn(f"{register.title} does not answer, so its items are only visited: {fault}")
                self._step(len(items) - start)
                return
            for item, entry in told.items():
                self.entries[item] = entry
                self.kept.keep(f"entry {item}", asdict(entry))
            self._step(len(some))
            await asyncio.sleep(self.manner.pause if start + MANY < len(items) else 0)

    def _step(self, many: int = 1):
        self.done += many
        self.tell(self.done, max(self.done, self.all))


async def _any(visitor: Visitor, addresses: Sequence[str]) -> bool:
    return any(await asyncio.gather(*(visitor.reaches(address) for address in addresses)))
