"""Fonts in a book: whatever makes a character look like another is told; another cut passes."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import brotli
import pytest
import uharfbuzz as hb

from exporter.proof.closed.epub.fonts import font_faults
from exporter.proof.closed.epub.woff2 import tables_of
from exporter.typography.faces import KAI, SONG, shipped_face
from exporter.writers.epub.webfonts import _tables, _woff2

LINES = ("要得误农时，2031年。", "不得误农时", "office 12", "误农时……")
HREF = f"fonts/{SONG.lower()}.woff2"
Tables = dict[str, bytes]


@cache
def cut(name: str = SONG) -> Tables:
    """A font as books carry it."""
    return _tables(shipped_face(name), set("".join(LINES)), "Exporter Song", 400)


def told(tables: Tables, *, vertical: bool = False) -> list[str]:
    """What is said of it."""
    data = _woff2(dict(tables), brotli)
    return [fault.detail for fault in font_faults({HREF: data}, LINES, vertical=vertical)]


def glyphs(tables: Tables) -> list[bytes]:
    wide = struct.unpack_from(">h", tables["head"], 50)[0]
    size, scale = (4, 1) if wide else (2, 2)
    loca = tables["loca"]
    ends = [scale * int.from_bytes(loca[i : i + size], "big") for i in range(0, len(loca), size)]
    return [tables["glyf"][a:b] for a, b in pairwise(ends)]


def with_glyphs(tables: Tables, outlines: list[bytes]) -> Tables:
    """The font with these outlines."""
    ends, body = [0], b""
    for outline in outlines:
        body += outline + bytes(-len(outline) % 4)
        ends.append(len(body))
    head = bytearray(tables["head"])
    head[50:52] = b"\0\1"
    loca = struct.pack(f">{len(ends)}L", *ends)
    return tables | {"glyf": body, "loca": loca, "head": bytes(head)}


def glyph_of(tables: Tables, char: str) -> int:
    font = hb.Font(hb.Face.create_for_tables(lambda _, tag, __: tables.get(tag), None))
    return int(font.get_nominal_glyph(ord(char)) or 0)


def mapped(tables: Tables) -> dict[int, int]:
    return {ord(char): glyph_of(tables, char) for char in set("".join(LINES))}


def subtable(chars: dict[int, int]) -> bytes:
    """A map in format 12, a group a character."""
    groups = b"".join(struct.pack(">LLL", c, c, g) for c, g in sorted(chars.items()))
    return struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, len(chars)) + groups


def with_maps(tables: Tables, *maps: tuple[int, int, dict[int, int]]) -> Tables:
    """The font with these maps: (platform, encoding, characters to glyphs)."""
    rows, body = b"", b""
    for platform, encoding, chars in maps:
        rows += struct.pack(">HHL", platform, encoding, 4 + 8 * len(maps) + len(body))
        body += subtable(chars)
    return tables | {"cmap": struct.pack(">HH", 0, len(maps)) + rows + body}


def swapped(chars: dict[int, int], one: str = "要", other: str = "不") -> dict[int, int]:
    return chars | {ord(one): chars[ord(other)], ord(other): chars[ord(one)]}


def substituting(one: int, other: int, feature: bytes = b"ccmp") -> bytes:
    """A GSUB that puts one glyph in the place of another, for whatever script."""
    script = struct.pack(">H4sH", 1, b"DFLT", 8) + struct.pack(">HH", 4, 0)
    script += struct.pack(">HHHH", 0, 0xFFFF, 1, 0)
    features = struct.pack(">H4sH", 1, feature, 8) + struct.pack(">HHH", 0, 1, 0)
    lookup = struct.pack(">HHHH", 1, 0, 1, 8) + struct.pack(">HHHH", 2, 8, 1, other)
    lookup += struct.pack(">HHH", 1, 1, one)
    lookups = struct.pack(">HH", 1, 4) + lookup
    starts = (10, 10 + len(script), 10 + len(script) + len(features))
    return struct.pack(">HHHHH", 1, 0, *starts) + script + features + lookups


# -- honest fonts ----------------------------------------------------------------------------------


@pytest.mark.parametrize("vertical", [False, True])
def test_a_font_passes_as_it_is_and_as_another_tool_lays_it_out(vertical: bool) -> None:
    font = cut()
    assert told(font, vertical=vertical) == []
    assert told(with_maps(font, (3, 10, mapped(font))), vertical=vertical) == []
    assert told(with_glyphs(font, glyphs(font)), vertical=vertical) == []


def test_a_font_is_unpacked_as_it_was_packed() -> None:
    assert tables_of(_woff2(cut(), brotli), brotli) == cut()


# -- forgeries -------------------------------------------------------------------------------------


def _outlines_swapped(font: Tables) -> Tables:
    outlines = glyphs(font)
    one, other = glyph_of(font, "要"), glyph_of(font, "不")
    outlines[one], outlines[other] = outlines[other], outlines[one]
    return with_glyphs(font, outlines)


def _outline_gone(font: Tables) -> Tables:
    outlines = glyphs(font)
    outlines[glyph_of(font, "误")] = b""
    return with_glyphs(font, outlines)


def _characters_swapped(font: Tables) -> Tables:
    return with_maps(font, (3, 10, swapped(mapped(font))))


def _second_map_swapped(font: Tables) -> Tables:
    chars = mapped(font)
    return with_maps(font, (0, 4, swapped(chars)), (3, 10, chars))


def _first_map_swapped(font: Tables) -> Tables:
    chars = mapped(font)
    return with_maps(font, (3, 1, swapped(chars)), (3, 10, chars))


def _substituted(font: Tables) -> Tables:
    return font | {"GSUB": substituting(glyph_of(font, "要"), glyph_of(font, "不"))}


def _widths(font: Tables) -> Tables:
    return font | {"hmtx": bytes(len(font["hmtx"]))}


def _heights(font: Tables) -> Tables:
    return font | {"hhea": font["hhea"][:4] + b"\0\0\0\0" + font["hhea"][8:]}


def _coloured(font: Tables) -> Tables:
    return font | {"COLR": b"\0\0\0\0"}


def _instructed(font: Tables) -> Tables:
    outlines = glyphs(font)
    at = glyph_of(font, "不")
    outline = outlines[at]
    contours = struct.unpack_from(">h", outline)[0]
    assert contours > 0
    end = 10 + 2 * contours
    outlines[at] = outline[:end] + b"\0\1\x4f" + outline[end + 2 :]
    return with_glyphs(font, outlines)


def _another_face(_: Tables) -> Tables:
    return cut(KAI)


@pytest.mark.parametrize("forge", [
    _outlines_swapped, _outline_gone, _characters_swapped, _second_map_swapped, _first_map_swapped,
    _substituted, _widths, _heights, _coloured, _instructed, _another_face,
])  # fmt: skip
def test_a_font_that_shows_something_else_is_told(forge: Callable[[Tables], Tables]) -> None:
    assert told(forge(cut()))


def test_a_rule_for_columns_is_looked_for_in_columns() -> None:
    font = cut()
    forged = font | {"GSUB": substituting(glyph_of(font, "要"), glyph_of(font, "不"), b"vert")}
    assert told(forged, vertical=True)


@pytest.mark.parametrize("damage", [
    lambda data: data[:40], lambda data: data + b"more", lambda data: b"wOFF" + data[4:],
    lambda data: data[:-9] + bytes(9), lambda data: data[:48] + b"\x05" + data[49:],
])  # fmt: skip
def test_a_damaged_font_is_told(damage: Callable[[bytes], bytes]) -> None:
    data = damage(_woff2(cut(), brotli))
    assert [fault.code for fault in font_faults({HREF: data}, LINES, vertical=False)]
