"""Fonts that travel with a book: whatever stands in it must look, set in them, as it looks in the
fonts they are cut from.

A font that is, table by table, what the shipped one gives when it is cut to the same characters
needs no more. Where another HarfBuzz cut it, every line of the book is shaped twice, by the
embedded font and by the shipped one, and must give the same outlines at the same places: so no map,
no outline, no rule of substitution or position can show another character than the text has.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import ModuleType
from typing import Any

import uharfbuzz as hb

from exporter.errors import FontError
from exporter.messages import as_message, say
from exporter.proof.closed.epub.woff2 import tables_of
from exporter.proof.found.extracted import Fault
from exporter.typography.faces import HEAVY, HEI, KAI, LAST, SONG, shipped_face

Shape = list[tuple[int, ...]]
Way = tuple[str, dict[str, bool]]

FONTS = {
    SONG: ("Exporter Song", 400),
    HEAVY: ("Exporter Song", 900),
    HEI: ("Exporter Hei", 700),
    KAI: ("Exporter Kai", 400),
    LAST: ("Exporter Rare", 400),
}
"""Family and weight of each shipped face in a book."""
_TABLES = frozenset((
    "cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2", "post", "glyf", "loca", "CFF ", "VORG",
    "vhea", "vmtx", "BASE", "GDEF", "GPOS", "GSUB", "gasp", "STAT",
))  # fmt: skip
"""The tables a font of ours may have: none that colours, animates, instructs or draws otherwise."""
_WAYS: tuple[Way, ...] = (
    ("ltr", {}),
    ("ltr", {"halt": True, "chws": True}),
    ("ttb", {"vert": True}),
    ("ttb", {"vert": True, "vhal": True, "vchw": True}),
)
"""The directions and features a reading system may set a line with: the last two down a page."""
_KEPT = ("halt", "vhal", "chws", "vchw", "vert")
"""Features a font is cut with, besides those that always apply."""
_MOST_TOLD = 3
_MOST_CHARACTERS, _MOST_MAPS = 1 << 16, 8
_UVS = (0, 5)
"""The platform and encoding of a map of variants."""


def font_items(names: Iterable[str]) -> dict[str, str]:
    """The fonts among a book's parts: manifest id to href."""
    there = frozenset(names)
    hrefs = ((f"font-{n}", f"fonts/{face.lower()}.woff2") for n, face in enumerate(FONTS, 1))
    return {id_: href for id_, href in hrefs if href in there}


def can_be_unpacked() -> bool:
    """Whether fonts can be examined here at all."""
    return _brotli() is not None


def font_faults(
    fonts: Mapping[str, bytes], lines: Iterable[str], *, vertical: bool
) -> Iterator[Fault]:
    """What is wrong with the fonts, by href; `lines` is all that is set in them."""
    brotli = _brotli()
    if brotli is None or not fonts:
        return
    texts = tuple(dict.fromkeys(lines))
    ways = _WAYS if vertical else _WAYS[:2]
    for face, (family, _) in FONTS.items():
        href = f"fonts/{face.lower()}.woff2"
        if href not in fonts:
            continue
        try:
            for detail in _Font(tables_of(fonts[href], brotli), face, family).faults(texts, ways):
                yield Fault("font-differs", href, face, "", as_message(detail))
        except (ValueError, IndexError, struct.error, hb.HarfBuzzError) as error:
            yield Fault("font-differs", href, face, "", say("{error}", error=error))
        except FontError as error:
            yield Fault("font-differs", href, face, "", error.message)


def _brotli() -> ModuleType | None:
    try:
        import brotli  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        return None
    module: ModuleType = brotli
    return module


