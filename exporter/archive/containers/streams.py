"""Compressed streams, read and written in pieces: what stands around a tar.

Gzip, bzip2 and xz are in the standard library; zstd is in Python 3.14's, before that it needs the
package `zstandard` (the extra `zstd`), loaded when such a file is met.
"""

from __future__ import annotations

import bz2
import importlib
import lzma
import struct
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, NamedTuple, Protocol

from exporter.archive.containers.members import EXPANDED, MOST_TIMES, PIECE
from exporter.errors import SinkError
from exporter.messages import say

GZIP_LEVEL = 6


class Sink(Protocol):
    """What a stream is written to."""

    def write(self, data: bytes, /) -> Any: ...


class Coding(NamedTuple):
    """One compression: how its files begin, how they are read and written. `pack` gives an object
    with `compress` and `flush`."""

    suffixes: tuple[str, ...]
    magic: bytes
    unpack: Callable[[BinaryIO, str], Readable]
    pack: Callable[[bytes], Any]


class Readable:
    """The unpacked bytes of a file, by `read(n)`; a stream of several frames is read to its end.

    Raises SinkError where it is damaged or ends too early.
    """

    def __init__(self, file: BinaryIO, make: Callable[[], Any], shown: str) -> None:
        self._file, self._make, self._shown = file, make, shown
        self._unpacker = make()
        self._packed: bytes | memoryview = b""
        self._ready = b""
        self._given = 0
        self.ended = False

    def read(self, size: int = PIECE) -> bytes:
        """At most `size` bytes; none at the end."""
        while not self._ready and not self.ended:
            try:
                self._fill()
            except (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError) as error:
                raise _damaged(self._shown) from error
        piece, self._ready = self._ready[:size], self._ready[size:]
        self._given += len(piece)
        if self._given > EXPANDED and self._given > self._file.tell() * MOST_TIMES:
            raise SinkError(
                say(
                    "{archive} unpacks to more than {most} times its size: it is made to "
                    "harm. It is left as it is.",
                    archive=self._shown,
                    most=MOST_TIMES,
                ),
                path=self._shown,
            )
        return piece

    def _fill(self) -> None:
        if self._unpacker.eof:
            # Another frame may follow, after zeros that fill a tape's record.
            rest: bytes = self._unpacker.unused_data or self._file.read(PIECE)
            while rest and not (stripped := rest.lstrip(b"\0")):
                rest = self._file.read(PIECE)
            if not rest:
                self.ended = True
                return
            self._packed = stripped
            self._unpacker = self._make()
        elif not self._packed and _needs_input(self._unpacker):
            self._packed = self._file.read(PIECE)
            if not self._packed:
                self._ready = self._unpacker.decompress(b"", PIECE)
                if not self._ready and not self._unpacker.eof:
                    raise EOFError
                return
        packed, self._packed = self._packed, b""
        self._ready = self._unpacker.decompress(packed, PIECE)
        tail = getattr(self._unpacker, "unconsumed_tail", b"")
        if tail:
            self._packed = tail


def _needs_input(unpacker: Any) -> bool:
    return bool(getattr(unpacker, "needs_input", True))


class _Gzip:
    """Compresses behind a header that is kept from the old file, so that its name, comment and
    stamp stay; the header's own checksum, which few write, is left out."""

    NEW = b"\x1f\x8b\x08\x00\0\0\0\0\x00\xff"

    def __init__(self, header: bytes) -> None:
        self._header = header or self.NEW
        self._packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._crc = self._size = 0

    def compress(self, data: bytes) -> bytes:
        header, self._header = self._header, b""
        self._crc = zlib.crc32(data, self._crc)
        self._size += len(data)
        return header + self._packer.compress(data)

    def flush(self) -> bytes:
        return (
            self._header
            + self._packer.flush()
            + struct.pack("<2I", self._crc, self._size & 0xFFFFFFFF)
        )


def gzip_header(start: bytes) -> bytes:
    """The header of a gzip file from its first bytes (RFC 1952, 2.3), without its checksum."""
    flags, at = start[3], 10
    if flags & 4:
        at += 2 + int.from_bytes(start[at : at + 2], "little")
    for flag in (8, 16):
        if flags & flag:
            at = start.find(b"\0", at) + 1
            if not at:
                return _Gzip.NEW
    return start[:3] + bytes([flags & ~2]) + start[4:at] if at <= len(start) else _Gzip.NEW


def _zstd() -> Any:
    for name in ("compression.zstd", "zstandard"):
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError:
            continue
    raise SinkError(
        say(
            "A .zst archive needs the package 'zstandard', which is not installed. "
            "Install exporter[zstd], or use .tar.gz."
        )
    )


_FED = 512
"""Packed bytes given to `zstandard` at a time. It knows no limit to what comes of them: a block of
128 KiB that holds one byte over and over takes four."""


class _ZstandardUnpacker:
    """The package `zstandard` in the shape of the standard library's decompressors."""

    def __init__(self) -> None:
        self._one = _zstd().ZstdDecompressor().decompressobj()
        self.unconsumed_tail: bytes | memoryview = b""
        self.unused_data = b""

    @property
    def eof(self) -> bool:
        return bool(self._one.eof)

    def decompress(self, data: bytes | memoryview, _: int) -> bytes:
        view = memoryview(data)
        self.unconsumed_tail = view[_FED:]
        try:
            out = bytes(self._one.decompress(view[:_FED]))
        except _zstd().ZstdError as error:
            raise ValueError(str(error)) from error
        if self.eof:
            self.unused_data = bytes(self._one.unused_data) + bytes(self.unconsumed_tail)
            self.unconsumed_tail = b""
        return out


def _zstd_unpacker() -> Any:
    module = _zstd()
    return _ZstandardUnpacker() if module.__name__ == "zstandard" else module.ZstdDecompressor()


def _zstd_packer(_: bytes) -> Any:
    module = _zstd()
    if module.__name__ == "zstandard":
        return module.ZstdCompressor(level=9, write_checksum=True).compressobj()
    parameter = module.CompressionParameter
    options = {parameter.compression_level: 9, parameter.checksum_flag: 1}
    return module.ZstdCompressor(options=options)


def _reader(make: Callable[[], Any]) -> Callable[[BinaryIO, str], Readable]:
    return lambda file, shown: Readable(file, make, shown)


CODINGS = {
    "gz": Coding(
        (".tar.gz", ".tgz"),
        b"\x1f\x8b\x08",
        _reader(lambda: zlib.decompressobj(16 + zlib.MAX_WBITS)),
        _Gzip,
    ),
    "zst": Coding(
        (".tar.zst", ".tzst"), b"\x28\xb5\x2f\xfd", _reader(_zstd_unpacker), _zstd_packer
    ),
    "bz2": Coding(
        (".tar.bz2", ".tbz2"),
        b"BZh",
        _reader(bz2.BZ2Decompressor),
        lambda _: bz2.BZ2Compressor(9),
    ),
    "xz": Coding(
        (".tar.xz", ".txz"),
        b"\xfd7zXZ\0",
        _reader(lzma.LZMADecompressor),
        lambda _: lzma.LZMACompressor(),
    ),
}


def _damaged(shown: str) -> SinkError:
    return SinkError(
        say(
            "{archive} is damaged or cut off: it cannot be unpacked. It is left as it is.",
            archive=shown,
        ),
        path=shown,
    )
