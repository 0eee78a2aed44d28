from __future__ import annotations

import datetime as dt

import pytest

from exporter.conservation import unaccounted
from exporter.interchange.json_form import block_type
from exporter.model import Byline, Meta, Reading, articles_of, text_of
from exporter.reading import RawInput, Settings, read_sources
from exporter.reading.body.blocks import page_number
from exporter.reading.text.kinds import kind_of

BARE = """第02版 2031年5月12日

柳湾镇便民桥昨日通车 两岸三村受益

本报讯(记者 何青禾)5月11日,柳湾镇便民桥建成通车。桥长128米,两岸三村的人都来看,桥头坐满了人。

“以前过河要等船,现在抬脚就到。”村民说。

夜班公交增至十一条

本报讯(记者 许望舒)自下月起,全市夜班公交增至十一条,末班车延后到零点三十分,沿线设站一百二十个。

调整后,三家医院都在夜班线上。

替一条河作传

——读《霖江记》

本报通讯员 顾晚晴

给人作传,有年谱可查,有书信可读;给一条河作传,该从哪里落笔?乡土作家柏舟用了九年,写成这本书。

书的结构很老实,一章一段河。
"""


def read(text: str) -> Reading:
    return read_sources([RawInput(name="版.txt", data=text.encode())])


def test_articles_begin_without_any_mark() -> None:
    reading = read(BARE)
    articles = list(articles_of(reading.issue))
    assert ["".join(text_of(line) for line in a.headline) for a in articles] == [
        "柳湾镇便民桥昨日通车两岸三村受益",
        "夜班公交增至十一条",
        "替一条河作传",
    ]
    assert [text_of(line) for line in articles[2].deck] == ["——读《霖江记》"]
    assert [guess.part for guess in reading.guesses].count("start") == 3
    assert unaccounted(reading.issue) == ()


def test_page_headers_and_folios_are_dropped_by_name() -> None:
    reading = read(BARE + "\n— 2 —\n")
    assert [page.number for page in reading.issue.pages] == [2]
    codes = [drop.code for drop in reading.issue.dropped]
    assert codes == ["page-header", "folio"]


def test_a_numbered_table_stays_a_table_and_a_list_a_list() -> None:
    text = (
        "# 报名须知\n\n桥名\t长度\n柳湾桥\t128米\n\n1. 报名时间\n2. 报名地点\n\n报名从今日开始。\n"
    )
    text = text.replace("桥名\t长度", "桥名\t长度\t宽度").replace("128米\n", "128米\t9.5米\n")
    (article,) = articles_of(read(text).issue)
    assert [block_type(block) for block in article.blocks] == ["table", "list", "paragraph"]


@pytest.mark.parametrize(
    "text",
    [
        "中" * 300_000,
        "（" * 300_000,
        "# " + "中 " * 150_000,
        "\u3000中" * 150_000,
        "# 标题 一\n" * 3_000,
        "记者" * 150_000,
        "“" * 300_000,
        "。(记者 甲)" * 40_000,
        "# 题\n" + "桥头的人\n" * 5_000,
        "# 题\n" + "桥头的人,在等\n等船。\n" * 4_000,
    ],
    ids=[
        *("one", "brackets", "parts", "blanks", "headings", "roles", "quotes", "credits"),
        *("open lines", "cut lines"),
    ],
)
def test_hostile_lines_are_read_and_nothing_is_lost(text: str) -> None:
    # a quadratic pattern would hang here for hours
    assert unaccounted(read(text + "末").issue) == ()


@pytest.mark.parametrize(
    ("header", "number", "name"),
    [
        ("第01版:要闻", 1, "要闻"),
        ("第03版 2031年5月12日", 3, None),
        ("2031年5月12日 星期一 第03版 要闻", 3, "要闻"),
        ("霖川日报 2031年5月12日 星期一 第3版", 3, None),
        ("A03版 要闻", 3, "要闻"),
        ("第十二版：民生新闻", 12, "民生新闻"),
        ("３版 民生", 3, "民生"),
        ("第3版（民生）", 3, "民生"),
        ("民生 第03版", 3, "民生"),
        ("民生·3版", 3, "民生"),
        ("民生 / 第三版", 3, "民生"),
        ("【第03版：民生】", 3, "民生"),
        ("□第03版", 3, None),
        ("■ 03版 民生", 3, "民生"),
        ("03 | 民生", 3, "民生"),
        ("12：广告", 12, "广告"),
        ("霖川日报/2031年/5月/12日/第003版", 3, None),
    ],
)
def test_a_page_header_gives_number_and_name(header: str, number: int, name: str | None) -> None:
    issue = read(f"{header}\n\n# 柳湾桥通车\n\n便民桥昨日通车。\n").issue
    assert [(page.number, page.name) for page in issue.pages] == [(number, name)]