class _Font:
    """One embedded font beside the one it is cut from."""

    def __init__(self, tables: Mapping[str, bytes], face: str, family: str) -> None:
        self.tables = tables
        self.family = family
        self.shipped = shipped_face(face)
        self.other: Any = None
        """The shipped font with its tables that count alone, once it is needed."""
        self.face = _face(tables)
        self.font = hb.Font(self.face)
        self.characters = frozenset(map(chr, self.face.unicodes))
        if len(self.characters) > _MOST_CHARACTERS:
            raise ValueError("it maps more characters than a font has glyphs")
        self.alike: dict[tuple[int, int], bool] = {}

    def faults(self, lines: Sequence[str], ways: Sequence[Way]) -> Iterator[str]:
        """What is wrong with it."""
        strange = sorted(set(self.tables) - _TABLES)
        if strange:
            yield say("tables {names}", names=tuple(strange))
        if self._extents(self.font) != self._extents(self.shipped.hb_font):
            yield say("its lines are of another height")
        if (
            self.face.get_name(hb.OTNameIdPredefined.FONT_FAMILY, "en").partition(" B")[0]
            != self.family
        ):
            yield say("its name")
        if self._is_cut_alike():
            return
        whole = self.shipped.hb_face
        kept = _TABLES.intersection(whole.table_tags)
        self.other = hb.Font(_face({tag: whole.reference_table(tag).data for tag in kept}))
        if any(_instructions(self.tables)):
            yield say("its glyphs carry instructions")
        yield from self._maps()
        yield from self._lines(lines, ways)

    def _is_cut_alike(self) -> bool:
        """Whether it is what the shipped font gives when it is cut here."""
        wanted = hb.SubsetInput()
        wanted.sets(hb.SubsetInputSets.UNICODE).update(self.face.unicodes)
        tags = [int.from_bytes(tag.encode(), "big") for tag in _KEPT]
        wanted.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG).update(tags)
        wanted.flags = hb.SubsetFlags.NO_HINTING
        made = hb.SubsetPlan(self.shipped.hb_face, wanted).execute()
        compared = (set(self.tables) | (set(made.table_tags) & _TABLES)) - {"name", "head"}
        return all(made.reference_table(tag).data == self.tables.get(tag) for tag in compared)

    def _extents(self, font: Any) -> list[tuple[int, int, int, int]]:
        found = [font.get_font_extents(way) for way in ("ltr", "ttb")]
        return [(font.face.upem, one.ascender, one.descender, one.line_gap) for one in found]

    def _maps(self) -> Iterator[str]:
        """Each of its maps from characters to glyphs must be the one that was looked at."""
        table = self.tables.get("cmap", b"")
        if struct.unpack_from(">H", table, 2)[0] > _MOST_MAPS:
            yield say("it has more maps than an export gives it")
        wanted = {char: self.font.get_nominal_glyph(char) for char in self.face.unicodes}
        for at in range(4, 4 + 8 * min(_MOST_MAPS, struct.unpack_from(">H", table, 2)[0]), 8):
            platform, encoding, start = struct.unpack_from(">HHL", table, at)
            if (platform, encoding) == _UVS:
                continue
            alone = struct.pack(">HHHHL", 0, 1, 3, 10, 12) + table[start:]
            face = _face({**self.tables, "cmap": alone})
            font = hb.Font(face)
            if any(wanted.get(char) != font.get_nominal_glyph(char) for char in face.unicodes):
                yield say("two of its maps differ")
        for selector in self.face.variation_selectors:
            for char in self.face.variation_unicodes(selector):
                pair = tuple(f.get_variation_glyph(char, selector) for f in (self.font, self.other))
                if None in pair or not self._alike(*pair):
                    yield f"U+{char:04X} U+{selector:04X}"

    def _lines(self, lines: Sequence[str], ways: Sequence[Way]) -> Iterator[str]:
        told = 0
        runs = dict.fromkeys(run for line in lines for run in self._runs(line))
        for direction, features in ways:
            for run in runs:
                at = self._fault(run, direction, features)
                if at is not None:
                    yield f"{direction}: “{run[max(0, at - 4) : at + 4]}”"
                    told += 1
                    if told == _MOST_TOLD:
                        return

    def _runs(self, line: str) -> Iterator[str]:
        """The stretches of a line that the font has the characters of."""
        have, start = self.characters, 0
        for at, char in enumerate(line + "\0"):
            if char not in have:
                if at > start:
                    yield line[start:at]
                start = at + 1

    def _fault(self, run: str, direction: str, features: dict[str, bool]) -> int | None:
        """The first character that looks otherwise."""
        mine = _shaped(self.font, run, direction, features)
        theirs = _shaped(self.other, run, direction, features)
        if len(mine) != len(theirs):
            return 0
        for (glyph, *place), (other, *there) in zip(mine, theirs, strict=True):
            if place != there or not self._alike(glyph, other):
                return place[0]
        return None

    def _alike(self, glyph: int, other: int) -> bool:
        key = glyph, other
        if key not in self.alike:
            self.alike[key] = _outline(self.font, glyph) == _outline(self.other, other)
        return self.alike[key]


def _face(tables: Mapping[str, bytes]) -> Any:
    """A font put together of tables."""
    return hb.Face.create_for_tables(lambda _, tag, __: tables.get(tag), None)


def _shaped(font: Any, run: str, direction: str, features: dict[str, bool]) -> Shape:
    buffer = hb.Buffer()
    buffer.add_str(run)
    buffer.direction = direction
    buffer.guess_segment_properties()
    hb.shape(font, buffer, features)
    return [
        (info.codepoint, info.cluster, *place.position)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


def _outline(font: Any, glyph: int) -> list[Any]:
    out: list[Any] = []
    font.draw_glyph_with_pen(glyph, _Pen(out))
    return out


class _Pen:
    """Writes down what is drawn."""

    def __init__(self, out: list[Any]) -> None:
        self.out = out

    def __getattr__(self, step: str) -> Any:
        return lambda *points: self.out.append((step, points))


def _instructions(tables: Mapping[str, bytes]) -> Iterator[bool]:
    """Of each simple or composite glyph whether it carries a program."""
    glyf, loca = tables.get("glyf", b""), tables.get("loca", b"")
    if not glyf:
        return
    wide = struct.unpack_from(">h", tables["head"], 50)[0]
    offsets = (
        struct.unpack(f">{len(loca) // 4}L", loca)
        if wide
        else [2 * at for at in struct.unpack(f">{len(loca) // 2}H", loca)]
    )
    for at, end in pairwise(offsets):
        if end - at < 12:
            continue
        contours = struct.unpack_from(">h", glyf, at)[0]
        if contours >= 0:
            yield struct.unpack_from(">H", glyf, at + 10 + 2 * contours)[0] > 0
        else:
            yield _composed(glyf, at + 10)


def _composed(glyf: bytes, at: int) -> bool:
    """Whether a composite glyph carries a program (OpenType, glyf: WE_HAVE_INSTRUCTIONS)."""
    flags = 0x20
    while flags & 0x20:
        flags = struct.unpack_from(">H", glyf, at)[0]
        at += 4 + (4 if flags & 1 else 2)
        at += 2 if flags & 0x08 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0
    return bool(flags & 0x100)
