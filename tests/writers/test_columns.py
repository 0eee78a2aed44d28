"""How wide the columns of tables are."""

from __future__ import annotations

from build import Builder

from exporter.model import Table
from exporter.writers.shared.table_columns import (
    FITS,
    ColumnFit,
    column_widths,
    figures,
    least_widths,
)


def _count(text: str, _: bool) -> float:
    return float(len(text))


def test_what_is_left_over_is_shared_where_all_fit() -> None:
    assert column_widths([2, 4], [2, 2], 10) == [4, 6]


def test_narrow_columns_get_what_they_ask_and_wide_ones_share_the_rest() -> None:
    assert column_widths([3, 4, 20], [2, 4, 4], 15) == [3, 4, 8]


def test_no_column_is_narrower_than_its_least() -> None:
    assert column_widths([30, 1], [4, 5], 12) == [7, 5]
    assert column_widths([8, 8], [8, 8], 15) is None


def test_words_figures_and_short_names_are_not_parted() -> None:
    texts = [
        ["乡镇", "管道（公里）", "备注"],
        ["上垟镇", "12,704.5", "石门段待验收，见 Table"],
        ["甲"],
    ]
    assert least_widths(texts, 1, ColumnFit(3, 2), _count) == [3, 8, 5]
    assert least_widths(texts, 1, FITS[-1], _count) == [1, 8, 5]
    assert least_widths([], 0, FITS[0], _count) == []


def test_columns_of_figures_are_known_below_their_heads() -> None:
    b = Builder()
    rows = (("项", "数", "率", ""), ("甲", "1,204", "31%", ""), ("乙", "", "4月", ""))
    table = Table(rows=tuple(tuple(b.line(c) for c in row) for row in rows), header_rows=1)
    assert figures(table, 4) == [False, True, False, False]
