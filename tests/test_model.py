"""The model's promise of conservation, its walks, and that every walk knows every block."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from typing import get_args

import pytest
from build import Builder, page, small_issue
from hypothesis import given, settings
from strategies import issues

from exporter.conservation import healed, unaccounted
from exporter.interchange.json_form import block_text, block_type
from exporter.model import (
    Block,
    Byline,
    Dropped,
    EditorNote,
    Figure,
    Issue,
    JumpLine,
    ListBlock,
    Paragraph,
    Quote,
    Range,
    Source,
    Span,
    Staff,
    Subhead,
    Summary,
    Table,
    articles_of,
    group_lines,
    line_number,
    lines_of_article,
    raw_text,
    text_of,
)


def codes(issue: Issue) -> list[str]:
    return [notice.code for notice in unaccounted(issue)]


def with_source(issue: Issue, text: str) -> Issue:
    return replace(issue, sources=(replace(issue.sources[0], text=text),))


def test_a_whole_issue_keeps_the_promise() -> None:
    assert codes(small_issue()) == []


@given(issues())
@settings(max_examples=60, deadline=None)
def test_grown_issues_keep_the_promise(issue: Issue) -> None:
    assert codes(issue) == []


def test_source_text_in_no_span_is_lost_with_its_place() -> None:
    issue = small_issue()
    text = issue.sources[0].text
    (hole,) = unaccounted(with_source(issue, text + "\n还有一句没人要。"))
    assert (hole.code, hole.detail) == ("lost", "还有一句没人要。")
    assert hole.range is not None
    assert raw_text(
        [hole.range], with_source(issue, text + "\n还有一句没人要。").sources
    ).strip() == ("还有一句没人要。")


def test_dropped_text_is_accounted_for() -> None:
    b = Builder()
    article = b.article("标题", "正文")
    (folio,) = b.line("第03版:要闻")
    assert folio.range is not None
    assert codes(b.issue(page(3, article))) == ["lost"]
    assert (
        codes(b.issue(page(3, article), dropped=(Dropped(range=folio.range, code="folio"),))) == []
    )


def test_blanks_need_no_account() -> None:
    issue = small_issue()
    assert codes(with_source(issue, issue.sources[0].text + " \u3000\xa0\t\r\n")) == []


def test_an_article_put_in_twice_is_doubled() -> None:
    b = Builder()
    article = b.article("标题", "正文")
    assert codes(b.issue(page(1, article, replace(article, id="a2")))) == ["doubled", "doubled"]


@pytest.mark.parametrize("twice", ["潮水", "水"])
def test_overlapping_spans_are_doubled_where_they_overlap(twice: str) -> None:
    b = Builder()
    (line,) = b.line("春江潮水")
    assert line.range is not None
    part = Span(twice, Range("s1", 4 - len(twice), 4), "source")
    article = replace(b.article("题"), blocks=(Paragraph(text=(line,)), Paragraph(text=(part,))))
    (fault,) = unaccounted(b.issue(page(1, article)))
    assert (fault.code, fault.detail) == ("doubled", twice)


def test_a_span_that_is_not_its_slice_is_altered() -> None:
    b = Builder()
    (line,) = b.line("关健时期")
    article = replace(b.article("题"), blocks=(Paragraph(text=(replace(line, text="关键时期"),)),))
    assert codes(b.issue(page(1, article))) == ["altered"]
    edited = replace(line, text="关键时期", origin="edited")
    article = replace(article, blocks=(Paragraph(text=(edited,)),))
    assert codes(b.issue(page(1, article))) == []


def test_a_line_that_runs_backwards_is_out_of_order() -> None:
    b = Builder()
    first, second = b.line("前半") + b.line("后半")
    article = replace(b.article("题"), blocks=(Paragraph(text=(second, first)),))
    assert codes(b.issue(page(1, article))) == ["disorder"]


def test_a_line_is_healed_where_its_pieces_stand_on_two_lines_or_in_two_sources() -> None:
    one = replace(small_issue().sources[0], text="桥通\n了  灯")
    two = replace(one, id="s2", text="　　　　　　亮了")

    def seams(*ranges: Range) -> int:
        text = {source.id: source.text for source in (one, two)}
        line = tuple(Span(text[r.src][r.start : r.end], r, "source") for r in ranges)
        return len(list(healed(line, (one, two))))

    assert seams(Range("s1", 0, 2), Range("s1", 3, 4)) == 1
    assert seams(Range("s1", 3, 4), Range("s1", 6, 7)) == 0
    assert seams(Range("s1", 0, 1), Range("s1", 1, 2)) == 0
    assert seams(Range("s1", 3, 4), Range("s1", 0, 2)) == 1
    assert seams(Range("s1", 3, 4), Range("s2", 6, 8)) == 1


def test_every_kind_of_block_has_a_name_and_gives_its_lines() -> None:
    b = Builder()
    (x, y, z) = (b.line(text) for text in "甲乙丙")
    blocks: dict[type[Block], tuple[Block, str]] = {
        Paragraph: (Paragraph(text=x), "甲"),
        Subhead: (Subhead(text=x), "甲"),
        Summary: (Summary(lines=(x, y)), "甲\n乙"),
        EditorNote: (EditorNote(lines=(x, y)), "甲\n乙"),
        Byline: (Byline(text=x), "甲"),
        Staff: (Staff(text=x), "甲"),
        Figure: (Figure(caption=x, credit=y), "甲\n乙"),
        ListBlock: (ListBlock(items=(x, y)), "甲\n乙"),
        Table: (Table(rows=((x, y),), caption=z), "丙\n甲\n乙"),
        Quote: (Quote(lines=(x, y)), "甲\n乙"),
        JumpLine: (JumpLine(text=x), "甲"),
    }
    assert set(blocks) == set(get_args(Block))
    for block, text in blocks.values():
        assert block_text(block) == text
    assert len({block_type(block) for block, _ in blocks.values()}) == len(blocks)


def test_walks_follow_the_reading_order() -> None:
    first = next(articles_of(small_issue()))
    assert [text_of(line) for line in group_lines(first)] == [
        "柳湾镇便民桥昨日通车",
        "把桥修到对岸",
        "把灯接到村口",
        "（身边事）",
        "两岸三村 八千余人受益",
    ]
    assert len(list(lines_of_article(first))) == 5 + 3
    assert [article.id for article in articles_of(small_issue())] == ["a1", "a2", "a3"]


def test_a_healed_cut_is_one_text_without_anything_between() -> None:
    b = Builder()
    assert text_of(b.cut("坚持中", "西医结合")) == "坚持中西医结合"
    assert text_of(()) == ""


def test_the_model_cannot_be_changed_in_place() -> None:
    issue = small_issue()
    with pytest.raises(FrozenInstanceError):
        issue.pages = ()  # type: ignore[misc]
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        Quote(lines=()).colour = "red"  # type: ignore[attr-defined]


def test_many_sources_are_accounted_for_each_on_its_own() -> None:
    b = Builder()
    issue = b.issue(page(1, b.article("标题", "正文")))
    second = Source(id="s2", name="二.txt", sha256="", encoding="utf-8", text="另一篇")
    (hole,) = unaccounted(replace(issue, sources=(*issue.sources, second)))
    assert hole.range == Range("s2", 0, 3)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(end: str) -> None:
    text = end.join(["甲", "", "乙", "丙"])
    assert [line_number(text, text.index(char)) for char in "甲乙丙"] == [1, 3, 4]
