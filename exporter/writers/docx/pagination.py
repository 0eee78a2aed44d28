"""On which page of the Word file an article probably begins.

A contents field wants page numbers and only the application that lays the pages out knows them;
it renews them when the reader asks. Until then they should be right as often as can be told from
the grid alone: 35 lines of 37 characters, whole lines a paragraph, headings kept with what follows,
no single lines at a page's edge.
"""

from __future__ import annotations

import re
from math import ceil

from exporter.writers.docx.sections import COLUMNS, LINES
from exporter.writers.docx.styles import PARAGRAPH, Style

_GRID = 20  # points
_ROOM = LINES * _GRID
_ROWS = {row.id: row for row in PARAGRAPH}
_NARROW = re.compile(r"[!-~]+")


class Pagination:
    """A pen that moves down pages. `page` is where it stands (from 1), `article_page` where the
    article last opened began; heights are in points."""

    def __init__(self) -> None:
        self.page = 1
        self.article_page = 1
        self._columns = 1
        self._used = 0.0
        self._space = 0.0  # above what comes next, unless it opens a page
        self._kept = 0.0  # headings waiting for the text they stay with
        self._pending = 0.0  # text of a section of columns, waiting to be balanced
        self._opening = False

    def new_page(self) -> None:
        self.set_columns(1)
        self._release()
        self._turn()

    def open_article(self, space: float) -> None:
        self._release()
        self._space, self._opening = space, True

    def end_article(self) -> None:
        """It has no text left that its headings could wait for."""
        self._release()

    def set_columns(self, columns: int) -> None:
        """Columns of a section that ends are balanced: they take an equal share each."""
        if self._pending:
            lines = ceil(self._pending / _GRID / self._columns)
            self._pending = 0.0
            self._put(lines, _GRID)
        self._columns = columns

    def paragraph(self, style: str, text: str) -> None:
        """Text set in a style of ours; line breaks in it begin new lines."""
        row = _ROWS[style]
        measure = COLUMNS[self._columns][0] - 2 * row.indent
        lines = sum([_lines(line, row, measure) for line in text.split("\n")])
        leading = row.line or ceil(row.size * 1.3 / _GRID) * _GRID
        if self._columns > 1:
            self._pending += row.before + lines * leading + row.after
        elif row.keep:
            self._kept += row.before + lines * leading + row.after
        else:
            self._space += row.before
            self._put(lines, leading, row.after)

    def block(self, lines: int, height: float) -> None:
        """Something of so many pieces, each so tall, that breaks only between them."""
        if self._columns > 1:
            self._pending += lines * height
        else:
            self._put(lines, height)

    def _release(self) -> None:
        if self._kept:
            self._put(0, _GRID)

    def _put(self, lines: int, leading: float, after: float = 0) -> None:
        """Kept headings, then lines: at least two together at either side of a page's end."""
        above, self._space = self._space, 0.0
        snapped = leading % _GRID == 0
        if self._used == 0:
            above = 0.0
        if self._used + above + self._kept + min(lines, 2) * leading > _ROOM and self._used:
            self._turn()
            above = 0.0
        if self._opening:
            self.article_page, self._opening = self.page, False
        self._used += above + self._kept
        self._kept = 0.0
        if snapped:  # lines of the grid's height stand on the grid
            self._used = ceil(self._used / _GRID) * _GRID
        while lines:
            fit = min(lines, int((_ROOM - self._used) // leading))
            if lines - fit == 1 and fit > 2:
                fit -= 1
            if fit == 0 and self._used == 0:
                fit = 1  # taller than a page: it cannot wait for a better one
            self._used += fit * leading
            lines -= fit
            if lines:
                self._turn()
        self._used += after

    def _turn(self) -> None:
        self.page += 1
        self._used = 0.0


def _lines(text: str, row: Style, measure: float) -> int:
    """Lines a text takes: Han are one em wide, ASCII half, a quarter is set between."""
    octets = len(text.encode("utf-8", "replace"))
    em = (len(text) + (octets - len(text)) / 2) / 2 + len(_NARROW.findall(text)) / 2
    return max(1, ceil((em + row.first) * (row.size or 12) / 12 / measure))
