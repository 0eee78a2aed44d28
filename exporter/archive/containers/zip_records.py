"""A ZIP's list of members, record by record as it stands, and the members' bytes.

Structures and numbers: PKWARE APPNOTE 6.3.10, sections 4.3 to 4.5.
"""

from __future__ import annotations

import bz2
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from exporter.archive.containers.members import EXPANDED, MOST_TIMES, PIECE
from exporter.errors import SinkError
from exporter.messages import Message, say
from exporter.startup.records import dataclass

RECORD = struct.Struct("<4s6H3I5H2I")  # central directory header, 46 bytes
LOCAL = struct.Struct("<4s5H3I2H")  # local file header, 30 bytes
END = struct.Struct("<4s4H2IH")  # end of central directory, 22 bytes
END64 = struct.Struct("<4sQ2H2I4Q")  # zip64 end of central directory, 56 bytes
LOCATOR = struct.Struct("<4sIQI")  # zip64 locator, 20 bytes
FULL, FULL16 = 0xFFFFFFFF, 0xFFFF
UTF8, ENCRYPTED = 0x800, 0x1
UNIX = 3
_MOST_RECORDS = 1 << 30
"""The largest central directory read: a gigabyte is some ten million members."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One central directory record: `raw` as it stands, `offset` from the file's first byte,
    `patch` where in `raw` the offset is written and whether in eight bytes."""

    raw: bytes
    name: str
    flags: int
    crc: int
    packed: int
    size: int
    offset: int
    patch: tuple[int, bool]
    mode: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """What the end of a ZIP says. `base` is the length of what stands before it (a program that
    unpacks itself); offsets in records are counted from there."""

    entries: tuple[Entry, ...]
    start: int
    base: int
    comment: bytes
    wide: bool


def read_directory(file: BinaryIO, shown: str) -> Directory:
    """All records. Raises SinkError where the file is no whole, single ZIP."""
    try:
        return _read_directory(file, shown)
    except (struct.error, IndexError, OverflowError) as error:
        raise damaged(shown, say("its list of members is cut off")) from error


def _read_directory(file: BinaryIO, shown: str) -> Directory:
    length = file.seek(0, os.SEEK_END)
    tail_start = max(0, length - END.size - FULL16)
    file.seek(tail_start)
    tail = file.read()
    at = _find_end(tail)
    if at is None:
        raise damaged(shown, say("it has no list of members at its end"))
    _, disk, start_disk, _, count, size, offset, _ = END.unpack_from(tail, at)
    end_at = tail_start + at
    wide = end_at >= LOCATOR.size and peek(file, end_at - LOCATOR.size, 4) == b"PK\x06\x07"
    directory_end = end_at
    if wide:
        directory_end, count, size, offset = _read_wide(file, end_at, shown)
    elif disk or start_disk:
        raise damaged(shown, say("it is one part of several"))
    start = directory_end - size
    base = start - offset
    if start < 0 or base < 0 or size > _MOST_RECORDS:
        raise damaged(shown, say("its list of members is not where it should be"))
    raw = peek(file, start, size)
    entries = tuple(_entries(raw, base, shown))
    if len(entries) != count and (wide or len(entries) & FULL16 != count):
        raise damaged(
            shown,
            say("it lists {found} members and claims {claimed}", found=len(entries), claimed=count),
        )
    if any(entry.offset + LOCAL.size > start for entry in entries):
        raise damaged(shown, say("a member lies beyond its end"))
    return Directory(
        entries=entries, start=start, base=base, comment=tail[at + END.size :], wide=wide
    )


def _find_end(tail: bytes) -> int | None:
    """Where the end record begins: the last one whose comment fills the file."""
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if at + END.size <= len(tail):
            comment = int.from_bytes(tail[at + 20 : at + 22], "little")
            if at + END.size + comment == len(tail):
                return at
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return None


def _read_wide(file: BinaryIO, end_at: int, shown: str) -> tuple[int, int, int, int]:
    """(where the directory ends, members, its size, its offset) from the zip64 records."""
    _, _, told, disks = LOCATOR.unpack(peek(file, end_at - LOCATOR.size, LOCATOR.size))
    if disks > 1:
        raise damaged(shown, say("it is one part of several"))
    # The offset is wrong by what stands before the archive, if anything does; a record without
    # extensible data lies just before its locator.
    for where in (end_at - LOCATOR.size - END64.size, told):
        if where >= 0 and peek(file, where, 4) == b"PK\x06\x06":
            fields = END64.unpack(peek(file, where, END64.size))
            return where, fields[7], fields[8], fields[9]
    raise damaged(shown, say("its zip64 records are missing"))


