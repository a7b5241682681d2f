"""Growing out of one machine, as docs/growing.md says it: shown running, on loopback."""

import re
import shutil
import signal
import threading
import time

import httpx
import pytest
from pyoxigraph import Literal, Quad

from patgraph.names import graph as graph_name
from patgraph.names import term
from patgraph.rdf import Dataset
from patgraph.store import snapshot
from tests.support.paths import PATGRAPH, ROOT
from tests.support.processes import eventually, free_port, running
from tests.support.service import get

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
COMMANDS = ("build", "serve", "query", "validate", "export")
ASKED = ("/queries/councils.json", "/queries/engagements.json?council=haringey", "/queries/star-history.json")


def configuration(directory, port, replicas):
    """The configuration of the page, with other ports, in a file that nginx can be started with alone."""
    (block,) = re.findall(r"^```nginx\n(.*?)^```", (ROOT / "docs/growing.md").read_text(), re.M | re.S)
    for number, replica in enumerate(replicas, 1):
        assert f"127.0.0.1:800{number}" in block
        block = block.replace(f"127.0.0.1:800{number}", f"127.0.0.1:{replica}")
    assert "listen 8000;" in block
    block = block.replace("listen 8000;", f"listen 127.0.0.1:{port};")
    temporary = "".join(
        f"{kind}_temp_path {directory}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path = directory / "nginx.conf"
    path.write_text(
        f"daemon off;\nmaster_process off;\npid {directory}/pid;\nerror_log {directory}/error.log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{block}}}\n"
    )
    return path


class Load:
    """A few callers that ask again and again, and keep what went wrong."""

    def __init__(self, url, wanted):
        self.url, self.wanted = url, wanted
        self.wrong, self.versions, self.count = [], [], 0
        self._end = threading.Event()
        self._callers = [threading.Thread(target=self._ask, args=(n,)) for n in range(2)]

    def _ask(self, number):
        with httpx.Client(base_url=self.url, timeout=100) as client:
            for turn in range(number, 20_000):
                if self._end.is_set():
                    return
                address = ASKED[turn % len(ASKED)]
                try:
                    response = client.get(address)
                    body = response.json()
                    if response.status_code != 200 or body["rows"] != self.wanted[address]:
                        self.wrong.append((address, response.status_code, response.text[:200]))
                    self.versions.append(body["version"])
                except (httpx.HTTPError, ValueError, KeyError) as error:
                    self.wrong.append((address, repr(error)))
                self.count += 1
                time.sleep(0.03)

    def goes_on(self) -> bool:
        """Whether more answers come, some of them asked for from now on."""
        last = self.count
        return eventually(lambda: self.count > last + 12)

    def __enter__(self):
        for caller in self._callers:
            caller.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        for caller in self._callers:
            caller.join()


@pytest.mark.remote
def test_two_replicas_one_killed_and_a_new_version_rolled_in(small_dataset, tmp_path):
    """Two services on one snapshot behind nginx, under load: one is killed and started again, a new
    version is built and each is started again in turn. No request fails, every answer is right, and at
    the end all come from the new version."""
    if NGINX is None:
        pytest.skip("no nginx (Debian: nginx-light; as root, `make test` installs it)")
    note = Quad(
        term("pat:Council"), term("skos:editorialNote"), Literal("Rolled in."), graph_name("editorial")
    )
    new = Dataset(small_dataset.quads | {note})
    store, ports = tmp_path / "store", [free_port(), free_port()]
    snapshot.write_snapshot(small_dataset, store)
    replicas = {}

    def start(port):
        command = [PATGRAPH, "serve", "--store", store, "--port", str(port), "--drain", "0.5",
                   "--proxy", "127.0.0.1"]  # fmt: skip
        replica = running(command, f"http://127.0.0.1:{port}/health", cwd=ROOT)
        replicas[port] = replica, replica.__enter__()

    def end(port, how):
        replica, process = replicas.pop(port)
        process.send_signal(how)
        process.wait(100)
        replica.__exit__(None, None, None)

    balancer = free_port()
    url = f"http://127.0.0.1:{balancer}"
    try:
        for port in ports:
            start(port)
        command = [NGINX, "-p", tmp_path, "-c", configuration(tmp_path, balancer, ports)]
        with running(command, f"{url}/health"):
            wanted = {address: get(url + address).json()["rows"] for address in ASKED}
            with Load(url, wanted) as load:
                assert load.goes_on()
                end(ports[0], signal.SIGKILL)
                time.sleep(0.5)
                start(ports[0])
                snapshot.write_snapshot(new, store)
                for port in ports:
                    time.sleep(0.3)
                    end(port, signal.SIGTERM)
                    start(port)
                    # nginx tries a server that was away again after its fail_timeout.
                    time.sleep(1.2)
                last = len(load.versions)
                assert load.goes_on()
            assert not load.wrong, load.wrong[:3]
            assert load.count > 30, "hardly any load"
            assert load.versions[0] == small_dataset.version
            assert set(load.versions[last:]) == {new.version}
    finally:
        for port in [*replicas]:
            end(port, signal.SIGKILL)


@pytest.mark.slow
def test_the_page_names_the_options_that_there_are(run):
    """Every `--option` of the page is one of the command it stands with."""
    text = (ROOT / "docs/growing.md").read_text()
    shown = {command: run(command, "--help").stdout for command in COMMANDS}
    for command, options in re.findall(rf"patgraph ({'|'.join(COMMANDS)})((?:[^`\n]*\\\n)*[^`\n]*)", text):
        for option in re.findall(r"--[a-z][a-z-]+", options):
            assert option in shown[command], f"{command} {option}"
