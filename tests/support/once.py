"""What takes long and is the same for all processes of a run is made by the first that needs it."""

import fcntl
import os
import pickle
from collections.abc import Callable


def once(tmp_path_factory, name: str, make: Callable):
    """What `make` gives; of processes that run tests side by side one makes it, and the others read it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return make()
    place = tmp_path_factory.getbasetemp().parent / f"{name}.pickle"
    with open(place.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            place.write_bytes(pickle.dumps(make()))
        return pickle.loads(place.read_bytes())
