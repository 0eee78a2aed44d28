"""Whether an SVG may go into a book as it is, and how large it is.

Refused is what acts or leads outside the book, and what EPUB 3.3 forbids (document types of its
own, other encodings, ids that are no names or stand twice): a picture is carried byte for byte, or
not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from exporter.messages import Message, say
from exporter.startup.patterns import Lazy

_SVG = "{http://www.w3.org/2000/svg}"
_ACTIVE = frozenset(("script", "foreignObject", "handler", "animate", "set", "a"))
"""Local names, in whatever namespace: what runs, holds HTML, changes links, or is one."""
_LEADS = Lazy(r"@import|url\(\s*['\"]?(?!data:|#)", re.IGNORECASE)
_DOCTYPES = (
    "",
    "<!DOCTYPE svg>",
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
    '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
)
"""The document types EPUB allows an SVG."""
_ID = Lazy(r"[^\W\d][\w.\-·]*")


def svg_size(data: bytes) -> tuple[int, int] | None:
    """Its size in pixels, None where it does not say. Raises ValueError with what is wrong."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(say("its SVG is not well formed: {error}", error=error)) from error
    if fault := next(_faults(root, data), None):
        raise ValueError(fault)
    return _size(root)


def _faults(root: etree._Element, data: bytes) -> Iterator[Message]:
    if root.tag != _SVG + "svg":
        yield say("its SVG has no svg element at its root")
    about: Any = root.getroottree().docinfo  # the stubs know half of it
    if about.internalDTD is not None and b"<!ENTITY" in data:
        yield say("its SVG declares entities")
    if about.doctype not in _DOCTYPES:
        yield say("its SVG names a document type that EPUB does not allow; save it without one")
    if (about.encoding or "UTF-8").upper() not in ("UTF-8", "ASCII", "US-ASCII"):
        yield say("its SVG is {encoding}; save it as UTF-8", encoding=about.encoding)
    if any(b"xml-stylesheet" in etree.tostring(one) for one in root.itersiblings(preceding=True)):
        yield say("its SVG leads outside the book")
    ids: set[str] = set()
    for element in root.iter(etree.Element):
        if _acts(element):
            yield say("its SVG holds scripts or links, or leads outside the book")
        id_ = element.get("id")
        if id_ is not None and (id_ in ids or not _ID.fullmatch(id_)):
            yield say(
                "its SVG has the id {id!r}, which is no name or stands twice; save it anew",
                id=str(id_)[:40],
            )
        ids.add(id_ or "")


def _acts(element: etree._Element) -> bool:
    name = etree.QName(element).localname
    words = "".join(map(str, element.itertext())) if name == "style" else ""
    return (
        name in _ACTIVE
        or _LEADS.search(words) is not None
        or any(_reaches(str(name), str(value)) for name, value in element.attrib.items())
    )


def _reaches(name: str, value: str) -> bool:
    local = name.rpartition("}")[2]
    if local.startswith("on"):
        return True
    outside = not value.strip().startswith(("#", "data:image/"))
    return (local in ("href", "src") and outside) or _LEADS.search(value) is not None


def _size(root: etree._Element) -> tuple[int, int] | None:
    sides = [_pixels(root.get(name, "")) for name in ("width", "height")]
    if None in sides:
        box = root.get("viewBox", "").replace(",", " ").split()
        sides = [_pixels(side) for side in box[2:4]]
    width, height = sides if len(sides) == 2 else (None, None)
    return (width, height) if width and height and width > 0 and height > 0 else None


def _pixels(length: str) -> int | None:
    try:
        return round(float(length.removesuffix("px")))
    except (ValueError, OverflowError):
        return None
