"""Answers are worked out beside the service: by makers, which can be ended and replaced."""

import os
import signal
import socket
from urllib.parse import urlsplit

import pytest

from patgraph.web.server.client_queue import at_work
from tests.support.processes import descendants, eventually, makers_of
from tests.support.service import Held, serving

pytestmark = pytest.mark.server
WORKERS, MAKERS = 1, at_work(2)
#: The makers that are there first stay, as where nothing is prepared for them.
STAYING = "import patgraph.sparql.fork_server as forks; forks.SETTLED = 10**6"


def makers(service):
    """What forks makers, and them."""
    forks, *found = makers_of(service.process.pid)
    return forks, found


def all_makers(service, number=MAKERS):
    """The same, when there are so many: a service answers before."""
    assert eventually(lambda: len(makers_of(service.process.pid)) == 1 + number)
    return makers(service)


def asks(url, path, source="127.0.0.1"):
    """A connection over which something was asked, and nothing read yet."""
    where = urlsplit(url)
    caller = socket.create_connection((where.hostname, where.port), timeout=100, source_address=(source, 0))
    caller.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    return caller


def status(caller):
    """The status of what comes."""
    with caller, caller.makefile("rb") as reply:
        first = reply.readline().split()
        reply.read()
    return int(first[1])


def test_answers_errors_and_charts_are_those_of_the_service_itself(small_built):
    """What makers give is byte for byte what a service without any gives: answers, redirections, pages,
    charts and refusals, beside what the service answers itself."""
    paths = (
        "/queries/councils.json", "/queries/councils?format=html", "/queries/councils.svg", "/queries/none",
        "/queries/councils.csv?limit=x", "/doc/council/haringey.ttl", "/doc/council/harringay",
        "/id/council/haringey",
        "/queries/councils.xyz", "/search?q=haringey&format=json",
        "/compare?council=haringey&council=nowhere",
    )  # fmt: skip
    without = "import patgraph.web.app as app; made = app.app_for\n" \
        "def alone(*given, **more):\n    site = made(*given, **more); site.state.made = (); return site\n" \
        "app.app_for = alone"  # fmt: skip
    given = []
    for before in ("", without):
        with serving(small_built, "--workers", WORKERS, before=before) as service:
            assert (len(descendants(service.process.pid)) > 2) is (not before)
            replies = [service.client.get(path) for path in paths]
            kept = [
                {n: v for n, v in r.headers.items() if n not in ("date", "x-request-id")} for r in replies
            ]
            given.append([(r.status_code, r.content, h) for r, h in zip(replies, kept, strict=True)])
    for path, one, other in zip(paths, *given, strict=True):
        assert one == other, path
    assert {status for status, *_ in given[0]} >= {200, 303, 404, 406, 422}


def test_what_is_worked_out_for_who_left_ends(small_built, tmp_path):
    """A maker whose caller leaves in the middle is ended at once and replaced, and no other caller waits for
    it; who leaves as soon as he has asked is not begun for."""
    held = Held("councils", tmp_path)
    with serving(small_built, "--workers", WORKERS, before=f"{STAYING}\n{held.before}") as service:
        _, before = all_makers(service)
        held.hold()
        callers = [
            asks(service.url, f"/queries/councils.json?limit={n}", f"127.0.1.{n}") for n in range(1, 4)
        ]
        assert eventually(lambda: held.begun() == 3)
        for caller in callers:
            caller.close()
        assert eventually(lambda: len(set(before) - set(makers(service)[1])) == 3)
        assert eventually(lambda: len(makers(service)[1]) == len(before))
        for n in range(20):
            asks(service.url, f"/queries/councils.json?offset={n}", f"127.0.2.{n + 1}").close()
        assert service.client.get("/queries/areas.json?limit=3").status_code == 200
        # All wait still, so whoever was begun for, after all, was ended in the middle.
        begun = lambda: {int(each.name.split("-")[1]) for each in tmp_path.glob("begun-*")}  # noqa: E731
        assert eventually(lambda: not begun() & set(makers(service)[1]))
        held.let_go()
        assert service.client.get("/queries/councils.json?limit=3").status_code == 200


