"""Fonts as PDF wants them for Chinese: Type0, Identity-H, one CID a character.

ReportLab's own font objects split a Chinese face into many 256-glyph fonts, refuse CFF, and write
the ToUnicode of characters beyond U+FFFF wrongly; so the font is our own object. A character's CID
is its own code point, so that encoding a text is no more than writing it as UTF-16; only those
beyond U+FFFF are given others. One CID a character makes the text layer exact even where two
characters share a glyph or a character is shown as 〓.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from typing import Any

from exporter.typography.faces import GETA, Face
from exporter.typography.rules import classify
from exporter.writers.pdf.objects.document import (
    PDFArray,
    PDFDictionary,
    PdfDocument,
    PDFName,
    PDFString,
    Raw,
    stream,
)

_FULL = 1000
_BASIC = 0xFFFF
_HALF_PAIRS = range(0xD800, 0xDC00)
"""High surrogates: no text holds one alone, and two of them never look like a pair."""
Numbered = tuple[int, str, int]
"""A CID, its character and its glyph."""


class PdfFont:
    """A face as used in one document. `resource` is its name in content streams ("F1")."""

    def __init__(self, face: Face, resource: str) -> None:
        self.face = face
        self.resource = resource
        self.glyphs: dict[str, int] = {}
        """The glyph of every character in use."""
        self._shown: set[str] = set()
        """The characters whose glyphs these are."""
        self.moved: dict[int, int] = {}
        """By code point, the CIDs of characters that cannot have their own."""
        self._taken: set[int] = set()
        self._crossed = False
        self._free = self._spare()

    def use(self, char: str) -> None:
        """Makes a character known: to be called before it is encoded."""
        if char in self.glyphs:
            return
        shown = char if self.face.glyph(char) else self._stand_in(char)
        self._shown.add(shown)
        self.glyphs[char] = self.face.glyph(shown)
        code = ord(char)
        if code > _BASIC or code in self._taken:
            self._crossed = self._crossed or code <= _BASIC
            self.moved[code] = cid = next(self._free)
            self._taken.add(cid)

    def encode(self, text: str) -> bytes:
        """Two bytes a character."""
        codes = text.encode("utf-16-be", "surrogatepass")
        if self.moved and (self._crossed or len(codes) != 2 * len(text)):
            return text.translate(self.moved).encode("utf-16-be", "surrogatepass")
        return codes

    def _stand_in(self, char: str) -> str:
        """〓 for what should be seen, a blank for what should not."""
        blank = classify(char) in "zs"
        return " " if blank or not self.face.glyph(GETA) else GETA

    def _spare(self) -> Iterator[int]:
        """CIDs that are nobody's, the best first."""
        yield from _HALF_PAIRS
        for code in range(1, _BASIC):
            char = chr(code)
            surrogate = 0xD800 <= code < 0xE000
            if not (surrogate or char in self.glyphs or self.face.glyph(char)):
                yield code

    def _numbered(self) -> list[Numbered]:
        """Everything in use, by CID."""
        return sorted(
            (self.moved.get(ord(char), ord(char)), char, glyph)
            for char, glyph in self.glyphs.items()
        )

    def embed(self, document: PdfDocument) -> Any:
        """The font dictionary, once every character is known."""
        face, numbered = self.face, self._numbered()
        program, renumbered = face.subset(self._shown)
        chars = "".join([char for _, char, _ in numbered])
        tag = hashlib.sha256(chars.encode("utf-8", "surrogatepass")).digest()
        name = PDFName(
            "".join(chr(65 + byte % 26) for byte in tag[:6]) + "+" + face.postscript_name()
        )
        metrics = face.metrics()
        descriptor = {
            "Type": PDFName("FontDescriptor"),
            "FontName": name,
            "Flags": 4,
            "FontBBox": PDFArray(list(metrics.bbox)),
            "ItalicAngle": 0,
            "Ascent": metrics.ascent,
            "Descent": metrics.descent,
            "CapHeight": 700,
            "StemV": 80,
            **self._program(document, program),
        }
        descendant = {
            "Type": PDFName("Font"),
            "Subtype": PDFName("CIDFontType0" if face.is_cff else "CIDFontType2"),
            "BaseFont": name,
            "CIDSystemInfo": _system(),
            "FontDescriptor": document.add(PDFDictionary(descriptor)),
            "DW": _FULL,
            "W": document.add(Raw(self._widths(numbered))),
        }
        if not face.is_cff:
            descendant["CIDToGIDMap"] = document.add(stream(_glyph_map(numbered, renumbered)))
        return document.add(
            PDFDictionary(
                {
                    "Type": PDFName("Font"),
                    "Subtype": PDFName("Type0"),
                    "BaseFont": name,
                    "Encoding": self._encoding(document, numbered),
                    "DescendantFonts": PDFArray([document.add(PDFDictionary(descendant))]),
                    "ToUnicode": document.add(stream(_to_unicode(numbered))),
                }
            )
        )

    def _program(self, document: PdfDocument, program: bytes) -> dict[str, Any]:
        if self.face.is_cff:
            entries: dict[str, Any] = {"Subtype": PDFName("CIDFontType0C")}
            return {"FontFile3": document.add(stream(program, entries))}
        return {"FontFile2": document.add(stream(program, {"Length1": len(program)}))}

    def _encoding(self, document: PdfDocument, numbered: list[Numbered]) -> Any:
        """Codes are CIDs for TrueType. CFF has numbers of its own, so a CMap leads to them."""
        if not self.face.is_cff:
            return PDFName("Identity-H")
        own = self.face.cids()
        rows = [f"<{cid:04X}> {own[glyph]}" for cid, _, glyph in numbered]
        head = _CMAP_HEAD.replace("(UCS)", "(Identity)").replace("Identity-UCS", "Exporter-H")
        head = head.replace("/CMapType 2 def", "/CMapType 1 def\n/WMode 0 def")
        entries = {
            "Type": PDFName("CMap"),
            "CMapName": PDFName("Adobe-Exporter-H"),
            "WMode": 0,
            "CIDSystemInfo": _system(),
        }
        return document.add(
            stream((head + _blocks(rows, "cidchar") + _CMAP_FOOT).encode(), entries)
        )

    def _widths(self, numbered: list[Numbered]) -> bytes:
        """The W array: only what is not a full em."""
        runs: list[list[str]] = []
        last = -2
        pairs = [(cid, glyph) for cid, _, glyph in numbered]
        if self.face.is_cff:
            own = self.face.cids()
            pairs = sorted({(own[glyph], glyph) for glyph in self.glyphs.values()})
        for cid, glyph in pairs:
            width = self.face.glyph_advance(glyph)
            if width == _FULL:
                continue
            if cid != last + 1:
                runs.append([str(cid)])
            runs[-1].append(str(width))
            last = cid
        return ("[" + "\n".join(f"{r[0]} [{' '.join(r[1:])}]" for r in runs) + "]").encode()


