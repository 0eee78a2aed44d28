"""What is shown: every substitution and every guard, and the exact way back."""

from __future__ import annotations

import pytest
from build import Builder, page, small_issue
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ALPHABET, issues

from exporter.display import display, display_text, shown_string, shown_text, undisplay
from exporter.model import (
    Issue,
    Line,
    ListBlock,
    Meta,
    Source,
    Span,
    Table,
    lines_of_article,
    text_of,
)
from exporter.titles import (
    creators,
    date_text,
    headline_text,
    issue_title,
    label_text,
    number_text,
    opening_words,
    page_text,
    pages_text,
)

SHOWN = {
    # Chinese neighbours
    "会议指出,要聚焦重点;": "会议指出，要聚焦重点；",
    "是吗?好!": "是吗？好！",
    "本报讯(记者 何青禾)昨日": "本报讯（记者 何青禾）昨日",
    "他说:“好,”": "他说：“好，”",
    "“以前要等船,”村民说": "“以前要等船，”村民说",
    "《村志》,《县志》": "《村志》，《县志》",
    "3月31日,全省": "3月31日，全省",
    "长128米,宽9.5米": "长128米，宽9.5米",
    "确保PM2.5达标;优化": "确保PM2.5达标；优化",
    "降到5%,比去年少": "降到5%，比去年少",
    "浓度超过PM2.5;": "浓度超过PM2.5；",
    "提出A,B两案": "提出A,B两案",
    "等等),其中": "等等），其中",
    "一是…,二是——,三是": "一是…，二是——，三是",
    "村口,桥头": "村口，桥头",
    # numbers keep theirs
    "12:30开会": "12:30开会",
    "比分3:2获胜": "比分3:2获胜",
    "圆周率3.14,取两位": "圆周率3.14，取两位",
    "共10,641人": "共10,641人",
    "共1,234,567元": "共1,234,567元",
    "2031,2032两年": "2031,2032两年",
    # addresses keep theirs
    "见https://liuwan.example/a?b=1;c,d(e)!f": "见https://liuwan.example/a?b=1;c,d(e)!f",
    "见http://a.example/b?桥": "见http://a.example/b?桥",
    "见www.a.example/b?桥": "见www.a.example/b?桥",
    "来信(desk@liuwan.example)请注明": "来信（desk@liuwan.example）请注明",
    # Latin text keeps its own
    "New Bridge Opens, Village Cheers (again)": "New Bridge Opens, Village Cheers (again)",
    "歌名Hello, World很短": "歌名Hello, World很短",
    "软件Foo (Bar)发布": "软件Foo (Bar)发布",
    "only Latin; no Chinese: at all!": "only Latin; no Chinese: at all!",
    "“Hello, world!” he said.": "“Hello, world!” he said.",
    # quotation marks are everybody's: what stands beyond them decides
    "“为什么走”,“为什么来”": "“为什么走”，“为什么来”",
    # brackets go together
    "柳湾(Liuwan)镇": "柳湾（Liuwan）镇",
    "(一)先修桥": "（一）先修桥",
    "(1)先修桥": "（1）先修桥",
    "f(x)与g(y)的差": "f(x)与g(y)的差",
    "(内有(小)括号)": "（内有（小）括号）",
    "只有一半)的括号": "只有一半）的括号",
    "(没有合上": "（没有合上",
    "(x)桥": "（x）桥",
    "桥(x)": "桥（x）",
    "桥(x)A": "桥(x)A",
    "A(x)桥": "A(x)桥",
    "“(x)”": "“(x)”",
    "(A,B桥)灯": "（A,B桥）灯",
    "A(桥(x)灯)B": "A（桥（x）灯）B",
    "A(b(x)c桥)d": "A（b(x)c桥）d",
    "A(b(桥)c)d": "A（b（桥）c）d",
    "桥A((x)(y))B": "桥A((x)(y))B",
    "A(b)(桥)": "A(b)（桥）",
    "A)桥(b": "A）桥（b",
    "a(b" + "c" * 40 + "桥)d": "a（b" + "c" * 40 + "桥）d",
    "a(桥" + "c" * 40 + ")d": "a（桥" + "c" * 40 + "）d",
    # marks at the ends of a line, and what everybody's marks hide there
    ",桥": "，桥",
    "A,": "A,",
    "A,桥": "A，桥",
    "桥A,": "桥A，",
    "桥A,“": "桥A，“",
    "“,A”桥": "“,A”桥",
    "“A”,B桥": "“A”,B桥",
    "桥A,B“": "桥A,B“",
    # nothing to do
    "": "",
    ",": ",",
    "…": "…",
}


