"""Which statements of a dataset have words of source texts, kept by content: to compare all of them takes
longer than all else after a change.

CACHE/borrowing/{key}     those statements as N-Quads, behind a digest of the rest of the file
"""

from collections.abc import Mapping
from io import BytesIO

from patgraph.dataset import cache
from patgraph.dataset.texts.borrowed import borrows
from patgraph.dataset.texts.sources import SourceText
from patgraph.dataset.validation.compared import stated

from .delta import Text

#: So many bytes are kept.
_MOST = 1 << 20


def kept_borrowing(version: str, nquads: Text, texts: Mapping[str, SourceText]) -> list[bytes]:
    """The statements, each as a line of N-Quads, that have words of these texts. Takes the version of a
    dataset, and its N-Quads.
    """
    kept = cache.Kept("borrowing", _MOST)
    about = (f"{name} {text.table} {text.sha256}" for name, text in sorted(texts.items()))
    key = cache.key(["borrowing", version, *about])
    if (found := kept.find(key)) is None:
        found = b"".join(
            f"{quad} .\n".encode() for quad in borrows(stated(nquads[0 : len(nquads)]), dict(texts))
        )
        kept.keep(key, found)
    kept.tidy()
    return BytesIO(found).readlines()
