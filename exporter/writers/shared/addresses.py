"""Where a file may lead to outside itself: the addresses of links, the same in every format."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

_SCHEMES = {"http", "https", "ftp", "mailto"}
_KEPT = "!#$%&'()*+,/:;=?@[]~"


def link_address(ref: str) -> str | None:
    """The address of a link, percent-encoded, so that it is ASCII; None for a scheme that is none
    of ours or an address no parser accepts."""
    try:
        parts = urlsplit(ref)
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES or not (parts.netloc or parts.path):
        return None
    return quote(ref.strip(), safe=_KEPT)
