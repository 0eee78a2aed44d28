"""What must stand in an XML document, drawn as a tree, and the document held against it.

    E("p.page.generated", E("span", id="page-1"), "第1版：要闻")

is an element with these classes, attributes and children, and no others. A value may be one of
several: `class_=("line", "line long")`; None among them says that the attribute may be missing.
Between elements that hold no text themselves blanks may stand as they like; all other text is
exact.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import Any

from exporter.messages import say
from exporter.proof.compared.texts import unblanked
from exporter.proof.found.extracted import Fault
from exporter.startup.patterns import Lazy
from exporter.untrusted.containers import Element, all_text

NAMESPACES = {
    "": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "xml": "http://www.w3.org/XML/1998/namespace",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
    "ocf": "urn:oasis:names:tc:opendocument:xmlns:container",
    "none": "",
}
Value = str | None | tuple[str | None, ...]
_BLANK = frozenset(" \t\r\n")
_MOST = 12
"""So many faults of one document are told: where one thing is moved, all behind it is."""

_PLAIN = {
    "nb": Lazy("[0-9０-９]{1,12}[年月日]"),
    "tcy": Lazy("[0-9]{1,3}"),
}
"""Spans that keep figures together and say nothing: by class, what they may hold."""


class E:
    """An element that must stand where it is drawn."""

    __slots__ = ("attributes", "content", "name", "tag")

    def __init__(self, shape: str, *content: E | str | Data, **attributes: Value) -> None:
        self.name, *classes = shape.split(".")
        if classes:
            attributes["class_"] = " ".join(classes)
        self.tag = _qualified(self.name)
        self.attributes = {_attribute(key): value for key, value in attributes.items()}
        self.content = _merged(content)


class Data:
    """Text that is data: JSON, where neither blanks nor escapes say anything."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def accepts(self, text: str) -> bool:
        """Whether a text says just this."""
        try:
            return bool(json.loads(text, object_pairs_hook=_once) == self.value)
        except (ValueError, RecursionError):
            return False


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _qualified(name: str) -> str:
    prefix, _, local = name.rpartition(":")
    space = NAMESPACES[prefix]
    return f"{{{space}}}{local}" if space else local


_ATTRIBUTES: dict[str, str] = {}


def _attribute(key: str) -> str:
    """`aria_label`, `class_`, `epub:type` as lxml calls them."""
    if key not in _ATTRIBUTES:
        name = key.rstrip("_").replace("_", "-")
        _ATTRIBUTES[key] = _qualified(name) if ":" in name else name
    return _ATTRIBUTES[key]


def _merged(content: Sequence[Any]) -> list[Any]:
    """The content with texts that touch in one, and without empty ones."""
    out: list[Any] = []
    for one in content:
        if isinstance(one, str) and out and isinstance(out[-1], str):
            out[-1] += one
        elif one != "":
            out.append(one)
    return out


def differences(want: E, root: Element, place: str) -> Iterator[Fault]:
    """What in a document is not as it is drawn; `place` names the document."""
    yield from islice(_Match(place).element(want, root, paper=False), _MOST)


def shape(element: Element) -> str:
    """An element as it is drawn: p.page.generated."""
    local = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "?"
    return ".".join((local, *(element.get("class") or "").split()))


class _Match:
    def __init__(self, place: str) -> None:
        self.place = place

    def element(self, want: E, found: Element, *, paper: bool) -> Iterator[Fault]:
        """`paper`: whether texts here are the paper's own, which are compared elsewhere too."""
        if found.tag != want.tag:
            yield self._fault("markup-unknown", found, want.name, shape(found), "")
            return
        yield from self._attributes(want, found)
        classes = want.attributes.get("class") or ""
        paper = (paper or want.name == "article") and not (
            "generated" in classes or want.name == "rt"
        )
        yield from self._content(want, found, paper=paper)

    def _attributes(self, want: E, found: Element) -> Iterator[Fault]:
        there: dict[str, Value] = {str(name): str(value) for name, value in found.attrib.items()}
        if want.attributes == there:
            return
        for name in dict.fromkeys((*want.attributes, *there)):
            wanted, value = want.attributes.get(name), found.get(name)
            if value != wanted and not (isinstance(wanted, tuple) and value in wanted):
                told = wanted[0] if isinstance(wanted, tuple) else wanted
                yield self._fault("markup-unknown", found, told or "", value or "",
                                  f"{shape(found)}: {name.rpartition('}')[2]}")  # fmt: skip

    def _content(self, want: E, found: Element, *, paper: bool) -> Iterator[Fault]:
        pieces = _pieces(found)
        if not any(isinstance(one, str | Data) for one in want.content):
            pieces = [one for one in pieces if not isinstance(one, str) or set(one) - _BLANK]
        for mine, theirs in zip_longest(want.content, pieces):
            if isinstance(mine, E) and theirs is not None and not isinstance(theirs, str):
                yield from self.element(mine, theirs, paper=paper)
                if theirs.tag != mine.tag:
                    return
            elif isinstance(mine, str) and isinstance(theirs, str):
                yield from self._text(mine, theirs, found, paper=paper)
            elif isinstance(mine, Data) and isinstance(theirs, str):
                if not mine.accepts(theirs):
                    yield self._fault("metadata-differs", found, json.dumps(
                        mine.value, ensure_ascii=False), theirs, shape(found))  # fmt: skip
            else:
                at = theirs if theirs is not None and not isinstance(theirs, str) else found
                yield self._fault("markup-unknown", at, _told(mine), _told(theirs), shape(found))
                return

    def _text(self, mine: str, theirs: str, at: Element, *, paper: bool) -> Iterator[Fault]:
        """The paper's own characters are told apart by the comparison of texts."""
        if mine != theirs and not (paper and unblanked(mine) != unblanked(theirs)):
            code = "spacing" if paper else "generated-text"
            yield self._fault(code, at, mine, theirs, shape(at))

    def _fault(self, code: str, at: Element, expected: str, found: str, detail: str) -> Fault:
        place = f"{self.place}:{at.sourceline}"
        return Fault(code, place, expected[:80], found[:80], detail)


def _told(one: Any) -> str:
    """A piece of content for a person."""
    if one is None or isinstance(one, str):
        return one or ""
    if isinstance(one, Data):
        return say("data")
    if not isinstance(one, E):
        return shape(one)
    classes = one.attributes.get("class") or ""
    return ".".join((one.name, *(classes if isinstance(classes, str) else "").split()))


def _pieces(element: Element) -> list[Any]:
    """Texts and elements in order; spans that say nothing are looked through."""
    if not len(element):
        return [element.text] if element.text else []
    out: list[Any] = [element.text or ""]
    for child in element:
        out += _pieces(child) if _says_nothing(child) else [child]
        out.append(child.tail or "")
    return _merged(out)


def _says_nothing(element: Element) -> bool:
    pattern = _PLAIN.get(element.get("class") or "")
    return (
        pattern is not None
        and len(element.attrib) == 1
        and element.tag == _SPAN
        and pattern.fullmatch(all_text(element)) is not None
    )


_SPAN = _qualified("span")
