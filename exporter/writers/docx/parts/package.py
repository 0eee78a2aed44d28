"""The package: parts, relationships and content types (ECMA-376 part 2, Open Packaging).

What python-docx would do here costs more than all the rest of a short document: loading it takes
twice the time of pandoc. So it is asked where it saves work, for templates (`house`) and pictures
(`images`), and a package of our own parts is put together in these few lines.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping

from lxml import etree

from exporter.startup.records import dataclass
from exporter.writers.docx.parts.markup import Element, foreign_root, q, serialised

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
"""Kinds of relationships begin so; what follows names the kind (styles, header …)."""
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
"""Content types of Word's parts begin so, and end in `+xml`."""
CORE_KIND = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
DOCUMENT = "word/document.xml"
RECORD = "customXml/item1.xml"

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_PACKAGE = ""  # the source of the package's own relationships


@dataclass(frozen=True, slots=True)
class Relationship:
    """`target` is a part's name, or an address where the target is `external`."""

    id: str
    kind: str
    target: str
    external: bool = False


@dataclass(frozen=True, slots=True)
class PackagePart:
    """A part that comes along as it is, with what it refers to."""

    content_type: str
    data: bytes
    relationships: tuple[Relationship, ...] = ()


class Parts:
    """A Word package under construction."""

    def __init__(self) -> None:
        self._data: dict[str, bytes] = {DOCUMENT: b"", RECORD: b""}
        self._types = {DOCUMENT: f"{WORD}document.main+xml", RECORD: "application/xml"}
        self._relationships: dict[str, list[Relationship]] = {}
        self._relate(_PACKAGE, OFFICE + "officeDocument", DOCUMENT)

    def add(self, name: str, content_type: str, kind: str, content: Element | bytes) -> str:
        """A part that the document uses, under this name or the next free one like it; its
        relationship's id."""
        free = self._free(name)
        self._put(free, content_type, content)
        return self._relate(DOCUMENT, kind, free)

    def add_house(
        self,
        parts: Mapping[str, PackagePart],
        references: Iterable[tuple[str, str, Element]],
        used: Iterable[tuple[str, str]],
    ) -> None:
        """Parts of a template by name. `used` are those the document names, each with the kind of
        its relationship; `references`, to headers and footers, are given the ids of theirs."""
        names: dict[str, str] = {}
        for name, part in parts.items():
            names[name] = self._free(name)
            self._put(names[name], part.content_type, part.data)
        for name, part in parts.items():
            for rel in part.relationships:
                target = rel.target if rel.external else names[rel.target]
                self._list(names[name]).append(Relationship(rel.id, rel.kind, target, rel.external))
        for name, kind, reference in references:
            reference.set(q("id", "r"), self._relate(DOCUMENT, kind, names[name]))
        for name, kind in used:
            self._relate(DOCUMENT, kind, names[name])

    def add_picture(self, extension: str, content_type: str, data: bytes) -> str:
        return self.add(f"word/media/image1.{extension}", content_type, OFFICE + "image", data)

    def add_top(self, name: str, content_type: str, kind: str, content: Element) -> None:
        """A part that the package itself names: the properties."""
        self._put(name, content_type, content)
        self._relate(_PACKAGE, kind, name)

    def add_record(self, record: Element, properties: Element) -> None:
        name = "customXml/itemProps1.xml"
        self._data[RECORD] = serialised(record)
        self._put(name, _PROPERTIES_TYPE, properties)
        self._relate(DOCUMENT, OFFICE + "customXml", RECORD)
        self._relate(RECORD, OFFICE + "customXmlProps", name)

    def add_links(self, links: Iterable[tuple[str, str]]) -> None:
        """External addresses, such as a URI may be: (address, relationship id)."""
        for address, ref in links:
            self._list(DOCUMENT).append(
                Relationship(ref, OFFICE + "hyperlink", address, external=True)
            )

    def members(self, document: Element) -> dict[str, bytes]:
        """Every member by name, content types first, each part followed by its relationships."""
        self._data[DOCUMENT] = serialised(document)
        made = {"[Content_Types].xml": serialised(self._content_types())}
        for name in (_PACKAGE, *self._data):
            if name != _PACKAGE:
                made[name] = self._data[name]
            if name in self._relationships:
                folder, base = posixpath.split(name)
                listed = posixpath.join(folder, "_rels", f"{base}.rels")
                made[listed] = serialised(self._relationships_of(name))
        return made

    def _put(self, name: str, content_type: str, content: Element | bytes) -> None:
        self._data[name] = content if isinstance(content, bytes) else serialised(content)
        self._types[name] = content_type

    def _free(self, name: str) -> str:
        """The name, or the same with the next number that no part has."""
        stem, dot, suffix = name.rpartition(".")
        base, number = stem.rstrip("0123456789"), 1
        while name in self._data:
            number += 1
            name = f"{base}{number}{dot}{suffix}"
        return name

    def _list(self, source: str) -> list[Relationship]:
        return self._relationships.setdefault(source, [])

    def _relate(self, source: str, kind: str, target: str) -> str:
        """The id of this relationship, which is made where there is none yet."""
        known = self._list(source)
        found = next((rel.id for rel in known if (rel.kind, rel.target) == (kind, target)), None)
        if found is None:
            found = f"rId{len(known) + 1}"
            known.append(Relationship(found, kind, target))
        return found

    def _content_types(self) -> Element:
        types = foreign_root("Types", _TYPES)
        for extension, kind in (("rels", _RELATIONSHIPS_TYPE), ("xml", "application/xml")):
            _row(types, "Default", Extension=extension, ContentType=kind)
        for name, kind in self._types.items():
            if kind != "application/xml":
                _row(types, "Override", PartName=f"/{name}", ContentType=kind)
        return types

    def _relationships_of(self, source: str) -> Element:
        made = foreign_root("Relationships", _RELATIONSHIPS)
        folder = posixpath.dirname(source)
        for rel in self._relationships[source]:
            target = rel.target if rel.external else posixpath.relpath(rel.target, folder or ".")
            mode = {"TargetMode": "External"} if rel.external else {}
            _row(made, "Relationship", Id=rel.id, Type=rel.kind, Target=target, **mode)
        return made


def _row(parent: Element, name: str, **attributes: str) -> None:
    etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{name}", attributes)
