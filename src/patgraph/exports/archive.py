"""Archives: several files as one."""

import io
import zipfile


def zipped(made: dict[str, bytes]) -> bytes:
    """Files by name as a ZIP archive; the same files give the same bytes."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            # One moment for all, for the day of packing says nothing.
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return sink.getvalue()
