"""The judge of newspaper pages says no: a page that breaks each rule, one that keeps all."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pytest

pytest.importorskip("pikepdf", reason="the judge of pages reads PDFs with pikepdf")

import newspaper_rules as rules
from build import small_issue
from newspaper_rules import BODY, LEADING, PAGES
from newspapers import issue
from pdf_layout import Box, Owner, Sheet, Text, layout

from exporter.conservation import unaccounted
from exporter.model import articles_of
from exporter.writers.base import Context
from exporter.writers.pdf import PdfWriter
from exporter.writers.pdf.options import PdfOptions

A4 = PAGES["A4"]
WIDTH = A4.em * BODY


def text(column: int, line: float, *, article=1, block=1, role="Body", size=BODY, chars=17, **more):
    """A line of so many characters in a column, `line` grid lines from the top."""
    x = A4.lefts[column]
    owner = Owner(("Document", "Sect", "Art", role), 1, article, block)
    made = Text(
        x, x + chars * size, A4.top + 10 + line * LEADING, size, "Song", "句" * chars, owner
    )
    return replace(made, **more)


def rule(x0: float, y0: float, x1: float, y1: float) -> Box:
    return Box(x0, y0, x1, y1, 0.4, "stroke", (0.0,))


def headline(article: int, column: int, size: float = 18, chars: int = 6) -> Text:
    return text(
        column, 1, article=article, block=10 * article, role="Headline", size=size, chars=chars
    )


def good() -> Sheet:
    """Two stories: one in two columns under a headline, one beside it."""
    lines = [headline(1, 0, size=24, chars=10), headline(2, 2, size=16, chars=8)]
    lines += [text(0, n, block=1) for n in range(4, 9)]
    lines += [text(1, n, block=1) for n in range(4, 8)]
    lines += [text(2, n, article=2, block=2) for n in range(4, 9)]
    middle = A4.lefts[2] - BODY
    top = A4.top + LEADING
    return Sheet(0, "1", 595, 842, lines, [rule(middle - 0.2, top, middle + 0.2, top + 100)])


def broken(name: str) -> Sheet:
    sheet = good()
    _BREAK[name](sheet)
    return sheet


def _moved(index: int, **change: float) -> Callable[[Sheet], None]:
    def move(sheet: Sheet) -> None:
        line = sheet.lines[index]
        sheet.lines[index] = replace(line, **{k: getattr(line, k) + v for k, v in change.items()})

    return move


def _also(*lines: Text, boxes: tuple[Box, ...] = ()) -> Callable[[Sheet], None]:
    def add(sheet: Sheet) -> None:
        sheet.lines += lines
        sheet.boxes += boxes

    return add


_BREAK: dict[str, Callable[[Sheet], None]] = {
    "inside": _also(text(1, 55, article=3, block=30)),
    "within_column": _moved(4, x1=12.0),
    "on_the_grid": _moved(4, y=4.0),
    "no_overlap": _moved(3, y=LEADING - 3),
    "clear_of_rules": _also(boxes=(rule(60, A4.top + 10 + 4 * LEADING - 3, 200, 0),)),
    "rules_apart": _also(boxes=(rule(A4.left, A4.top + 40, A4.right, A4.top + 40.4),)),
    "between_stories": _also(
        boxes=(rule(A4.lefts[1] - BODY, A4.top, A4.lefts[1] - BODY + 0.4, A4.top + 120),)
    ),
    "balanced": _also(*(text(0, n) for n in range(9, 12))),
    "last_short": _also(*(text(1, n) for n in range(8, 10))),
    "none_stranded": _also(text(0, 9, block=7), text(1, 8, block=7), text(1, 9, block=7)),
    "subheads_kept": _also(
        text(2, 9, article=2, block=8, role="Subhead", chars=5), text(2, 10, article=2, block=9)
    ),
    "headlines_differ": _also(headline(3, 1, size=16)),
    "ladder": _moved(0, size=3.0),
    "headlines_fit": _moved(1, x1=24.0),
    "one_section": _also(
        replace(text(0, 20), owner=Owner(("Document", "Sect", "Art", "Body"), 2, 9, 90))
    ),
}


def _mended(sheet: Sheet) -> Sheet:
    """A rule written as from y to no y stands on one height."""
    sheet.boxes = [replace(b, y1=b.y0 + 0.4) if b.y1 < b.y0 else b for b in sheet.boxes]
    return sheet


def test_a_good_page_breaks_no_rule() -> None:
    assert rules.faults([good()], "A4") == []


@pytest.mark.parametrize("name", [one.__name__ for one in rules.RULES])
def test_each_rule_says_no_to_a_page_that_breaks_it(name: str) -> None:
    found = rules.faults([_mended(broken(name))], "A4")
    assert name in {fault.rule for fault in found}


def test_white_at_the_feet_is_a_share_of_the_columns_length() -> None:
    full = Sheet(0, "1", 595, 842, [text(c, n) for c in range(3) for n in range(54)])
    half = Sheet(1, "2", 595, 842, [text(c, n) for c in range(3) for n in range(27)])
    (first, goes_on), (second, ends) = rules.feet([full, half], "A4")
    assert (goes_on, ends) == (True, False)
    assert first == pytest.approx(0, abs=0.005)
    assert second == pytest.approx(0.5, abs=0.005)


def test_the_layout_of_a_finished_file_says_where_each_line_stands_and_whose_it_is() -> None:
    made = PdfWriter().write(
        small_issue(publication="柳湾日报"), PdfOptions(theme="columns"), Context()
    )
    lines = [line for sheet in layout(io.BytesIO(made.data)) for line in sheet.lines]
    (kicker,) = [line for line in lines if line.owner and line.owner.role == "Kicker"]
    heads = [line for line in lines if line.owner and line.owner.role == "Headline"]
    assert kicker.text == "柳湾镇便民桥昨日通车"
    assert kicker.x1 - kicker.x0 == pytest.approx(10 * kicker.size, abs=0.1)
    assert [line.text for line in heads[:2]] == ["把桥修到对岸", "把灯接到村口"]
    assert [line.owner.article for line in heads if line.owner] == [1, 1, 2, 3]
    assert kicker.y < heads[0].y < heads[1].y


@pytest.mark.parametrize("seed", range(0, 60, 20))
def test_invented_newspapers_are_whole_and_the_same_each_time(seed: int) -> None:
    made = issue(seed)
    assert unaccounted(made) == ()
    assert made == issue(seed)
    assert 3 <= sum(1 for _ in articles_of(made)) <= 60
