"""Rows into pages: every row takes its height on the grid; what belongs together stays so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from exporter.writers.pdf.compose import SetText


class Row(NamedTuple):
    """A step of the page. `height` in grid lines; `keep` forbids a page break after it. With
    `text` it is line `line` of it, else white; `rule` draws a hairline in its middle.
    `part` is what the row belongs to, for whoever draws and tags it; `drop` lowers the text within
    rows that stand side by side (table cells)."""

    height: float
    keep: bool = False
    text: SetText | None = None
    line: int = 0
    part: Any = None
    rule: bool = False
    drop: float = 0.0


class Placed(NamedTuple):
    """A row on its page: `top` is its upper edge in grid lines from the text block's top."""

    row: Row
    top: float


def paginate(rows: Sequence[Row], first: float, rest: float) -> list[list[Placed]]:
    """Rows into pages of `first` free grid lines, then `rest`.

    A page may run short rather than strand a line (rule 9); where everything asks to be kept
    together the page is filled. White at a page's top is left out.
    """
    pages: list[list[Placed]] = []
    at, room, offset = 0, first, rest - first
    while at < len(rows):
        while pages and at < len(rows) and rows[at].text is None and not rows[at].rule:
            at += 1
        end = _page_end(rows, at, room)
        placed: list[Placed] = []
        top = offset
        for row in rows[at:end]:
            placed.append(Placed(row, top))
            top += row.height
        if placed or not pages:
            pages.append(placed)
        at, room, offset = end, rest, 0.0
    return pages


def _page_end(rows: Sequence[Row], start: int, room: float) -> int:
    end, used = start, 0.0
    while end < len(rows) and used + rows[end].height <= room + 1e-6:
        used += rows[end].height
        end += 1
    if end == len(rows):
        return end
    back = end
    while back > start and rows[back - 1].keep:
        back -= 1
    if back > start:
        return back
    return max(end, start + 1) if room > 2 or end > start else end


def text_rows(text: SetText, part: Any, *, keep_all: bool = False) -> list[Row]:
    """The rows of a set paragraph: its first two lines stay together, and its last two."""
    count = len(text.lines)
    return [
        Row(
            text.style.step,
            keep=i < count - 1 and (keep_all or i == 0 or i == count - 2),
            text=text,
            line=i,
            part=part,
        )
        for i in range(count)
    ]
