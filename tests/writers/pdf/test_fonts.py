"""Codes of characters: their own code points, or CIDs that are nobody else's."""

from __future__ import annotations

from build import Builder, page

from exporter.proof.found.pdf.document import page_texts
from exporter.typography.faces import LAST, SONG, shipped_face
from exporter.writers.base import Context
from exporter.writers.pdf import PdfWriter
from exporter.writers.pdf.objects.fonts import PdfFont
from exporter.writers.pdf.options import PdfOptions
from exporter.writers.pdf.page.draw import literal


def used(face: str, text: str) -> PdfFont:
    font = PdfFont(shipped_face(face), "F1")
    for char in text:
        font.use(char)
    return font


def test_a_character_is_its_own_code() -> None:
    assert used(SONG, "桥3").encode("桥3") == "桥3".encode("utf-16-be")


def test_characters_beyond_the_basic_plane_have_codes_of_two_bytes_and_their_own() -> None:
    many = "".join(map(chr, range(0x20000, 0x20000 + 3000)))
    codes = used(LAST, many).encode(many)
    assert len(codes) == 2 * len(many)
    assert len({codes[i : i + 2] for i in range(0, len(codes), 2)}) == len(many)


def test_a_character_whose_code_was_given_away_has_another() -> None:
    many = "".join(map(chr, range(0x20000, 0x20000 + 1025)))
    font = used(LAST, many)
    taken = font.encode(many[-1]).decode("utf-16-be")
    font.use(taken)
    assert font.encode(taken) != font.encode(many[-1])


def test_bytes_that_mean_something_in_a_string_are_escaped() -> None:
    assert literal(b"\\(a)\r\n") == rb"\\\(a\)\r" + b"\n"


def test_characters_whose_codes_hold_such_bytes_are_read_back() -> None:
    text = "尨尩尜尌" + "".join(chr(code) for code in (0x4E28, 0x4E29, 0x4E5C, 0x4E0D)) + "就是3天"
    b = Builder()
    made = PdfWriter().write(b.issue(page(1, b.article("题", text))), PdfOptions(), Context())
    shown = "".join(page_texts(made.data, "pdf"))
    assert text in shown