@pytest.mark.parametrize(("source", "shown"), SHOWN.items())
def test_ascii_marks_are_shown_as_the_text_around_them_asks(source: str, shown: str) -> None:
    assert display_text(source)[0] == shown
    assert display_text(source, "source")[0] == source


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("王家村主持 李家湾出席", "王家村主持　李家湾出席"),
        ("三村\xa0两岸", "三村　两岸"),
        ("一 二 三", "一　二　三"),
        ("看New Bridge新桥", "看New Bridge新桥"),
        ("第 12 届", "第 12 届"),
        (" 前后有空 ", " 前后有空 "),
        ("两个  空格", "两个  空格"),
        ("夜校 (下)", "夜校　（下）"),
    ],
)
def test_spaces_between_clauses_of_a_heading_become_one_em(source: str, shown: str) -> None:
    assert display_text(source, heading=True)[0] == shown
    assert display_text(source)[0] == source.replace("(", "（").replace(")", "）")


def test_controls_and_noncharacters_are_shown_by_stand_ins() -> None:
    text = "桥\x00\x1b\x7f\x80\ufdd0\uffff灯"
    shown, changes = display_text(text)
    assert shown == "桥\u2400\u241b\u2421\ufffd\ufffd\ufffd灯"
    assert {change.code for change in changes} == {"control"}
    assert undisplay(shown, changes) == text


def test_tabs_line_ends_and_private_characters_stay() -> None:
    assert display_text("桥\t灯\n口\r\x85\ue000")[0] == "桥\t灯\n口\r\x85\ue000"


def test_a_mark_takes_its_neighbours_from_the_whole_line_across_spans() -> None:
    b = Builder()
    line: Line = b.line("桥通了") + b.line(",灯亮了")
    assert shown_text(line) == "桥通了，灯亮了"


def test_what_stands_far_off_says_nothing_of_a_mark() -> None:
    assert shown_text(Builder().line("桥头A,   灯")) == "桥头A，   灯"
    for near, mark in ((8, "，"), (9, ","), (12, ",")):
        line = "桥头A{}" + " " * near + "灯"
        assert shown_text(Builder().line(line.format(","))) == line.format(mark)


LINES = st.text(alphabet=ALPHABET, max_size=40) | st.text(max_size=40)
MODES = st.sampled_from(["full", "source"])


@given(LINES, MODES, st.booleans())
@settings(max_examples=300, deadline=None)
def test_undisplay_is_the_exact_inverse(text: str, punctuation: str, heading: bool) -> None:
    line = (Span(text),)
    shown, changes = display(line, punctuation, heading=heading)  # type: ignore[arg-type]
    assert undisplay(shown, changes) == text
    assert len(shown) == len(text)
    changed = [i for i, (a, b) in enumerate(zip(text, shown, strict=True)) if a != b]
    assert [change.offset for change in changes] == changed, "each change is listed once, in order"


@pytest.mark.parametrize("shown", SHOWN.values())
def test_showing_what_is_shown_changes_nothing_more(shown: str) -> None:
    assert display_text(shown)[0] == shown


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_what_is_shown_holds_only_what_xml_can_carry(text: str) -> None:
    for char in display_text(text)[0]:
        code = ord(char)
        assert (
            code in (9, 10, 13)
            or 0x20 <= code <= 0xD7FF
            or 0xE000 <= code <= 0xFFFD
            or (code >= 0x10000)
        )


@given(issues())
@settings(max_examples=30, deadline=None)
def test_every_line_of_an_issue_comes_back_from_what_is_shown(issue: Issue) -> None:
    for one in issue.pages:
        for article in one.articles:
            for line in lines_of_article(article):
                assert undisplay(*display(line)) == text_of(line)


