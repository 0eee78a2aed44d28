"""ReportLab's document objects, and a file written from them that archives accept.

ReportLab numbers and formats the objects; three things it cannot do are done here: an end of line
before `endstream` (ISO 19005-3, 6.1.7.1), object streams (structure trees are thousands of small
objects), and a file identifier that is a hash of the content instead of the moment.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObject,
    PDFObjectReference,
    PDFStream,
    PDFString,
)

__all__ = [
    "InlineObject",
    "PDFArray",
    "PDFDictionary",
    "PDFName",
    "PDFString",
    "PdfDocument",
    "Raw",
    "packed",
    "packed_stream",
    "references",
    "stream",
]

_PER_STREAM = 200
_LEVEL = 4
"""Of deflation: 6 makes 400 articles two hundredths smaller and takes half as long again."""


class Raw(PDFObject):  # type: ignore[misc]  # ReportLab publishes no types
    """An object whose bytes are ready, or will be when the file is written."""

    __RefOnly__ = 1

    def __init__(self, body: bytes = b"null") -> None:
        self.body = body

    def format(self, document: Any) -> bytes:
        return self.body


class InlineObject(PDFObject):  # type: ignore[misc]
    """Ready bytes that stand in place, not as an object of their own."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def format(self, document: Any) -> bytes:
        return self.body


def packed(data: bytes) -> bytes:
    """Deflated, as every stream of the file is."""
    return zlib.compress(data, _LEVEL)


def packed_stream(data: bytes) -> Raw:
    """A stream of deflated data with no entries of its own: a page's content."""
    return Raw(b"<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(data), data))


def references(numbers: Iterable[int]) -> bytes:
    """The insides of an array of references."""
    return b" ".join([b"%d 0 R" % number for number in numbers])


def stream(data: bytes, entries: dict[str, Any] | None = None, *, deflate: bool = True) -> Any:
    """A stream object; `entries` join its dictionary."""
    dictionary = PDFDictionary(dict(entries or {}))
    if deflate:
        data = zlib.compress(data, _LEVEL)
        dictionary["Filter"] = PDFName("FlateDecode")
    return PDFStream(dictionary=dictionary, content=data, filters=[])


class PdfDocument(pdfdoc.PDFDocument):  # type: ignore[misc]
    """Numbers objects as ReportLab does and writes them as PDF 1.7 with object streams."""

    def __init__(self) -> None:
        super().__init__(dummyoutline=1, compression=0, invariant=1, pdfVersion=(1, 7))

    def add(self, item: Any) -> Any:
        """Registers an object; what comes back is its reference."""
        return self.Reference(item)

    def number(self, reference: Any) -> int:
        """The object number behind a reference."""
        found: int = self.idToObjectNumberAndVersion[reference.name][0]
        return found

    def basic_fonts(self) -> Any:
        """The font resource dictionary that every page shares."""
        return self.idToObject["BasicFonts"]

    def basic_fonts_reference(self) -> Any:
        return PDFObjectReference("BasicFonts")

    def assemble(self, catalog: Any, info: Any) -> bytes:
        """The file's bytes. `catalog` and `info` are references."""
        return _File(self).write(self.number(catalog), self.number(info))


class _File:
    """The bytes of one file while they are put together."""

    def __init__(self, document: PdfDocument) -> None:
        self.document = document
        self.parts: list[bytes] = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"]
        self.offset = len(self.parts[0])
        self.entries: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
        self.digest = hashlib.sha256()

    def write(self, root: int, info: int) -> bytes:
        small: list[tuple[int, bytes]] = []
        number = 1
        while number in self.document.numberToId:
            item = self.document.idToObject[self.document.numberToId[number]]
            ready = type(item) is Raw  # nearly all are
            body: bytes | str = item.body if ready else pdfdoc.format(item, self.document, 1)
            data = body.encode("latin-1") if isinstance(body, str) else body
            if data.endswith(b"\nendstream"):
                self._indirect(number, data)
            elif data.endswith(b"endstream\n"):
                self._indirect(number, data[: -len(b"endstream\n")] + b"\nendstream")
            else:
                small.append((number, data.strip()))
            number += 1
        for start in range(0, len(small), _PER_STREAM):
            self._object_stream(number, small[start : start + _PER_STREAM])
            number += 1
        self._cross_reference(number, root, info)
        return b"".join(self.parts)

    def _append(self, data: bytes) -> None:
        self.parts.append(data)
        self.offset += len(data)
        self.digest.update(data)

    def _indirect(self, number: int, body: bytes) -> None:
        self.entries[number] = (1, self.offset, 0)
        self._append(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _object_stream(self, number: int, chunk: list[tuple[int, bytes]]) -> None:
        heads: list[bytes] = []
        at = 0
        for index, (inner, body) in enumerate(chunk):
            heads.append(b"%d %d" % (inner, at))
            self.entries[inner] = (2, number, index)
            at += len(body) + 1
        head = b" ".join(heads) + b"\n"
        data = zlib.compress(head + b"\n".join(body for _, body in chunk), _LEVEL)
        self._indirect(
            number,
            b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream"
            % (len(chunk), len(head), len(data), data),
        )

    def _cross_reference(self, number: int, root: int, info: int) -> None:
        at = self.offset
        self.entries[number] = (1, at, 0)
        table = b"".join(struct.pack(">BIH", *self.entries[n]) for n in range(number + 1))
        data = zlib.compress(table, _LEVEL)
        identifier = self.digest.digest()[:16].hex().encode()
        self._append(
            b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]"
            b"/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n"
            b"startxref\n%d\n%%%%EOF\n"
            % (number, number + 1, root, info, identifier, identifier, len(data), data, at)
        )
