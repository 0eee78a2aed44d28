"""On which page of the Word file an article probably begins.

A contents field wants page numbers and only the application that lays the pages out knows them;
it renews them when the reader asks. Until then they should be right as often as can be told from
the grid alone: whole lines a paragraph, headings kept with what follows, no single lines at the
edge of a page or column, columns of a section balanced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from exporter.startup.records import dataclass, field
from exporter.writers.docx.page_numbers.line_counts import lines_of
from exporter.writers.docx.parts.sections import SectionLayout
from exporter.writers.docx.parts.styles import PARAGRAPH, WordStyle

_ROWS = {row.id: row for row in PARAGRAPH}
_STEP = 10.0  # points by which columns grow until their text fits
_SLACK = 0.01
_RULE = 4.5
"""Points that a hairline takes with the white between it and its text."""


@dataclass(slots=True)
class _Piece:
    """A paragraph, or whatever else breaks only between its lines. Heights in points."""

    lines: int
    leading: float
    before: float = 0.0
    after: float = 0.0
    keep: bool = False
    marks: tuple[str, ...] = ()

    @property
    def height(self) -> float:
        return self.before + self.lines * self.leading + self.after


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a text has been poured: the piece, and the line of it, that comes next; and how far
    down the column reaches."""

    piece: int
    line: int = 0
    y: float = 0.0

    def is_after(self, other: _Place) -> bool:
        return (self.piece, self.line) > (other.piece, other.line)


