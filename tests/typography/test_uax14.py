"""Unicode's own test of line breaking, and where our setting of Chinese departs from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporter.typography.rules import classify, may_break
from exporter.typography.uax14 import breaks, line_break_class

DATA = Path(__file__).resolve().parents[1] / "data" / "unicode" / "LineBreakTest.txt"


def test_every_line_of_unicodes_test_breaks_where_unicode_says() -> None:
    wrong = []
    rows = [row for row in DATA.read_text(encoding="utf-8").splitlines() if row[0] != "#"]
    for row in rows:
        parts = row.split()
        text = "".join(chr(int(code, 16)) for code in parts[1::2])
        if breaks(text) != [at for at, mark in enumerate(parts[::2]) if mark == "÷"]:
            wrong.append(row)
    assert len(rows) > 7000
    assert wrong == []


@pytest.mark.parametrize(
    ("char", "name"),
    [("中", "ID"), ("。", "CL"), ("（", "OPW"), ("(", "OP"), ("“", "QU"), ("…", "IN"), ("—", "B2"),
     ("月", "ID"), ("9", "NU"), ("%", "PO"), ("々", "NS"), ("\u200b", "ZW"), ("é", "AL")],
)  # fmt: skip
def test_classes_are_unicodes(char: str, name: str) -> None:
    assert line_break_class(char) == name


@pytest.mark.parametrize(
    ("text", "at", "unicode", "ours"),
    [
        ("中中", 1, True, True),
        ("中。", 1, False, False),
        ("（中", 1, False, False),
        ("中—", 1, True, False),
        ("中·", 1, True, False),
        ("中“", 1, False, True),
        ("”中", 1, False, True),
        ("3月", 1, True, False),
        ("3%", 1, False, False),
        ("a-b", 2, True, True),
        ("a/b", 2, True, True),
        ("甲/", 1, False, False),
        ("★中", 1, True, True),
        ("3歲", 1, True, False),
        ("甲／", 1, True, False),
        ("1–3", 1, False, False),
    ],
)
def test_our_tailorings_are_these(text: str, at: int, unicode: bool, ours: bool) -> None:
    assert (at in breaks(text)) is unicode
    assert may_break(text, classify(text), at) is ours
