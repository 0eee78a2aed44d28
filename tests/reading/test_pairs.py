"""The table of pairs tells the same while it is asked little and when it is asked much."""

from __future__ import annotations

import pytest

from exporter.lexicon import pairs
from exporter.lexicon.pairs import Pairs, pair_levels
from exporter.shipped import shipped_bytes


def test_a_pair_is_not_the_end_of_one_and_the_beginning_of_the_next() -> None:
    table = Pairs(["上海海关", "", "关上"])
    for _ in range(2 * pairs._FEW):
        assert table["海关"] == "0"
        assert table["关上"] == "2"
        assert "海海" not in table
    assert list(table) == ["上海", "海关", "关上"]
    assert len(table) == 3
    assert table.knows("关")
    assert not table.knows("天")


@pytest.mark.parametrize("asked_before", [0, pairs._FEW])
def test_the_shipped_table_line_by_line(asked_before: int) -> None:
    table = Pairs(shipped_bytes("lexicon/pairs.txt").decode().splitlines())
    for _ in range(asked_before):
        table.get("ab")
    assert len(table) > 10_000
    for level, line in enumerate(shipped_bytes("lexicon/pairs.txt").decode().splitlines()):
        for at in (0, len(line) // 4 * 2, len(line) - 2):
            assert table[line[at : at + 2]] == str(level)
    assert table.get("ab") is None
    assert pair_levels() is pair_levels()
