"""Where reports of errors go: an address that whoever runs the service names."""

import re
from urllib.parse import quote

from patgraph.errors import BadValue

_MAIL = re.compile(r"[^\s@/:?&<>\"]+@[^\s@/:?&<>\"]+\.[^\s@/:?&<>\"]+")
_WEB = re.compile(r"https?://[^\s<>\"]+")


def read_contact(text: str) -> str:
    """A contact as it was written: an e-mail address, or a web address in which `{page}` stands for the page.
    Raises `BadValue`.
    """
    if text and not _MAIL.fullmatch(text) and not _WEB.fullmatch(text):
        fault = "give an e-mail address, or a web address, in which {page} stands for the page's."
        raise BadValue("contact", f"--contact {text!r}: {fault}")
    return text


def report_address(contact: str, page: str, version: str) -> str:
    """The address that takes a report about a page; nothing where there is no contact."""
    if _MAIL.fullmatch(contact):
        lines = (f"Page: {page}", f"Version: {version}", "It says: ", "It should say: ", "Because: ")
        told = quote("\r\n".join(lines), safe="")
        return f"mailto:{quote(contact, safe='@')}?subject={quote('An error in patgraph')}&body={told}"
    return contact.replace("{page}", quote(page, safe=""))
