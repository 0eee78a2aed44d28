"""A picture drawn from glyphs and rules, in a few flat colours, as a PNG.

HarfBuzz rasterises the shipped fonts' outlines; each colour is a mask of 16 steps from ground to
ink, and the masks together index one palette. The same text and fonts give the same bytes: no
graphics library, no font of the machine.
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from collections.abc import Sequence
from itertools import zip_longest

import uharfbuzz as hb

from exporter.startup.records import dataclass, field
from exporter.typography.catalogue import NO_FONTS, Fonts
from exporter.typography.faces import GETA, Face, covering

Colour = tuple[int, int, int]
_STEPS = 16
_COVERAGE = bytes(value >> 4 for value in range(256))  # 0–255 to 0–15


@dataclass(slots=True)
class Band:
    """A full-width strip of one ground colour. Where inks overlap one of them wins. Lengths are in
    pixels, y grows downwards from the band's top."""

    width: int
    height: int
    ground: Colour
    fonts: Fonts = NO_FONTS
    inks: list[Colour] = field(default_factory=list)
    masks: dict[Colour, hb.RasterDraw] = field(default_factory=dict)
    rules: list[tuple[int, int, int, int, Colour]] = field(default_factory=list)
    missing: dict[str, None] = field(default_factory=dict)

    def text(
        self, words: str, face: Face, size: float, x: float, y: float, ink: Colour, gap: float = 0
    ) -> None:
        """Words on the baseline `y` from `x`; `gap` is added after each character. A character no
        font has is set as 〓 and kept in `missing`."""
        if ink not in self.masks:
            self.inks.append(ink)
            self.masks[ink] = hb.RasterDraw()
            self.masks[ink].extents = hb.RasterExtents(0, 0, self.width, self.height, self.width)
        mask = self.masks[ink]
        self.missing |= dict.fromkeys(c for c in words if covering(c, face, self.fonts) is None)
        for found, glyph, advance in _set(words, face, self.fonts):
            scale = size / found.units_per_em
            mask.transform = (scale, 0, 0, -scale, x, y)
            mask.draw_glyph(found.hb_font, glyph)
            x += advance * size / 1000 + gap

    def rule(self, x: int, y: int, width: int, height: int, ink: Colour) -> None:
        """A filled rectangle."""
        self.rules.append((x, y, width, height, ink))

    def rows(self, first_index: int) -> tuple[bytearray, list[Colour]]:
        """The pixels as palette indices from `first_index` on, and the colours those name."""
        palette = [self.ground]
        pixels = int.from_bytes(bytes(self.width * self.height), "big")
        for ink in self.inks:
            base = first_index + len(palette) - 1
            steps = bytes([0, *range(base + 1, base + _STEPS)])
            coverage = self.masks[ink].render().buffer.translate(_COVERAGE)
            pixels |= int.from_bytes(coverage.translate(steps.ljust(256, b"\0")), "big")
            palette += [_mixed(self.ground, ink, step) for step in range(1, _STEPS)]
        last = first_index + len(palette) - 1
        indices = bytes([first_index, *(min(i, last) for i in range(1, 256))])
        rows = bytearray(pixels.to_bytes(self.width * self.height, "big").translate(indices))
        for x, y, width, height, ink in self.rules:
            index = first_index + palette.index(ink) if ink in palette else None
            if index is None:
                palette.append(ink)
                index = first_index + len(palette) - 1
            for row in range(y, y + height):
                start = row * self.width + x
                rows[start : start + width] = bytes([index]) * width
        return rows, palette


def text_width(words: str, face: Face, size: float, fonts: Fonts, gap: float = 0) -> float:
    """How wide `Band.text` sets the words, the last gap left out."""
    total = sum(advance for _, _, advance in _set(words, face, fonts))
    return total * size / 1000 + gap * max(0, len(words) - 1)


def png(bands: Sequence[Band]) -> bytes:
    """The bands one below another, as an 8-bit PNG with a palette (ISO/IEC 15948)."""
    width, height = bands[0].width, sum(band.height for band in bands)
    palette: list[Colour] = []
    lines: list[bytes] = []
    for band in bands:
        rows, colours = band.rows(len(palette))
        palette += colours
        lines += [b"\0" + rows[at : at + width] for at in range(0, len(rows), width)]
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours_ = b"".join([bytes(colour) for colour in palette])
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data)
        for kind, data in (
            (b"IHDR", header),
            (b"PLTE", colours_),
            (b"IDAT", zlib.compress(b"".join(lines), 6)),
            (b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _mixed(ground: Colour, ink: Colour, step: int) -> Colour:
    red, green, blue = (
        round(a + (b - a) * step / (_STEPS - 1)) for a, b in zip(ground, ink, strict=True)
    )
    return red, green, blue


def _set(words: str, face: Face, fonts: Fonts) -> list[tuple[Face, int, float]]:
    """Face, glyph and advance (thousandths of an em) of each character, with a quarter em between
    Han characters and Latin ones or digits (clreq, mixed text)."""
    placed: list[tuple[Face, int, float]] = []
    words = "".join(char for char in words if unicodedata.category(char) != "Cf")  # bidi, joiners
    for char, after in zip_longest(words, words[1:], fillvalue=""):
        found, glyph = _glyph(char, face, fonts)
        gap = 250 if _western(char) != _western(after) and char.isalnum() and after.isalnum() else 0
        placed.append((found, glyph, found.glyph_advance(glyph) + gap))
    return placed


def _western(char: str) -> bool:
    return char.isascii()


def _glyph(char: str, face: Face, fonts: Fonts) -> tuple[Face, int]:
    found = covering(char, face, fonts)
    if found is None:
        return face, face.glyph(GETA)
    return found, found.glyph(char)
