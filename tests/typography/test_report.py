"""The report counts what is wrong, and nothing that is right."""

from __future__ import annotations

from exporter.typography.breaking import break_lines
from exporter.typography.measure import SetLine, measure
from exporter.typography.report import RULES, Tally
from exporter.typography.rules import HALF, LEVELS, Marks

NEWS = (
    "柳湾镇便民桥建成通车，全长128米、宽9.5米。“以前过河要等船，”村民说，“现在抬脚就到。”"
    "据介绍，该桥于2030年3月开工（概算3.2亿元），由市交通局、镇政府共建——工期比计划提前41天。"
)


def widths(text: str) -> list[int]:
    return [500 if ord(char) < 0x2000 else 1000 for char in text]


def counted(text: str, lines: list[SetLine], first: int, rest: int) -> dict[str, int]:
    tally = Tally()
    tally.paragraph(measure(text, widths(text)), lines, first, rest)
    return {rule: len(found) for rule, found in tally.found.items() if found}


def test_what_the_line_breaker_sets_has_no_fault() -> None:
    m = measure(NEWS, widths(NEWS))
    for em in range(14, 41):
        lines = list(break_lines(m, 1000 * (em - 2), 1000 * em))
        assert counted(NEWS, lines, 1000 * (em - 2), 1000 * em) == {}


def test_each_fault_of_a_line_is_counted_under_its_rule() -> None:
    text = "说“好，”他走——来了"
    for end, rule in ((2, "line-end"), (3, "line-start"), (8, "split")):
        lines = [SetLine(0, end, 0, 0), SetLine(end, 11, 0, 0)]
        assert counted(text, lines, 8000, 8000)[rule] == 1


def test_a_loose_line_and_a_short_last_one_are_counted() -> None:
    text = "桥" * 11
    lines = [SetLine(0, 10, 0, 2000), SetLine(10, 11, 0, 0)]
    assert counted(text, lines, 12000, 12000) == {"loose": 1, "last-line": 1}


def test_a_line_that_is_not_flush_is_counted() -> None:
    text = "桥" * 14
    lines = [SetLine(0, 10, 0, 0), SetLine(10, 14, 0, 0)]
    assert counted(text, lines, 11000, 11000) == {"flush": 1}


def test_the_report_has_a_sentence_for_every_rule() -> None:
    tally = Tally()
    tally.fault("loose", "一二三")
    told = dict(tally.sentences())
    assert list(told) == list(RULES)
    assert told["loose"].startswith("1 in 0 lines: lines are stretched")
    assert told["loose"].endswith("; 一二三…")


def test_where_the_text_leaves_no_way_the_report_says_what_could_not_be_parted() -> None:
    text = "大桥开工于2028年10月。老桥通车"
    tally = Tally()
    m = measure(text, widths(text))
    tally.paragraph(m, list(break_lines(m, 10_500, 10_500)), 10_500, 10_500)
    assert tally.found["loose"] == ["大桥开工于2028年… (10月。 does not fit and is not parted)"]


def test_a_dash_at_a_lines_start_is_told_apart_from_a_forbidden_mark() -> None:
    text = "说“好”——来了"
    lines = [SetLine(0, 4, 0, 0), SetLine(4, 8, 0, 0)]
    assert counted(text, lines, 4000, 4000).keys() == {"dash-start", "flush"}
    tally = Tally()
    tally.paragraph(measure(text, widths(text), style=Marks(LEVELS["strict"])), lines, 4000, 4000)
    assert tally.found["line-start"]


def test_headings_are_looked_at_too() -> None:
    text = "桥通了　路也通了"
    m = measure(text, [1000] * len(text))
    tally = Tally()
    tally.heading(m, [SetLine(0, 4, 0, 0), SetLine(4, 8, 0, 0)], 5000)
    assert not any(tally.found.values())
    tally.heading(m, [SetLine(0, 7, 0, 0), SetLine(7, 8, 0, 0)], 7000)
    assert {rule: len(found) for rule, found in tally.found.items() if found} == {
        "heading": 1,
        "clause": 1,
    }


def test_a_heading_without_a_clause_to_break_at_is_not_blamed() -> None:
    for text in ("桥通了路也通了呢", "桥通了，人人都说这路好走"):
        tally = Tally()
        m = measure(text, [1000] * len(text))
        tally.heading(m, [SetLine(0, 6, 0, 0), SetLine(6, len(text), 0, 0)], 6000)
        assert not any(tally.found.values())


def test_a_mark_with_its_blank_half_at_an_edge_is_counted() -> None:
    text = "“桥通了。”"
    assert counted(text, [SetLine(0, len(text), HALF, 0)], 9000, 9000) == {}
    assert counted(text, [SetLine(0, len(text), 0, 0)], 9000, 9000) == {"trim": 1}
