"""A PDF file's objects: cross-reference tables and streams, object streams, filters
(ISO 32000-1, 7.4 and 7.5), with every later update of the file taken into account."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import TypeGuard

from exporter.errors import VerifyError
from exporter.messages import Message, say
from exporter.untrusted.containers import Budget, inflate, inflation_flaw
from exporter.untrusted.pdf_syntax import Keyword, Ref, Stream, damaged, parse

MOST_OBJECTS = 2_000_000
MOST_CHAINED = 32
MOST_FORMS = 20_000

_START = re.compile(rb"startxref\s+(\d{1,12})")
_TABLE_HEAD = re.compile(rb"\s*(\d{1,10})\s+(\d{1,10})\s*")
_ROW = re.compile(rb"(\d{10}) (\d{5}) ([nf])\s*")
_STREAM_BEGIN = re.compile(rb"[\x00\t\n\x0c\r ]*stream(?:\r\n|\n|\r)")
_FLATE = frozenset(("FlateDecode", "Fl"))
_NOT_UNPACKED = frozenset(
    ("DCTDecode", "DCT", "JPXDecode", "CCITTFaxDecode", "CCF", "JBIG2Decode", "LZWDecode", "LZW",
     "RunLengthDecode", "RL")
)  # fmt: skip
"""Filters that a file may use (7.4, table 6), of pictures above all, and that are not undone."""
_STREAM_END = re.compile(rb"\r?\n?endstream")


class PdfFile:
    """One file's objects by number. `resolve` follows references, `data` decodes streams."""

    def __init__(self, data: bytes, name: str) -> None:
        self.data = data
        self.name = name
        self.budget = Budget(name)
        self.forms_left = MOST_FORMS
        self.places: dict[int, tuple[int, int, int]] = {}
        """Number to (1, offset, generation) or (2, object stream, index)."""
        self.trailer: dict[str, object] = {}
        self._objects: dict[int, object] = {}
        self._packed: dict[int, dict[int, int]] = {}
        self._unpacked: dict[int, bytes] = {}
        self._depth = 0
        self._sound: dict[int, Stream] = {}
        """Streams that were decoded, by identity."""
        self._read_cross_references()
        if "Encrypt" in self.trailer:
            raise VerifyError(
                say("{name} is encrypted. Verify the file before it is locked.", name=name),
                path=name,
            )

    # -- cross-references ----------------------------------------------------------------------

    def _read_cross_references(self) -> None:
        starts = _START.findall(self.data, max(0, len(self.data) - 4096))
        if not starts:
            raise damaged(
                say("its end, with the place of the cross-references, is missing"), self.name
            )
        todo, seen = [int(starts[-1])], set[int]()
        while todo:
            at = todo.pop(0)
            if at in seen or len(seen) > 4096:
                continue  # a loop of updates says nothing new
            seen.add(at)
            entries = self._section(at)
            for key, value in entries.items():
                self.trailer.setdefault(key, value)
            further = (entries.get(key) for key in ("XRefStm", "Prev"))
            todo += [place for place in further if type(place) is int]
        if not isinstance(self.trailer.get("Root"), Ref):
            raise damaged(say("its trailer names no document"), self.name)

    def _section(self, at: int) -> dict[str, object]:
        if not 0 <= at < len(self.data):
            raise damaged(say("its cross-references lie outside it"), self.name)
        word, end = parse(self.data, at, self.name)
        if word == "xref" and isinstance(word, Keyword):
            return self._table(end)
        return self._xref_stream(at)

    def _table(self, at: int) -> dict[str, object]:
        while (head := _TABLE_HEAD.match(self.data, at)) is not None:
            first, count = int(head.group(1)), int(head.group(2))
            at = head.end()
            if count > MOST_OBJECTS:
                raise damaged(say("it claims more objects than it can hold"), self.name)
            for number in range(first, first + count):
                row = _ROW.match(self.data, at)
                if row is None:
                    raise damaged(say("its cross-reference table is broken"), self.name)
                at = row.end()
                if row.group(3) == b"n":
                    self.places.setdefault(number, (1, int(row.group(1)), int(row.group(2))))
                else:
                    self.places.setdefault(number, (0, 0, 0))
        word, at = parse(self.data, at, self.name)
        entries, _ = parse(self.data, at, self.name)
        if word != "trailer" or not isinstance(entries, dict):
            raise damaged(say("its trailer is missing"), self.name)
        return entries

    def _xref_stream(self, at: int) -> dict[str, object]:
        stream = self._object_at(at, None)
        if not isinstance(stream, Stream) or stream.entries.get("Type") != "XRef":
            raise damaged(say("its cross-references are not where it says"), self.name)
        entries = stream.entries
        widths = entries.get("W")
        index = entries.get("Index") or [0, entries.get("Size", 0)]
        if not isinstance(index, list) or not _are_widths(widths):
            raise damaged(say("its cross-reference stream is broken"), self.name)
        data = self.decoded(stream)
        at, (one, two, three) = 0, widths
        step = one + two + three
        for first, count in zip(index[::2], index[1::2], strict=False):
            if type(first) is not int or type(count) is not int or count * step > len(data) - at:
                raise damaged(say("its cross-reference stream is too short"), self.name)
            for number in range(first, first + count):
                kind = int.from_bytes(data[at : at + one], "big") if one else 1
                a = int.from_bytes(data[at + one : at + one + two], "big")
                b = int.from_bytes(data[at + one + two : at + step], "big")
                self.places.setdefault(number, (kind, a, b))
                at += step
        return entries

    # -- objects -------------------------------------------------------------------------------

    def resolve(self, value: object) -> object:
        """What a reference leads to; anything else is itself; what is missing is None."""
        for _ in range(MOST_CHAINED):
            if not isinstance(value, Ref):
                return value
            value = self._get(value.number)
        raise damaged(say("references lead to each other in a circle"), self.name)

    def dictionary(self, value: object) -> dict[str, object]:
        """A dictionary, or a stream's, behind a reference; {} where there is none."""
        found = self.resolve(value)
        if isinstance(found, Stream):
            return found.entries
        return found if isinstance(found, dict) else {}

    def array(self, value: object) -> list[object]:
        """An array behind a reference; [] where there is none."""
        found = self.resolve(value)
        return found if isinstance(found, list) else []

    def _get(self, number: int) -> object:
        if number in self._objects:
            return self._objects[number]
        kind, a, _ = self.places.get(number, (0, 0, 0))
        if self._depth > MOST_CHAINED:  # a stream needs its length, which may be a stream …
            raise damaged(say("objects need each other, as if in a circle"), self.name)
        self._objects[number] = None  # an object that needs itself finds nothing
        self._depth += 1
        try:
            value = None
            if kind == 1:
                value = self._object_at(a, number)
            elif kind == 2:
                value = self._inner(a, number)
        finally:
            self._depth -= 1
        self._objects[number] = value
        return value

    def _object_at(self, at: int, number: int | None) -> object:
        own, at = parse(self.data, at, self.name)
        _, at = parse(self.data, at, self.name)
        word, at = parse(self.data, at, self.name)
        if word != "obj" or (number is not None and own != number):
            raise damaged(say("object {number} is not where it says", number=number), self.name)
        value, at = parse(self.data, at, self.name)
        if not isinstance(value, dict):
            return None if isinstance(value, Keyword) else value
        begin = _STREAM_BEGIN.match(self.data, at)
        if begin is None:
            return value
        length = value.get("Length")
        if isinstance(length, Ref) and number is None:
            raise damaged(say("its cross-reference stream has no length"), self.name)
        length = self.resolve(length)
        start = begin.end()
        if type(length) is not int or not 0 <= length <= len(self.data) - start:
            raise damaged(say("the length of object {number} is wrong", number=own), self.name)
        if _STREAM_END.match(self.data, start + length) is None:
            raise damaged(say("the length of object {number} is wrong", number=own), self.name)
        return Stream(value, self.data[start : start + length])

    def _inner(self, container: int, number: int) -> object:
        """An object within an object stream."""
        if container not in self._packed:
            if self.places.get(container, (0,))[0] != 1:
                raise damaged(say("object stream {number} is missing", number=container), self.name)
            self._open_container(container)
        offset = self._packed[container].get(number)
        if offset is None:
            return None
        value, _ = parse(self._unpacked[container], offset, self.name)
        return None if isinstance(value, Keyword) else value

    def _open_container(self, container: int) -> None:
        stream = self._get(container)
        if not isinstance(stream, Stream):
            raise damaged(say("object stream {number} is missing", number=container), self.name)
        count, first = self.resolve(stream.entries.get("N")), stream.entries.get("First")
        data = self.decoded(stream)
        if type(count) is not int or type(first) is not int or not 0 <= count <= len(data):
            raise damaged(say("object stream {number} is broken", number=container), self.name)
        try:
            heads = [int(part) for part in data[:first].split()[: 2 * count]]
        except ValueError as error:
            raise damaged(
                say("object stream {number} is broken", number=container), self.name
            ) from error
        pairs = zip(heads[::2], heads[1::2], strict=False)
        self._packed[container] = {inner: first + offset for inner, offset in pairs}
        self._unpacked[container] = data

    # -- filters -------------------------------------------------------------------------------

    def decoded(self, stream: Stream) -> bytes:
        """A stream's bytes after its filters. Raises VerifyError for one that is not known."""
        data = stream.raw
        for name, given in zip(*self._filters(stream), strict=True):
            if name in _FLATE:
                data = _unpredicted(inflate(data, self.budget), self.dictionary(given), self.name)
            elif name in _UNCODED:
                data = _UNCODED[name](data, self.name)
            else:
                raise VerifyError(
                    say(
                        "{name} packs text with {filter}, which is not read here.",
                        name=self.name,
                        filter=name,
                    ),
                    path=self.name,
                )
        self._sound[id(stream)] = stream
        return data

    def streams(self) -> Iterator[tuple[int, Stream]]:
        """Every stream of the file by its object's number. Raises VerifyError."""
        for number, (kind, _, _) in sorted(self.places.items()):
            found = self._get(number) if kind == 1 else None
            if isinstance(found, Stream):
                yield number, found

    def flaw(self, stream: Stream) -> Message | None:
        """Why a stream cannot be decoded, as far as its first compression; None where it can.
        Raises VerifyError where that takes too much."""
        if id(stream) in self._sound:
            return None
        data = stream.raw
        for name in self._filters(stream)[0]:
            if name in _FLATE:
                return inflation_flaw(data, self.budget)
            if name in _NOT_UNPACKED:
                return None
            if name not in _UNCODED:
                return say("its filter {filter} is unknown", filter=name)
            data = _UNCODED[name](data, self.name)
        return None

    def _filters(self, stream: Stream) -> tuple[list[str], list[object]]:
        filters = self.resolve(stream.entries.get("Filter"))
        if filters is None:
            return [], []
        given = self.resolve(stream.entries.get("DecodeParms"))
        if not isinstance(filters, list):
            return [str(filters)], [given]
        if len(filters) > 8:
            raise damaged(say("a stream is packed more than 8 times"), self.name)
        parameters = given if isinstance(given, list) else []
        filters = [str(self.resolve(one)) for one in filters]
        return filters, [*parameters, *[None] * len(filters)][: len(filters)]


