"""Font files: found, refused with a sentence, covering each other."""

from __future__ import annotations

import json
from pathlib import Path

import judges
import pytest
from build import Builder, page

from exporter import cli
from exporter.errors import FontError
from exporter.typography.cff import glyph_cids
from exporter.typography.faces import SONG, Face, covering, font_path, shipped_face, user_fonts
from exporter.writers.base import Context
from exporter.writers.pdf import PdfOptions, PdfWriter

PRIVATE = "\ue000"


def small_font(path: Path, chars: str, *, cff: bool = True, rights: int = 0) -> Path:
    """A font of squares for `chars`."""
    builder = pytest.importorskip("fontTools.fontBuilder")
    names = [".notdef", *(f"u{ord(char):X}" for char in chars)]
    made = builder.FontBuilder(1000, isTTF=not cff)
    made.setupGlyphOrder(names)
    made.setupCharacterMap({ord(char): f"u{ord(char):X}" for char in chars})
    if cff:
        pens = pytest.importorskip("fontTools.pens.t2CharStringPen")
        glyphs = {}
        for name in names:
            pen = pens.T2CharStringPen(1000, None)
            _square(pen)
            glyphs[name] = pen.getCharString()
        made.setupCFF("Small-Regular", {}, glyphs, {})
    else:
        pens = pytest.importorskip("fontTools.pens.ttGlyphPen")
        outlines = {}
        for name in names:
            pen = pens.TTGlyphPen(None)
            _square(pen)
            outlines[name] = pen.glyph()
        made.setupGlyf(outlines)
    made.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    made.setupHorizontalHeader(ascent=880, descent=-120)
    made.setupNameTable({"familyName": "Small", "styleName": "Regular", "psName": "Small-Regular"})
    made.setupOS2(fsType=rights)
    made.setupPost()
    made.save(path)
    return path


def _square(pen: object) -> None:
    pen.moveTo((100, 0))  # type: ignore[attr-defined]
    for point in ((900, 0), (900, 800), (100, 800)):
        pen.lineTo(point)  # type: ignore[attr-defined]
    pen.closePath()  # type: ignore[attr-defined]


@pytest.mark.parametrize("cff", [True, False])
def test_a_font_of_the_users_prints_the_text(tmp_path: Path, cff: bool) -> None:
    font = small_font(tmp_path / "small.otf", "一二三。", cff=cff)
    b = Builder()
    issue = b.issue(page(1, b.article("题", "一二三。")))
    data = PdfWriter().write(issue, PdfOptions(font=str(font)), Context()).data
    assert data == PdfWriter().write(issue, PdfOptions(font=str(font)), Context()).data
    assert Face("small", font).is_cff is cff


@pytest.mark.judge
@pytest.mark.parametrize("cff", [True, False])
def test_judges_read_back_what_a_font_of_the_users_prints(tmp_path: Path, cff: bool) -> None:
    font = small_font(tmp_path / "small.otf", "三二一。\u2f00", cff=cff)
    b = Builder()
    issue = b.issue(page(1, b.article("题", "一二三。\u2f00二一。")))
    path = tmp_path / "a.pdf"
    path.write_bytes(PdfWriter().write(issue, PdfOptions(font=str(font)), Context()).data)
    assert judges.verapdf([path], "3a") == {path: []}
    assert "一二三。\u2f00二一。" in judges.pdftotext(path)
    kinds = {row.type for row in judges.pdffonts(path) if "Small" in row.name}
    assert kinds == {"CID Type 0C" if cff else "CID TrueType"}


def test_a_cff_table_keyed_by_cids_tells_them_by_its_charset() -> None:
    top = bytes([139, 139, 139, 12, 30, 28, 0, 40, 15])  # ROS, then the charset's offset
    index = bytes([0, 1, 1, 1, 1 + len(top)]) + top
    name = bytes([0, 1, 1, 1, 2]) + b"A"
    head = bytes([1, 0, 4, 1]) + name + index
    table = head + bytes(40 - len(head)) + bytes([2, 0, 5, 0, 1, 0, 9, 0, 0])
    assert glyph_cids(table, 4) == [0, 5, 6, 9]
    with pytest.raises(ValueError, match="too early"):
        glyph_cids(table[:43], 4)


def test_a_character_only_the_users_folder_has_is_found_there(tmp_path: Path) -> None:
    small_font(tmp_path / "own.otf", PRIVATE)
    first = shipped_face(SONG)
    assert covering(PRIVATE, first) is None
    found = covering(PRIVATE, first, (tmp_path,))
    assert found is not None
    assert found.path == tmp_path / "own.otf"
    assert user_fonts((tmp_path,)) == (tmp_path / "own.otf",)


@pytest.mark.parametrize(
    ("rights", "words"),
    [(2, "may not be embedded"), (0x100, "may not be cut down"), (0x200, "bitmaps only")],
)
def test_a_font_that_may_not_be_embedded_is_refused(
    tmp_path: Path, rights: int, words: str
) -> None:
    with pytest.raises(FontError, match=words):
        Face("small", small_font(tmp_path / "small.otf", "一", rights=rights))


@pytest.mark.parametrize("rights", [0, 4, 8])
def test_a_font_that_may_be_embedded_is_taken(tmp_path: Path, rights: int) -> None:
    assert Face("small", small_font(tmp_path / "small.otf", "一", rights=rights)).glyph("一")


def test_a_font_that_is_nowhere_is_named_with_the_folders_searched(tmp_path: Path) -> None:
    with pytest.raises(FontError, match=r"nowhere .*--font-dir"):
        font_path("nowhere", (tmp_path,))


def test_the_command_says_which_font_prints_a_character(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small_font(tmp_path / "own.otf", PRIVATE)
    assert cli.main(["fonts", f"国{PRIVATE}", "--font-dir", str(tmp_path)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[1:] for line in told] == [
        ["U+56FD", "NotoSerifSC-Regular"],
        ["U+E000", "own"],
    ]


def test_the_command_lists_every_font_and_what_it_covers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["fonts", "--json"]) == 0
    rows = {row["font"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows[SONG]["covers"]["Han"] == 1
    assert rows[SONG]["outlines"] == "TrueType"
    assert rows["HanaMinB"]["covers"]["Ext B"] == 1


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.ttf"
    path.write_bytes(b"no font")
    with pytest.raises(FontError, match=r"x\.ttf"):
        Face("x", path)
