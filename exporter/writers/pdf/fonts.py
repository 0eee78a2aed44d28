"""Fonts as PDF wants them for Chinese: Type0, Identity-H, one CID a pair of glyph and character.

ReportLab's own font objects split a Chinese face into many 256-glyph fonts, refuse CFF, and write
the ToUnicode of characters beyond U+FFFF wrongly; so the font is our own object. CIDs count up in
order of first use, so the same text gives the same bytes; the pair makes the text layer exact even
where two characters share a glyph or a character is shown as 〓.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from exporter.typography.faces import GETA, Face
from exporter.typography.rules import classify
from exporter.writers.pdf.objects import PDFArray, PDFDictionary, PDFName, PDFString, Raw, stream

_FULL = 1000
_UNSAFE = frozenset(b"()\\\r")
"""Bytes a literal string of a content stream would have to escape: no CID has one of them."""


def _cids() -> Iterator[int]:
    """All CIDs in order: no byte of them needs an escape, and none is a surrogate to `chr`."""
    safe = [byte for byte in range(256) if byte not in _UNSAFE]
    for high in safe:
        if not 0xD8 <= high < 0xE0:
            yield from (256 * high + low for low in safe if high or low)


class _Cids(dict[int, str]):
    """A `str.translate` table from characters to chr(CID), filled at first use."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face
        self.chars: list[str] = []
        self.shown: set[str] = set()
        self.glyphs: list[int] = []
        self.cids: list[int] = []
        self.free = _cids()

    def __missing__(self, code: int) -> str:
        char = chr(code)
        shown = char if self.face.glyph(char) else self._stand_in(char)
        self.chars.append(char)
        self.shown.add(shown)
        self.glyphs.append(self.face.glyph(shown))
        number = next(self.free)
        self.cids.append(number)
        cid = self[code] = chr(number)
        return cid

    def _stand_in(self, char: str) -> str:
        """〓 for what should be seen, a blank for what should not."""
        blank = classify(char) in "zs"
        return " " if blank or not self.face.glyph(GETA) else GETA


class PdfFont:
    """A face as used in one document. `resource` is its name in content streams ("F1")."""

    def __init__(self, face: Face, resource: str) -> None:
        self.face = face
        self.resource = resource
        self.cids = _Cids(face)

    def encode(self, text: str) -> bytes:
        """Two bytes a character, ready to stand between ( and ) in a content stream."""
        return text.translate(self.cids).encode("utf-16-be")

    def embed(self, document: Any) -> Any:
        """The font dictionary, once every character is known."""
        face, cids = self.face, self.cids
        program, renumbered = face.subset(cids.shown)
        tag = hashlib.sha256("".join(cids.chars).encode("utf-8", "surrogatepass")).digest()
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
            "W": document.add(Raw(self._widths())),
        }
        if not face.is_cff:
            descendant["CIDToGIDMap"] = document.add(stream(self._glyph_map(renumbered)))
        return document.add(
            PDFDictionary(
                {
                    "Type": PDFName("Font"),
                    "Subtype": PDFName("Type0"),
                    "BaseFont": name,
                    "Encoding": self._encoding(document),
                    "DescendantFonts": PDFArray([document.add(PDFDictionary(descendant))]),
                    "ToUnicode": document.add(stream(self._to_unicode())),
                }
            )
        )

    def _program(self, document: Any, program: bytes) -> dict[str, Any]:
        if self.face.is_cff:
            entries: dict[str, Any] = {"Subtype": PDFName("CIDFontType0C")}
            return {"FontFile3": document.add(stream(program, entries))}
        return {"FontFile2": document.add(stream(program, {"Length1": len(program)}))}

    def _glyph_map(self, renumbered: dict[int, int]) -> bytes:
        out = bytearray(2 * self.cids.cids[-1] + 2)
        for cid, glyph in zip(self.cids.cids, self.cids.glyphs, strict=True):
            out[2 * cid : 2 * cid + 2] = renumbered[glyph].to_bytes(2, "big")
        return bytes(out)

    def _encoding(self, document: Any) -> Any:
        """Codes are CIDs for TrueType. CFF has numbers of its own, so a CMap leads to them."""
        if not self.face.is_cff:
            return PDFName("Identity-H")
        own = self.face.cids()
        rows = [
            f"<{cid:04X}> {own[glyph]}"
            for cid, glyph in zip(self.cids.cids, self.cids.glyphs, strict=True)
        ]
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

    def _widths(self) -> bytes:
        """The W array: only what is not a full em."""
        runs: list[list[str]] = []
        last = -2
        pairs = list(zip(self.cids.cids, self.cids.glyphs, strict=True))
        if self.face.is_cff:
            own = self.face.cids()
            pairs = sorted({(own[glyph], glyph) for glyph in self.cids.glyphs})
        for cid, glyph in pairs:
            width = self.face.glyph_advance(glyph)
            if width == _FULL:
                continue
            if cid != last + 1:
                runs.append([str(cid)])
            runs[-1].append(str(width))
            last = cid
        return ("[" + "\n".join(f"{r[0]} [{' '.join(r[1:])}]" for r in runs) + "]").encode()

    def _to_unicode(self) -> bytes:
        rows = [
            f"<{cid:04X}> <{char.encode('utf-16-be').hex().upper()}>"
            for cid, char in zip(self.cids.cids, self.cids.chars, strict=True)
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


_LONG = 500


class _Run(Protocol):
    """What of a run matters here: which characters in which face."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def face(self) -> Face: ...


class FontSet:
    """The fonts of one document, named F1, F2 … in order of first use."""

    def __init__(self) -> None:
        self.fonts: dict[str, PdfFont] = {}
        self._last: tuple[object, bytes, list[int]] = (None, b"", [])

    def of(self, face: Face) -> PdfFont:
        """The document's font for a face."""
        found = self.fonts.get(face.name)
        if found is None:
            found = self.fonts[face.name] = PdfFont(face, f"F{len(self.fonts) + 1}")
        return found

    def encoded(self, key: object, text: str, runs: Sequence[_Run]) -> tuple[bytes, list[int]]:
        """Two bytes a character of a whole text, and where its runs end.

        The answer for the last long text is kept: a paragraph that goes on over a thousand pages
        is asked for on each of them, with a folio in between.
        """
        if self._last[0] is key:
            return self._last[1], self._last[2]
        codes = [self.of(run.face).encode(text[run.start : run.end]) for run in runs]
        joined = codes[0] if len(codes) == 1 else b"".join(codes)
        ends = [run.end for run in runs]
        if len(text) > _LONG:
            self._last = (key, joined, ends)
        return joined, ends

    def embed(self, document: Any) -> None:
        """Writes every used font into the pages' shared resource dictionary."""
        for font in self.fonts.values():
            if font.cids.chars:
                document.basic_fonts().dict[font.resource] = font.embed(document)