@pytest.mark.parametrize(
    "line",
    [
        "21 世纪的桥",
        "12 位老人",
        "A3 纸",
        "详见 第3版",
        "新书第一版",
        "《霖江记》第二版",
        "2031年5月12日",
    ],
)
def test_other_lines_are_no_page_headers(line: str) -> None:
    assert kind_of(line) == "text"


@pytest.mark.parametrize(
    "line", ["[3]", "3/16", "Page 3", "P3", "第12746期", "总第12746期 今日8版", "— 3 —", "第 3 页"]
)
def test_what_only_counts_pages_and_issues_is_a_folio(line: str) -> None:
    assert kind_of(line) == "folio"


def test_a_line_that_names_who_made_the_page_is_no_header() -> None:
    (article,) = articles_of(read("# 柳湾桥通车\n\n便民桥昨日通车。\n\n1版责编：罗疏影\n").issue)
    assert [credit.names for credit in article.credits] == [("罗疏影",)]


def test_a_headline_said_again_twice_is_dropped_twice() -> None:
    head = "柳湾镇便民桥昨日通车"
    reading = read(f"# {head}\n\n{head}\n\n{head}\n\n桥长128米,两岸三村的人都来看。\n")
    (article,) = articles_of(reading.issue)
    assert [drop.code for drop in reading.issue.dropped].count("repeated-headline") == 2
    assert len(article.blocks) == 1
    assert unaccounted(reading.issue) == ()


def test_the_paper_s_own_name_beside_the_day_is_no_kicker() -> None:
    text = (
        "2031年5月12日 星期一\n霖川人\n\n柳湾镇便民桥昨日通车\n\n便民桥昨日建成通车，桥长128米。\n"
    )
    settings = Settings(meta=Meta(publication="霖 川 人"))
    reading = read_sources([RawInput(name="版.txt", data=text.encode())], settings)
    (article,) = articles_of(reading.issue)
    assert article.kicker is None
    assert [text_of(line) for line in article.headline] == ["柳湾镇便民桥昨日通车"]
    assert unaccounted(reading.issue) == ()


@pytest.mark.parametrize(
    ("given", "code"),
    [(None, "date-unsaid"), (dt.date(2031, 5, 13), "date-differs"), (dt.date(2031, 5, 12), None)],
)
def test_a_printed_day_is_told_where_the_issue_has_none_or_another(
    given: dt.date | None, code: str | None
) -> None:
    settings = Settings(meta=Meta(date=given))
    reading = read_sources([RawInput(name="版.txt", data=BARE.encode())], settings)
    assert [one.code for one in reading.notices] == ([] if code is None else [code])
    assert all("prints 2031-05-12" in one.detail for one in reading.notices)
    assert reading.issue.meta.date == given


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_headings_right_below_each_other_are_one_whatever_ends_a_line(end: str) -> None:
    reading = read(f"# 柳湾镇便民桥昨日通车{end}# 两岸三村受益{end}{end}桥长128米，昨日通车。{end}")
    (article,) = articles_of(reading.issue)
    assert len(article.headline) == 2


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("——谈纪录片《守塔》的拍摄", "text"),
        ("何青禾摄", "photo"),
        ("渡口的清晨。记者何青禾拍摄", "photo"),
    ],
)
def test_a_line_about_filming_is_no_photo_credit(line: str, kind: str) -> None:
    assert kind_of(line) == kind


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ("3", 3), ("03", 3), ("３", 3), ("A03", 3), ("三", 3), ("十", 10), ("十二", 12),
        ("二十", 20), ("九十九", 99), ("一百", 100), ("一百零二", 102), ("一百二十三", 123),
        ("一〇二", 102), ("〇", None), ("版", None),
    ],
)  # fmt: skip
def test_numbers_of_pages_are_read_in_every_form(told: str, number: int | None) -> None:
    assert page_number(told) == number


@pytest.mark.parametrize(
    ("line", "signs"),
    [("何青禾于柳湾", True), ("渡口的灯亮了一夜，船工把缆绳又紧了一遍，雾才散开", False)],
)
def test_only_a_short_line_far_to_the_right_signs(line: str, signs: bool) -> None:
    text = "# 写给渡口\n\n桥修好了，渡口安静下来。\n" + "\u3000" * 12 + line + "\n"
    (article,) = articles_of(read(text).issue)
    assert isinstance(article.blocks[-1], Byline) == signs
