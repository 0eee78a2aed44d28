"""How wide the columns of a table are, for every format that has to say it: by what stands in
them, so that no word, no figure and no short name is parted while there is any way around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from exporter.model import Table, text_of
from exporter.startup.patterns import Lazy

_WORD = Lazy(r"[!-~\u00b0-\u024f％℃]+")
"""What stands together in a line: Western words and figures with their marks."""


class ColumnFit(NamedTuple):
    """So many characters a cell and a head may have and are kept in one line."""

    cell: int
    head: int


FITS = (ColumnFit(6, 6), ColumnFit(4, 2), ColumnFit(3, 2), ColumnFit(2, 2), ColumnFit(1, 1))
"""From what looks best to what fits most."""


def figures(block: Table, columns: int) -> list[bool]:
    """Whether a column holds nothing but figures under its head."""
    rows = block.rows[block.header_rows :]
    texts = [[text_of(row[n]) for row in rows if n < len(row)] for n in range(columns)]
    return [
        any(map(str.strip, column)) and not any(c.isalpha() for text in column for c in text)
        for column in texts
    ]


def least_widths(
    texts: Sequence[Sequence[str]], heads: int, fit: ColumnFit, width: Callable[[str, bool], float]
) -> list[float]:
    """Of each column the width below which something would be parted. `texts` are the rows'
    cells, the first `heads` rows heads; `width` measures a text of a cell or (True) a head."""
    out = [0.0] * max(map(len, texts), default=0)
    for index, cells in enumerate(texts):
        head = index < heads
        for column, text in enumerate(cells):
            for piece in _pieces(text, fit.head if head else fit.cell):
                out[column] = max(out[column], width(piece, head))
    return out


def _pieces(text: str, whole: int) -> list[str]:
    if len(text) <= whole:
        return [text]
    words: list[str] = _WORD.findall(text)
    others = len("".join(_WORD.sub("", text).split()))
    return [*words, "一" * min(whole, others)]


def column_widths(
    asked: Sequence[float], least: Sequence[float], room: float
) -> list[float] | None:
    """Widths that fill `room`: as asked where all fit, and what is left over shared; else the
    least, and those that ask for little more get it before the others share the rest. None where
    the least has no room. Where columns ask for less than their least, they get that."""
    asked = [max(pair) for pair in zip(asked, least, strict=True)]
    left, open_ = room - sum(least), len(asked)
    if left < 0:
        return None
    widths = list(least)
    for i in sorted(range(len(asked)), key=lambda i: asked[i] - least[i]):
        more = min(asked[i] - least[i], left / open_)
        widths[i] += more
        left -= more
        open_ -= 1
    return [width + left / len(widths) for width in widths]
