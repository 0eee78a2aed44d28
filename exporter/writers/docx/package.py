"""The package: parts, relationships and content types, through python-docx.

python-docx takes and gives whole parts; what is large (body, record) is put into the sealed ZIP
directly, so that it is compressed once. Its own template is never opened.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from urllib.parse import quote

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.package import Package

from exporter.writers.docx.markup import Element, q, serialised
from exporter.writers.sealed_zip import unseal

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOCUMENT = "word/document.xml"
RECORD = "customXml/item1.xml"


class Parts:
    """A Word package under construction; large parts are kept aside until `members`."""

    def __init__(self) -> None:
        self._package = Package()
        self._large: dict[str, bytes] = {}
        self._taken: set[str] = set()
        self.document = self._part(DOCUMENT, MAIN)
        self._package.relate_to(self.document, RT.OFFICE_DOCUMENT)

    def add(self, name: str, content_type: str, kind: str, content: Element | bytes) -> str:
        """A part that the document uses; its relationship's id."""
        part = self._part(self._free(name), content_type, _blob(content))
        ref: str = self.document.relate_to(part, kind)
        return ref

    def add_house(
        self,
        references: Iterable[tuple[Part, str, Element]],
        parts: Iterable[tuple[Part, str]],
    ) -> None:
        """Parts of a template that come along whole, with what they themselves refer to; header
        and footer references are given their new relationships' ids."""
        for part, kind, reference in references:
            reference.set(q("id", "r"), self.document.relate_to(part, kind))
        for part, kind in parts:
            self.document.relate_to(part, kind)
        self._taken.update(part.partname.membername for part in self._package.iter_parts())

    def _free(self, name: str) -> str:
        """The name, or the same with the next number that no part has."""
        stem, dot, suffix = name.rpartition(".")
        base, number = stem.rstrip("0123456789"), 1
        while name in self._taken:
            number += 1
            name = f"{base}{number}{dot}{suffix}"
        self._taken.add(name)
        return name

    def add_picture(self, extension: str, content_type: str, data: bytes) -> str:
        return self.add(f"word/media/image1.{extension}", content_type, RT.IMAGE, data)

    def add_top(self, name: str, content_type: str, kind: str, content: Element) -> None:
        """A part that the package itself names: the properties."""
        self._package.relate_to(self._part(name, content_type, serialised(content)), kind)

    def add_record(self, record: Element, properties: Element) -> None:
        part = self._part(RECORD, CT.XML)
        props = self._part(
            "customXml/itemProps1.xml", CT.OFC_CUSTOM_XML_PROPERTIES, serialised(properties)
        )
        part.relate_to(props, RT.CUSTOM_XML_PROPS)
        self.document.relate_to(part, RT.CUSTOM_XML)
        self._large[RECORD] = serialised(record)

    def add_links(self, links: Iterable[tuple[str, str]]) -> None:
        """External addresses: (address, relationship id)."""
        for address, ref in links:
            self.document.rels.add_relationship(RT.HYPERLINK, _uri(address), ref, is_external=True)

    def members(self, document: Element) -> dict[str, bytes]:
        """Every member by name, content types first, as readers like it."""
        self._large[DOCUMENT] = serialised(document)
        buffer = io.BytesIO()
        self._package.save(buffer)
        members = unseal(buffer.getvalue())
        return {name: self._large.get(name, data) for name, data in members.items()}

    def _part(self, name: str, content_type: str, blob: bytes = b"") -> Part:
        return Part(PackURI("/" + name), content_type, blob, self._package)


def _uri(address: str) -> str:
    """An address as a relationship may hold it: what a URI does not allow is escaped."""
    return quote(address, safe="!#$%&'()*+,/:;=?@[]~")


def _blob(content: Element | bytes) -> bytes:
    return content if isinstance(content, bytes) else serialised(content)
