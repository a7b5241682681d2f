"""What one, two and three services behind nginx answer, and what a caller sees when one of them dies.

Run `python bench/replicas.py STORE` from the project (a store that `patgraph build` made); it needs `nginx`
and `wrk`, and takes some four minutes. The configuration is the one of `docs/growing.md`, with other ports.
Everything, the callers too, runs on this machine: with as many services as it has cores there is nothing
left to gain. Of the rounds' figures the middle is told.

Answers are asked for in two ways: one address over and over, which every service keeps, and addresses of
which none comes twice, so that each answer is worked out.
"""

import itertools
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import httpx
from service import Server, free_port

SECONDS, ROUNDS, CONNECTIONS = 2, 5, 8
READY = "/queries/engagements.json?council=haringey"
#: A script for wrk: its number and a counter make each address another one, with the same thirteen rows.
WORKED_OUT = """
local n = 0
request = function()
  n = n + 1
  local from = string.format("1%03d-%02d-%02d", 100 + n % 800, 1 + math.floor(n / 800) % 12, ROUND)
  return wrk.format("GET", "/queries/engagements.json?from=" .. from)
end
"""
_numbers = itertools.count()


def balancer(place: Path, services: list[Server]) -> Server:
    """nginx as the page has it, before these services."""
    (block,) = re.findall(r"^```nginx\n(.*?)^```", Path("docs/growing.md").read_text(), re.M | re.S)
    named = "".join(
        f"    server {service.base.removeprefix('http://')} max_fails=0;\n" for service in services
    )
    block, count = re.subn(r"(?:^ +server 127\.0\.0\.1:\d+ max_fails=0;\n)+", named, block, flags=re.M)
    assert count == 1, "docs/growing.md has another configuration"
    port = free_port()
    block = block.replace("listen 8000;", f"listen 127.0.0.1:{port};")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    kept = "".join(f"{kind}_temp_path {place}/{kind};\n" for kind in kinds)
    file = place / f"nginx-{port}.conf"
    file.write_text(
        f"daemon off;\nmaster_process off;\npid {place}/pid-{port};\nerror_log {place}/error.log crit;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{kept}{block}}}\n"
    )
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    return Server([nginx, "-p", place, "-c", file], port, "/health")


def service(store: Path) -> Server:
    """One service on the snapshot. It must not hold back callers who all come from this machine."""
    port = free_port()
    command = [Path(sys.executable).parent / "patgraph", "serve", "--store", store.resolve(), "--port", port,
               "--proxy", "127.0.0.1", "--client-requests", "64"]  # fmt: skip
    return Server(command, port, "/health")


def wrk(base: str, place: Path, worked_out: bool) -> tuple[float, float]:
    """Answers a second in one round, and the middle of their times in ms. Raises `RuntimeError` where any
    failed.
    """
    extra, address = [], READY
    if worked_out:
        script = place / "round.lua"
        script.write_text(WORKED_OUT.replace("ROUND", str(1 + next(_numbers) % 28)))
        extra, address = ["-s", script], "/"
    shown = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "--timeout", "20s", *extra,
         base + address],
        capture_output=True, text=True, timeout=SECONDS * 4 + 20,
    ).stdout  # fmt: skip
    if "Non-2xx" in shown or "Socket errors" in shown:
        raise RuntimeError(shown)
    middle, unit = re.search(r"50%\s+([\d.]+)(us|ms|s)", shown).groups()
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", shown).group(1))
    return rate, float(middle) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def throughput(store: Path, place: Path):
    """One service alone, then one, two and three behind the balancer, by turns."""
    with ExitStack() as running:
        services = [running.enter_context(service(store)) for _ in range(3)]
        before = [running.enter_context(balancer(place, services[:n])) for n in (1, 2, 3)]
        fronts = [("one, asked directly", services[0], services[:1])]
        fronts += [(f"{n} behind nginx", before[n - 1], [*services[:n], before[n - 1]]) for n in (1, 2, 3)]
        for worked_out in (False, True):
            what = "worked out" if worked_out else "ready"
            found: dict[str, list[tuple[float, float, float]]] = {name: [] for name, *_ in fronts}
            for _ in range(ROUNDS + 1):
                for name, front, involved in fronts:
                    begun = sum(each.worked() for each in involved)
                    rate, middle = wrk(front.base, place, worked_out)
                    cost = (sum(each.worked() for each in involved) - begun) * 1000 / (rate * SECONDS)
                    found[name].append((rate, middle, cost))
            print(f"\n{'answers ' + what:24}{'a second':>10}{'ratio':>8}{'ms each':>10}{'CPU ms each':>13}")
            # The first round makes things ready.
            rows = {
                name: [statistics.median(c) for c in zip(*all_[1:], strict=True)]
                for name, all_ in found.items()
            }
            for name, (rate, middle, cost) in rows.items():
                ratio = rate / rows["1 behind nginx"][0]
                print(f"{name:24}{rate:10.0f}{ratio:8.2f}{middle:10.1f}{cost:13.2f}", flush=True)


