"""What the system said, in words: of which file, and what to do."""

import errno

_WORDS = {
    errno.ENOENT: "there is no such file or directory; see how it is spelt, or make it first",
    errno.EEXIST: "something else is there already, which is no directory; name another place",
    errno.ENOTDIR: "a part of it is a file and no directory; name another place",
    errno.EISDIR: "it is a directory, where a file is needed; name the file",
    errno.EACCES: "no permission to read or write there; ask for it, or name another place",
    errno.EPERM: "no permission to read or write there; ask for it, or name another place",
    errno.EROFS: "nothing can be written there; name another place",
    errno.ENOSPC: "no room is left there; make some, or name another place",
    errno.ENAMETOOLONG: "its name is too long; name another",
}


def in_words(error: OSError) -> str:
    """An error of the system: the file, where it names one, then what is wrong and what to do."""
    text = _WORDS.get(error.errno or 0) or error.strerror
    if not text:
        return str(error)
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{text}."
