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

from exporter.messages import as_message, say
from exporter.proof.compared.differences import excerpt
from exporter.proof.compared.texts import shared_start, unblanked
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

    @property
    def text(self) -> str:
        """The data as an export writes them."""
        return json.dumps(self.value, ensure_ascii=False, separators=(",", ":"))

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
    yield from islice(_Match(place).element(want, root, None), _MOST)


def shape(element: Element) -> str:
    """An element as it is drawn: p.page.generated."""
    local = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "?"
    return ".".join((local, *(element.get("class") or "").split()))


Line = tuple[E, Element] | None
"""What holds a line of the paper, as it is drawn and as it is found."""


class _Match:
    def __init__(self, place: str) -> None:
        self.place = place

    def element(self, want: E, found: Element, line: Line) -> Iterator[Fault]:
        """`line`: the line of the paper that an element stands in; None outside the paper."""
        if found.tag != want.tag:
            yield self._fault("markup-unknown", found, _told(want), shape(found), "")
            return
        yield from self._attributes(want, found)
        if want.name == "rt" or "generated" in (want.attributes.get("class") or ""):
            line = None
        elif want.name == "article" or (line and want.name not in _INLINE):
            line = want, found
        yield from self._content(want, found, line)

    def _attributes(self, want: E, found: Element) -> Iterator[Fault]:
        there: dict[str, Value] = {str(name): str(value) for name, value in found.attrib.items()}
        if want.attributes == there:
            return
        for name in dict.fromkeys((*want.attributes, *there)):
            wanted, value = want.attributes.get(name), found.get(name)
            if value != wanted and not (isinstance(wanted, tuple) and value in wanted):
                told = wanted[0] if isinstance(wanted, tuple) else wanted
                yield self._fault("markup-unknown", found, told or "", value or "",
                                  say('{shape}: {name}', shape=shape(found),
                                      name=name.rpartition('}')[2]))  # fmt: skip

    def _content(self, want: E, found: Element, line: Line) -> Iterator[Fault]:
        pieces = _pieces(found)
        if not any(isinstance(one, str | Data) for one in want.content):
            pieces = [one for one in pieces if not isinstance(one, str) or set(one) - _BLANK]
        if len(pieces) != len(want.content):
            yield self._of_another_number(want, found, pieces)
            return
        for mine, theirs in zip(want.content, pieces, strict=True):
            if isinstance(mine, E) and not isinstance(theirs, str):
                yield from self.element(mine, theirs, line)
            elif isinstance(mine, str) and isinstance(theirs, str):
                yield from self._text(mine, theirs, found, line)
            elif isinstance(mine, Data) and isinstance(theirs, str):
                if not mine.accepts(theirs):
                    yield self._fault("metadata-differs", found, mine.text, theirs, shape(found))
            else:
                yield self._fault("markup-unknown", found, _told(mine), _told(theirs), shape(found))

    def _of_another_number(self, want: E, found: Element, pieces: Sequence[Any]) -> Fault:
        """Something stands in an element that should not, or does not that should: told where they
        part, once."""
        pairs = zip_longest(want.content, pieces)
        mine, theirs = next(pair for pair in pairs if not self._fit(*pair))
        at = found if theirs is None or isinstance(theirs, str) else theirs
        return self._fault("markup-unknown", at, _told(mine), _told(theirs), shape(found))

    def _fit(self, mine: Any, theirs: Any) -> bool:
        """Whether a piece may be the one that is drawn, by its own attributes."""
        if mine is None or theirs is None or isinstance(theirs, str):
            return isinstance(theirs, str) and isinstance(mine, str | Data)
        return (
            isinstance(mine, E)
            and theirs.tag == mine.tag
            and next(self._attributes(mine, theirs), None) is None
        )

    def _text(self, mine: str, theirs: str, at: Element, line: Line) -> Iterator[Fault]:
        """Where a line's characters differ, the comparison of texts has told it already; here is
        told what is the paper's and stands in another element, and all that is not the paper's."""
        if mine == theirs:
            return
        if line is None:
            yield self._fault("generated-text", at, mine, theirs, shape(at))
        elif unblanked(_drawn_text(line[0])) == unblanked(_found_text(line[1])):
            code = "spacing" if unblanked(mine) == unblanked(theirs) else "markup-unknown"
            yield self._fault(code, at, mine, theirs, shape(at))

    def _fault(self, code: str, at: Element, expected: str, found: str, detail: str) -> Fault:
        if max(len(expected), len(found)) > _WHOLE:
            start = shared_start(expected, found)
            expected, found = excerpt(expected, start, 48), excerpt(found, start, 48)
        return Fault(code, f"{self.place}:{at.sourceline}", expected, found, as_message(detail))


_WHOLE = 80
"""Texts up to so many characters are told whole, longer ones from where they part."""
_INLINE = frozenset(("span", "a", "em", "strong", "ruby"))


def _drawn_text(one: E) -> str:
    """A line's own characters, as they are drawn."""
    if one.name == "rt":
        return ""
    pieces = (piece if isinstance(piece, str) else _drawn_text(piece) for piece in one.content
              if isinstance(piece, str | E))  # fmt: skip
    return "".join(pieces)


def _found_text(element: Element) -> str:
    """The same as they are found."""
    if element.tag == _RT:
        return ""
    inner = (_found_text(child) + (child.tail or "") for child in element)
    return (element.text or "") + "".join(inner)


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


_SPAN, _RT = _qualified("span"), _qualified("rt")
