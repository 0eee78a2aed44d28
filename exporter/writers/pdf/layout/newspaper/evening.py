"""Columns made even: where keeping lines together leaves no way for a story's columns to differ by
a line at most, a paragraph or two are set in a line more or less, as a compositor would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from exporter.typography.measure import natural
from exporter.writers.pdf.layout.newspaper.cells import Cells, Split, cells_of
from exporter.writers.pdf.setting.compose import Composer, SetText
from exporter.writers.pdf.setting.paginate import text_rows

_LEAST = 3
"""Lines of a paragraph that can be set in one more or less."""
_TWO_EM = 2000
_MOST_MORE, _MOST_LESS = 2000.0, 700.0
"""Mem by which each of its lines may be longer or shorter."""
_PAIRED = 10
"""Paragraphs that are tried two at a time."""


class _Change(NamedTuple):
    """The paragraph `text`, which begins with row `row`, in `by` lines more. `strain` is how much
    that shows."""

    strain: float
    row: int
    by: int
    text: SetText


def resized(
    cells: Cells, composer: Composer, even: Callable[[Cells], Split | None]
) -> Cells | None:
    """The cells with as few paragraphs changed as make them `even`; None where none do."""
    changes = sorted(_changes(cells), key=_strain)
    made: dict[tuple[int, int], SetText | None] = {}
    for chosen in _choices(changes):
        trial = cells
        for change in sorted(chosen, key=_row, reverse=True):
            at = cells.paragraph(change.row)
            trial = trial.resized(at, len(change.text.lines), change.by)
        if even(trial) is None:
            continue
        for _, row, by, text in chosen:
            if (row, by) not in made:
                made[row, by] = composer.resized(text, by)
        texts = [made[change.row, change.by] for change in chosen]
        if all(text is not None for text in texts):
            return _replaced(cells, chosen, [text for text in texts if text is not None])
    return None


def _choices(changes: Sequence[_Change]) -> Iterator[tuple[_Change, ...]]:
    """One change, then two."""
    yield from ((change,) for change in changes)
    for one, two in combinations(changes[:_PAIRED], 2):
        if one.row != two.row:
            yield one, two


def _changes(cells: Cells) -> Iterator[_Change]:
    """What can be changed at all."""
    for index in range(cells.firsts[cells.begin], len(cells.rows)):
        row = cells.rows[index]
        text = row.text
        if text is None or not row.snap or row.line or len(text.lines) < _LEAST:
            continue
        last = text.lines[-1]
        width = natural(text.measured, last.start, last.end)
        others = len(text.lines) - 1
        more = (text.width - width + _TWO_EM) / others / _MOST_MORE
        # Lines are drawn together by their marks alone, and so less than they are stretched.
        less = width / others / _MOST_LESS
        yield from (
            _Change(strain, index, by, text) for strain, by in ((more, 1), (less, -1)) if strain < 1
        )


def _replaced(cells: Cells, changes: Sequence[_Change], texts: Sequence[SetText]) -> Cells:
    rows = list(cells.rows)
    for change, text in sorted(zip(changes, texts, strict=True), key=_first_row, reverse=True):
        part = rows[change.row].part
        rows[change.row : change.row + len(change.text.lines)] = text_rows(text, part)
    return cells_of(rows).rest(cells.begin)


def _strain(change: _Change) -> tuple[float, int, int]:
    return change.strain, change.row, change.by


def _row(change: _Change) -> int:
    return change.row


def _first_row(pair: tuple[_Change, SetText]) -> int:
    return pair[0].row
