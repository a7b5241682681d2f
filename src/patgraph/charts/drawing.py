"""The program that draws, a process of its own: it holds its interpreter while it does so.

It reads specifications from its standard input and writes pictures to its standard output, each after its
length. It leaves the network first, and ends when its input does.
"""

import json
import os
import struct
from typing import BinaryIO

from patgraph.sparql.confinement import leave_network

#: Before each message: what it is, and how many bytes follow.
HEAD = struct.Struct("!cQ")
READY, DRAWN, FAILED = b"R", b"D", b"F"
#: Pixels of a PNG for one of the chart.
_SCALE = 2
_NICE = 5


def main() -> None:
    """Draw until there is nothing more to draw."""
    leave_network()
    os.nice(_NICE)
    given = os.fdopen(os.dup(0), "rb")
    written = os.fdopen(os.dup(1), "wb")
    # What the engine prints is not part of the messages.
    os.dup2(2, 1)
    draw("svg", '{"mark": "point", "data": {"values": []}}', "")
    _send(written, READY, b"")
    while head := given.read(HEAD.size):
        _, length = HEAD.unpack(head)
        asked = json.loads(given.read(length))
        try:
            content = draw(asked["form"], asked["specification"], asked["release"])
        except Exception as error:
            _send(written, FAILED, str(error)[:2000].encode())
        else:
            _send(written, DRAWN, content)


def draw(form: str, specification: str, release: str) -> bytes:
    """A specification as `svg` or `png`. Raises what the engine raises where it cannot be drawn."""
    import vl_convert

    version = release or None
    if form == "png":
        return vl_convert.vegalite_to_png(specification, version, _SCALE, allowed_base_urls=[])
    return vl_convert.vegalite_to_svg(specification, version, allowed_base_urls=[]).encode()


def _send(channel: BinaryIO, kind: bytes, content: bytes) -> None:
    channel.write(HEAD.pack(kind, len(content)) + content)
    channel.flush()


if __name__ == "__main__":
    main()
