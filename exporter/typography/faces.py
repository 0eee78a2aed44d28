"""Font files: where they are, what they cover, how wide their glyphs are.

HarfBuzz opens a 15 MB face in a fraction of a millisecond; nothing is read until asked for.
The shipped fonts are in `fonts/` beside the package in a checkout, in `exporter/_fonts` when
installed; the one locator tries both.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import uharfbuzz as hb

from exporter.errors import FontError

SONG, HEAVY, HEI, KAI, LAST = (
    "NotoSerifSC-Regular",
    "NotoSerifSC-Black",
    "NotoSansSC-Bold",
    "LXGWWenKai-Regular",
    "HanaMinB",
)
SHIPPED = {name: f"{name}.ttf" for name in (SONG, HEAVY, HEI, KAI, LAST)}
CHAIN = (SONG, KAI, LAST)
"""Where a character is looked for when its own face lacks it, in order."""
GETA = "〓"
"""What is printed for a character that no face has: the geta mark, as printers do."""


def font_folders() -> tuple[Path, ...]:
    """The folders that may hold the shipped fonts, an installed copy first."""
    package = Path(__file__).resolve().parent.parent
    return (package / "_fonts", package.parent / "fonts")


def font_path(name: str, folders: tuple[Path, ...] = ()) -> Path:
    """The file of a shipped font. Raises FontError naming the folders searched."""
    searched = (*folders, *font_folders())
    for folder in searched:
        path = folder / SHIPPED[name]
        if path.is_file():
            return path
    raise FontError(
        f"The font {SHIPPED[name]} is not in {', '.join(map(str, searched))}. "
        "Install Exporter again, or name its folder with --font-dir.",
        path=SHIPPED[name],
    )


@dataclass(frozen=True, slots=True)
class Metrics:
    """Of a face, in thousandths of an em."""

    ascent: int
    descent: int
    bbox: tuple[int, int, int, int]


class Face:
    """One font file, opened once a process and read as asked.

    `advance(char)` is in thousandths of an em; `glyph(char)` 0 when the face lacks it.
    """

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.path = path
        try:
            blob = hb.Blob.from_file_path(str(path))
            self.hb_face = hb.Face(blob)
            self.hb_font = hb.Font(self.hb_face)
        except (OSError, hb.HarfBuzzError) as error:
            raise FontError(
                f"The font {path} cannot be opened: {error}.", path=str(path)
            ) from error
        self.units_per_em = int(self.hb_face.upem)
        tags = set(self.hb_face.table_tags)
        self.is_cff = "CFF " in tags or "CFF2" in tags
        if "cmap" not in tags or not (self.is_cff or "glyf" in tags):
            raise FontError(
                f"{path} is not a font with outlines and a character map. "
                "Name a TrueType or OpenType file.",
                path=str(path),
            )
        self._glyphs: dict[str, int] = {}
        self._advances: dict[int, int] = {}

    def glyph(self, char: str) -> int:
        """The glyph of a character by the face's own map; 0 when it has none."""
        try:
            return self._glyphs[char]
        except KeyError:
            found = self._glyphs[char] = int(self.hb_font.get_nominal_glyph(ord(char)) or 0)
            return found

    def glyph_advance(self, glyph: int) -> int:
        """A glyph's advance width."""
        try:
            return self._advances[glyph]
        except KeyError:
            units = int(self.hb_font.get_glyph_h_advance(glyph))
            found = self._advances[glyph] = round(units * 1000 / self.units_per_em)
            return found

    def advance(self, char: str) -> int:
        """A character's advance width; that of .notdef when the face lacks it."""
        return self.glyph_advance(self.glyph(char))

    def metrics(self) -> Metrics:
        """Ascent, descent and bounding box, from hhea and head."""
        extents = self.hb_font.get_font_extents("ltr")
        head = bytes(self.hb_face.reference_table("head").data)
        bbox = [int.from_bytes(head[i : i + 2], "big", signed=True) for i in range(36, 44, 2)]
        k = 1000 / self.units_per_em
        left, bottom, right, top = (round(v * k) for v in bbox)
        return Metrics(
            round(extents.ascender * k), round(extents.descender * k), (left, bottom, right, top)
        )

    def postscript_name(self) -> str:
        """The name fonts are known by in PDF."""
        found = self.hb_face.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME)
        return str(found) if found else self.name

    def subset(self, glyphs: list[int]) -> tuple[bytes, dict[int, int]]:
        """A font program with these glyphs and .notdef only, and old to new glyph numbers.

        Layout, names and hints are left out: a PDF places every glyph itself. For CFF the bytes
        are the bare CFF table.
        """
        wanted = hb.SubsetInput()
        wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).update(glyphs)
        flags = hb.SubsetFlags
        wanted.flags = flags.NO_LAYOUT_CLOSURE | flags.NO_HINTING | flags.NOTDEF_OUTLINE
        drop = wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG)
        drop.update(int.from_bytes(tag.encode(), "big") for tag in _UNUSED_TABLES)
        plan = hb.SubsetPlan(self.hb_face, wanted)
        made = plan.execute()
        mapping = dict(plan.old_to_new_glyph_mapping)
        if self.is_cff:
            return bytes(made.reference_table("CFF ").data), mapping
        return bytes(made.blob.data), mapping


_UNUSED_TABLES = (
    *("GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "gasp", "name", "cmap"),
    *("OS/2", "post", "DSIG", "STAT", "meta", "kern"),
)


@cache
def shipped_face(name: str, folders: tuple[Path, ...] = ()) -> Face:
    """A shipped font, opened once a process. Raises FontError."""
    return Face(name, font_path(name, folders))


def covering(char: str, first: Face, folders: tuple[Path, ...] = ()) -> Face | None:
    """The first face of `first` and the chain that has the character; None when none has."""
    if first.glyph(char):
        return first
    for name in CHAIN:
        face = shipped_face(name, folders)
        if face.glyph(char):
            return face
    return None
