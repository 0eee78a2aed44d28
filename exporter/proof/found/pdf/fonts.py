"""What a font's codes mean: its ToUnicode map (ISO 32000-1, 9.10.3), and whether it is embedded."""

from __future__ import annotations

import re

from exporter.untrusted.pdf_file import PdfFile
from exporter.untrusted.pdf_syntax import Stream

PROGRAMS = ("FontFile", "FontFile2", "FontFile3")

UNKNOWN = "\ufffd"
_BLOCK = re.compile(rb"begin(bfchar|bfrange|codespacerange)(.*?)end\1", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
_MOST_RANGE = 65536


class _Codes(dict[int, str]):
    """Code to text. A code that means nothing is noted once, and reads as U+FFFD."""

    def __init__(self) -> None:
        super().__init__()
        self.unmapped: set[int] = set()

    def __missing__(self, code: int) -> str:
        self.unmapped.add(code)
        return UNKNOWN


class Font:
    """One font of a page's resources."""

    def __init__(self, file: PdfFile, entries: dict[str, object]) -> None:
        self.name = str(file.resolve(entries.get("BaseFont")) or "?")
        self.wide = file.resolve(entries.get("Subtype")) == "Type0"
        self.codes = _Codes()
        cmap = file.resolve(entries.get("ToUnicode"))
        self.mapped = isinstance(cmap, Stream)
        if isinstance(cmap, Stream):
            read_cmap(file.decoded(cmap), self.codes)
        self.program = _program(file, entries)
        self.embedded = self.program is not None or file.resolve(entries.get("Subtype")) == "Type3"
        """A Type 3 font is drawn by the file itself."""

    def text(self, codes: bytes) -> str:
        """What the codes of a shown string say."""
        if not self.wide:
            return codes.decode("latin-1").translate(self.codes)
        try:
            return codes.decode("utf-16-be").translate(self.codes)
        except UnicodeDecodeError:  # codes that look like half a surrogate pair
            return self._slowly(codes)

    def _slowly(self, codes: bytes) -> str:
        pairs = range(0, len(codes), 2)
        return "".join([self.codes[int.from_bytes(codes[i : i + 2], "big")] for i in pairs])


def _program(file: PdfFile, entries: dict[str, object]) -> Stream | None:
    """The font program that travels in the file."""
    inner = file.array(entries.get("DescendantFonts"))
    holder = file.dictionary(inner[0]) if inner else entries
    descriptor = file.dictionary(holder.get("FontDescriptor"))
    programs = [file.resolve(descriptor.get(key)) for key in PROGRAMS]
    return next((one for one in programs if isinstance(one, Stream) and one.raw), None)


def read_cmap(data: bytes, codes: dict[int, str]) -> None:
    """Fills `codes` from the bfchar and bfrange blocks of a CMap; what cannot be read is left out,
    and shows as unmapped where it is used."""
    for block in _BLOCK.finditer(data):
        if block.group(1) == b"bfchar":
            words = [_word(part) for part in _HEX.finditer(block.group(2)) if part.group(1)]
            for code, text in zip(words[::2], words[1::2], strict=False):
                codes[int.from_bytes(code, "big")] = _text(text)
        elif block.group(1) == b"bfrange":
            _read_ranges(block.group(2), codes)


def _read_ranges(data: bytes, codes: dict[int, str]) -> None:
    pending: list[bytes] = []
    listed: list[bytes] | None = None
    for part in _HEX.finditer(data):
        if part.group(2):
            listed = []
        elif part.group(3):
            if listed is not None and len(pending) == 2:
                first = int.from_bytes(pending[0], "big")
                codes.update({first + i: _text(text) for i, text in enumerate(listed)})
            pending, listed = [], None
        elif listed is not None:
            listed.append(_word(part))
        else:
            pending.append(_word(part))
            if len(pending) == 3:
                _read_run(pending, codes)
                pending = []


def _read_run(triple: list[bytes], codes: dict[int, str]) -> None:
    first, last = (int.from_bytes(code, "big") for code in triple[:2])
    text = _text(triple[2])
    if text and 0 <= last - first < _MOST_RANGE:
        for i in range(last - first + 1):
            code = ord(text[-1]) + i
            codes[first + i] = text[:-1] + (chr(code) if code < 0x110000 else UNKNOWN)


def _word(part: re.Match[bytes]) -> bytes:
    digits = b"".join(part.group(1).split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _text(data: bytes) -> str:
    return data.decode("utf-16-be", "replace")
