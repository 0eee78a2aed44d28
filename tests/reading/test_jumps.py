from __future__ import annotations

import re

import pytest

from exporter.conservation import unaccounted
from exporter.interchange.json_form import block_type, from_json, to_json
from exporter.model import Paragraph, Reading, articles_of, lines_of_article, text_of
from exporter.reading import RawInput, read_sources

FRONT = """第01版:要闻

# 柳湾桥通车 两岸三村受益

本报讯(记者 何青禾)便民桥昨日通车,两岸三村的人都来看,桥头的老槐树下坐满了人,桥面上铺着新

(下转第3版)

# 早稻插秧过半

本报讯(记者 章远)插秧进度过半。
"""
INSIDE = """第03版:民生

(上接第1版)

石板,一块一块都编了号。

老人们说,桥在,路就在。

# 汐东食堂开张

本报讯(记者 方亦舟)食堂开张。
"""


_JUMPS = re.compile("（[上下][接转]第.版）")


def read(*texts: str) -> Reading:
    return read_sources(
        [RawInput(name=f"{i}.txt", data=text.encode()) for i, text in enumerate(texts)]
    )


def dropped(reading: Reading) -> list[tuple[str, str]]:
    """What is not shown, with why."""
    texts = {source.id: source.text for source in reading.issue.sources}
    return [
        (drop.code, texts[drop.range.src][drop.range.start : drop.range.end])
        for drop in reading.issue.dropped
    ]


def test_an_article_continued_on_another_page_is_put_together() -> None:
    reading = read(FRONT + "\n" + INSIDE)
    first, _, last = articles_of(reading.issue)
    assert [block_type(block) for block in first.blocks] == ["paragraph", "paragraph"]
    assert isinstance(first.blocks[0], Paragraph)
    assert "桥面上铺着新石板,一块一块" in text_of(first.blocks[0].text)
    assert {move.to for move in reading.issue.moves} == {first.id}
    assert text_of(last.headline[0]) == "汐东食堂开张"
    assert unaccounted(reading.issue) == ()


def test_words_that_sent_to_what_now_follows_are_dropped_by_name_and_told() -> None:
    reading = read(FRONT + "\n" + INSIDE)
    first, *_ = articles_of(reading.issue)
    assert first.jumps == ()
    assert [one for one in dropped(reading) if one[0] == "jump-line"] == [
        ("jump-line", "(下转第3版)"),
        ("jump-line", "(上接第1版)"),
    ]
    assert [notice.code for notice in reading.notices] == ["jump-joined"]
    assert "page 1 and its continuation on page 3" in reading.notices[0].detail


def test_jumps_within_paragraphs_are_set_aside_with_the_blanks_beside_them() -> None:
    front = FRONT.replace("铺着新\n\n(下转", "铺着新 (下转")
    inside = INSIDE.replace("(上接第1版)\n\n", "(上接第1版) ")
    reading = read(front, inside)
    first, *_ = articles_of(reading.issue)
    texts = [text_of(line) for line in lines_of_article(first)]
    assert any("桥面上铺着新石板,一块" in text for text in texts)
    assert not any("版)" in text for text in texts)
    assert unaccounted(reading.issue) == ()
    assert from_json(to_json(reading)).issue == reading.issue


def test_a_jump_to_a_page_that_is_not_there_stays_where_it_is() -> None:
    first, *_ = articles_of(read(FRONT).issue)
    assert [(jump.direction, jump.page) for jump in first.jumps] == [("to", 3)]
    assert [block_type(block) for block in first.blocks] == ["paragraph", "jump_line"]


def test_pages_in_two_files_find_each_other() -> None:
    reading = read(FRONT, INSIDE)
    assert len(list(articles_of(reading.issue))) == 3
    assert unaccounted(reading.issue) == ()
    assert [page.number for page in reading.issue.pages] == [1, 3]


def test_a_continuation_without_its_beginning_stays_and_is_told() -> None:
    reading = read(INSIDE)
    assert len(list(articles_of(reading.issue))) == 2
    assert [notice.code for notice in reading.notices] == ["jump-unmatched"]


