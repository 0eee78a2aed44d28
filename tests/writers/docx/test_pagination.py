"""The page numbers in the contents: a model of how Word and LibreOffice fill pages and columns."""

import re
from collections.abc import Iterator
from pathlib import Path

import judge_tools
import judges
import pytest
from docx_files import written

from exporter.api.sources import read
from exporter.writers.docx.page_numbers.line_counts import lines_of
from exporter.writers.docx.page_numbers.pagination import Pagination
from exporter.writers.docx.parts.styles import PARAGRAPH

BODY = next(row for row in PARAGRAPH if row.id == "Body")
SAMPLE = Path(__file__).parents[3] / "samples" / "linchuan-2031-05-12.txt"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("江" * 35, 1),
        ("江" * 36, 2),
        ("江" * 35 + "。", 2),  # nothing hangs, and half an em is not there
        ("江" * 33 + "ab。", 1),  # where it is, the mark's blank half is given up
        ("江" * 34 + "《江》", 2),
        ("江" * 33 + "Lincoln", 2),  # a word is not broken
        ("一\n二\n三", 3),
    ],
)
def test_lines_follow_the_break_rules(text: str, lines: int) -> None:
    assert lines_of(text, BODY, 37) == lines


def paragraphs(pen: Pagination, count: int, lines: int = 1) -> None:
    for _ in range(count):
        pen.paragraph("Body", "\n".join(["江水东流"] * lines))


def test_a_page_holds_thirty_five_lines() -> None:
    pen = Pagination()
    paragraphs(pen, 35)
    pen.mark("next")
    paragraphs(pen, 1)
    pen.new_page()
    assert pen.found == {"next": 2}


def test_a_headline_goes_with_two_lines_of_its_text() -> None:
    pen = Pagination()
    paragraphs(pen, 33)
    pen.mark("story")
    pen.paragraph("Headline", "石桥")
    paragraphs(pen, 1, lines=5)
    pen.new_page()
    assert pen.found == {"story": 2}


def test_no_line_of_a_paragraph_stands_alone() -> None:
    pen = Pagination()
    paragraphs(pen, 34)
    paragraphs(pen, 1, lines=3)  # neither one line here nor one there: all three turn the page
    paragraphs(pen, 32)
    pen.mark("next")
    paragraphs(pen, 1)
    pen.new_page()
    assert pen.found == {"next": 3}


@pytest.mark.parametrize(("lines", "here", "further"), [(3, 2, 32), (4, 1, 33), (5, 1, 33)])
def test_no_last_line_of_a_paragraph_stands_alone(lines: int, here: int, further: int) -> None:
    """With room for all lines but one, two turn the page, and no single one stays for it."""
    pen = Pagination()
    paragraphs(pen, 36 - lines)
    pen.mark("cut")
    paragraphs(pen, 1, lines=lines)
    paragraphs(pen, further)
    pen.mark("next")
    paragraphs(pen, 1)
    pen.new_page()
    assert pen.found == {"cut": here, "next": 3}


def test_text_in_one_column_keeps_no_grid_and_rules_take_their_room() -> None:
    pen = Pagination()
    for below in (1, 30):
        pen.paragraph("Kicker", "引题")  # 24 points: on the grid 16 of white would follow
        paragraphs(pen, below)
    pen.mark("here")
    paragraphs(pen, 1)
    pen.new_page()
    assert pen.found == {"here": 1}
    for lines, page_no in ((33, 3), (34, 4)):
        pen = Pagination(page=3)
        paragraphs(pen, lines)
        pen.mark("caption")
        pen.paragraph("CaptionAlone", "图为桥头")  # 26 points and two rules
        pen.new_page()
        assert pen.found == {"caption": page_no}


def test_columns_are_balanced_before_the_next_story() -> None:
    pen = Pagination()
    pen.set_columns(2)
    paragraphs(pen, 40)
    pen.set_columns(1)
    pen.mark("here")
    paragraphs(pen, 15)
    pen.mark("there")
    paragraphs(pen, 1)
    pen.new_page()
    assert pen.found == {"here": 1, "there": 2}


def test_columns_longer_than_a_page_go_on_on_the_next() -> None:
    pen = Pagination()
    pen.set_columns(2)
    paragraphs(pen, 80)
    pen.set_columns(1)
    pen.mark("here")
    paragraphs(pen, 30)
    pen.mark("there")
    paragraphs(pen, 1)
    pen.new_page()
    assert pen.found == {"here": 2, "there": 3}


def test_what_is_taller_than_a_page_is_set_all_the_same() -> None:
    pen = Pagination()
    pen.block(1, 2000)
    pen.mark("next")
    paragraphs(pen, 1)
    pen.new_page()
    assert pen.found == {"next": 2}


@pytest.mark.judge
@pytest.mark.parametrize("columns", [1, 2, 3])
def test_the_contents_of_the_sample_name_the_pages_of_libreoffice(
    columns: int, tmp_path: Path
) -> None:
    path = tmp_path / "sample.docx"
    path.write_bytes(written(read(SAMPLE).issue, columns=columns, faces="open"))
    rows = list(printed_and_true(judges.libreoffice_pdf(path, tmp_path)))
    assert len(rows) == 33  # 29 articles on 4 newspaper pages
    assert sum(printed == true for printed, true in rows) >= 32


def printed_and_true(pdf: Path) -> Iterator[tuple[int, int]]:
    """Each row of the contents: the number it prints, and the page its link leads to."""
    if judge_tools.importlib.util.find_spec("pymupdf") is None:
        judge_tools.absent("pymupdf")
    import pymupdf

    document = pymupdf.open(pdf)
    for page in document.pages(0, 2):
        links = {round(link["from"].y0): link for link in page.get_links()}
        for link in links.values():
            row = pymupdf.Rect(0, link["from"].y0 + 1, page.rect.width, link["from"].y1 - 1)
            number = re.search(r"(\d+)\s*$", page.get_text("text", clip=row))
            if number is not None:
                yield int(number[1]), link["page"] + 1