def test_makers_that_are_killed_are_replaced_and_without_any_the_service_answers(small_built):
    """Killed, one and all, answers come as ever; so they do when what forks them is gone, and `/health` says
    that."""
    with serving(small_built, "--workers", WORKERS, before=STAYING) as service:
        forks, all_of_them = all_makers(service)
        for maker in all_of_them:
            os.kill(maker, signal.SIGKILL)
        assert service.client.get("/queries/councils.json?limit=1").status_code == 200
        assert eventually(lambda: len(makers(service)[1]) == len(all_of_them))
        os.kill(forks, signal.SIGKILL)
        assert service.client.get("/queries/councils.json?limit=2").status_code == 200
        assert eventually(lambda: service.client.get("/health").json()["status"] == "degraded")
        assert service.client.get("/queries/councils.json?limit=3").status_code == 200


def test_what_all_makers_look_up_is_looked_up_once(small_built, tmp_path):
    """When the service has settled it is looked up by what forks them; makers that were there before are
    replaced, and no later one looks it up again."""
    noted = (
        "import os, patgraph.sparql.fork_server as forks\n"
        "from patgraph.questions.citing import patterns\n"
        "forks.SETTLED, real = 0.5, patterns.QueryText\n"
        "def taken_apart(text):\n"
        f"    with open({str(tmp_path / 'noted')!r}, 'a') as file: file.write(f'{{os.getpid()}}\\n')\n"
        "    return real(text)\n"
        "patterns.QueryText = taken_apart"
    )
    with serving(small_built, "--workers", WORKERS, before=noted) as service:
        forks, early = makers(service)
        assert eventually(lambda: not set(early) & set(makers(service)[1]))
        all_makers(service)
        for n in range(8):
            assert service.client.get(f"/queries/councils?offset={n}&format=html").status_code == 200
        who = set((tmp_path / "noted").read_text().split())
        assert who == {str(forks)}


def test_there_is_a_maker_for_each_that_is_worked_on(small_built):
    """Also where one client may have more at a time."""
    with serving(small_built, "--workers", WORKERS, "--client-requests", "6") as service:
        assert at_work(6) == 8 and all_makers(service, 8)


def test_what_takes_long_goes_behind_what_is_light(small_built, tmp_path):
    """A maker that works on is lowered beneath the others, where it can be raised again; all are beneath the
    service itself."""
    held = Held("councils", tmp_path)
    with serving(small_built, "--workers", WORKERS, before=f"{STAYING}\n{held.before}") as service:
        forks, found = all_makers(service)
        own = os.getpriority(os.PRIO_PROCESS, service.process.pid)
        assert all(os.getpriority(os.PRIO_PROCESS, maker) > own for maker in found)
        held.hold()
        caller = asks(service.url, "/queries/councils.json?limit=1")
        light = os.getpriority(os.PRIO_PROCESS, forks)
        lowered = lambda: [m for m in found if os.getpriority(os.PRIO_PROCESS, m) > light]  # noqa: E731
        if os.geteuid() == 0:
            assert eventually(lambda: len(lowered()) == 1)
        held.let_go()
        assert status(caller) == 200 and eventually(lambda: not lowered())


def test_makers_end_with_the_service_and_not_before(small_built, tmp_path):
    """A signal for all, as a service manager sends it, ends no answer that is under way; killed, the service
    leaves none behind."""
    held = Held("councils", tmp_path)
    with serving(small_built, "--workers", WORKERS, before=f"{STAYING}\n{held.before}") as service:
        forks, found = all_makers(service)
        held.hold()
        caller = asks(service.url, "/queries/councils.json?limit=1")
        assert eventually(lambda: held.begun() == 1)
        for each in (*found, forks, service.process.pid):
            os.kill(each, signal.SIGTERM)
        held.let_go()
        assert status(caller) == 200
        assert eventually(lambda: not any(os.path.exists(f"/proc/{each}") for each in (forks, *found)))
