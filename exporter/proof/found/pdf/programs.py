"""Whether an embedded font program is whole: the table directory of an sfnt, and its checksums
(OpenType 1.9, "Font file organization"; "Calculating checksums")."""

from __future__ import annotations

import struct

from exporter.messages import Message, say

_SFNT = (b"\0\1\0\0", b"OTTO", b"true")
_OTHERS = (b"%!", b"\x80\x01", b"\1\0")
"""How a Type 1 program begins, as text or in segments, and a bare CFF; they have no checksums."""
_HEADER, _ROW = struct.Struct(">4sH6x"), struct.Struct(">4sLLL")
_ADJUSTMENT, _MAGIC = slice(8, 12), 0xB1B0AFBA


def program_flaw(data: bytes) -> Message | None:
    """Why a font program cannot be right; None where nothing is found."""
    if not data.startswith(_SFNT):
        return None if data.startswith(_OTHERS) else say("it begins as no font program does")
    if len(data) < _HEADER.size:
        return say("its table directory is cut short")
    _, count = _HEADER.unpack_from(data)
    end = _HEADER.size + count * _ROW.size
    if not count or end > len(data):
        return say("its table directory is cut short")
    head = b""
    for tag, told, offset, length in _ROW.iter_unpack(data[_HEADER.size : end]):
        if offset < end or offset + length > len(data):
            return say("its table {tag} lies outside it", tag=_shown(tag))
        table = data[offset : offset + length]
        if tag == b"head":
            head, table = table, _unadjusted(table)
        if _sum(table) != told:
            return say("its table {tag} is not what its checksum was taken of", tag=_shown(tag))
    return _whole_flaw(data, head)


def _whole_flaw(data: bytes, head: bytes) -> Message | None:
    """`head` tells the sum of the whole program, which holds that very number; 0 tells nothing."""
    if len(head) < _ADJUSTMENT.stop:
        return say("it has no table head")
    told = int.from_bytes(head[_ADJUSTMENT], "big")
    if told and (_MAGIC - (_sum(data) - told)) & 0xFFFFFFFF != told:
        return say("it is not what its checksum was taken of")
    return None


def _unadjusted(head: bytes) -> bytes:
    return head[: _ADJUSTMENT.start] + bytes(4) + head[_ADJUSTMENT.stop :]


def _sum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}L", padded)
    return sum(words) & 0xFFFFFFFF


def _shown(tag: bytes) -> str:
    return tag.decode("latin-1").strip()
