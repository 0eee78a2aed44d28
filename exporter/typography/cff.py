"""The one thing a PDF must know of a CFF table: by which number (CID) it calls each glyph.

In a font keyed by names that is the glyph's place; in one keyed by CIDs (as the large Chinese
OpenType fonts are) the charset says it. Adobe Technical Note 5176, sections 5 to 9, 13 and 18.
"""

from __future__ import annotations

from exporter.messages import say

_ROS = 1230
_CHARSET = 15


def glyph_cids(table: bytes, glyphs: int) -> list[int]:
    """The CID of each of `glyphs` glyphs of a CFF table. Raises ValueError when it is damaged."""
    try:
        at = _after_index(table, table[2])
        top = _operators(_first_of_index(table, at))
        if _ROS not in top:
            return list(range(glyphs))
        return _charset(table, top.get(_CHARSET, [0])[0], glyphs)
    except IndexError as error:
        raise ValueError(say("the CFF table ends too early")) from error


def _number(table: bytes, at: int, size: int) -> int:
    if at + size > len(table):
        raise IndexError(at)
    return int.from_bytes(table[at : at + size], "big")


def _after_index(table: bytes, at: int) -> int:
    count = _number(table, at, 2)
    if count == 0:
        return at + 2
    size = table[at + 2]
    data = at + 3 + (count + 1) * size - 1
    return data + _number(table, at + 3 + count * size, size)


def _first_of_index(table: bytes, at: int) -> bytes:
    count, size = _number(table, at, 2), table[at + 2]
    data = at + 3 + (count + 1) * size - 1
    first, second = (_number(table, at + 3 + i * size, size) for i in (0, 1))
    return table[data + first : data + second]


def _operators(data: bytes) -> dict[int, list[int]]:
    """The integer operands of each operator of a DICT; two-byte operators as 1200 + second."""
    out: dict[int, list[int]] = {}
    stack: list[int] = []
    at = 0
    while at < len(data):
        byte = data[at]
        at += 1
        if byte <= 21:
            if byte == 12:
                byte = 1200 + data[at]
                at += 1
            out[byte] = stack
            stack = []
        elif byte in (28, 29):
            size = 2 if byte == 28 else 4
            stack.append(int.from_bytes(data[at : at + size], "big", signed=True))
            at += size
        elif byte == 30:  # a real number: two digits a byte, ended by a half byte of 15
            while data[at] & 0x0F != 0x0F and data[at] >> 4 != 0x0F:
                at += 1
            at += 1
            stack.append(0)
        elif byte <= 246:
            stack.append(byte - 139)
        else:
            high = (byte - 247) * 256 + data[at] + 108
            stack.append(high if byte <= 250 else -((byte - 251) * 256 + data[at] + 108))
            at += 1
    return out


def _charset(table: bytes, at: int, glyphs: int) -> list[int]:
    if at <= 2:  # a predefined one: not for fonts keyed by CIDs
        return list(range(glyphs))
    kind = table[at]
    at += 1
    out = [0]
    if kind == 0:
        out += [_number(table, at + 2 * i, 2) for i in range(glyphs - 1)]
        return out
    size = 1 if kind == 1 else 2
    while len(out) < glyphs:
        first, left = _number(table, at, 2), _number(table, at + 2, size)
        out += range(first, first + left + 1)
        at += 2 + size
    return out[:glyphs]
