"""Font files opened: what they cover, how wide their glyphs are.

HarfBuzz opens a 15 MB face in a fraction of a millisecond; nothing is read until asked for.
The shipped fonts are in `fonts/` beside the package in a checkout, in `exporter/_fonts` when
installed; the one locator tries both. Those of a person are where the catalogue says: no folder is
searched here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import uharfbuzz as hb

from exporter.errors import FontError
from exporter.messages import Message, say
from exporter.startup.records import dataclass
from exporter.typography.catalogue import NO_FONTS, PIN, Fonts, files_called
from exporter.typography.cff import glyph_cids
from exporter.typography.languages import is_traditional as is_traditional
from exporter.typography.rules import CLOSING

SONG, HEAVY, HEI, KAI, LAST = (
    "NotoSerifSC-Regular",
    "NotoSerifSC-Black",
    "NotoSansSC-Bold",
    "LXGWWenKai-Regular",
    "HanaMinB",
)
SONG_TC, HEAVY_TC = "NotoSerifTC-Regular", "NotoSerifTC-Black"
SHIPPED = {n: f"{n}.ttf" for n in (SONG, HEAVY, HEI, KAI, SONG_TC, HEAVY_TC, LAST)}
CHAIN = (SONG, KAI, LAST)
"""Where a character is looked for when its own face lacks it, in order."""
LOCAL = {"zh-Hant": {SONG: SONG_TC, HEAVY: HEAVY_TC}}
"""Faces whose glyphs have the shapes of a language's own readers (rule 15), by language."""
_MIDDLE = 400
"""Where, in thousandths, the middle of a mark's ink lies at most that keeps to its left half."""
_FIRST_MARK, _LAST_MARK = "\u0300", "\u036f"
"""Combining accents: some faces count on being told where to put them, others draw them to the
left of where they stand, over the letter before."""
GETA = "〓"
"""What is printed for a character that no face has: the geta mark, as printers do."""


def local_faces(language: str) -> dict[str, str]:
    """Which faces stand for which in a document of a language."""
    return LOCAL["zh-Hant"] if is_traditional(language) else {}


@cache
def font_folders() -> tuple[Path, ...]:
    """The folders that may hold the shipped fonts, an installed copy first."""
    package = Path(__file__).resolve().parent.parent
    return (package / "_fonts", package.parent / "fonts")


def font_path(name: str, fonts: Fonts = NO_FONTS) -> Path:
    """The file of a shipped font, or of one of the user's: by what an option calls it, or by its
    name (with or without its suffix). A name may be pinned (see `pinned`). Raises FontError naming
    the folders searched, or saying that the file is another than the one that is meant."""
    name, _, digest = name.partition(PIN)
    path = next(_places(name, fonts), None)
    if path is not None:
        return _meant(path, digest)
    file = SHIPPED.get(name, name)
    raise FontError(
        say(
            "The font {font} is not in {folders}. Name its file, or its folder with --font-dir.",
            font=file,
            folders=tuple(map(str, (*fonts.folders, *font_folders()))),
        ),
        path=file,
    )


def _places(name: str, fonts: Fonts) -> Iterator[Path]:
    """What an option means by the name, files of that name, and what the package has of it."""
    files = (SHIPPED[name],) if name in SHIPPED else files_called(name)
    if name not in SHIPPED and name in fonts.named:
        yield fonts.named[name]
    yield from (fonts.files[file] for file in files if file in fonts.files)
    yield from filter(None, map(_shipped_path, files))


@cache
def _shipped_path(file: str) -> Path | None:
    """Where the package has the font file; None where it has no such."""
    if file not in SHIPPED.values():
        return None
    return next((path for folder in font_folders() if (path := folder / file).is_file()), None)


def pinned(name: str, fonts: Fonts = NO_FONTS) -> str:
    """A font as a record names it: a shipped one by its name, one of the user's by its file's name
    and its SHA-256, so that no other is taken for it later. Raises FontError."""
    if name in SHIPPED:
        return name
    path = font_path(name, fonts)
    return f"{path.name}{PIN}{_digest(path)}"


