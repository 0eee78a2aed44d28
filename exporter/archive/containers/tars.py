"""A tar, plain or compressed, as a container; what others put into it stays, header by header.

Attaching copies the old members' blocks as they are (in the kernel where the file is not
compressed), leaves out the members that are replaced, and appends the new ones before the blocks of
zeros that end the archive. A compressed tar is unpacked and packed again as one stream. `tarfile`
reads headers and makes new ones (POSIX pax); it never rewrites old ones.
"""

from __future__ import annotations

import datetime as dt
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

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
from exporter.archive.containers.streams import CODINGS, Readable, Sink, gzip_header
from exporter.archive.containers.zips import copy_range
from exporter.errors import SinkError
from exporter.messages import Message, as_message, say
from exporter.startup.records import dataclass

BLOCK = 512
RECORD = 10_240
"""Archives end at a multiple of this, as both tar programs write them."""
_Reading = BinaryIO | Readable


@dataclass(frozen=True, slots=True)
class Extent:
    """One member in the stream: its headers from `start`, its data at `data`, its last block's end
    at `end`."""

    name: str
    start: int
    data: int
    size: int
    end: int
    regular: bool
    folder: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """All members, where they end, and whether the archive filled its last record."""

    extents: tuple[Extent, ...]
    end: int
    padded: bool


