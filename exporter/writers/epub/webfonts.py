"""Fonts that travel with a book: of each shipped face the characters the book shows in it.

Each is subset by HarfBuzz, given a name of its own (a licence may reserve the original's) with the
original's copyright and licence kept, and packed as WOFF 2 without that format's optional glyph
transform. Packing needs the package brotli, which nothing else here does.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from types import ModuleType

import uharfbuzz as hb
from lxml import etree

from exporter.errors import FontError
from exporter.messages import say
from exporter.startup.records import dataclass
from exporter.typography.catalogue import Fonts
from exporter.typography.faces import HEAVY, HEI, KAI, LAST, SONG, Face, shipped_face
from exporter.writers.epub.look.styles import HEAVY_SELECTORS, HEI_SELECTORS, KAI_SELECTORS

_FAMILIES = {
    SONG: ("Exporter Song", 400),
    HEAVY: ("Exporter Song", 900),
    HEI: ("Exporter Hei", 700),
    KAI: ("Exporter Kai", 400),
    LAST: ("Exporter Rare", 400),
}
"""Of each shipped face the family and weight it has in a book."""

_FACE_OF = {
    selector.lstrip("."): face
    for face, selectors in ((HEAVY, HEAVY_SELECTORS), (HEI, HEI_SELECTORS), (KAI, KAI_SELECTORS))
    for selector in selectors
}
"""Which class or element is set in which face; all else is Song, or as what is around it."""

_SKIPPED = {"head", "script"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebFont:
    """One font file of a book."""

    name: str
    href: str
    data: bytes
    family: str
    weight: int


def web_fonts(documents: Iterable[bytes], fonts: Fonts) -> tuple[WebFont, ...]:
    """The fonts that set these XHTML documents as the style sheet asks. Raises FontError."""
    wanted: dict[str, set[str]] = {name: set() for name in _FAMILIES}
    for document in documents:
        _collect(etree.fromstring(document), SONG, wanted)
    _fall_back(wanted, fonts)
    brotli = _brotli()
    return tuple(
        WebFont(
            name=f"font-{number}",
            href=f"fonts/{name.lower()}.woff2",
            data=_woff2(_tables(shipped_face(name, fonts), chars, *_FAMILIES[name]), brotli),
            family=_FAMILIES[name][0],
            weight=_FAMILIES[name][1],
        )
        for number, (name, chars) in enumerate(wanted.items(), 1)
        if chars
    )


def font_rules(fonts: Iterable[WebFont]) -> str:
    """The CSS that names the fonts."""
    return "\n".join(
        f'@font-face {{ font-family: "{font.family}"; font-weight: {font.weight}; '
        f'src: url({font.href}) format("woff2"); }}'
        for font in fonts
    )


def _collect(element: etree._Element, face: str, wanted: Mapping[str, set[str]]) -> None:
    tag = etree.QName(element).localname
    if tag in _SKIPPED:
        return
    for name in (tag, *element.get("class", "").split()):
        face = _FACE_OF.get(name, face)
    wanted[face].update(element.text or "")
    for child in element:
        _collect(child, face, wanted)
        wanted[face].update(child.tail or "")


def _fall_back(wanted: dict[str, set[str]], fonts: Fonts) -> None:
    """Characters a face lacks are asked of Song, and what Song lacks of the last face; what none
    has is left to the machine."""
    for name in (HEAVY, HEI, KAI):
        face = shipped_face(name, fonts)
        lacking = {char for char in wanted[name] if not face.glyph(char)}
        wanted[name] -= lacking
        wanted[SONG] |= lacking
    song, last = shipped_face(SONG, fonts), shipped_face(LAST, fonts)
    lacking = {char for char in wanted[SONG] if not song.glyph(char)}
    wanted[SONG] -= lacking
    wanted[LAST] |= {char for char in lacking if last.glyph(char)}


def _brotli() -> ModuleType:
    try:
        import brotli  # type: ignore[import-untyped,unused-ignore]
    except ImportError as error:
        raise FontError(
            say(
                "Embedding fonts needs the package brotli. Install it (pip install brotli), "
                "or export without embed_fonts."
            )
        ) from error
    module: ModuleType = brotli
    return module


def _tables(face: Face, chars: set[str], family: str, weight: int) -> dict[str, bytes]:
    """The tables of a subset that keeps what vertical setting and squeezed marks need."""
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.UNICODE).update([ord(char) for char in chars])
    wanted.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG).update(
        [int.from_bytes(tag.encode(), "big") for tag in ("halt", "vhal", "chws", "vchw", "vert")]
    )
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(
        [int.from_bytes(tag, "big") for tag in (b"DSIG", b"name", b"meta")]
    )
    wanted.flags = hb.SubsetFlags.NO_HINTING
    made = hb.SubsetPlan(face.hb_face, wanted).execute()
    tables = {tag: bytes(made.reference_table(tag).data) for tag in made.table_tags}
    tables["name"] = _name_table(face, family, weight)
    head = bytearray(tables["head"])
    head[16] |= 0b1000  # flags bit 11: the font has been through a lossless conversion
    tables["head"] = bytes(head)
    return tables


def _name_table(face: Face, family: str, weight: int) -> bytes:
    """Ours for the names, the original's for copyright (0), licence (13) and its address (14)."""
    kept = {}
    for number in (0, 13, 14):
        kept[number] = face.hb_face.get_name(hb.OTNameIdPredefined(number)) or ""
    style = {400: "Regular", 700: "Bold", 900: "Black"}[weight]
    names = {
        **kept,
        1: family if weight == 400 else f"{family} {style}",
        2: "Regular",
        4: f"{family} {style}",
        6: f"{family.replace(' ', '')}-{style}",
        16: family,
        17: style,
    }
    records, strings = b"", b""
    for number, value in sorted(names.items()):
        if value:
            data = value.encode("utf-16-be")
            records += struct.pack(">6H", 3, 1, 0x409, number, len(data), len(strings))
            strings += data
    count = len(records) // 12
    return struct.pack(">3H", 0, count, 6 + 12 * count) + records + strings


