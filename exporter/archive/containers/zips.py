"""A ZIP file as a container, changed without touching what others put into it.

Attaching copies the old file's bytes in one pass (in the kernel where it can), leaves out the
members that are replaced, appends the new ones, and writes the old central directory records again,
byte for byte but for the offsets of members that moved. So names without the UTF-8 flag, data
descriptors, extra fields, stamps, comments, the order, and whatever lies before or between members
stay as they are. Python's `zipfile` would write every record anew (it re-encodes names); it is not
used. Structures and numbers: PKWARE APPNOTE 6.3.10, sections 4.3 to 4.5.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from exporter.archive.containers.members import (
    PIECE,
    Changes,
    Content,
    Member,
    digest_of,
    refuse_twice,
    refuse_unsafe,
)
from exporter.archive.containers.staging import Staging, replace_file
from exporter.archive.containers.zip_records import (
    END,
    END64,
    FULL,
    FULL16,
    LOCAL,
    LOCATOR,
    RECORD,
    UNIX,
    UTF8,
    Directory,
    Entry,
    damaged,
    read_directory,
    read_entry,
)
from exporter.errors import SinkError, VerifyError
from exporter.messages import say

LEVEL = 6
_STORED = (
    ".epub",
    ".docx",
    ".zip",
    ".gz",
    ".zst",
    ".xz",
    ".png",
    ".jpg",
    ".jpeg",
    ".webp",
    ".woff2",
)
"""Packed already: deflating them again costs time and saves nothing."""

_FILE_MODE = 0o100644
_NO_KERNEL_COPY = frozenset({errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EBADF})


class Zip:
    """See `members.Container`. `stamp` dates the new members (UTC, 1980 or later)."""

    form = "zip"

    def __init__(self, path: Path, stamp: dt.datetime, staging: Staging | None = None) -> None:
        self.path = path
        self.shown = str(path)
        self._stamp = stamp
        self._staging = staging

    def stands(self) -> bool:
        return self.path.exists()

    def members(self) -> Mapping[str, Member]:
        return self._named[0]

    def links(self) -> frozenset[str]:
        return self._named[1]

    def folders(self) -> frozenset[str]:
        names = (entry.name for entry in self.directory.entries)
        return frozenset(name.rstrip("/") for name in names if name.endswith("/"))

    @cached_property
    def directory(self) -> Directory:
        if not self.path.exists():
            return Directory(entries=(), start=0, base=0, comment=b"", wide=False)
        with open(self.path, "rb") as file:
            return read_directory(file, self.shown)

    @cached_property
    def _named(self) -> tuple[dict[str, Member], frozenset[str]]:
        members: dict[str, Member] = {}
        links = set()
        for entry in self.directory.entries:
            refuse_unsafe(entry.name, self.shown)
            if entry.mode & 0o170000 not in (0, 0o100000, 0o040000):
                links.add(entry.name.rstrip("/"))
            elif not entry.name.endswith("/"):
                if entry.name in members:
                    refuse_twice(entry.name, self.shown)
                members[entry.name] = Member(name=entry.name, size=entry.size, crc=entry.crc)
        return members, frozenset(links)

    def read(self, name: str) -> Iterator[bytes]:
        return read_entry(self.path, self._files[name], self.shown)

    def each(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        packed = sum(entry.packed for entry in self._files.values())
        if packed > self.path.stat().st_size:
            raise VerifyError(
                say(
                    "{path} claims more bytes in its members than it has: they overlap, and it "
                    "is made to harm. Nothing of it was unpacked.",
                    path=self.path,
                ),
                path=self.shown,
            )
        return ((name, self.read(name)) for name in self.members())

    @cached_property
    def _files(self) -> dict[str, Entry]:
        members = self.members()
        return {entry.name: entry for entry in self.directory.entries if entry.name in members}

    def apply(self, changes: Changes) -> None:
        if self._staging is None:
            raise AssertionError("a ZIP is changed under its lock")
        replace_file(
            self._staging,
            lambda to: self._build(to, changes),
            lambda built: _check(built, changes, self.directory, self.shown),
        )
        for stale in ("directory", "_named", "_files"):
            self.__dict__.pop(stale, None)

    def _build(self, to: BinaryIO, changes: Changes) -> None:
        old = self.directory
        gone = changes.remove | frozenset(changes.put)
        kept = [entry for entry in old.entries if entry.name not in gone]
        holes = _holes(old, gone, self.shown)
        if self.path.exists():
            with open(self.path, "rb") as file:
                for start, end in _between(holes, old.start):
                    copy_range(file, to, start, end, self.shown)
        records = [_moved(entry, holes, old.base) for entry in kept]
        for name, content in changes.put.items():
            records.append(_append(to, name, content, self._stamp, old.base))
        _finish(to, records, old)


def _holes(old: Directory, gone: frozenset[str], shown: str) -> list[tuple[int, int]]:
    """The byte ranges of the members that go, each up to the next member (their data descriptors
    with them), in order."""
    if not any(entry.name in gone for entry in old.entries):
        return []
    starts = sorted({entry.offset for entry in old.entries})
    ends = dict(zip(starts, [*starts[1:], old.start], strict=True))
    holes = sorted({(e.offset, ends[e.offset]) for e in old.entries if e.name in gone})
    if {start for start, _ in holes} & {e.offset for e in old.entries if e.name not in gone}:
        raise damaged(shown, say("two members share their bytes"))
    return holes


def _between(holes: list[tuple[int, int]], end: int) -> Iterator[tuple[int, int]]:
    at = 0
    for start, stop in holes:
        if start > at:
            yield at, start
        at = stop
    if end > at:
        yield at, end


def _moved(entry: Entry, holes: list[tuple[int, int]], base: int) -> bytes:
    """The record with its offset less what went before it."""
    shift = sum(stop - start for start, stop in holes if start < entry.offset)
    if not shift:
        return entry.raw
    at, wide = entry.patch
    raw = bytearray(entry.raw)
    struct.pack_into("<Q" if wide else "<I", raw, at, entry.offset - base - shift)
    return bytes(raw)


def copy_range(file: BinaryIO, to: BinaryIO, start: int, end: int, shown: str) -> None:
    """Bytes [start, end) of one file appended to another, in the kernel where it can."""
    to.flush()
    source, sink, at = file.fileno(), to.fileno(), start
    if hasattr(os, "copy_file_range"):
        try:
            while at < end:
                done = os.copy_file_range(source, sink, min(end - at, 1 << 30), at)
                if not done:
                    break
                at += done
        except OSError as error:
            if at > start or error.errno not in _NO_KERNEL_COPY:
                raise
        to.seek(0, os.SEEK_END)  # the file object has not seen what the kernel wrote
    file.seek(at)
    while at < end:
        piece = file.read(min(PIECE, end - at))
        if not piece:
            raise damaged(shown, say("it became shorter while it was read"))
        to.write(piece)
        at += len(piece)


def _append(to: BinaryIO, name: str, content: Content, stamp: dt.datetime, base: int) -> bytes:
    """Writes one member at the end; returns its central directory record."""
    offset = to.tell()
    raw_name = name.encode()
    flags = 0 if raw_name.isascii() else UTF8
    method = zipfile.ZIP_STORED if name.lower().endswith(_STORED) else zipfile.ZIP_DEFLATED
    wide = content.size >= FULL - (1 << 24)  # deflate may grow what it cannot pack
    date, time = _dos(stamp)
    version = 45 if wide else 20
    to.write(bytes(LOCAL.size + len(raw_name) + (20 if wide else 0)))
    crc, packed = 0, 0
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    for piece in content.pieces():
        crc = zlib.crc32(piece, crc)
        out = piece if method == zipfile.ZIP_STORED else packer.compress(piece)
        packed += to.write(out)
    if method == zipfile.ZIP_DEFLATED:
        packed += to.write(packer.flush())
    end = to.tell()
    extra = struct.pack("<2H2Q", 1, 16, content.size, packed) if wide else b""
    sizes = (FULL, FULL) if wide else (packed, content.size)
    common = (version, flags, method, time, date, crc, *sizes, len(raw_name))
    to.seek(offset)
    to.write(LOCAL.pack(b"PK\x03\x04", *common, len(extra)) + raw_name + extra)
    to.seek(end)
    return _record(common, raw_name, (content.size, packed) if wide else (), offset - base)


def _record(common: tuple[int, ...], raw_name: bytes, wide: tuple[int, ...], offset: int) -> bytes:
    eights = wide if offset < FULL else (*wide, offset)
    extra = struct.pack(f"<2H{len(eights)}Q", 1, 8 * len(eights), *eights) if eights else b""
    version, *rest = common
    needed = 45 if eights else version
    header = RECORD.pack(
        b"PK\x01\x02",
        UNIX << 8 | needed,
        needed,
        *rest,
        len(extra),
        0,
        0,
        0,
        _FILE_MODE << 16,
        min(offset, FULL),
    )
    return header + raw_name + extra


def _finish(to: BinaryIO, records: list[bytes], old: Directory) -> None:
    """The central directory and the end records, with the old comment."""
    start = to.tell()
    to.writelines(records)
    size, offset, count = to.tell() - start, start - old.base, len(records)
    if old.wide or count >= FULL16 or size >= FULL or offset >= FULL:
        where = to.tell()
        to.write(
            END64.pack(b"PK\x06\x06", 44, UNIX << 8 | 45, 45, 0, 0, count, count, size, offset)
        )
        to.write(LOCATOR.pack(b"PK\x06\x07", 0, where - old.base, 1))
    few = min(count, FULL16)
    sizes = (min(size, FULL), min(offset, FULL), len(old.comment))
    to.write(END.pack(b"PK\x05\x06", 0, 0, few, few, *sizes) + old.comment)


def _check(built: Path, changes: Changes, old: Directory, shown: str) -> None:
    """Reads back the list of members and the new ones. Raises SinkError."""
    with open(built, "rb") as file:
        directory = read_directory(file, shown)
    gone = changes.remove | frozenset(changes.put)
    named = {entry.name: entry for entry in directory.entries}
    kept = [e.name for e in old.entries if e.name not in gone]
    ok = [e.name for e in directory.entries] == [*kept, *changes.put]
    for name, content in changes.put.items():
        ok = ok and digest_of(read_entry(built, named[name], shown)) == content.sha256
    if not ok:
        raise SinkError(
            say(
                "{archive} does not read back as it was written: the disk may be failing. The "
                "old archive stands.",
                archive=shown,
            ),
            path=shown,
        )


def _dos(stamp: dt.datetime) -> tuple[int, int]:
    when = stamp.astimezone(dt.UTC)
    date = (when.year - 1980) << 9 | when.month << 5 | when.day
    return date, when.hour << 11 | when.minute << 5 | when.second // 2
