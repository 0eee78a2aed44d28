"""Names of archives that are URLs: which are, and how they are shown. A password never is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from urllib.parse import unquote

from exporter.files.sources import Pathish

_SCHEME = re.compile(r"((?:[A-Za-z][A-Za-z0-9+.-]*::)*[A-Za-z][A-Za-z0-9+.-]+)://")
_PASSWORD = re.compile(r"(?<=://)([^/?#@]*):([^/?#]*)(?=@)")
_VALUE = re.compile(r"(?:^|(?<=[&=]))[^&=]+(?=&|$)")
_HIDDEN = "***"
_SHORT = 3
"""Values of a query up to this length are left in what a store says: a version is no signature."""


def scheme_of(archive: Pathish) -> str:
    """A URL's scheme, or several as fsspec chains them; "" of anything else. A scheme has two
    letters or more, for c:// is a drive."""
    found = _SCHEME.match(os.fspath(archive))
    return found[1].lower() if found else ""


def is_url(archive: Pathish) -> bool:
    """Whether a name is a URL."""
    return bool(scheme_of(archive))


def shown_url(url: str) -> str:
    """A URL as it is told: without the password, and without what a query says, for stores take
    signatures there."""
    place, mark, query = url.partition("?")
    told = _PASSWORD.sub(rf"\1:{_HIDDEN}", place)
    return told + mark + _VALUE.sub(_HIDDEN, query)


def without_secrets(text: str, url: str) -> str:
    """What a store says of a URL, with nothing in it that `shown_url` would hide."""
    for secret in sorted(set(_secrets(url)), key=len, reverse=True):
        text = text.replace(secret, _HIDDEN)
    return text


def _secrets(url: str) -> Iterator[str]:
    place, _, query = url.partition("?")
    hidden = [found[2] for found in _PASSWORD.finditer(place)]
    hidden += [value for value in _VALUE.findall(query) if len(value) > _SHORT]
    for one in filter(None, hidden):
        yield from (one, unquote(one))


def title_of(url: str) -> str:
    """The last part of a URL's path, as an archive's own name."""
    path = url.partition("://")[2].partition("?")[0]
    return path.rstrip("/").rpartition("/")[2].rpartition("@")[2]
