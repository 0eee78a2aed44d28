"""Line breaking: nothing lost, nothing forbidden, every line flush."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.typography.breaking import LOOSE, break_lines
from exporter.typography.headings import balance_lines
from exporter.typography.measure import SetLine, measure, natural
from exporter.typography.rules import GAP, HALF, LEVELS, Marks, classify, latin_quotes, may_break
from exporter.typography.spacing import spread

NEWS = (
    "5月11日,柳湾镇便民桥建成通车，全长128米、宽9.5米。“以前过河要等船，”村民说，“现在抬脚就到。”"
    "据介绍，该桥于2030年3月开工（概算3.2亿元），由市交通局、镇政府共建——工期比计划提前41天。"
    "桥头的5G基站与PM2.5监测点同步启用，覆盖率达99.8%，惠及《便民工程名录》所列三个村……"
).replace(",", "，")
BASIC_MARKS = Marks()
MIXED = st.text(
    alphabet="中文国报村桥水一二，。、；：“”（）《》—…·0123456789ABCxyz%.,- ",
    min_size=1,
    max_size=160,
)


def widths(text: str) -> list[int]:
    """Half an em for ASCII, an em for the rest: near enough to any Chinese face."""
    return [500 if ord(char) < 0x2000 else 1000 for char in text]


def broken(
    text: str, em: int, indent: int = 2, style: Marks = BASIC_MARKS
) -> tuple[list[str], list[SetLine]]:
    m = measure(text, widths(text), style=style)
    lines = break_lines(m, 1000 * (em - indent), 1000 * em)
    return [text[line.start : line.end] for line in lines], lines


def set_width(text: str, line: SetLine, each: float, extra: dict[int, int]) -> float:
    """The width a line takes once its slack is spread, by adding up glyph after glyph."""
    sizes = widths(text)
    classes = classify(text)
    end = line.end
    while classes[end - 1] == "s":
        end -= 1
    total = -float(line.trim)
    for p in range(line.start, end):
        total += sizes[p]
        if p < end - 1:
            total += extra.get(p, 0) + each
    return total - (HALF if classes[end - 1] == "c" and sizes[end - 1] == 1000 else 0)


@given(MIXED, st.integers(6, 40))
def test_breaking_loses_no_character_but_spaces_between_lines(text: str, em: int) -> None:
    pieces, lines = broken(text, em)
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
    for before, after in pairwise(lines):
        assert text[before.end : after.start].strip() == ""


@pytest.mark.parametrize("em", range(12, 41))
def test_no_line_of_news_starts_or_ends_with_a_forbidden_mark(em: int) -> None:
    pieces, _ = broken(NEWS, em)
    for piece in pieces[1:]:
        assert piece[0] not in "、，。；：！？”’）》…—·%", piece
    for piece in pieces[:-1]:
        assert piece[-1] not in "“‘（《", piece


@pytest.mark.parametrize("em", range(12, 41))
def test_every_line_of_news_but_the_last_is_flush(em: int) -> None:
    m = measure(NEWS, widths(NEWS))
    _, lines = broken(NEWS, em)
    for index, line in enumerate(lines[:-1]):
        flush = spread(m, line)
        wanted = 1000 * (em - 2) if index == 0 else 1000 * em
        assert set_width(NEWS, line, flush.each, flush.extra) == pytest.approx(wanted, abs=1)


@pytest.mark.parametrize("em", range(12, 41))
def test_nothing_opens_within_words_dashes_and_pairs_of_marks(em: int) -> None:
    m = measure(NEWS, widths(NEWS))
    for line in broken(NEWS, em)[1]:
        each, extra = spread(m, line)
        for p in range(line.start, line.end - 1):
            if m.classes[p : p + 2] not in ("ll", "lk", "kl", "lp", "dd", "cc", "co", "oo"):
                continue
            assert extra.get(p, 0) + each <= m.adjust.get(p, 0) + 1e-9, NEWS[p : p + 2]


@pytest.mark.parametrize("em", range(12, 41))
def test_the_last_line_of_news_holds_two_han_characters(em: int) -> None:
    pieces, _ = broken(NEWS[:-2] + "桥。", em)
    assert sum("一" <= char <= "鿿" for char in pieces[-1]) >= 2, pieces[-1]


def test_numbers_stay_with_their_units_and_dates_whole() -> None:
    for em in range(10, 36):
        pieces, _ = broken(NEWS, em)
        for before, after in pairwise(pieces):
            seam = before[-1] + after[0]
            assert seam not in ("5月", "1日", "0年", "3月", "8%", "9."), seam
            assert not (before[-1].isdigit() and after[0].isdigit())


def test_a_word_longer_than_the_line_is_broken_rather_than_lost() -> None:
    pieces, _ = broken("X" * 90, 10)
    assert "".join(pieces) == "X" * 90
    assert all(len(piece) <= 20 for piece in pieces)


def test_two_marks_together_take_one_and_a_half_em_and_han_keeps_a_quarter_from_latin() -> None:
    text = "说：“好”。用5G网"
    m = measure(text, widths(text))
    assert m.adjust == {1: -HALF, 4: -HALF, 6: GAP, 8: GAP}
    assert natural(m, 0, 6) == 6000 - 2 * HALF - HALF


def test_chinese_marks_open_no_gap_beside_latin() -> None:
    text = "率（PM2.5）为35，好"
    m = measure(text, widths(text))
    assert [p for p, amount in m.adjust.items() if amount == GAP] == [text.index("为")]


def test_a_heading_is_balanced_and_breaks_at_its_clauses() -> None:
    text = "咬定目标　奋力拼搏　勇立潮头　逐梦前行"
    m = measure(text, widths(text))
    lines = balance_lines(m, 12_000, 3)
    assert [text[a.start : a.end].strip() for a in lines] == [
        "咬定目标　奋力拼搏",
        "勇立潮头　逐梦前行",
    ]


def test_a_heading_never_leaves_one_character_alone() -> None:
    text = "把全市背街小巷的路都修到老百姓家门口去"
    m = measure(text, widths(text))
    for em in range(7, 20):
        sizes = [line.end - line.start for line in balance_lines(m, 1000 * em, 3)]
        assert min(sizes) > 1
        assert max(sizes) - min(sizes) <= 2


def test_a_heading_does_not_part_a_number_from_what_it_counts() -> None:
    for text, whole in (
        ("山路清了淤三千户用上放心水", "三千户"),
        ("公交夜班增至11条线路运营", "11条"),
    ):
        m = measure(text, widths(text))
        for em in range(7, 13):
            ends = [line.end for line in balance_lines(m, 1000 * em, 3)]
            at = text.index(whole)
            assert not any(at < end < at + len(whole) for end in ends), (em, ends)


def test_a_word_that_ends_in_a_numeral_is_no_number() -> None:
    text = "全国统一部署工作"
    m = measure(text, widths(text))
    bonds = {"统一": "5", "一部": "0", "部署": "5", "全国": "5", "国统": "0", "工作": "5"}
    lines = balance_lines(m, 4_000, 2, lambda: bonds)
    assert [text[a.start : a.end] for a in lines] == ["全国统一", "部署工作"]


@pytest.mark.parametrize(
    ("bonds", "ends"),
    [
        ({"丙丁": "4", "丁戊": "5", "戊己": "5"}, 3),  # each break parts a word: the looser one
        ({"丁戊": "3", "戊己": "2"}, 3),
        ({"丙丁": "2", "丁戊": "3"}, 5),
        ({"丙丁": "2", "丁戊": "2", "戊己": "2"}, 4),  # as equal as can be where all are alike
    ],
)
def test_a_heading_parts_what_holds_together_least(bonds: dict[str, str], ends: int) -> None:
    text = "甲乙丙丁戊己庚辛"
    m = measure(text, widths(text))
    assert [line.end for line in balance_lines(m, 5_000, 2, lambda: bonds)] == [ends, len(text)]


def test_what_follows_a_word_that_ends_in_a_numeral_is_not_counted_by_it() -> None:
    text = "全国统一部署工作"
    m = measure(text, widths(text))
    bonds = {"统一": "5", "一部": "0", "部署": "0", "署工": "5"}
    assert balance_lines(m, 5_000, 2, lambda: bonds)[0].end == text.index("部")


def test_a_heading_takes_a_line_more_rather_than_part_a_word() -> None:
    text = "三十里长堤开到家门口　一步也不落下"
    m = measure(text, widths(text))
    bonds = {"家门": "4", "门口": "5"}
    lines = balance_lines(m, 9_000, 3, lambda: bonds)
    assert [text[a.start : a.end].strip() for a in lines] == [
        "三十里长堤", "开到家门口", "一步也不落下",
    ]  # fmt: skip
    assert len(balance_lines(m, 9_000, 2, lambda: bonds)) == 2  # where there may be no more


def test_a_break_is_never_allowed_inside_a_dash_or_an_ellipsis() -> None:
    text = "他说——好……吧"
    classes = classify(text)
    assert not may_break(text, classes, text.index("—") + 1)
    assert not may_break(text, classes, text.index("…") + 1)
    assert may_break(text, classes, text.index("好"))


def test_first_fit_is_kept_only_while_nobody_could_see_the_stretch() -> None:
    m = measure("中" * 60, [1000] * 60)
    assert [(s.start, s.end, s.slack) for s in break_lines(m, 18_000, 20_000)] == [
        (0, 18, 0),
        (18, 38, 0),
        (38, 58, 0),
        (58, 60, 0),
    ]
    assert LOOSE * 20 < 1000


@pytest.mark.parametrize(
    ("text", "at", "allowed"),
    [
        ("好。", 1, ("none",)),
        ("（好", 1, ("none",)),
        ("好——", 1, ("none",)),
        ("——好", 1, ()),
        ("甲／乙", 2, ("none", "basic")),
        ("甲/乙", 2, ("none", "basic")),
        ("甲／乙", 1, ("none",)),
        ("a/b", 2, ("none", "basic", "gb", "strict")),
        ("3月", 1, ()),
        ("8%", 1, ()),
    ],
)
def test_each_level_says_what_may_begin_and_end_a_line(
    text: str, at: int, allowed: tuple[str, ...]
) -> None:
    classes = classify(text)
    found = [name for name, level in LEVELS.items() if may_break(text, classes, at, level)]
    assert found == [name for name in LEVELS if name in allowed]


def test_a_dash_begins_a_line_only_below_strict_and_only_where_the_line_before_would_gape() -> None:
    roomy = "桥修好了路修好了——村口的灯也亮了起来"
    bad = "其次是“黑”——楼道黑"
    for name in ("basic", "gb", "strict"):
        assert not any(piece[0] == "—" for piece in broken(roomy, 8, 0, Marks(LEVELS[name]))[0])
    starts = {
        name: any(piece[0] == "—" for piece in broken(bad, 6, 0, Marks(level))[0])
        for name, level in LEVELS.items()
    }
    assert starts == {"none": True, "basic": True, "gb": True, "strict": False}


def test_tight_marks_take_half_an_em_each() -> None:
    tight = Marks(tight=True)
    for text, normal, narrow in (
        ("他说：“好”", 5000, 4500),
        ("书》《书", 3500, 3000),
        ("行。”他", 3500, 3000),
        ("见“‘桥", 3500, 3000),
        ("行。”）（又", 4500, 4000),
    ):
        assert natural(measure(text, widths(text)), 0, len(text)) == normal
        assert natural(measure(text, widths(text), style=tight), 0, len(text)) == narrow


@pytest.mark.parametrize("em", range(10, 30))
@pytest.mark.parametrize("style", [Marks(tight=True), Marks(LEVELS["strict"], True, True)])
def test_every_style_of_marks_sets_flush_lines(em: int, style: Marks) -> None:
    m = measure(NEWS, widths(NEWS), style=style)
    _, lines = broken(NEWS, em, style=style)
    for index, line in enumerate(lines[:-1]):
        each, extra = spread(m, line)
        hangs = style.hanging and NEWS[line.end - 1] in "、，。"
        wanted = 1000 * (em - 2 if index == 0 else em) + (HALF if hangs else 0)
        assert set_width(NEWS, line, each, extra) == pytest.approx(wanted, abs=1)


def test_hanging_marks_leave_the_measure_to_the_characters() -> None:
    text = "桥修好了，路也通了。灯也亮了，"
    hanging = broken(text, 4, 0, Marks(hanging=True))[0]
    assert hanging == ["桥修好了，", "路也通了。", "灯也亮了，"]


def test_a_long_word_or_an_address_is_broken_rather_than_that_a_line_gapes() -> None:
    word = "来贺信。" + "Pneumonoultramicroscopicsilicovolcanoconiosis" + "一词"
    address = "报名请登录https://www.example.org/bridge/2031-05?page=1或来电话"
    for text in (word, address):
        m = measure(text, widths(text))
        pieces, lines = broken(text, 12, 0)
        assert "".join(pieces) == text
        assert all(spread(m, line).each <= 150 for line in lines), pieces


def test_nothing_opens_before_a_space_at_a_lines_end() -> None:
    text = "由桥梁协会The International Society主持"
    m = measure(text, widths(text))
    line = SetLine(0, text.index("International"), 0, 3000)
    each, extra = spread(m, line)
    assert each > 0
    assert extra[line.end - 2] == -each


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("他说“Yes”。", ""),
        ("but “the bridge” is", "“”"),
        ("“Yes,” he said.", "“”"),
        ("don’t panic是口头禅", "’"),
        ("‘90s Boys’ said", "‘’"),
        ("参考了“Golden Gate”与", ""),
        ("他说：“it’s fine”。", "’"),
        ("“中文”", ""),
        ("A “中文” word", ""),
    ],
)
def test_quotes_are_latin_within_latin_text_only(text: str, latin: str) -> None:
    assert "".join(text[p] for p in sorted(latin_quotes(text))) == latin


def test_what_a_line_is_too_long_by_is_taken_alike_from_all_its_commas() -> None:
    text = "桥修好了，路也通了，灯也亮了，人也来了，一天比一天好"
    m = measure(text, widths(text))
    line = SetLine(0, len(text), 0, -301)
    each, extra = spread(m, line)
    assert each == 0
    assert sorted(extra.values()) == [-76, -75, -75, -75]


def test_marks_in_the_middle_of_their_square_give_a_quarter_to_a_mark_beside_them() -> None:
    text = "「到。」他說：「好，」又說（一）。"
    whole = frozenset("。：，")
    m = measure(text, widths(text), whole)
    assert {text[p : p + 2]: amount for p, amount in m.adjust.items()} == {
        "。」": -250,
        "：「": -HALF,
        "，」": -250,
        "）。": -HALF,
    }
    assert natural(m, 0, len(text)) == 1000 * len(text) - 2 * 250 - 2 * HALF - HALF  # 「 first
    line = SetLine(0, len(text), m.heads[0], -100)
    assert min(spread(m, line).extra.values()) < 0


def test_symbols_are_no_letters_and_open_no_gap() -> None:
    text = "■本报①氨氮≤0.5毫克★好"
    m = measure(text, widths(text))
    assert [text[p : p + 2] for p, amount in m.adjust.items() if amount == GAP] == ["5毫"]
    assert not may_break(text, m.classes, text.index("0"))


def test_a_quote_that_nothing_closes_is_gone_through_once() -> None:
    assert latin_quotes("“" + "a" * 400_000 + "中 x”") == frozenset()
    assert latin_quotes("‘" + "a" * 400_000 + "中 x’") == frozenset()