@dataclass(slots=True)
class Pagination:
    """A pen that is told what is written, and afterwards where it came to stand."""

    layout: SectionLayout = field(default_factory=SectionLayout)
    rows: Mapping[str, WordStyle] = field(default_factory=lambda: _ROWS)
    """What the styles look like."""
    page: int = 1
    """Where the pen stands; what was written since the last `new_page` is not yet counted."""
    found: dict[str, int] = field(default_factory=dict)
    """Pages of the marks set, as far as pages were ended."""
    _y: float = 0.0
    _sections: list[tuple[int, list[_Piece]]] = field(default_factory=lambda: [(1, [])])
    _marks: tuple[str, ...] = ()
    _space: float = 0.0

    def mark(self, name: str) -> None:
        """What is written next has this name."""
        self._marks += (name,)

    def space(self, points: float) -> None:
        """White above what is written next, unless it opens a page."""
        self._space += points

    def space_after(self, points: float) -> None:
        """White below what was written last."""
        if self._sections[-1][1]:
            self._sections[-1][1][-1].after += points

    def set_columns(self, columns: int) -> None:
        """A section begins."""
        if columns != self._sections[-1][0]:
            self._sections.append((columns, []))

    def paragraph(self, style: str, text: str, size: float = 0) -> None:
        """Shown text in a style of ours, perhaps in another size; line breaks begin new lines."""
        row = self.rows[style]
        measure = self.layout.column_width(self._sections[-1][0]) / 240
        lines = lines_of(text, row, measure, size)
        leading = row.line or ceil((row.size or 12) * 1.3 / 20) * 20
        above, below = (_RULE * (side in row.rules.split()) for side in ("top", "bottom"))
        self._add(_Piece(lines, leading, row.before + above, row.after + below, row.keep))

    def block(self, lines: int, height: float, *, keep: bool = False) -> None:
        """Something of so many pieces, each so tall, that breaks only between them."""
        self._add(_Piece(lines, height, keep=keep))

    def keep_last(self) -> None:
        """What was written last stays with what comes next."""
        if self._sections[-1][1]:
            self._sections[-1][1][-1].keep = True

    def new_page(self) -> None:
        """Ends the page that the text written so far comes to."""
        self._flow()
        self._sections = [(1, [])]
        self._turn()

    def _add(self, piece: _Piece) -> None:
        piece.before += self._space
        piece.marks, self._marks, self._space = self._marks, (), 0.0
        self._sections[-1][1].append(piece)

    def _flow(self) -> None:
        kept: list[_Piece] = []
        for at, (columns, pieces) in enumerate(self._sections):
            if columns > 1:
                self._set_columns(kept, pieces, columns)
                kept = []
            else:
                ends = at + 1 == len(self._sections) or not self._sections[at + 1][1]
                cut = len(pieces) if ends else _kept_from(pieces)
                self._run(pieces[:cut])
                kept = pieces[cut:]

    def _run(self, pieces: Sequence[_Piece]) -> None:
        """Text in one column, page after page."""
        place = _Place(0, 0, self._y)
        while place.piece < len(pieces):
            reached = self._pour(pieces, place, self.layout.height, 0)
            self._note(pieces, place, reached)
            place = reached
            if place.piece < len(pieces):
                self._turn()
                place = _Place(place.piece, place.line, 0.0)
        self._y = place.y

    def _set_columns(self, kept: Sequence[_Piece], pieces: Sequence[_Piece], columns: int) -> None:
        """Headings across the page, then text in columns: as short as it can be, or down to the
        page's end and on."""
        if not self._fits(kept, pieces):
            self._turn()
        self._run(kept)
        place = _Place(0, 0, self._y)
        while place.piece < len(pieces):
            reached, bottom = self._balanced(pieces, place, columns)
            self._note(pieces, place, reached)
            self._y = bottom
            if reached.piece < len(pieces):
                self._turn()
            place = _Place(reached.piece, reached.line, self._y)

    def _fits(self, kept: Sequence[_Piece], pieces: Sequence[_Piece]) -> bool:
        """Whether the headings and a beginning of the text still go on this page."""
        if self._y == 0:
            return True
        below = self._y + sum(piece.height for piece in kept)
        begin = _Place(0, 0, below)
        return below < self.layout.height and (
            not pieces
            or self._pour(pieces, begin, self.layout.height, self.layout.grid).is_after(begin)
        )

    def _balanced(
        self, pieces: Sequence[_Piece], place: _Place, columns: int
    ) -> tuple[_Place, float]:
        """How far the text comes in columns from `place.y`, and where the longest ends."""
        rest = sum(piece.height for piece in pieces[place.piece :])
        rest -= place.line * pieces[place.piece].leading
        limit = place.y + rest / columns
        while limit < self.layout.height:
            reached, bottom = self._poured(pieces, place, columns, limit)
            if reached.piece == len(pieces):
                return reached, bottom
            limit += _STEP
        return self._poured(pieces, place, columns, self.layout.height)

    def _poured(
        self, pieces: Sequence[_Piece], place: _Place, columns: int, limit: float
    ) -> tuple[_Place, float]:
        top = bottom = place.y
        for _ in range(columns):
            if place.piece == len(pieces):
                break
            begin = _Place(place.piece, place.line, top)
            place = self._pour(pieces, begin, limit, self.layout.grid)
            bottom = max(bottom, place.y)
        return place, bottom

    def _pour(self, pieces: Sequence[_Piece], begin: _Place, limit: float, grid: float) -> _Place:
        """One column, from where `begin` is down to `limit`. Kept pieces go together; at a page's
        top something is set in any case. Lines stand on a `grid` of so many points, if any: of
        LibreOffice only columns side by side do."""
        at, line, y = begin.piece, begin.line, begin.y
        chain = begin  # where those begin that stay with the present one
        while at < len(pieces):
            piece = pieces[at]
            opens = at == begin.piece and (y == 0 or line > 0)
            start = _snapped(y + (0.0 if opens or line else piece.before), piece, grid)
            left = piece.lines - line
            room = int((limit - start + _SLACK) // piece.leading)
            taken = _taken(line, left, room)
            if taken == 0 and opens and begin.y == 0:
                taken = min(left, max(1, room))
            if taken == 0:
                return chain if chain.is_after(begin) else _Place(at, line, y)
            y = start + taken * piece.leading
            if taken < left:
                return _Place(at, line + taken, y)
            y += piece.after
            at, line = at + 1, 0
            if not piece.keep:
                chain = _Place(at, 0, y)
        return _Place(at, 0, y)

    def _note(self, pieces: Sequence[_Piece], begin: _Place, end: _Place) -> None:
        for piece in _begun(pieces, begin, end):
            self.found.update(dict.fromkeys(piece.marks, self.page))

    def _turn(self) -> None:
        self.page += 1
        self._y = 0.0


def _snapped(y: float, piece: _Piece, grid: float) -> float:
    """Lines of the grid's height stand on the grid."""
    if not grid or piece.leading % grid:
        return y
    return ceil(y / grid - _SLACK) * grid


def _kept_from(pieces: Sequence[_Piece]) -> int:
    """Where the pieces begin that stay with what comes after all of them."""
    at = len(pieces)
    while at and pieces[at - 1].keep:
        at -= 1
    return at


def _begun(pieces: Sequence[_Piece], begin: _Place, end: _Place) -> Iterator[_Piece]:
    """Pieces whose first line stands between the two."""
    first = begin.piece + (begin.line > 0)
    yield from pieces[first : end.piece + (end.line > 0)]


def _taken(line: int, left: int, room: int) -> int:
    """Lines of a paragraph that stay in a column with so much room: no single one at its foot nor
    at the next one's head. `line` are before, `left` are still to be set."""
    if room >= left:
        return left
    taken = room if left - room > 1 else room - 1
    return taken if taken >= (1 if line else 2) else 0
