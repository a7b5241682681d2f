"""Libraries with a part replaced, for one module of ours alone."""

from types import ModuleType, SimpleNamespace
from typing import Any

import pytest


def replace_for(patch: pytest.MonkeyPatch, module: ModuleType, library: str, **parts: Any):
    """Replace parts of what a module knows as `library`, until the test ends.

    Whoever else uses the library in this process, such as a service of another test in its thread, has all of
    it as it is: a clock that stands or a sleep that does not come would otherwise reach him too.
    """
    patch.setattr(module, library, SimpleNamespace(**{**vars(getattr(module, library)), **parts}))
