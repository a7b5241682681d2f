"""A remote store that fails or lies, as a script says."""

import re
import socket
import threading
import time
from contextlib import contextmanager

JSON = b"Content-Type: application/sparql-results+json\r\n"
EMPTY = b'{"head":{"vars":["p","o"]},"results":{"bindings":[]}}'


def whole(body, head=JSON, status=b"200 OK"):
    """An answer with its length."""
    return b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s" % (status, head, len(body), body)


class Liar(threading.Thread):
    """Answers the n-th connection with the n-th script, the last one for ever: bytes to send, a number
    of seconds to wait, or `None` to drip bytes until the caller has gone. Then it hangs up."""

    def __init__(self, *scripts):
        super().__init__(daemon=True)
        self.scripts, self.requests = scripts, []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/sparql"

    def run(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection):
        with connection:
            received = b""
            while b"\r\n\r\n" not in received:
                part = connection.recv(65536)
                if not part:
                    return
                received += part
            head, _, body = received.partition(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", head)
            while length and len(body) < int(length[1]):
                body += connection.recv(65536)
            self.requests.append(received)
            script = self.scripts[min(len(self.requests), len(self.scripts)) - 1]
            try:
                for step in script:
                    if isinstance(step, bytes):
                        connection.sendall(step)
                    elif step is None:
                        for _ in range(2000):
                            connection.sendall(b" ")
                            time.sleep(0.01)
                    else:
                        time.sleep(step)
            except OSError:
                pass  # The caller has gone.


@contextmanager
def liar(*scripts):
    """A server that lies, until the block ends."""
    server = Liar(*scripts)
    server.start()
    try:
        yield server
    finally:
        server.socket.close()
