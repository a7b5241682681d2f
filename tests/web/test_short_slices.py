"""The thread that answers has short slices of the processor; what it starts has not."""

import os
import platform
import re
from pathlib import Path

import pytest

from tests.support.processes import descendants, makers_of
from tests.support.service import serving

pytestmark = pytest.mark.server


def slice_of(pid, thread=None):
    """The slice of a thread, as the system says; nothing where it does not."""
    try:
        said = Path(f"/proc/{pid}/task/{thread or pid}/sched").read_text()
    except OSError:
        return None  # It has ended meanwhile, or the system has no such file.
    found = re.search(r"^se\.slice +: +(\d+)", said, re.MULTILINE)
    return int(found[1]) if found else None


#: Linux takes the wish from here on.
SINCE = (6, 12)
release = re.match(r"(\d+)\.(\d+)", platform.release())
is_new = platform.system() == "Linux" and release and tuple(map(int, release.groups())) >= SINCE


@pytest.mark.skipif(
    not is_new or slice_of(os.getpid()) is None,
    reason="a Linux before 6.12, or one that says nothing of slices",
)
def test_the_thread_that_answers_is_let_in_at_once_and_what_it_starts_waits_as_ever(small_built):
    """Its slice is the shortest there is; other threads, makers and workers have the system's own."""
    usual = slice_of(os.getpid())
    with serving(small_built, "--workers", "1") as service:
        pid = service.process.pid
        assert slice_of(pid) == 100_000
        threads = [each.name for each in Path(f"/proc/{pid}/task").iterdir() if each.name != str(pid)]
        found = [slice_of(pid, thread) for thread in threads] + list(map(slice_of, descendants(pid)))
        assert makers_of(pid) and {each for each in found if each is not None} == {usual}
        # Neither more nor less than its share.
        assert os.getpriority(os.PRIO_PROCESS, pid) == os.getpriority(os.PRIO_PROCESS, 0)