def _meant(path: Path, digest: str) -> Path:
    """The file, if it is the one that was pinned, or none was."""
    if digest and _digest(path) != digest:
        raise FontError(
            say(
                "{path} is another file than the {name} that was meant: its SHA-256 is "
                "{digest}, not {wanted}. Give the folder of that one with --font-dir.",
                path=path,
                name=path.name,
                digest=_digest(path),
                wanted=digest,
            ),
            path=str(path),
        )
    return path


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


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
                say("The font {path} cannot be opened: {error}.", path=path, error=error),
                path=str(path),
            ) from error
        self.units_per_em = int(self.hb_face.upem)
        tags = set(self.hb_face.table_tags)
        self.is_cff = "CFF " in tags
        trouble = _trouble(path)
        if not trouble and ("cmap" not in tags or not (self.is_cff or "glyf" in tags)):
            trouble = say(
                "{path} is not a font with outlines and a character map. Name a TrueType or "
                "OpenType file.",
                path=path,
            )
        if trouble:
            raise FontError(trouble, path=str(path))
        refused = self.refusal()
        if refused:
            raise FontError(refused, path=str(path))
        self._glyphs: dict[str, int] = {}
        self._advances: dict[int, int] = {}
        self._cids: list[int] | None = None
        self._whole: frozenset[str] | None = None
        self._latin: Face | None = None

    def refusal(self) -> Message | None:
        """Why the font's own words (OS/2, fsType) forbid what a PDF does with it, or nothing."""
        table = bytes(self.hb_face.reference_table("OS/2").data)
        rights = int.from_bytes(table[8:10], "big")
        if rights & _USAGE == _RESTRICTED:
            return say(
                "{path} may not be embedded: its licence bits (fsType 2) forbid it. Name another "
                "font.",
                path=self.path,
            )
        if rights & _NO_SUBSET:
            return say(
                "{path} may not be cut down to the characters used: its licence bits forbid it. "
                "Name another font.",
                path=self.path,
            )
        if rights & _BITMAPS:
            return say(
                "{path} may be embedded as bitmaps only: its licence bits forbid outlines. Name "
                "another font.",
                path=self.path,
            )
        return None

    def whole_marks(self) -> frozenset[str]:
        """Closing marks with no blank half in this face: in Traditional Chinese ones 、，。 stand
        in the middle of their square, and nothing can be trimmed from them."""
        if self._whole is None:
            found = []
            for char in CLOSING:
                extents = self.hb_font.get_glyph_extents(self.glyph(char))
                if extents is not None and extents.width:
                    middle = extents.x_bearing + extents.width / 2
                    if middle * 1000 / self.units_per_em > _MIDDLE:
                        found.append(char)
            self._whole = frozenset(found)
        return self._whole

    def latin(self) -> Face:
        """The face for quotes within Latin text: where it has narrow ones (feature pwid), they
        take the place of those as wide as Han."""
        if self._latin is None:
            self._latin = _LatinFace(self)
        return self._latin

    def characters(self) -> set[int]:
        """The code points the face has glyphs for."""
        return set(self.hb_face.unicodes)

    def glyph(self, char: str) -> int:
        """The glyph of a character by the face's own map; 0 when it has none, or none that can be
        set without moving it over its base."""
        try:
            return self._glyphs[char]
        except KeyError:
            found = int(self.hb_font.get_nominal_glyph(ord(char)) or 0)
            if found and _FIRST_MARK <= char <= _LAST_MARK and self._stands_behind(found):
                found = 0
            self._glyphs[char] = found
            return found

    def _stands_behind(self, glyph: int) -> bool:
        """Whether an accent would be drawn over what follows its letter, not over the letter."""
        extents = self.hb_font.get_glyph_extents(glyph)
        return extents is not None and extents.x_bearing + extents.width / 2 >= 0

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

    def cids(self) -> list[int]:
        """By which number its CFF table calls each glyph. Raises FontError."""
        if self._cids is None:
            table = bytes(self.hb_face.reference_table("CFF ").data)
            try:
                self._cids = glyph_cids(table, int(self.hb_face.glyph_count))
            except ValueError as error:
                raise FontError(
                    say("{path}: {error}.", path=self.path, error=error), path=str(self.path)
                ) from error
        return self._cids

    def subset(self, characters: Iterable[str]) -> tuple[bytes, dict[int, int]]:
        """A font program with the glyphs of these characters and .notdef only, and old to new
        glyph numbers.

        Layout, names and hints are left out: a PDF places every glyph itself. For CFF the bytes
        are the bare CFF table, its glyphs where they were.
        """
        wanted = hb.SubsetInput()
        self._want(wanted, characters)
        flags = hb.SubsetFlags
        wanted.flags = flags.NO_LAYOUT_CLOSURE | flags.NO_HINTING | flags.NOTDEF_OUTLINE
        if self.is_cff:
            wanted.flags |= flags.RETAIN_GIDS
        if "fvar" in self.hb_face.table_tags:
            wanted.pin_all_axes_to_default(self.hb_face)
        drop = wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG)
        drop.update(int.from_bytes(tag.encode(), "big") for tag in _UNUSED_TABLES)
        plan = hb.SubsetPlan(self.hb_face, wanted)
        made = plan.execute()
        mapping = dict(plan.old_to_new_glyph_mapping)
        if self.is_cff:
            return bytes(made.reference_table("CFF ").data), mapping
        return bytes(made.blob.data), mapping

    def _want(self, wanted: hb.SubsetInput, characters: Iterable[str]) -> None:
        # For glyphs HarfBuzz would walk the whole map of 30,000 characters first.
        wanted.sets(hb.SubsetInputSets.UNICODE).update(map(ord, characters))


