"""Building XHTML documents with lxml: nothing here knows what a newspaper is.

Trees are serialised without indentation, so no character is added to what is read; block elements
end with a line feed, so that a person can compare two versions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from lxml import etree

from exporter.errors import WriterError
from exporter.messages import say

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = f"{{{OPS}}}type"

_NAMESPACES = cast(dict[str, str], {None: XHTML, "epub": OPS})  # the stubs forget None

Element = etree._Element  # lxml names it no other way


def page(title: str, language: str, style_href: str, body_class: str) -> tuple[Element, Element]:
    """A document with head and empty body: (html, body)."""
    html = etree.Element(f"{{{XHTML}}}html", None, _NAMESPACES)
    html.set("lang", language)
    html.set(XML_LANG, language)
    head = add(html, "head", feed=True)
    head.text = "\n"
    add(head, "title", feed=True).text = text(title)
    if style_href:
        add(head, "link", feed=True, rel="stylesheet", type="text/css", href=style_href)
    body = add(html, "body", body_class, feed=True)
    body.text = "\n"
    return html, body


def add(
    parent: Element, tag: str, class_: str = "", *, feed: bool = False, **attributes: str
) -> Element:
    """A new last child. `feed` ends it with a line feed; `type_` and the like lose their
    underscore, and the others inside become hyphens: `aria_label`."""
    made = etree.SubElement(parent, f"{{{XHTML}}}{tag}")
    if class_:
        made.set("class", class_)
    for name, value in attributes.items():
        made.set(name.rstrip("_").replace("_", "-"), text(value))
    if feed:
        made.tail = "\n"
    return made


def put(element: Element, attributes: Mapping[str, str]) -> Element:
    """The element with more attributes."""
    for name, value in attributes.items():
        element.set(name, text(value))
    return element


def typed(element: Element, epub_type: str, role: str = "") -> Element:
    """The element with its epub:type and the ARIA role that says the same."""
    element.set(EPUB_TYPE, epub_type)
    if role:
        element.set("role", role)
    return element


def append(parent: Element, words: str) -> None:
    """Adds text after whatever the element holds already."""
    if len(parent):
        last = parent[-1]
        last.tail = (last.tail or "") + text(words)
    else:
        parent.text = (parent.text or "") + text(words)


def text(words: str) -> str:
    """The words, if XML can hold them; `display` has already replaced control characters."""
    try:
        words.encode()
    except UnicodeEncodeError as error:
        raise WriterError(
            say(
                "The text {text!r} holds half of a character (U+{code:04X}), which no "
                "file can carry. Correct the source.",
                text=words[:20],
                code=ord(words[error.start]),
            )
        ) from error
    return words


def serialise(html: Element) -> bytes:
    """The document as UTF-8 bytes with declaration, doctype and a final line feed."""
    made: bytes = etree.tostring(
        html, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>"
    )
    return made + b"\n"