class Tar:
    """See `members.Container`. `coding` is a key of `streams.CODINGS` or None."""

    def __init__(
        self, path: Path, coding: str | None, stamp: dt.datetime, staging: Staging | None = None
    ) -> None:
        self.path = path
        self.shown = str(path)
        self.form = "tar" if coding is None else f"tar.{coding}"
        self._coding = coding
        self._stamp = stamp
        self._staging = staging

    def stands(self) -> bool:
        return self.path.exists()

    def members(self) -> Mapping[str, Member]:
        return self._named[0]

    def links(self) -> frozenset[str]:
        return self._named[1]

    def folders(self) -> frozenset[str]:
        names = (_plain(one.name).rstrip("/") for one in self.layout.extents if one.folder)
        return frozenset(names) - {"", "."}

    @cached_property
    def layout(self) -> Layout:
        if not self.path.exists():
            return Layout((), 0, True)
        return _layout(self.path, self._coding, self.shown)

    @cached_property
    def _named(self) -> tuple[dict[str, Member], frozenset[str]]:
        members: dict[str, Member] = {}
        links = set()
        for extent in self.layout.extents:
            name = _plain(extent.name)
            if name in ("", "."):
                continue
            refuse_unsafe(name, self.shown)
            if extent.regular:
                if name in members:
                    refuse_twice(name, self.shown)
                members[name] = Member(name=name, size=extent.size)
            elif not extent.folder:
                links.add(name)
        return members, frozenset(links)

    def read(self, name: str) -> Iterator[bytes]:
        return _read(self.path, self._coding, self._files[name], self.shown)

    def each(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        with _opened(self.path, self._coding, self.shown) as stream:
            at = 0
            for name, extent in self._files.items():
                _skip(stream, extent.data - at, self.shown)
                at = extent.data + extent.size
                yield name, _taken(stream, extent.size, self.shown)

    @cached_property
    def _files(self) -> dict[str, Extent]:
        return {_plain(one.name): one for one in self.layout.extents if one.regular}

    def apply(self, changes: Changes) -> None:
        if self._staging is None:
            raise AssertionError("a tar is changed under its lock")
        replace_file(
            self._staging,
            lambda to: self._build(to, changes),
            lambda built: _check(built, self._coding, changes, self.layout, self.shown),
        )
        for stale in ("layout", "_named", "_files"):
            self.__dict__.pop(stale, None)

    def unpacked(self, folder: Path) -> Tar:
        """This tar without its compression, as a file in `folder`: for whoever reads many members
        in any order. Raises SinkError where it is damaged or made to harm."""
        if self._coding is None:
            return self
        plain = folder / "unpacked.tar"
        with _opened(self.path, self._coding, self.shown) as stream, open(plain, "wb") as to:
            while piece := stream.read(PIECE):
                to.write(piece)
        made = Tar(plain, None, self._stamp)
        made.shown, made.form = self.shown, self.form
        return made

    def _build(self, to: BinaryIO, changes: Changes) -> None:
        old = self.layout
        gone = changes.remove | frozenset(changes.put)
        ranges = list(_kept(old, gone))
        length = sum(end - start for start, end in ranges)
        if self._coding is None:
            if ranges:
                with open(self.path, "rb") as file:
                    for start, end in ranges:
                        copy_range(file, to, start, end, self.shown)
            _append(to, changes, self._stamp, length, old.padded)
            return
        packer = CODINGS[self._coding].pack(self._header())
        sink = _Packing(packer, to)
        if ranges:
            with _opened(self.path, self._coding, self.shown) as stream:
                _copy_stream(stream, sink, ranges, self.shown)
        _append(sink, changes, self._stamp, length, old.padded)
        to.write(packer.flush())

    def _header(self) -> bytes:
        if self._coding != "gz" or not self.path.exists():
            return b""
        with open(self.path, "rb") as file:
            return gzip_header(file.read(1 << 16))


class _Packing:
    def __init__(self, packer: Any, to: BinaryIO) -> None:
        self._packer, self._to = packer, to

    def write(self, data: bytes, /) -> None:
        self._to.write(self._packer.compress(data))


def _plain(name: str) -> str:
    """`tar cf x.tar .` calls members ./name; nobody means another place by it."""
    return name.removeprefix("./")


@contextmanager
def _opened(path: Path, coding: str | None, shown: str) -> Iterator[_Reading]:
    with open(path, "rb") as file:
        yield file if coding is None else CODINGS[coding].unpack(file, shown)


def _layout(path: Path, coding: str | None, shown: str) -> Layout:
    try:
        with _opened(path, coding, shown) as stream:
            extents = tuple(_extents(stream, seekable=coding is None, shown=shown))
    except (tarfile.TarError, ValueError, OverflowError, EOFError) as error:
        why = as_message(str(error)) or say("it is cut off")
        raise _damaged(shown, why) from error
    except RecursionError as error:  # `tarfile` reads a header of a header by calling itself
        raise _damaged(shown, say("its headers lead to one another without end")) from error
    end = max((extent.end for extent in extents), default=0)
    with _opened(path, coding, shown) as stream:
        length = _zeros_to_the_end(stream, end, shown)
    return Layout(extents, end, length % RECORD == 0)


def _extents(stream: Any, *, seekable: bool, shown: str) -> Iterator[Extent]:
    with tarfile.open(
        fileobj=stream, mode="r:" if seekable else "r|", errors="surrogateescape"
    ) as archive:
        while (info := archive.next()) is not None:
            archive.members = []  # type: ignore[attr-defined]  # it would keep all of them
            stored = info.size if info.isreg() or info.type not in tarfile.SUPPORTED_TYPES else 0
            if info.issparse():
                # Its blocks hold less than its size; they are found again by the next header.
                raise SinkError(
                    say(
                        "{archive} holds a sparse file ({name}), which is not supported. It is "
                        "left as it is.",
                        archive=shown,
                        name=info.name,
                    ),
                    path=shown,
                )
            yield Extent(
                info.name,
                info.offset,
                info.offset_data,
                stored,
                info.offset_data + -(-stored // BLOCK) * BLOCK,
                info.isreg(),
                info.isdir(),
            )


def _zeros_to_the_end(stream: _Reading, at: int, shown: str) -> int:
    """The stream's length. Raises SinkError where anything but zeros follows the last member:
    `tarfile` takes a damaged header for the end."""
    _skip(stream, at, shown)
    while piece := stream.read(PIECE):
        if piece.strip(b"\0"):
            raise _damaged(shown, say("something follows its last readable member"))
        at += len(piece)
    return at


def _skip(stream: _Reading, size: int, shown: str) -> None:
    """Goes forward; a compressed stream can only be read past."""
    if isinstance(stream, Readable):
        for _ in _taken(stream, size, shown):
            pass
    else:
        stream.seek(size, os.SEEK_CUR)


def _taken(stream: _Reading, size: int, shown: str) -> Iterator[bytes]:
    while size:
        piece = stream.read(min(PIECE, size))
        if not piece:
            raise _damaged(shown, say("it is cut off"))
        size -= len(piece)
        yield piece


def _kept(old: Layout, gone: frozenset[str]) -> Iterator[tuple[int, int]]:
    at = 0
    for extent in old.extents:
        if extent.regular and _plain(extent.name) in gone:
            if extent.start > at:
                yield at, extent.start
            at = extent.end
    if old.end > at:
        yield at, old.end


def _copy_stream(stream: _Reading, to: Sink, ranges: list[tuple[int, int]], shown: str) -> None:
    at = 0
    for start, end in ranges:
        _skip(stream, start - at, shown)
        for piece in _taken(stream, end - start, shown):
            to.write(piece)
        at = end


def _append(to: Sink, changes: Changes, stamp: dt.datetime, length: int, padded: bool) -> None:
    """The new members and the end; `length` is what stands before them."""
    for name, content in changes.put.items():
        header = _header(name, content, stamp)
        to.write(header)
        for piece in content.pieces():
            to.write(piece)
        to.write(bytes(-content.size % BLOCK))
        length += len(header) + content.size + -content.size % BLOCK
    end = 2 * BLOCK
    to.write(bytes(end + (-(length + end) % RECORD if padded else 0)))


def _header(name: str, content: Content, stamp: dt.datetime) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = content.size, int(stamp.timestamp()), 0o644
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")


def _read(path: Path, coding: str | None, extent: Extent, shown: str) -> Iterator[bytes]:
    with _opened(path, coding, shown) as stream:
        _skip(stream, extent.data, shown)
        yield from _taken(stream, extent.size, shown)


def _check(built: Path, coding: str | None, changes: Changes, old: Layout, shown: str) -> None:
    """Reads back the members' order and the new ones. Raises SinkError."""
    layout = _layout(built, coding, shown)
    gone = changes.remove | frozenset(changes.put)
    kept = [e.name for e in old.extents if not (e.regular and _plain(e.name) in gone)]
    ok = [extent.name for extent in layout.extents] == [*kept, *changes.put]
    fresh = layout.extents[len(kept) :] if ok else ()
    with _opened(built, coding, shown) as stream:
        at = 0
        for extent in fresh:
            _skip(stream, extent.data - at, shown)
            digest = digest_of(_taken(stream, extent.size, shown))
            ok = ok and digest == changes.put[extent.name].sha256
            at = extent.data + extent.size
    if not ok:
        raise SinkError(
            say(
                "{archive} does not read back as it was written: the disk may be failing. The "
                "old archive stands.",
                archive=shown,
            ),
            path=shown,
        )


def _damaged(shown: str, why: Message) -> SinkError:
    return SinkError(
        say(
            "{archive} is not a whole tar file: {why}. It is left as it is.", archive=shown, why=why
        ),
        path=shown,
    )