def _glyph_map(numbered: list[Numbered], renumbered: dict[int, int]) -> bytes:
    """From CIDs to the glyphs of the subset, two bytes each."""
    glyphs = [0] * (numbered[-1][0] + 1)
    for cid, _, glyph in numbered:
        glyphs[cid] = renumbered[glyph]
    return struct.pack(f">{len(glyphs)}H", *glyphs)


def _to_unicode(numbered: list[Numbered]) -> bytes:
    rows = [
        f"<{cid:04X}> <{char.encode('utf-16-be', 'surrogatepass').hex().upper()}>"
        for cid, char, _ in numbered
    ]
    return (_CMAP_HEAD + _blocks(rows, "bfchar") + _CMAP_FOOT).encode()


def _blocks(rows: list[str], kind: str) -> str:
    """Rows of a CMap, at most 100 a block (ISO 32000-1, 9.10.3)."""
    blocks = [rows[i : i + 100] for i in range(0, len(rows), 100)]
    return "".join(
        f"{len(block)} begin{kind}\n" + "\n".join(block) + f"\nend{kind}\n" for block in blocks
    )


def _system() -> Any:
    return PDFDictionary(
        {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
    )


_CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_CMAP_FOOT = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class FontSet:
    """The fonts of one document, named F1, F2 … in order of first use."""

    def __init__(self) -> None:
        self.fonts: dict[str, PdfFont] = {}

    def of(self, face: Face) -> PdfFont:
        """The document's font for a face."""
        found = self.fonts.get(face.name)
        if found is None:
            found = self.fonts[face.name] = PdfFont(face, f"F{len(self.fonts) + 1}")
        return found

    def embed(self, document: PdfDocument) -> None:
        """Writes every used font into the pages' shared resource dictionary."""
        for font in self.fonts.values():
            if font.glyphs:
                document.basic_fonts().dict[font.resource] = font.embed(document)
