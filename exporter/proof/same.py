"""Whether a file is, part for part, another one that was made from the same: the strongest proof.

How parts are packed is no difference (another build of zlib writes other bytes for the same data);
everything else is: order, names, headers, dates, whatever stands between or behind the parts. The
other file was made a moment ago and is trusted; the first may be anything, and is never unpacked
beyond what its twin holds.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

PACKING = "how it is put together"
"""The part that is named where files differ in no part of their content."""

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCAL_FIELDS = (
    *("signature", "needs", "flags", "method", "time", "date", "crc", "packed", "size"),
    *("name", "extra"),
)
_CENTRAL_FIELDS = (
    *("signature", "made", "needs", "flags", "method", "time", "date", "crc", "packed", "size"),
    *("name", "extra", "comment", "disk", "text", "attributes", "offset"),
)
_PACKED_LOCAL, _PACKED_CENTRAL, _OFFSET = 7, 8, 16
"""Places of the packed size and of a member's offset among a header's fields."""
_STREAM = re.compile(rb"(?<![a-z])stream\r?\n")
_LENGTH = re.compile(rb"/Length (\d+)")
_ID = re.compile(rb"/ID\s*\[\s*<[0-9a-fA-F]*>\s*<[0-9a-fA-F]*>\s*\]")
_TABLE = re.compile(rb"/Type\s*/XRef\b.*?/W\s*\[1 4 2\]", re.DOTALL)
_ENTRY = struct.Struct(">BLH")
_END_OF_PDF = re.compile(rb"\s*endstream\s+endobj\s+startxref\s+(\d+)\s+%%EOF\r?\n?")


class _OddError(Exception):
    """The file is not put together as its twin is."""


def parts_apart(old: bytes, new: bytes) -> tuple[str, ...]:
    """The parts of `old` that are not as in `new`, its trusted twin, by name; none where the two
    are the same but for packing. Linear in the size of both."""
    if old == new:
        return ()
    pieces = _zip_parts if new[:2] == b"PK" else _pdf_parts
    theirs = list(pieces(new, None))
    try:
        ours = list(pieces(old, theirs))
    except (_OddError, struct.error, zlib.error, ValueError, IndexError):
        return (PACKING,)
    apart = [b.name for a, b in zip(ours, theirs, strict=False) if a != b]
    if len(ours) != len(theirs) or any(a.name != b.name for a, b in zip(ours, theirs, strict=True)):
        return (PACKING,)
    return tuple(dict.fromkeys(apart))


def same_content(old: bytes, new: bytes) -> bool:
    """Whether a ZIP holds the very members that its trusted twin holds, in any order and under any
    date, and nothing else between, beside or behind them."""
    if old[:2] != b"PK" or new[:2] != b"PK":
        return False
    theirs = {part.name: part.content for part in _zip_parts(new, None)}
    try:
        ours = list(_zip_parts(old, None, largest=max(map(len, theirs.values()))))
    except (_OddError, struct.error, zlib.error, ValueError, IndexError):
        return False
    if len(ours) != len(theirs) or not all(map(_is_plain, ours)):
        return False
    return {one.name: one.content for one in ours} == theirs


def _is_plain(member: _Part) -> bool:
    """Whether a member's two headers agree and say of it no more than its name, and that it is a
    file: no fields, no comment, no encryption."""
    local, name = member.head[: len(_LOCAL_FIELDS)], member.head[len(_LOCAL_FIELDS)]
    central, told = member.head[len(_LOCAL_FIELDS) + 1 : -1], member.head[-1]
    one = dict(zip(_LOCAL_FIELDS, local, strict=True))
    two = dict(zip(_CENTRAL_FIELDS, central, strict=True))
    kind = (int(str(two["attributes"])) >> 16) & 0o170000
    return (
        name == told
        and all(one[field] == two[field] for field in ("flags", "method", "crc", "size"))
        and not int(str(one["flags"])) & 0b1001
        and kind in (0, 0o100000)
    )


class _Part(NamedTuple):
    """A part with what its headers say, and its content unpacked."""

    name: str
    head: tuple[object, ...]
    content: bytes


def _room(twins: Sequence[_Part] | None, at: int, largest: int = 1 << 31) -> int:
    """How much the part at this place may unpack to: a byte more than its twin, to be seen."""
    if twins is None:
        return largest + 1
    if at >= len(twins):
        raise _OddError
    return len(twins[at].content) + 1


def _unpacked(data: bytes, room: int, *, raw: bool) -> bytes:
    machine = zlib.decompressobj(-15 if raw else 15)
    content = machine.decompress(data, room)
    if len(content) < room and (not machine.eof or machine.unused_data):
        raise _OddError
    return content


# -- ZIP


def _zip_parts(
    data: bytes, twins: Sequence[_Part] | None, largest: int = 1 << 31
) -> Iterator[_Part]:
    """The members in the order of the file; nothing may stand between them or behind them."""
    end_at = len(data) - _END.size
    end = _END.unpack_from(data, end_at)
    signature, disk, first_disk, here, count, size, start, comment = end
    if (signature, disk, first_disk, here, comment) != (b"PK\5\6", 0, 0, count, 0):
        raise _OddError
    if start + size != end_at:
        raise _OddError
    at, directory = 0, start
    for number in range(count):
        central = list(_CENTRAL.unpack_from(data, directory))
        told = data[directory + _CENTRAL.size :][: central[10] + central[11] + central[12]]
        directory += _CENTRAL.size + len(told)
        local = list(_LOCAL.unpack_from(data, at))
        head = data[at + _LOCAL.size :][: local[9] + local[10]]
        begins = at + _LOCAL.size + len(head)
        packed = local[_PACKED_LOCAL]
        if central[_OFFSET] != at or central[_PACKED_CENTRAL] != packed:
            raise _OddError
        body = data[begins : begins + packed]
        content = body if not local[3] else _unpacked(body, _room(twins, number, largest), raw=True)
        at = begins + packed
        local[_PACKED_LOCAL] = central[_PACKED_CENTRAL] = central[_OFFSET] = 0
        name = told[: central[10]].decode("utf-8", "replace")
        yield _Part(name, (*local, head, *central, told), content)
    if at != start or directory != end_at:
        raise _OddError


# -- PDF


def _pdf_parts(data: bytes, twins: Sequence[_Part] | None) -> Iterator[_Part]:
    """What stands before each stream, and the stream unpacked; of the last, the table of objects
    (ISO 32000-1, 7.5.8), every place is looked up."""
    at = number = 0
    while (found := _STREAM.search(data, at)) is not None:
        opens = data.rfind(b" obj", at, found.start())
        before, about = data[at : found.start()], data[opens : found.start()]
        lengths = _LENGTH.findall(about)
        if opens < 0 or len(lengths) != 1:
            raise _OddError
        ends = found.end() + int(lengths[0])
        content = data[found.end() : ends]
        if b"/FlateDecode" in about:
            content = _unpacked(content, _room(twins, number), raw=False)
        if _TABLE.search(about):
            content = _without_places(content, data)
            before = _ID.sub(b"/ID", before)
        yield _Part(_object(before), (_LENGTH.sub(b"/Length", before),), content)
        at, number = ends, number + 1
    end = _END_OF_PDF.fullmatch(data, at)
    if end is None or not _TABLE.search(data[int(end[1]) : at]):
        raise _OddError


def _object(before: bytes) -> str:
    """The object that a stream belongs to, as "object 12"."""
    found = re.findall(rb"(\d+) \d+ obj", before)
    return f"object {found[-1].decode()}" if found else PACKING


def _without_places(table: bytes, data: bytes) -> bytes:
    """A table of objects without the places of those that stand in the file by themselves, each of
    which has been looked up."""
    entries: list[bytes] = []
    for number, (kind, place, more) in enumerate(_ENTRY.iter_unpack(table)):
        if kind == 1 and not re.match(rb"%d %d obj" % (number, more), data[place : place + 24]):
            raise _OddError
        entries.append(_ENTRY.pack(kind, 0 if kind == 1 else place, more))
    return b"".join(entries)