_KNOWN = (
    "cmap head hhea hmtx maxp name OS/2 post cvt  fpgm glyf loca prep CFF  VORG EBDT EBLC gasp "
    "hdmx kern LTSH PCLT VDMX vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL "
    "SVG  sbix acnt avar bdat bloc bsln cvar fdsc feat fmtx fvar gvar hsty just lcar mort morx "
    "opbd prop trak Zapf Silf Glat Gloc Feat Sill"
)
_KNOWN_TAGS = [_KNOWN[at : at + 4] for at in range(0, len(_KNOWN), 5)]
_QUALITY = 9
"""Of brotli, 0–11: 11 takes ten times as long to save 5%."""


def _woff2(tables: dict[str, bytes], brotli: ModuleType) -> bytes:
    """W3C WOFF 2.0, section 4: header, table directory, one brotli stream."""
    order = sorted(tables, key=lambda tag: tag.replace("loca", "glyf~"))
    directory = b"".join([_entry(tag, tables[tag]) for tag in order])
    stream: bytes = brotli.compress(b"".join([tables[tag] for tag in order]), quality=_QUALITY)
    plain_size = 12 + 16 * len(order) + sum(-(-len(data) // 4) * 4 for data in tables.values())
    flavour = b"OTTO" if "CFF " in tables else b"\0\1\0\0"
    size = 48 + len(directory) + len(stream)
    padding = -size % 4
    header = struct.pack(
        ">4s4sIHHIIHHIIIII",
        b"wOF2", flavour, size + padding, len(order), 0, plain_size, len(stream), 1, 0,
        0, 0, 0, 0, 0,
    )  # fmt: skip
    return header + directory + stream + bytes(padding)


def _entry(tag: str, data: bytes) -> bytes:
    """Transform version 3 says of glyf and loca that they are as they were; 0 of all others."""
    number = _KNOWN_TAGS.index(tag) if tag in _KNOWN_TAGS else 63
    flags = number | (0b11000000 if tag in ("glyf", "loca") else 0)
    return bytes([flags]) + (tag.encode() if number == 63 else b"") + _base128(len(data))


def _base128(value: int) -> bytes:
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(value & 0x7F | 0x80)
    return bytes(reversed(groups))
