"""What a page's content draws as text, in its order, and to which marked content it belongs
(ISO 32000-1, 9.4 and 14.6). Positions are not looked at: this is the text layer, not the picture.

Where marked content carries an ActualText, that is the text (14.9.4); the glyphs beneath must say
the same, and are reported where they do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from exporter.messages import say
from exporter.proof.found.pdf.fonts import UNKNOWN, Font
from exporter.startup.records import dataclass, field
from exporter.untrusted.pdf_file import PdfFile
from exporter.untrusted.pdf_syntax import (
    Stream,
    damaged,
    hex_string,
    literal_string,
    name_of,
    parse,
)

UNTAGGED = -1
"""Owners below this one are artifacts, each a number of its own."""
MOST_FORM_DEPTH = 12
MOST_MARKS = 64

_STEP = re.compile(
    rb"<(?P<hex>[0-9A-Fa-f\x00\t\n\x0c\r ]*+)>|(?P<dict><<)"
    rb"|/(?P<name>[^\x00\t\n\x0c\r ()<>\[\]{}/%]*+)|(?P<string>\()|(?P<comment>%[^\r\n]*+)"
    rb"|(?P<word>[A-Za-z'\"*][A-Za-z0-9*]*+)"
)
_MCID = re.compile(rb"<</MCID (\d{1,9})>>")
_INLINE_END = re.compile(rb"[\x00\t\n\x0c\r ]EI(?=[\x00\t\n\x0c\r ]|$)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text drawn in one go. `owner` is an MCID, UNTAGGED or an artifact; `glyphs` is what the
    glyphs say where an ActualText says something else, None where both agree."""

    owner: int
    text: str
    glyphs: str | None = None


@dataclass(slots=True)
class _Mark:
    """An open marked-content sequence: whose it is, its ActualText, what is drawn within."""

    owner: int
    actual: str | None = None
    drawn: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Scope:
    """One content stream as it is gone through: how far, and the operands since the last
    operator. `name` is the file's, for messages."""

    data: bytes
    resources: dict[str, object]
    fonts: dict[str, object]
    depth: int
    name: str
    at: int = 0
    strings: list[bytes] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    entries: dict[str, object] | None = None


class _Reader:
    def __init__(self, file: PdfFile, font_of: Callable[[object], Font]) -> None:
        self.file = file
        self.font_of = font_of
        self.pieces: list[Piece] = []
        self.marks: list[_Mark] = []
        self.actual: _Mark | None = None
        self.font: Font | None = None
        self.saved: list[Font | None] = []
        self.artifacts = 0

    def run(self, data: bytes, resources: dict[str, object], depth: int) -> None:
        fonts = self.file.dictionary(resources.get("Font"))
        scope = _Scope(data, resources, fonts, depth, self.file.name)
        opened = len(self.marks)
        search = _STEP.search
        while (found := search(data, scope.at)) is not None:
            scope.at = found.end()
            kind = found.lastgroup
            if kind == "word":
                operator = _OPERATORS.get(found.group("word"))
                if operator is not None:
                    operator(self, scope)
                scope.strings, scope.names, scope.entries = [], [], None
            elif kind is not None and kind in _OPERANDS:
                _OPERANDS[kind](scope, found)
        while len(self.marks) > opened:
            self.end()

    def show(self, codes: bytes) -> None:
        font = self.font
        text = UNKNOWN * len(codes) if font is None else font.text(codes)
        if self.actual is not None:
            self.actual.drawn.append(text)
        else:
            self.emit(text, None)

    def emit(self, text: str, glyphs: str | None) -> None:
        owner = self.marks[-1].owner if self.marks else UNTAGGED
        self.pieces.append(Piece(owner, text, glyphs))

    def begin(
        self, names: list[str], entries: dict[str, object] | None, resources: dict[str, object]
    ) -> None:
        if len(self.marks) >= MOST_MARKS:
            raise damaged(
                say("marked content is nested more than {most} deep", most=MOST_MARKS),
                self.file.name,
            )
        owner = self.marks[-1].owner if self.marks else UNTAGGED
        if entries is None and len(names) > 1:
            listed = self.file.dictionary(resources.get("Properties"))
            entries = self.file.dictionary(listed.get(names[-1]))
        if names and names[0] == "Artifact":
            self.artifacts += 1
            owner = UNTAGGED - self.artifacts
        elif entries is not None and type(mcid := entries.get("MCID")) is int:
            owner = mcid
        mark = _Mark(owner)
        actual = None if entries is None else self.file.resolve(entries.get("ActualText"))
        if isinstance(actual, bytes) and self.actual is None:
            mark.actual = text_string(actual)
            self.actual = mark
        self.marks.append(mark)

    def end(self) -> None:
        if not self.marks:
            return
        mark = self.marks[-1]
        if mark.actual is not None:
            self.actual = None
            drawn = "".join(mark.drawn)
            self.emit(mark.actual, None if drawn == mark.actual else drawn)
        self.marks.pop()

    def form(self, name: str, resources: dict[str, object], depth: int) -> None:
        """A form drawn from within the page; pictures hold no text."""
        stream = self.file.resolve(self.file.dictionary(resources.get("XObject")).get(name))
        if not isinstance(stream, Stream) or stream.entries.get("Subtype") != "Form":
            return
        self.file.forms_left -= 1
        if depth >= MOST_FORM_DEPTH or self.file.forms_left < 0:
            raise damaged(say("forms draw each other without end"), self.file.name)
        own = self.file.dictionary(stream.entries.get("Resources")) or resources
        font, saved = self.font, self.saved
        self.saved = []
        self.run(self.file.decoded(stream), own, depth + 1)
        self.font, self.saved = font, saved


