"""What stands in the articles: every character once, in order, each part in its class."""

from dataclasses import replace

import pytest
from build import Builder, page, small_issue
from epub_files import XHTML, articles, of_class, paper_text, spine, words

from exporter.display import shown_text
from exporter.model import (
    Article,
    Byline,
    Credit,
    EditorNote,
    Figure,
    Issue,
    Jump,
    JumpLine,
    ListBlock,
    Mark,
    Quote,
    Span,
    Staff,
    Summary,
    Table,
    articles_of,
    lines_of_article,
)
from exporter.writers.base import Context
from exporter.writers.epub import EpubOptions, EpubWriter


def written(issue: Issue, **options: object) -> bytes:
    return EpubWriter().write(issue, EpubOptions(**options), Context()).data


def solid(text: str) -> str:
    return "".join(text.split())


def expected(article: Article, punctuation: str = "full") -> str:
    return solid("".join([shown_text(line, punctuation) for line in lines_of_article(article)]))


def every_kind() -> Issue:
    """One article with each kind of block and mark."""
    b = Builder()
    credit = b.line("（供图 赵一禾）")
    jump = b.line("（下转第2版）")
    dated = b.line("白露(9月8日)过后,12个村开镰。")
    marked = (
        Span("重", marks=(Mark("emphasis", "dots"), Mark("link", "https://example.org/一"))),
        Span("点", marks=(Mark("link", "https://example.org/一"),)),
        Span("，", marks=()),
        Span("珅", marks=(Mark("ruby", "shēn"),)),
        Span("脚本", marks=(Mark("link", "javascript:alert(1)"),)),
    )
    first = b.article(
        ("秋收开镰", "粮仓开门"),
        Byline(text=b.line("■本报记者 何青禾")),
        EditorNote(lines=(b.line("编者按:说两句。"), b.line("再说一句。"))),
        Summary(lines=(b.line("核心阅读:先看这里。"),)),
        "== 先修路",
        JumpLine(text=dated),
        ListBlock(items=(b.line("一、看水"), b.line("二、看土"))),
        ListBlock(items=(b.line("甲"), b.line("乙")), marker="number", start=3),
        Table(
            rows=((b.line("村"), b.line("亩")), (b.line("柳湾"), b.line("1,200"))),
            header_rows=1,
            caption=b.line("面积"),
        ),
        Quote(lines=(b.line("“慢慢来。”"),)),
        Figure(caption=b.line("图为晒谷场。"), credit=credit),
        JumpLine(text=jump),
        Staff(text=b.line("责编:周渡")),
        kicker="全县十二个村同日开镰",
        deck=("今年播种面积", "比去年略增"),
        column="（田间）",
    )
    marked_jump = (replace(jump[0], marks=(Mark("jump", "j1"),)),)
    blocks = tuple(
        replace(block, text=marked_jump)
        if isinstance(block, JumpLine) and block.text == jump
        else block
        for block in first.blocks
    )
    first = replace(
        first,
        blocks=(*blocks, replace(first.blocks[0], text=marked)),
        summary=(b.line("提要一句。"),),
        jumps=(Jump(id="j1", ranges=(), direction="to", page=2),),
    )
    return b.issue(page(1, first), page(2, b.article("接续", "后来雨停了。")))


@pytest.mark.parametrize("punctuation", ["full", "source"])
@pytest.mark.parametrize("make", [small_issue, every_kind])
def test_every_character_comes_back_once_and_in_order(make, punctuation):
    issue = make()
    found = [solid(paper_text(a)) for a in articles(written(issue, punctuation=punctuation))]
    assert found == [expected(a, punctuation) for a in articles_of(issue)]


def test_each_part_of_the_headline_group_has_its_class():
    first = articles(written(small_issue()))[0]
    parts = ("kicker", "headline", "column", "deck", "subhead", "dateline", "credit")
    told = {name: [words(found) for found in of_class(first, name)] for name in parts}
    assert told == {
        "kicker": ["柳湾镇便民桥昨日通车"],
        "headline": ["把桥修到对岸 把灯接到村口"],
        "column": ["（身边事）"],
        "deck": ["两岸三村　八千余人受益"],
        "subhead": ["先问一遍，再动一锹"],
        "dateline": ["本报讯"],
        "credit": ["（记者 何青禾）"],
    }


def test_a_headline_keeps_each_line_of_the_source_in_an_element():
    (headline,) = of_class(articles(written(small_issue()))[0], "headline")
    assert [words(line) for line in headline] == ["把桥修到对岸", "把灯接到村口"]


def test_a_healed_paragraph_has_nothing_between_its_pieces():
    body = articles(written(small_issue()))[1]
    assert [words(p) for p in of_class(body, "body")[0]] == ["自下月起，全市夜班公交增至十一条。"]