class Callers:
    """Four callers that ask without a pause, and write down when each answer came and what it was."""

    def __init__(self, base: str, worked_out: bool):
        self.host, self.worked_out = base.removeprefix("http://"), worked_out
        self.came: list[tuple[float, float, str]] = []
        self._end = threading.Event()
        self._callers = [threading.Thread(target=self._ask, args=(n,)) for n in range(4)]

    def _ask(self, number: int):
        connection = HTTPConnection(self.host, timeout=60)
        for turn in itertools.count():
            if self._end.is_set():
                return
            address = READY
            if self.worked_out:
                address = (
                    f"/queries/engagements.json?from=1{number}{turn % 100:02}-{1 + turn // 100 % 12:02}-03"
                )
            begun = time.perf_counter()
            said = ""
            try:
                connection.request("GET", address)
                answer = connection.getresponse()
                if len(answer.read()) < 100 or answer.status != 200:
                    said = f"status {answer.status}"
            except (OSError, HTTPException) as error:
                connection.close()
                said = repr(error)
            now = time.perf_counter()
            self.came.append((now, now - begun, said))

    def __enter__(self):
        for caller in self._callers:
            caller.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        for caller in self._callers:
            caller.join()


def death(store: Path, place: Path, count: int, worked_out: bool):
    """One of some services is killed while four callers ask. It prints what they saw before and after."""
    with ExitStack() as running:
        services = [running.enter_context(service(store)) for _ in range(count)]
        front = running.enter_context(balancer(place, services))
        for each in services:
            httpx.get(each.base + READY, timeout=60)
        with Callers(front.base, worked_out) as callers:
            time.sleep(1)
            begun = time.perf_counter()
            time.sleep(SECONDS)
            killed = time.perf_counter()
            services[0].process.send_signal(signal.SIGKILL)
            services[0].process.wait(10)
            time.sleep(SECONDS)
            ended = time.perf_counter()
    first = [c for c in callers.came if begun <= c[0] < killed]
    then = [c for c in callers.came if killed <= c[0] < ended]
    failed = [said for *_, said in callers.came if said]
    cells = [len(first) / SECONDS, len(then) / SECONDS, len(callers.came), len(failed)]
    cells += [max((c[1] for c in some), default=0) * 1000 for some in (first, then)]
    what = f"{count}, {'worked out' if worked_out else 'ready'}"
    print(f"{what:24}" + "".join(f"{cell:10.0f}" for cell in cells), flush=True)
    for said in sorted(set(failed))[:3]:
        print("   ", said)


def main(store: Path):
    """Print both tables."""
    if not shutil.which("wrk") or not (shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")):
        sys.exit("bench/replicas.py needs nginx and wrk.")
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        throughput(store, place)
        heads = ("before/s", "after/s", "answers", "failed", "slowest", "after ms")
        print("\n" + f"{'one of these is killed':24}" + "".join(f"{head:>10}" for head in heads))
        for count in (2, 3):
            for worked_out in (False, True):
                death(store, place, count, worked_out)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