def test_a_jump_that_names_another_page_is_not_followed() -> None:
    reading = read(FRONT + "\n" + INSIDE.replace("上接第1版", "上接第2版"))
    assert [notice.code for notice in reading.notices] == ["jump-unmatched"]
    assert unaccounted(reading.issue) == ()


def test_the_headline_said_again_over_a_continuation_is_dropped_by_name() -> None:
    again = INSIDE.replace("(上接第1版)", "# 柳湾桥通车\n\n(上接第1版)")
    reading = read(FRONT + "\n" + again)
    assert len(list(articles_of(reading.issue))) == 3
    assert "repeated-headline" in [drop.code for drop in reading.issue.dropped]
    assert unaccounted(reading.issue) == ()


def test_see_also_is_no_jump() -> None:
    text = "# 柳湾桥通车\n\n便民桥昨日通车,两岸三村的人都来看。(相关报道见第十版)\n"
    (article,) = articles_of(read(text).issue)
    assert article.jumps == ()


def pages_with(*articles: str) -> Reading:
    return read("\n\n".join(articles))


def test_a_continuation_may_itself_be_continued_in_any_order_of_pages() -> None:
    first = "第01版:要闻\n\n# 柳湾桥通车\n\n本报讯(记者 何青禾)便民桥昨日通车。\n\n(下转第3版)"
    second = "第03版:民生\n\n(上接第1版)\n\n桥面上铺着新石板。\n\n(下转第5版)"
    third = "第05版:综合\n\n(上接第3版)\n\n老人们说,桥在,路就在。"
    for order in ((first, second, third), (third, first, second), (third, second, first)):
        reading = pages_with(*order)
        (article,) = articles_of(reading.issue)
        text = "".join(text_of(line) for line in lines_of_article(article))
        places = [text.index(said) for said in ("便民桥", "新石板", "老人们说")]
        assert places == sorted(places), order
        assert not unaccounted(reading.issue)
        assert {move.to for move in reading.issue.moves} == {article.id}


def test_two_articles_that_each_claim_to_go_on_in_the_other_are_put_together_once() -> None:
    text = "(下转第3版)\n（上接第一版）\n末"
    reading = read(text, text)
    assert len(list(articles_of(reading.issue))) == 1
    assert not unaccounted(reading.issue)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_parts_of_parts_come_to_one_article_whatever_their_order(order: tuple[int, ...]) -> None:
    parts = (
        "第01版：要闻\n\n# 一条河的十年\n\n霖江的水，十年前是黑的。\n\n（下转第2版）\n",
        "第02版：要闻\n\n（上接第1版）沿江三县关了作坊。\n\n（下转第3版）\n",
        "第03版：深读\n\n（上接第2版）河长日志写满了三千本。\n",
    )
    text = "\n".join(parts[i] for i in order)
    reading = read_sources([RawInput(name="版.txt", data=text.encode())])
    assert unaccounted(reading.issue) == ()
    (article,) = articles_of(reading.issue)
    told = "".join(text_of(line) for line in lines_of_article(article))
    assert told.index("黑的") < told.index("作坊") < told.index("日志")
    assert {move.to for move in reading.issue.moves} == {article.id}
    assert article.jumps == ()
    assert "版" not in told
    assert [code for code in dropped(reading) if code[0] == "jump-line"] == [
        ("jump-line", said) for said in _JUMPS.findall(text)
    ]
    assert {g.target for g in reading.guesses if g.part == "jump"} == {article.id}
    assert from_json(to_json(reading)).issue == reading.issue


def test_a_continuation_that_stands_above_its_article_is_not_healed_into_its_paragraph() -> None:
    reading = read("（上接第一版）\n旧堤加高 新柳成荫\n# 一条河的十年 水清了\n(下转第3版)\n末")
    assert unaccounted(reading.issue) == ()
    (article,) = articles_of(reading.issue)
    assert "末" in [text_of(line) for line in lines_of_article(article)]
