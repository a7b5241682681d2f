"""What a command and a question cost beside an earlier commit: processor time, by turns, in one run.

    python -m bench.since [THEN] [--now COMMIT] [--rounds N]        default: 75bd1e6, HEAD, 3

from a clone of the project. Both commits are taken out of git and installed, each in an environment of its
own. They take turns with each command, as a user runs it and with all that it starts, and with each
question, asked in Python of a snapshot on disk with its example and read to the last row, without citations.
Printed is the middle of the rounds and the ratio of now to then; the rows stand beside the questions, for a
question may tell more than it did. One round took four minutes on two slow cores with nothing beside it.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import free_port, processor_time, running

ROOT = Path(__file__).parent.parent
#: The file of which a line is changed, and what is changed there: where the last passage stands.
EDITED = "data/evidence/cc-2004-01.trig"
LOCATOR = re.compile(r'(pat:locator "[^"]*)(" ;)(?!.*pat:locator)', re.S)
#: Answers, on a line each, the questions that it is told: milliseconds of processor time, and rows.
ASKER = """
import json, sys, time
import patgraph
graph = patgraph.open(sys.argv[1])
print(json.dumps(sorted(graph.queries)), flush=True)
for line in sys.stdin:
    name = line.strip()
    begun = time.process_time()
    rows = sum(1 for _ in graph.query(name, **graph.queries[name].example))
    print(json.dumps([(time.process_time() - begun) * 1000, rows]), flush=True)
"""


@dataclass(frozen=True)
class Version:
    """A commit: its files, the environment that it is installed in, the user's cache, and its store."""

    place: Path

    @classmethod
    def made(cls, commit: str, place: Path) -> "Version":
        """Taken out of git and installed. Raises `CalledProcessError`."""
        version = cls(place)
        version.files.mkdir(parents=True)
        packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", version.files], input=packed, check=True)
        subprocess.run([sys.executable, "-m", "venv", place / "venv"], check=True)
        subprocess.run([place / "venv/bin/pip", "install", "--quiet", version.files], check=True)
        return version

    @property
    def files(self) -> Path:
        return self.place / "files"

    @property
    def store(self) -> Path:
        return self.place / "store"

    @property
    def surroundings(self) -> dict[str, object]:
        """Where its programs run: nothing of the caller's reaches them, neither its modules nor its cache."""
        ours = ("PATGRAPH", "PYTHON")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return {"cwd": self.files, "env": kept | {"PATGRAPH_CACHE": str(self.place / "cache")}}

    def command(self, *arguments: object) -> list[str]:
        """`patgraph` with these arguments."""
        return [f"{self.place}/venv/bin/patgraph", *map(str, arguments)]

    def spent(self, *arguments: object) -> tuple[float, float]:
        """Seconds of processor time of a command with all that it started, and MiB of its largest process."""
        silent = dict.fromkeys(("stdout", "stderr"), subprocess.DEVNULL)
        process = subprocess.Popen(self.command(*arguments), **silent, **self.surroundings)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            print(f"  {self.place.name}: {arguments[0]} ended with {process.returncode}", file=sys.stderr)
        return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024

    def edited(self):
        """Change a line of evidence."""
        file = self.files / EDITED
        file.write_text(LOCATOR.sub(r"\1.\2", file.read_text("utf-8")), "utf-8")

    def ready(self) -> float:
        """Seconds of processor time of a service until it answers."""
        port = free_port()
        command = self.command("serve", "--store", self.store, "--port", port)
        with running(command, f"http://127.0.0.1:{port}/health", **self.surroundings) as process:
            return processor_time(process.pid, below=True)

    @contextmanager
    def asker(self) -> Iterator[tuple[list[str], Callable[[str], list[float]]]]:
        """The names of its questions, and what asks one: milliseconds and rows."""
        command = [self.place / "venv/bin/python", "-c", ASKER, str(self.store)]
        pipes = dict.fromkeys(("stdin", "stdout"), subprocess.PIPE)
        with subprocess.Popen(command, text=True, **pipes, **self.surroundings) as process:

            def ask(name: str) -> list[float]:
                process.stdin.write(f"{name}\n")
                process.stdin.flush()
                return json.loads(process.stdout.readline())

            yield json.loads(process.stdout.readline()), ask
            process.stdin.close()


def by_turns(versions: list[Version], rounds: int, measure: Callable[[Version], float]) -> list[float]:
    """The middle of the rounds for each version."""
    times = [[measure(version) for version in versions] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def told(name: str, then: float, now: float, beside: str = ""):
    """Print a row of a table."""
    print(f"| {name} | {then:.3g} | {now:.3g} | {now / then:.2f} |{beside}", flush=True)


def commands(versions: list[Version], rounds: int):
    """What a user waits for: processor seconds, and MiB for a build."""

    def changed(version: Version) -> float:
        version.edited()
        return version.spent("validate")[0]

    print("| seconds | then | now | ratio |\n|---|---|---|---|")
    built = [version.spent("build", "--store", version.store) for version in versions]
    for name, (then, now) in zip(("`build`, once", "`build`, MiB"), zip(*built, strict=True), strict=True):
        told(name, then, now)
    told("`--help`", *by_turns(versions, rounds, lambda version: version.spent("--help")[0]))
    asked = ("query", "councils")
    by_turns(versions, 1, lambda version: version.spent(*asked)[0])  # what is kept is kept from here on
    told("`query councils` again", *by_turns(versions, rounds, lambda version: version.spent(*asked)[0]))
    by_turns(versions, 1, lambda version: version.spent("validate")[0])
    told("`validate` after a change of a line", *by_turns(versions, rounds, changed))
    told("`serve` until it answers", *by_turns(versions, rounds, Version.ready))


def questions(versions: list[Version], rounds: int):
    """All questions that both versions have, with their examples: milliseconds."""
    print("\n| milliseconds | then | now | ratio | rows then | rows now |\n|---|---|---|---|---|---|")
    with versions[0].asker() as (old, ask_then), versions[1].asker() as (new, ask_now):
        then, now, only = [], [], []
        for name in new:
            if name not in old:
                only.append(statistics.median(ask_now(name)[0] for _ in range(rounds)))
                continue
            # The first time of each is not counted: it reads from the disk.
            pairs = [(ask_then(name), ask_now(name)) for _ in range(1 + rounds)][1:]
            then.append(statistics.median(first[0] for first, _ in pairs))
            now.append(statistics.median(second[0] for _, second in pairs))
            told(f"`{name}`", then[-1], now[-1], f" {pairs[0][0][1]} | {pairs[0][1][1]} |")
    for share, name in ((0.5, "p50"), (0.95, "p95"), (1, "worst")):
        told(f"{name} of these {len(then)}", at(share, then), at(share, now), " | |")
        told(f"{name}, with {len(only)} that are new", at(share, then), at(share, now + only), " | |")


def at(share: float, times: list[float]) -> float:
    """The least time that this share of all does not exceed."""
    return sorted(times)[max(0, round(share * len(times)) - 1)]


def main():
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("then", nargs="?", default="75bd1e6")
    parser.add_argument("--now", default="HEAD")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        versions = [
            Version.made(commit, Path(place, name))
            for name, commit in (("then", given.then), ("now", given.now))
        ]
        commands(versions, given.rounds)
        questions(versions, given.rounds)


if __name__ == "__main__":
    main()
