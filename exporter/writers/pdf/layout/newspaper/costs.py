"""What each imperfection of a page costs: the numbers that placing stories weighs."""

from __future__ import annotations

WHITE, FOOT = 1.5, 1.0
REST, MORE_REST = 0.35, 0.12
MISFIT, FURTHER = 3.0, 1.5
UNEVEN, FLAT, TALL, CUT, BOXES = 9.0, 4.0, 0.4, 3.0, 6.0
BROAD = 4.0
_FLATTEST, _TALLEST = 3, 55


def misfit(columns: int, natural: int, whole: int) -> float:
    """What a width other than the level's costs on a page of `whole` columns."""
    apart = abs(columns - natural)
    broad = BROAD if columns == whole > natural else 0.0
    return apart * MISFIT + max(0, apart - 1) * FURTHER + broad


def shape(columns: int, height: int, uneven: int) -> float:
    """What the form of a story's columns costs."""
    cost = uneven * UNEVEN + max(0, _FLATTEST - height) * FLAT
    return cost + (max(0, height - _TALLEST) * TALL if columns == 1 else 0.0)
