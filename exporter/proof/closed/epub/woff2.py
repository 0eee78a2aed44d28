"""WOFF 2.0 unpacked, as far as ours go: one font, tables as they were (W3C WOFF 2.0, section 4).

The optional transform of glyphs is not undone: no font of ours has it.
"""

from __future__ import annotations

import struct
from types import ModuleType

from exporter.untrusted.containers import MOST_MEMBER

_KNOWN = (
    "cmap head hhea hmtx maxp name OS/2 post cvt  fpgm glyf loca prep CFF  VORG EBDT EBLC gasp "
    "hdmx kern LTSH PCLT VDMX vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL "
    "SVG  sbix acnt avar bdat bloc bsln cvar fdsc feat fmtx fvar gvar hsty just lcar mort morx "
    "opbd prop trak Zapf Silf Glat Gloc Feat Sill"
)
_TAGS = [_KNOWN[at : at + 4] for at in range(0, len(_KNOWN), 5)]
_HEAD = struct.Struct(">4s4sIHHIIHHIIIII")
_AS_IT_WAS = 3
"""The transform number by which `glyf` and `loca` say that they are not transformed."""


def tables_of(data: bytes, brotli: ModuleType) -> dict[str, bytes]:
    """The font's tables by tag. Raises ValueError with what is wrong."""
    if len(data) < _HEAD.size:
        raise ValueError("it ends too early")
    signature, _, size, count, _, _, packed, *_, meta, _, _, private, _ = _HEAD.unpack_from(data)
    if signature != b"wOF2" or size != len(data) or meta or private:
        raise ValueError("it is no web font of ours")
    entries: list[tuple[str, int]] = []
    at = _HEAD.size
    for _ in range(count):
        tag, length, at = _entry(data, at)
        entries.append((tag, length))
    if (
        len(dict(entries)) < count
        or data[at + packed :].strip(b"\0")
        or len(data) - at - packed > 3
    ):
        raise ValueError("a table stands twice, or bytes behind its tables")
    total = sum(length for _, length in entries)
    if total > MOST_MEMBER:
        raise ValueError("it unpacks to too much")
    return _cut(_unpacked(data[at : at + packed], total, brotli), entries)


def _unpacked(packed: bytes, total: int, brotli: ModuleType) -> bytes:
    machine, out = brotli.Decompressor(), b""
    try:
        for start in range(0, len(packed), 4096):  # a little at a time: it may unpack to anything
            out += machine.process(packed[start : start + 4096])
            if len(out) > total:
                break
    except brotli.error as error:
        raise ValueError("it cannot be unpacked") from error
    if len(out) != total or not machine.is_finished():
        raise ValueError("its tables are not as long as it says")
    return out


def _entry(data: bytes, at: int) -> tuple[str, int, int]:
    flags = data[at]
    at += 1
    if flags & 63 == 63:
        tag, at = data[at : at + 4].decode("latin-1"), at + 4
    else:
        tag = _TAGS[flags & 63]
    length, at = _base128(data, at)
    if flags >> 6 != (_AS_IT_WAS if tag in ("glyf", "loca") else 0):
        raise ValueError(f"its table {tag} is packed as no export packs it")
    return tag, length, at


def _base128(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for byte in data[at : at + 5]:
        value, at = value << 7 | byte & 0x7F, at + 1
        if byte < 0x80:
            return value, at
    raise ValueError("a length in it has no end")


def _cut(stream: bytes, entries: list[tuple[str, int]]) -> dict[str, bytes]:
    out: dict[str, bytes] = {}
    at = 0
    for tag, length in entries:
        out[tag] = stream[at : at + length]
        at += length
    return out
