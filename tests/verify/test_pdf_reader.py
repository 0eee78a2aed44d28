"""The reader of PDFs alone: notation, cross-references, filters, fonts, saved by other programs."""

from __future__ import annotations

import shutil
import subprocess
import zlib
from pathlib import Path

import build
import edits
import pytest

import exporter
from exporter.errors import VerifyError
from exporter.proof.found.pdf.content import text_string
from exporter.proof.found.pdf.document import read_pdf
from exporter.proof.found.pdf.fonts import read_cmap
from exporter.proof.verdict import examine
from exporter.untrusted.pdf_file import PdfFile
from exporter.untrusted.pdf_syntax import Name, Ref, parse


def object_of(text: bytes) -> object:
    return parse(text, 0, "test")[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"12", 12),
        (b"-.5 ", -0.5),
        (b"true", True),
        (b"null", None),
        (b"/A#20B", "A B"),
        (b"(a(b)\\)c\\101\\\nd\\n\r\ne)", b"a(b))cAd\n\ne"),
        (b"<48 65 6c6C 6>", b"Hell`"),
        (b"12 0 R", Ref(12, 0)),
        (b"[1 0 R 2 3 %x\n(y)]", [Ref(1, 0), 2, 3, b"y"]),
        (b"<</A<</B[/C]>>/D 1>>", {"A": {"B": ["C"]}, "D": 1}),
    ],
)
def test_objects_are_read_as_they_are_written(text: bytes, value: object) -> None:
    assert object_of(text) == value


def test_names_and_strings_are_told_apart() -> None:
    assert isinstance(object_of(b"/A"), Name)
    assert isinstance(object_of(b"(A)"), bytes)


@pytest.mark.parametrize("text", [b"", b"]", b"<<1 2>>", b"<</A>>", b"[1", b"(a", b"[obj]", b"  )"])
def test_what_is_no_object_is_refused(text: bytes) -> None:
    with pytest.raises(VerifyError):
        object_of(text)


def test_text_strings_have_three_encodings() -> None:
    assert text_string("𠮷报".encode("utf-16-be")) != "𠮷报"
    assert text_string(b"\xfe\xff" + "𠮷报".encode("utf-16-be")) == "𠮷报"
    assert text_string(b"\xef\xbb\xbf" + "报".encode()) == "报"
    assert text_string(b"a\x83\x8d\xa0") == "a…“€"


def test_maps_give_characters_ranges_and_lists() -> None:
    codes: dict[int, str] = {}
    read_cmap(
        b"2 beginbfchar <0001> <4E00> <0002> <D842DFB7> endbfchar "
        b"2 beginbfrange <0010> <0012> <4E00> <0020> <0021> [<65E5> <00660069>] endbfrange",
        codes,
    )
    assert codes == {1: "一", 2: "𠮷", 16: "一", 17: "丁", 18: "丂", 32: "日", 33: "fi"}


def test_a_range_of_more_codes_than_there_are_gives_none() -> None:
    codes: dict[int, str] = {}
    read_cmap(b"1 beginbfrange <000000> <010000> <0020> endbfrange", codes)
    read_cmap(b"1 beginbfrange <0021> <0020> <4E00> endbfrange", codes)
    assert codes == {}


@pytest.fixture(scope="module")
def good() -> bytes:
    return exporter.write(build.small_issue(publication="柳湾日报"), "pdf").data


def test_the_last_update_of_an_object_counts(good: bytes) -> None:
    number = edits.content_numbers(PdfFile(good, "pdf"))[0]
    for text in (b"first", b"second"):
        good = edits.updated_pdf(good, {number: edits.stream_object(text)})
    file = PdfFile(good, "pdf")
    assert file.decoded(file.resolve(Ref(number, 0))) == b"second"


@pytest.mark.parametrize("kind", range(5))
def test_png_predictors_are_undone(good: bytes, kind: int) -> None:
    rows = [bytes([1, 5, 250, 7]), bytes([9, 0, 3, 255])]
    packed = zlib.compress(predicted(rows, kind))
    entries = b"<</Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 4>>/Length %d>>"
    body = entries % len(packed) + b"\nstream\n" + packed + b"\nendstream"
    number = edits.content_numbers(PdfFile(good, "pdf"))[0]
    file = PdfFile(edits.updated_pdf(good, {number: body}), "pdf")
    assert file.decoded(file.resolve(Ref(number, 0))) == b"".join(rows)


def predicted(rows: list[bytes], kind: int) -> bytes:
    """Rows as the PNG specification filters them, one byte a pixel."""
    out, above = bytearray(), bytes(len(rows[0]))
    for row in rows:
        out.append(kind)
        for i, byte in enumerate(row):
            left, up = (row[i - 1] if i else 0), above[i]
            corner = above[i - 1] if i else 0
            guess = left + up - corner
            nearest = min((left, up, corner), key=lambda one: abs(guess - one))
            out.append((byte - (0, left, up, (left + up) // 2, nearest)[kind]) & 255)
        above = row
    return bytes(out)


@pytest.mark.judge
@pytest.mark.parametrize(
    "flags",
    [
        ("--qdf",),
        ("--object-streams=disable",),
        ("--qdf", "--object-streams=disable"),
        ("--object-streams=generate", "--recompress-flate"),
        ("--linearize",),
    ],
)
def test_a_file_saved_again_by_qpdf_is_still_proved(
    good: bytes, flags: tuple[str, ...], tmp_path: Path
) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed")
    before, after = tmp_path / "a.pdf", tmp_path / "b.pdf"
    before.write_bytes(good)
    subprocess.run(["qpdf", *flags, before, after], check=True)
    assert examine([("qpdf", after.read_bytes())]).proved


def test_structure_and_pages_are_read_apart_from_the_model(good: bytes) -> None:
    found = read_pdf(good, "pdf")
    assert [article.parts[-1].text for article in found.articles][1:] == [
        "自下月起，全市夜班公交增至十一条。",
        "图书馆周六闭馆一天。",
    ]
    assert {listing.name for listing in found.listings} == {"contents", "bookmarks"}
    assert not found.faults
