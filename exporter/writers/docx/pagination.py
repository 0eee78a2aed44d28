"""On which page of the Word file an article probably begins.

A contents field wants page numbers and only the application that lays the pages out knows them;
it renews them when the reader asks. Until then they should be right as often as can be told from
the grid alone: 35 lines of 37 characters, whole lines a paragraph.
"""

from __future__ import annotations

import re
from math import ceil

from exporter.writers.docx.sections import COLUMNS, LINES
from exporter.writers.docx.styles import PARAGRAPH, Style

_GRID = 20  # points
_ROWS = {row.id: row for row in PARAGRAPH}
_NARROW = re.compile(r"[!-~]+")


class Pagination:
    """A pen that moves down pages: `page` is where the next line would stand (from 1)."""

    def __init__(self) -> None:
        self.page = 1
        self.columns = 1
        self._used = 0.0  # points of this page above the pen
        self._pending = 0.0  # in a section of columns: points of column waiting to be spread

    def new_page(self) -> None:
        self.close_columns()
        self.page += 1
        self._used = 0.0

    def set_columns(self, columns: int) -> None:
        self.close_columns()
        self.columns = columns

    def close_columns(self) -> None:
        """Columns of a section that ends are balanced: they take an equal share each."""
        if self._pending:
            lines = ceil(self._pending / _GRID)
            self._pending, shared = 0.0, ceil(lines / self.columns) * _GRID
            self._advance(shared, _GRID)

    def paragraph(self, style: str, text: str, before: float = 0) -> None:
        """Text set in a style of ours; line breaks in `text` begin new lines."""
        row = _ROWS[style]
        measure = COLUMNS[self.columns][0] - 2 * row.indent
        lines = sum(_lines(line, row, measure) for line in text.split("\n"))
        leading = row.line or ceil(row.size * 1.3 / _GRID) * _GRID
        self.block((before or row.before) + lines * leading + row.after, leading)

    def block(self, height: float, unit: float = 0) -> None:
        """Something `height` points tall that breaks between units, or not at all (0)."""
        if self.columns > 1:
            self._pending += height
        else:
            self._advance(height, unit or height)

    def _advance(self, height: float, unit: float) -> None:
        room = LINES * _GRID
        while height > 0:
            fits = min(height, (room - self._used) // unit * unit)
            if fits <= 0:
                self.page += 1
                self._used = 0.0
                if unit > room:
                    return
                continue
            self._used += fits
            height -= fits
            if height < unit and self._used + height <= room:
                self._used += height  # the space after
                return


def _lines(text: str, row: Style, measure: float) -> int:
    """Lines a text takes: Han are one em wide, ASCII half, a quarter is set between."""
    octets = len(text.encode("utf-8", "replace"))
    em = (len(text) + (octets - len(text)) / 2) / 2 + len(_NARROW.findall(text)) / 2
    return max(1, ceil((em + row.first) * (row.size or 12) / 12 / measure))