def _hex(scope: _Scope, found: re.Match[bytes]) -> None:
    scope.strings.append(hex_string(found.group("hex")))


def _string(scope: _Scope, found: re.Match[bytes]) -> None:
    text, scope.at = literal_string(scope.data, scope.at, scope.name)
    scope.strings.append(text)


def _name(scope: _Scope, found: re.Match[bytes]) -> None:
    scope.names.append(name_of(found.group("name")))


def _entries(scope: _Scope, found: re.Match[bytes]) -> None:
    quick = _MCID.match(scope.data, found.start())
    if quick is not None:
        scope.entries, scope.at = {"MCID": int(quick.group(1))}, quick.end()
    else:
        entries, scope.at = parse(scope.data, found.start(), scope.name)
        scope.entries = entries if isinstance(entries, dict) else None


_OPERANDS: Mapping[str, Callable[[_Scope, re.Match[bytes]], None]] = {
    "hex": _hex,
    "string": _string,
    "name": _name,
    "dict": _entries,
}
"""What is done with what stands before an operator; comments are passed over."""


def _show(reader: _Reader, scope: _Scope) -> None:
    reader.show(b"".join(scope.strings))


def _font(reader: _Reader, scope: _Scope) -> None:
    reference = scope.fonts.get(scope.names[-1]) if scope.names else None
    reader.font = None if reference is None else reader.font_of(reference)


def _begin(reader: _Reader, scope: _Scope) -> None:
    reader.begin(scope.names, scope.entries, scope.resources)


def _end(reader: _Reader, scope: _Scope) -> None:
    reader.end()


def _save(reader: _Reader, scope: _Scope) -> None:
    reader.saved.append(reader.font)


def _restore(reader: _Reader, scope: _Scope) -> None:
    if reader.saved:
        reader.font = reader.saved.pop()


def _draw(reader: _Reader, scope: _Scope) -> None:
    if scope.names:
        reader.form(scope.names[-1], scope.resources, scope.depth)


def _skip_image(reader: _Reader, scope: _Scope) -> None:
    closing = _INLINE_END.search(scope.data, scope.at)
    scope.at = len(scope.data) if closing is None else closing.end()


_OPERATORS: Mapping[bytes, Callable[[_Reader, _Scope], None]] = {
    **dict.fromkeys((b"Tj", b"TJ", b"'", b'"'), _show),
    **dict.fromkeys((b"BDC", b"BMC"), _begin),
    b"EMC": _end,
    b"Tf": _font,
    b"q": _save,
    b"Q": _restore,
    b"Do": _draw,
    b"ID": _skip_image,
}
"""What matters to the text; all others only end their operands."""


def read_page(
    file: PdfFile,
    page: dict[str, object],
    resources: dict[str, object],
    font_of: Callable[[object], Font],
) -> list[Piece]:
    """The text of one page. `font_of` gives the font behind a reference, each made once."""
    contents = file.resolve(page.get("Contents"))
    parts = contents if isinstance(contents, list) else [contents]
    streams = [file.resolve(part) for part in parts]
    data = b"\n".join([file.decoded(one) for one in streams if isinstance(one, Stream)])
    reader = _Reader(file, font_of)
    reader.run(data, resources, 0)
    return reader.pieces


def text_string(data: bytes) -> str:
    """A text string: UTF-16BE or UTF-8 behind its mark, else PDFDocEncoding (annex D.3)."""
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace")
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    return data.decode("latin-1").translate(_DOC_ENCODING)


_DOC_ENCODING = (
    dict(zip(range(0x18, 0x20), "˘ˇˆ˙˝˛˚˜", strict=True))
    | dict(zip(range(0x80, 0x9F), "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž", strict=True))
    | {0xA0: "€"}
)
"""Where PDFDocEncoding differs from Latin-1."""