def _unhexed(data: bytes, name: str) -> bytes:
    digits = b"".join(data.partition(b">")[0].split())
    try:
        return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
    except binascii.Error as error:
        raise damaged(say("a hexadecimal stream is broken"), name) from error


def _un85(data: bytes, name: str) -> bytes:
    try:
        return base64.a85decode(b"".join(data.partition(b"~>")[0].split()))
    except ValueError as error:
        raise damaged(say("a base-85 stream is broken"), name) from error


_UNCODED = {
    "ASCIIHexDecode": _unhexed, "AHx": _unhexed, "ASCII85Decode": _un85, "A85": _un85
}  # fmt: skip


def _are_widths(value: object) -> TypeGuard[list[int]]:
    """Whether these can be the widths, in bytes, of a cross-reference stream's three columns."""
    if not isinstance(value, list) or len(value) != 3:
        return False
    return all(type(width) is int and 0 <= width <= 8 for width in value)


def _unpredicted(data: bytes, given: dict[str, object], name: str) -> bytes:
    """Undoes PNG's and TIFF's predictors for whole-byte components (7.4.4.4)."""
    predictor = given.get("Predictor", 1)
    if predictor in (1, None):
        return data
    columns, colours = given.get("Columns", 1), given.get("Colors", 1)
    if given.get("BitsPerComponent", 8) != 8 or type(columns) is not int or columns < 1:
        raise damaged(say("a predictor is not one that is read here"), name)
    step = colours if type(colours) is int and 0 < colours < 64 else 1
    width = columns * step
    if width > len(data) + 1 or type(predictor) is not int:
        raise damaged(say("a predictor does not fit its data"), name)
    if predictor == 2:
        return _untiff(data, width, step)
    return _unpng(data, width, step, name)


def _untiff(data: bytes, width: int, step: int) -> bytes:
    out = bytearray(data)
    for start in range(0, len(out), width):
        for i in range(start + step, min(start + width, len(out))):
            out[i] = (out[i] + out[i - step]) & 255
    return bytes(out)


def _unpng(data: bytes, width: int, step: int, name: str) -> bytes:
    out = bytearray()
    above = bytes(width)
    for start in range(0, len(data), width + 1):
        kind, row = data[start], bytearray(data[start + 1 : start + 1 + width])
        if kind == 2:
            row = bytearray((a + b) & 255 for a, b in zip(row, above, strict=False))
        elif kind:
            if kind > 4:
                raise damaged(say("a predictor is not one that is read here"), name)
            for i in range(len(row)):
                left = row[i - step] if i >= step else 0
                corner = above[i - step] if i >= step else 0
                guess = {1: left, 3: (left + above[i]) // 2}.get(kind)
                row[i] = (
                    row[i] + (_paeth(left, above[i], corner) if guess is None else guess)
                ) & 255
        out += row
        above = bytes(row) + bytes(width - len(row))
    return bytes(out)


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda one: abs(guess - one))