def _trouble(path: Path) -> Message | None:
    """What the beginning of a font file says against it, or nothing."""
    with path.open("rb") as file:
        head = file.read(12)
        rows = file.read(16 * int.from_bytes(head[4:6], "big"))
        size = file.seek(0, 2)
    kind = _PACKED.get(head[:4])
    if kind:
        return say(
            "{path} is a web font ({kind}), which a PDF cannot hold: unpack it first. Name a "
            "TrueType or OpenType file.",
            path=path,
            kind=kind,
        )
    if head[:4] == b"ttcf":
        return None
    words = [int.from_bytes(rows[i : i + 4], "big") for i in range(8, len(rows), 4)]
    ends = [at + length for at, length in zip(words[::4], words[1::4], strict=False)]
    if max(ends, default=0) <= size:
        return None
    return say(
        "{path} is cut off: its tables reach beyond its end. Name a TrueType or OpenType file.",
        path=path,
    )


_PACKED = {b"wOF2": "WOFF2", b"wOFF": "WOFF"}


class _LatinFace(Face):
    """A face seen through its proportional forms."""

    def __init__(self, face: Face) -> None:
        super().__init__(f"{face.name} (Latin)", face.path)

    def glyph(self, char: str) -> int:
        """The proportional form of a character's glyph."""
        found = self._glyphs.get(char)
        if found is None:
            buffer = hb.Buffer()
            buffer.add_str(char)
            buffer.guess_segment_properties()
            hb.shape(self.hb_font, buffer, {"pwid": True})
            found = self._glyphs[char] = int(buffer.glyph_infos[0].codepoint)
        return found

    def _want(self, wanted: hb.SubsetInput, characters: Iterable[str]) -> None:
        wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).update(map(self.glyph, characters))


_USAGE, _RESTRICTED = 0x000F, 0x0002
_NO_SUBSET, _BITMAPS = 0x0100, 0x0200
_UNUSED_TABLES = (
    *("GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "gasp", "name", "cmap"),
    *("OS/2", "post", "DSIG", "STAT", "meta", "kern"),
)


@cache
def open_face(name: str, path: Path) -> Face:
    """A font file, opened once a process. Raises FontError."""
    return Face(name, path)


def shipped_face(name: str, fonts: Fonts = NO_FONTS) -> Face:
    """A shipped font, or one of the user's by path or name. Raises FontError."""
    return open_face(name, font_path(name, fonts))


def covering(char: str, first: Face, fonts: Fonts = NO_FONTS) -> Face | None:
    """The first face of `first`, the chain and the user's own that has the character; None when
    none has."""
    if first.glyph(char):
        return first
    shipped = (shipped_face(name, fonts) for name in CHAIN)
    own = (open_face(str(path), path) for path in fonts.own)
    return next((face for face in chain(shipped, own) if face.glyph(char)), None)
