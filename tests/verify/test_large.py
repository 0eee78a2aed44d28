"""Sizes that would never end if anything were compared with everything. None of these tests looks
at the clock."""

from __future__ import annotations

from random import Random

from build import small_issue

import exporter
from exporter.proof.compared import flow
from exporter.proof.compared.align import align
from exporter.proof.compared.flow import flow_differences, folded

FAR = "渡口的灯亮了一夜，船工把缆绳又紧了一遍，江面上没有一点风声传来。天快亮时雾才散开。"


def noise(seed: int, size: int, first: int = 0x4E00) -> str:
    random = Random(seed)
    return "".join(chr(first + random.randrange(3000)) for _ in range(size))


def searched(text: str, *lines: str) -> list[list[tuple[int, int]]]:
    search = flow._Search(text, 0)
    return [search.missing(line) for line in lines]


def test_a_text_of_something_else_is_lost_as_a_whole() -> None:
    size = 300_000
    text, line = noise(1, size, 0x6E00), noise(2, size)
    assert searched(text, line) == [[(0, size)]]
    assert searched(text, *[line[i : i + 4] for i in range(0, size, 4)]) == [[(0, 4)]] * (size // 4)


def test_beginnings_that_stand_everywhere_are_not_followed_for_ever() -> None:
    stairs = "".join("啊" * size + "呀" for size in range(800))
    assert searched(stairs, "啊" * len(stairs))
    assert searched("啊" * 300_000, ("啊" * 29 + "呀") * 10_000)


def test_lines_that_begin_alike_are_not_each_looked_for_everywhere() -> None:
    lines = ["啊" * 40 + noise(seed, 5) for seed in range(20_000)]
    ((line, why),) = flow._too_often(lines, "啊" * 300_000)
    assert line.startswith("啊")
    assert "too many lines begin so" in why


def test_interrupted_lines_are_found_and_what_is_between_them_is_not_counted() -> None:
    line, head = noise(3, 900), noise(4, 30, 0x6E00)
    text = head.join([line[:300], line[300:600], line[600:]])
    assert searched(text, line) == [[]]
    assert searched(text, line[:400] + "误" + line[401:]) == [[(400, 401)]]


def test_only_a_long_piece_is_looked_for_far_on() -> None:
    far = noise(5, 1000, 0x6E00)
    assert searched(far + FAR, FAR) == [[]]
    assert searched(far + FAR[:20] + far, FAR[:20] + "误") == [[(0, 21)]]


def test_of_several_beginnings_the_longest_is_followed() -> None:
    assert searched(f"{FAR[:9]}又{FAR[:20]}还{FAR}", FAR) == [[]]


def test_a_part_that_stands_twice_is_told() -> None:
    line = folded(FAR)
    assert list(flow._too_often([line], f"{line}间{line}")) == [(line, None)]
    assert not list(flow._too_often([line, line], f"{line}间{line}"))
    assert not list(flow._too_often(["啊" * 50], "啊" * 99))


def test_a_file_whose_record_was_taken_away_is_still_in_order() -> None:
    issue = small_issue()
    for name in ("epub", "docx", "pdf"):
        assert not list(flow_differences(issue, exporter.write(issue, name).data, name))


def test_equal_texts_are_paired_by_the_thousand() -> None:
    many = ["图"] * 60_000
    assert len(align([*many, "题"], ["题", *many], lambda i, j: 1.0).pairs) == 60_001
    assert len(align([*many, "题"], [*many[1:], "题", "注"], lambda i, j: 1.0).pairs) == 60_001


def test_a_text_that_stands_twice_is_where_it_stood() -> None:
    """Only the first was changed into the second: nothing moved."""
    found = align(["甲", "乙", "丙"], ["乙", "乙", "丙"], lambda i, j: 1.0)
    assert found.pairs == [(0, 0), (1, 1), (2, 2)]
    assert not found.moved