def test_each_kind_of_block_has_its_own_element_and_class():
    first = articles(written(every_kind()))[0]
    (body,) = of_class(first, "body")
    kinds = [(child.tag.removeprefix(XHTML), child.get("class") or "") for child in body]
    assert kinds == [
        ("p", "byline"),
        ("aside", "editor-note"),
        ("section", "summary"),
        ("h2", "subhead"),
        ("p", "jump-line"),
        ("ul", "list list-text"),
        ("ol", "list"),
        ("table", "table"),
        ("blockquote", "quote"),
        ("div", "figure absent"),
        ("p", "jump-line"),
        ("p", "staff"),
        ("p", "byline"),
    ]


def test_a_caption_without_its_picture_has_no_empty_frame():
    first = articles(written(every_kind()))[0]
    (figure,) = of_class(first, "figure")
    assert [words(line) for line in figure] == ["图为晒谷场。", "（供图 赵一禾）"]
    assert not list(first.iter(XHTML + "img"))


def test_table_headings_say_what_they_head():
    first = articles(written(every_kind()))[0]
    assert [(th.text, th.get("scope")) for th in first.iter(XHTML + "th")] == [
        ("村", "col"),
        ("亩", "col"),
    ]


def test_figures_of_a_table_stand_below_one_another_and_short_names_are_whole():
    b = Builder()
    rows = (("乡镇", "公里", "备注"), ("上垟镇", "12,704.5", "石门段待验收"))
    table = Table(rows=tuple(tuple(map(b.line, row)) for row in rows), header_rows=1)
    (made,) = articles(written(b.issue(page(1, b.article("渡客", table)))))
    classes = [cell.get("class") for tag in ("th", "td") for cell in made.iter(XHTML + tag)]
    assert classes == [None, "figures", None, "short", "figures", None]
    wide = Table(rows=(tuple(b.line("上垟镇") for _ in range(9)),))
    (made,) = articles(written(b.issue(page(1, b.article("渡客", wide)))))
    assert {cell.get("class") for cell in made.iter(XHTML + "td")} == {None}


def test_a_drawn_list_goes_on_from_its_first_number():
    (numbered,) = articles(written(every_kind()))[0].iter(XHTML + "ol")
    assert numbered.get("start") == "3"


def test_marks_become_elements_and_dangerous_links_do_not():
    last = of_class(articles(written(every_kind()))[0], "byline")[-1]
    (link,) = last.iter(XHTML + "a")
    assert link.get("href") == "https://example.org/%E4%B8%80"
    assert words(link) == "重点"
    assert [words(em) for em in link.iter(XHTML + "em")] == ["重"]
    assert [words(rt) for rt in last.iter(XHTML + "rt")] == ["shēn"]
    assert [span.text for span in of_class(last, "link")[1:]] == ["脚本"]


def test_a_jump_leads_to_the_page_it_names():
    (jump,) = of_class(articles(written(every_kind()))[0], "jump")
    assert (jump.tag, jump.get("href")) == (XHTML + "a", "a2.xhtml")


def test_a_number_stays_with_its_month_and_day():
    first = articles(written(every_kind()))[0]
    assert [words(nb) for nb in of_class(first, "nb")] == ["9月", "8日"]


def test_a_credit_says_where_the_paper_had_it():
    b = Builder()
    line = b.line("赵一禾 摄")
    credit = Credit(id="c9", ranges=(), role="摄影", names=("赵一禾",), where="photo")
    marked = (replace(line[0], marks=(Mark("credit", "c9"),)),)
    article = replace(b.article("秋收", Figure(caption=marked)), credits=(credit,))
    found = of_class(articles(written(b.issue(page(1, article))))[0], "credit")
    assert [span.get("class") for span in found] == ["credit credit-photo"]


def test_an_article_without_headline_is_named_by_its_first_words():
    b = Builder()
    data = written(
        b.issue(page(1, b.article((), "图书馆周六闭馆一天。"), b.article("另一则", "好。")))
    )
    _, document = spine(data)[1]
    assert document.find(f".//{XHTML}title").text == "图书馆周六闭馆一天。"
    assert not list(document.iter(XHTML + "h1"))


def test_control_characters_are_shown_and_do_not_break_the_file():
    b = Builder()
    data = written(b.issue(page(1, b.article("标\x01题", "正\x00文\ufffe。"))))
    assert solid(paper_text(articles(data)[0])) == "标\u2401题正\u2400文\ufffd。"


def test_a_line_of_a_headline_longer_than_a_page_holds_may_be_broken():
    b = Builder()
    (article,) = articles(written(b.issue(page(1, b.article(("短题", "长" * 300), "文。")))))
    classes = [line.get("class") for line in of_class(article, "line")]
    assert classes == ["line", "line long"]