def _entries(raw: bytes, base: int, shown: str) -> Iterator[Entry]:
    at = 0
    while at < len(raw):
        if raw[at : at + 4] != b"PK\x01\x02":
            raise damaged(shown, say("its list of members is damaged"))
        fields = RECORD.unpack_from(raw, at)
        flags, crc, packed, size = fields[3], fields[7], fields[8], fields[9]
        names, extras, comments, outer, offset = *fields[10:13], fields[15], fields[16]
        host = fields[1] >> 8
        end = at + RECORD.size + names + extras + comments
        if end > len(raw):
            raise damaged(shown, say("its list of members is cut off"))
        record = raw[at:end]
        name = record[RECORD.size : RECORD.size + names]
        patch = (42, False)
        extra_at = _wide_extra(record, RECORD.size + names, extras)
        if extra_at is not None:
            place = extra_at
            if size == FULL:
                size, place = _eight(record, place), place + 8
            if packed == FULL:
                packed, place = _eight(record, place), place + 8
            if offset == FULL:
                offset, patch = _eight(record, place), (place, True)
        yield Entry(
            record,
            decoded(name, flags),
            flags,
            crc,
            packed,
            size,
            base + offset,
            patch,
            outer >> 16 if host == UNIX else 0,
        )
        at = end


def _wide_extra(record: bytes, at: int, length: int) -> int | None:
    """Where the zip64 extra field's data begins."""
    end = at + length
    while at + 4 <= end:
        tag, size = struct.unpack_from("<2H", record, at)
        if tag == 1:
            return at + 4
        at += 4 + size
    return None


def _eight(record: bytes, at: int) -> int:
    value: int = struct.unpack_from("<Q", record, at)[0]
    return value


def decoded(name: bytes, flags: int) -> str:
    """A member's name as text, for comparing and showing; the record keeps its bytes.

    Without the flag APPNOTE says code page 437; in practice it is UTF-8 (macOS), GB18030 (Chinese
    Windows) or 437, tried in that order: the first two refuse most of what is not theirs.
    """
    if flags & UTF8:
        return name.decode("utf-8", "surrogateescape")
    for codec in ("utf-8", "gb18030"):
        try:
            return name.decode(codec)
        except UnicodeDecodeError:
            continue
    return name.decode("cp437")


def read_entry(path: Path, entry: Entry, shown: str) -> Iterator[bytes]:
    """A member's bytes; never more than the record claims. Raises SinkError."""
    if entry.flags & ENCRYPTED:
        raise SinkError(
            say(
                "{name} in {archive} is encrypted and cannot be read without its password.",
                name=entry.name,
                archive=shown,
            ),
            path=shown,
        )
    if entry.size > EXPANDED and entry.size > entry.packed * MOST_TIMES:
        raise SinkError(
            say(
                "{name} in {archive} would unpack to {size:,} bytes from {packed:,}: it is "
                "made to harm. It was not unpacked.",
                name=entry.name,
                archive=shown,
                size=entry.size,
                packed=entry.packed,
            ),
            path=shown,
        )
    try:
        with open(path, "rb") as file:
            yield from _unpacked(file, entry, shown)
    except (zlib.error, EOFError, struct.error) as error:
        raise damaged(shown, say("{name} cannot be unpacked", name=entry.name)) from error


def _unpacked(file: BinaryIO, entry: Entry, shown: str) -> Iterator[bytes]:
    header = LOCAL.unpack(peek(file, entry.offset, LOCAL.size))
    if header[0] != b"PK\x03\x04":
        raise damaged(shown, say("{name} is not where its record says", name=entry.name))
    file.seek(entry.offset + LOCAL.size + header[9] + header[10])
    left, crc, size = entry.packed, 0, 0
    pieces = _inflated(_limited(file, left), header[3], entry.name, shown)
    for piece in pieces:
        size += len(piece)
        if size > entry.size:
            raise damaged(shown, say("{name} is larger than its record says", name=entry.name))
        crc = zlib.crc32(piece, crc)
        yield piece
    if size != entry.size or crc != entry.crc:
        raise damaged(shown, say("{name} does not match its checksum", name=entry.name))


def _limited(file: BinaryIO, left: int) -> Iterator[bytes]:
    while left:
        piece = file.read(min(left, PIECE))
        if not piece:
            raise EOFError
        left -= len(piece)
        yield piece


def _inflated(pieces: Iterator[bytes], method: int, name: str, shown: str) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        yield from pieces
        return
    if method not in _UNPACKERS:
        raise SinkError(
            say(
                "{name} in {archive} is packed by method {method}, which is not known here.",
                name=name,
                archive=shown,
                method=method,
            ),
            path=shown,
        )
    yield from _UNPACKERS[method](pieces)


def _inflate(pieces: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    for piece in pieces:
        rest = piece
        while rest and not unpacker.eof:
            if out := unpacker.decompress(rest, PIECE):
                yield out
            rest = unpacker.unconsumed_tail
    while not unpacker.eof and (out := unpacker.decompress(b"", PIECE)):
        yield out
    if not unpacker.eof:
        raise EOFError


def _bunzip(pieces: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = bz2.BZ2Decompressor()
    for piece in pieces:
        rest = piece
        while not unpacker.eof and (rest or not unpacker.needs_input):
            yield unpacker.decompress(rest, PIECE)
            rest = b""


_UNPACKERS = {zipfile.ZIP_DEFLATED: _inflate, zipfile.ZIP_BZIP2: _bunzip}


def peek(file: BinaryIO, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)


def damaged(shown: str, why: Message) -> SinkError:
    """What to say of a file that is cut off or damaged."""
    return SinkError(
        say(
            "{archive} is not a whole ZIP file: {why}. It is left as it is.", archive=shown, why=why
        ),
        path=shown,
    )
