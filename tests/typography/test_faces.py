"""Font files: found, refused with a sentence, covering each other."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import judges
import pytest
from build import Builder, page

from exporter import cli
from exporter.api.proofs import rebuild_bytes
from exporter.errors import FontError
from exporter.files.fonts import fonts_in, with_named
from exporter.interchange.record import Record
from exporter.proof.records import carried_record
from exporter.typography.catalogue import NO_FONTS
from exporter.typography.cff import glyph_cids
from exporter.typography.faces import (
    HEAVY,
    HEI,
    KAI,
    SONG,
    SONG_TC,
    Face,
    covering,
    font_path,
    open_face,
    shipped_face,
)
from exporter.writers.base import Context
from exporter.writers.pdf import PdfWriter
from exporter.writers.pdf.options import PdfOptions

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


def context_with(font: str) -> Context:
    """The world in which an option names a font."""
    return Context(fonts=with_named(NO_FONTS, [font]))


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
    options, context = PdfOptions(font=str(font)), context_with(str(font))
    data = PdfWriter().write(issue, options, context).data
    assert data == PdfWriter().write(issue, options, context).data
    assert Face("small", font).is_cff is cff


@pytest.mark.judge
@pytest.mark.parametrize("cff", [True, False])
def test_judges_read_back_what_a_font_of_the_users_prints(tmp_path: Path, cff: bool) -> None:
    font = small_font(tmp_path / "small.otf", "三二一。\u2f00", cff=cff)
    b = Builder()
    issue = b.issue(page(1, b.article("题", "一二三。\u2f00二一。")))
    path = tmp_path / "a.pdf"
    made = PdfWriter().write(issue, PdfOptions(font=str(font)), context_with(str(font)))
    path.write_bytes(made.data)
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
    fonts = fonts_in([tmp_path])
    found = covering(PRIVATE, first, fonts)
    assert found is not None
    assert found.path == tmp_path / "own.otf"
    assert fonts.own == (tmp_path / "own.otf",)


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
        font_path("nowhere", fonts_in([tmp_path]))


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


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"wOF2" + bytes(60), r"web font \(WOFF2\).*unpack it"),
        (b"wOFF" + bytes(60), r"web font \(WOFF\)"),
        (b"", "not a font"),
        (b"not a font at all, but a letter", "not a font|cut off"),
    ],
)
def test_what_a_pdf_cannot_hold_is_refused_with_the_reason(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "own.ttf"
    path.write_bytes(content)
    with pytest.raises(FontError, match=words):
        Face("own", path)


def test_a_font_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    whole = font_path(SONG).read_bytes()
    path = tmp_path / "own.ttf"
    path.write_bytes(whole[:200_000])
    with pytest.raises(FontError, match="cut off"):
        Face("own", path)


def test_a_font_of_the_users_is_recorded_so_that_no_other_is_taken_for_it(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, chars in ((first, "一段文字。"), (second, "一段文字。？")):
        folder.mkdir()
        small_font(folder / "house.otf", chars)
    b = Builder()
    issue = b.issue(page(1, b.article("一题", "一段文字。")))
    options = PdfOptions(font=str(first / "house.otf"))
    made = PdfWriter().write(issue, options, context_with(str(first / "house.otf"))).data
    digest = hashlib.sha256((first / "house.otf").read_bytes()).hexdigest()
    assert read_record_of(made).options["font"] == f"house.otf#sha256={digest}"
    assert rebuild_bytes(made, "a.pdf", context=Context(fonts=fonts_in([first]))).same
    for folders, words in (((), "not in"), ((second,), "another file than the house.otf")):
        again = rebuild_bytes(made, "a.pdf", context=Context(fonts=fonts_in(folders)))
        assert not again.same
        assert words in again.detail


def test_a_font_of_a_folder_that_is_gone_is_named_when_a_pdf_is_made_again(tmp_path: Path) -> None:
    small_font(tmp_path / "extra.otf", PRIVATE)
    b = Builder()
    issue = b.issue(page(1, b.article("一题", f"造字{PRIVATE}一个。")))
    made = PdfWriter().write(issue, PdfOptions(), Context(fonts=fonts_in([tmp_path]))).data
    assert rebuild_bytes(made, "a.pdf", context=Context(fonts=fonts_in([tmp_path]))).same
    detail = rebuild_bytes(made, "a.pdf", context=Context()).detail
    assert "set in Small-Regular, which is not at hand" in detail
    small_font(tmp_path / "extra.otf", PRIVATE + "甲", cff=False)
    open_face.cache_clear()
    detail = rebuild_bytes(made, "a.pdf", context=Context(fonts=fonts_in([tmp_path]))).detail
    assert "Small-Regular is not the font file" in detail


def read_record_of(made: bytes) -> Record:
    return carried_record(made, "a.pdf")


@pytest.mark.parametrize("name", [SONG, HEAVY, HEI, KAI, SONG_TC])
def test_an_accent_comes_from_a_face_that_draws_it_over_the_letter_before(name: str) -> None:
    for mark in "\u0300\u0301\u0304\u030c\u0308":
        found = covering(mark, shipped_face(name))
        assert found is not None
        extents = found.hb_font.get_glyph_extents(found.glyph(mark))
        assert extents is not None
        assert extents.x_bearing + extents.width <= 0