def test_a_shown_text_that_lacks_its_substitution_is_refused() -> None:
    shown, changes = display_text("桥通了,灯亮了")
    with pytest.raises(ValueError, match="character 3"):
        undisplay(shown.replace("，", "、"), changes)
    with pytest.raises(ValueError, match="character 3"):
        undisplay(shown[:3], changes)


def test_long_lines_of_marks_and_brackets_stay_quick() -> None:
    hostile = [char * 20_000 for char in ",() 桥，\x00"]
    hostile += [part * 20_000 for part in ("a.b@c.d,", "http://x 桥,", "(x)", "(桥")]
    hostile += ["(" * 20_000 + ")" * 20_000, "a@" + "a-" * 20_000 + ","]
    for text in ("桥" + line for line in hostile):
        shown, changes = display_text(text, heading=True)
        assert undisplay(shown, changes) == text


def test_names_of_articles_pages_and_issues() -> None:
    issue = small_issue(publication="柳湾日报", number="8412")
    first, second = issue.pages[0].articles
    assert headline_text(first) == "把桥修到对岸　把灯接到村口"
    assert label_text(first).startswith(
        "柳湾镇便民桥昨日通车　把桥修到对岸　把灯接到村口　两岸三村"
    )
    assert headline_text(second) == "夜班公交增至十一条"
    assert [page_text(one) for one in issue.pages] == ["第1版：要闻", "第3版：民生"]
    assert page_text(page(2)) == "第2版"
    assert page_text(page(None, name="副刊")) == "副刊"
    assert page_text(page(None)) == ""
    assert page_text(page(4, name="副\x00刊")) == "第4版：副\u2400刊"
    assert issue_title(issue) == "柳湾日报　第8412期"
    assert date_text(issue) == ""
    assert number_text(issue) == "第8412期"
    assert creators(issue) == (("何青禾", "记者"),)


def test_an_issue_without_metadata_is_called_by_its_first_headline_or_source() -> None:
    assert issue_title(small_issue()) == "把桥修到对岸　把灯接到村口"
    source = Source(id="s1", name="空.txt", sha256="", encoding="utf-8", text="")
    assert issue_title(Issue(meta=Meta(), sources=(source,))) == "空.txt"
    assert issue_title(Issue(meta=Meta())) == "未命名"


def test_an_article_without_a_headline_is_called_by_its_opening_words() -> None:
    b = Builder()
    brief = b.article((), "图书馆周六闭馆一天,周日照常开放,请读者相互转告,谢谢。")
    assert headline_text(brief) == "图书馆周六闭馆一天，周日照常开放，请读者……"
    assert opening_words(b.article(()), "full") == "a2"
    cells = tuple((b.line(a), b.line(c)) for a, c in (("城市", "天气"), ("霖川", "晴")))
    assert headline_text(b.article((), Table(rows=cells))) == "城市\u3000天气"
    items = (b.line("先看灯"), b.line("再过桥"))
    assert headline_text(b.article((), ListBlock(items=items))) == "先看灯"


@given(st.text("中国年 \u3000,;:!?()12aB“”，。\x01é-/w.", max_size=30), st.booleans())
def test_the_quick_way_shows_the_same(text: str, heading: bool) -> None:
    for punctuation in ("full", "source"):
        shown, _ = display_text(text, punctuation, heading=heading)
        assert shown_string(text, punctuation, heading=heading) == shown


def test_addresses_keep_their_marks_the_quick_way_too() -> None:
    text = "见http://a.cn/中,b:1?c与www.中,国"
    assert shown_string(text) == display_text(text)[0]


def test_pages_are_counted_only_where_none_is_missing() -> None:
    b = Builder()
    first, second, third = (page(n, b.article("题", "文。")) for n in (1, 2, 4))
    assert pages_text(b.issue(first, second)) == "今日2版"
    assert pages_text(b.issue(first, second, language="ko")) == "총 2면"
    assert [pages_text(b.issue(*one)) for one in ((first,), (second, third), ())] == ["", "", ""]


def test_brackets_the_quick_way_are_those_of_the_slow_one() -> None:
    for text in ("市(县)里", "A(b)市", "(中(a)文)", "中文,)( (“)((((2", "参数(PM2.5:35),达标"):
        assert shown_string(text) == display_text(text)[0]
