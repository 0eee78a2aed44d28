from __future__ import annotations

from typing import Any

import pytest

from exporter.conservation import unaccounted
from exporter.errors import OptionError
from exporter.interchange.json_form import block_text, block_type
from exporter.model import Paragraph, Reading, Source, Subhead, articles_of, raw_text, text_of
from exporter.reading import RawInput, read_settings, read_sources
from exporter.reading.credits.names import Named
from exporter.reading.decided.overrides import override_toml

TEXT = """# 柳湾镇修桥记 两岸三村受益

本报记者 何青禾

开平四年,柳湾的人们把船系在一起,从此有了这座浮

桥,一直用到去年夏天。

桥头的人

老人们说,桥在,路就在。
"""


def read(text: str, toml: str = "") -> Reading:
    settings = read_settings(toml.encode(), "试.toml")
    return read_sources([RawInput(name="试.txt", data=text.encode())], settings)


def decide(line: str, text: str = TEXT, *, words: str = "", until: str = "", **said: Any) -> str:
    """The override about the line that begins so, about `words` in it, or about lines up to the
    one that begins with `until`."""
    start = text.index(line)
    end = text.index("\n", start if not until else text.index(until))
    if words:
        start = text.index(words, start)
        end = start + len(words)
    source = Source(id="s1", name="试.txt", sha256="", encoding="utf-8", text=text)
    return override_toml(source, start, end, **said)


def blocks(reading: Reading, article: int = 0) -> list[tuple[str, str]]:
    found = list(articles_of(reading.issue))[article]
    return [(block_type(block), block_text(block)) for block in found.blocks]


def codes(reading: Reading) -> list[str]:
    assert unaccounted(reading.issue) == ()
    return [n.code for n in reading.notices if n.code.startswith("override")]


def test_a_split_is_replayed() -> None:
    reading = read(TEXT, decide("柳湾镇修桥记", split=(1, 1, 0)))
    (article,) = articles_of(reading.issue)
    assert article.kicker is not None
    assert text_of(article.kicker) == "柳湾镇修桥记"
    assert [text_of(line) for line in article.headline] == ["两岸三村受益"]
    assert any(guess.rule == "override" for guess in reading.guesses)


def test_a_join_can_be_undone_and_made() -> None:
    apart = read(TEXT, decide("桥,一直用到", join=False))
    (article,) = articles_of(apart.issue)
    assert "桥,一直用到去年夏天。" in [
        text_of(b.text) for b in article.blocks if isinstance(b, Paragraph)
    ]
    joined = read(TEXT, decide("老人们说", join=True) + decide("桥头的人", set="text"))
    (article,) = articles_of(joined.issue)
    assert "桥头的人老人们说,桥在,路就在。" in [
        text_of(b.text) for b in article.blocks if isinstance(b, Paragraph)
    ]
    assert unaccounted(joined.issue) == ()


def test_a_line_can_be_set_dropped_and_made_an_article() -> None:
    reading = read(TEXT, decide("桥头的人", set="article"))
    assert [text_of(a.headline[0]) for a in articles_of(reading.issue)][1:] == ["桥头的人"]
    reading = read(TEXT, decide("桥头的人", set="drop"))
    assert [drop.code for drop in reading.issue.dropped] == ["heading-mark", "override"]
    reading = read(TEXT, decide("老人们说", set="subhead"))
    (article,) = articles_of(reading.issue)
    assert isinstance(article.blocks[-1], Subhead)


def test_credits_are_what_the_person_says() -> None:
    named = [Named("特约记者", "霖川日报", ("何青", "禾苗"))]
    reading = read(TEXT, decide("本报记者 何青禾", credits=named))
    (article,) = articles_of(reading.issue)
    (credit,) = article.credits
    assert (credit.role, credit.organisation, credit.names) == (
        "特约记者",
        "霖川日报",
        ("何青", "禾苗"),
    )


def test_an_override_that_no_longer_fits_is_told_and_not_applied() -> None:
    toml = decide("桥,一直用到", join=False)
    reading = read("新加的一行。\n\n" + TEXT, toml)
    (notice,) = [n for n in reading.notices if n.code == "override-stale"]
    assert "line 9" in notice.detail
    assert all(guess.rule != "override" for guess in reading.guesses)


def test_an_override_of_no_whole_line_is_told() -> None:
    source = Source(id="s1", name="试.txt", sha256="", encoding="utf-8", text=TEXT)
    blank = TEXT.index("\n\n本报记者")
    assert codes(read(TEXT, override_toml(source, blank, blank + 2, join=True))) == [
        "override-unused"
    ]
    assert codes(read(TEXT, decide("本报记者", join=True))) == ["override-misfit"]


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        (
            {"headline": ["柳湾镇修桥记", "两岸三村受益"]},
            (None, ["柳湾镇修桥记", "两岸三村受益"], [], None),
        ),
        (
            {"kicker": "柳湾镇", "headline": ["修桥记"], "deck": ["两岸三村", "受益"]},
            ("柳湾镇", ["修桥记"], ["两岸三村", "受益"], None),
        ),
        (
            {"headline": ["柳湾镇修桥记"], "deck": ["两岸三村受益", "本报记者 何青禾"]},
            (None, ["柳湾镇修桥记"], ["两岸三村受益", "本报记者 何青禾"], None),
        ),
        (
            {"headline": "柳湾镇修桥记", "column": "两岸三村", "deck": "受益"},
            (None, ["柳湾镇修桥记"], ["受益"], "两岸三村"),
        ),
    ],
)
def test_a_headline_group_is_what_a_person_wrote(
    said: dict[str, Any], parts: tuple[str | None, list[str], list[str], str | None]
) -> None:
    reading = read(TEXT, decide("柳湾镇修桥记", **said))
    assert codes(reading) == []
    (article,) = articles_of(reading.issue)
    assert (
        article.kicker and text_of(article.kicker),
        [text_of(line) for line in article.headline],
        [text_of(line) for line in article.deck],
        article.column and text_of(article.column),
    ) == parts
    (guess,) = [guess for guess in reading.guesses if guess.part == "headline"]
    assert (guess.rule, guess.confidence) == ("override", 1.0)


def test_a_column_stands_where_the_paper_had_it() -> None:
    text = TEXT.replace("两岸三村受益\n", "（深读）\n\n——两岸三村受益\n", 1)
    said = {"headline": ["柳湾镇修桥记"], "deck": ["——两岸三村受益"], "column": "（深读）"}
    assert codes(read(text, decide("柳湾镇修桥记", text, **said))) == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (
            {"headline": ["柳湾镇修路记", "两岸三村受益"]},
            "where it says '路记两岸三村受益' the text has '桥记",
        ),
        ({"headline": ["柳湾镇修桥记", "两岸三村"]}, "whole lines"),
        ({"headline": [], "deck": ["柳湾镇"]}, "no other part"),
        ({"split": [0, 1, 0]}, "2 parts"),
    ],
)
def test_a_headline_group_that_is_not_the_texts_is_told(said: dict[str, Any], why: str) -> None:
    reading = read(TEXT, decide("柳湾镇修桥记", **said))
    assert codes(reading) == ["override-misfit"]
    assert why in next(n.detail for n in reading.notices if n.code == "override-misfit")
    assert blocks(reading) == blocks(read(TEXT))


def test_an_article_can_begin_anywhere_with_a_headline_or_without() -> None:
    reading = read(TEXT, decide("老人们说", headline=[]))
    assert [len(a.headline) for a in articles_of(reading.issue)] == [2, 0]
    assert blocks(reading, 1) == [("paragraph", "老人们说,桥在,路就在。")]
    bare = (
        "柳湾桥通车\n\n本报讯(记者 何青禾)昨日,柳湾镇便民桥建成通车,两岸三村八千余人受益。\n\n" * 2
    )
    assert len(list(articles_of(read(bare).issue))) == 2
    second = bare.rindex("柳湾桥通车")
    source = Source(id="s1", name="试.txt", sha256="", encoding="utf-8", text=bare)
    one = read(bare, override_toml(source, second, second + 5, set="subhead"))
    assert len(list(articles_of(one.issue))) == 1
    assert ("subhead", "柳湾桥通车") in blocks(one)
    told = read(bare, decide("本报讯", bare, set="article"))  # the others are still found
    assert len(list(articles_of(told.issue))) == 3


def test_a_paragraph_can_be_cut_in_two_and_a_stretch_of_it_dropped() -> None:
    reading = read(TEXT, decide("老人们", words="桥在,路就在。", join=False))
    assert blocks(reading)[-2:] == [("paragraph", "老人们说,"), ("paragraph", "桥在,路就在。")]
    reading = read(TEXT, decide("老人们", words="桥在,", set="drop"))
    assert blocks(reading)[-1] == ("paragraph", "老人们说,路就在。")
    assert reading.issue.dropped[-1].code == "override"
    reading = read(TEXT, decide("老人们", words="桥在,", set="subhead"))
    assert blocks(reading)[-3:] == [
        ("paragraph", "老人们说,"),
        ("subhead", "桥在,"),
        ("paragraph", "路就在。"),
    ]
    assert codes(reading) == []


def test_signs_stay_out_where_a_marked_line_is_cut() -> None:
    text = "# 题\n\n老人们说，**桥在，路**就在。\n\n> 引\n"
    reading = read(text, decide("老人们", text, words="路**就在。", join=False))
    assert codes(reading) == []
    assert blocks(reading)[:2] == [("paragraph", "老人们说，桥在，"), ("paragraph", "路就在。")]


@pytest.mark.parametrize(
    ("kind", "block"),
    [
        ("text", "paragraph"),
        ("subhead", "subhead"),
        ("byline", "byline"),
        ("endcredit", "byline"),
        ("photo", "figure"),
        ("staff", "staff"),
        ("note", "editor_note"),
        ("summary", "summary"),
        ("quote", "quote"),
        ("list", "list"),
    ],
)
def test_a_line_can_be_any_kind_of_block(kind: str, block: str) -> None:
    reading = read(TEXT, decide("桥头的人", set=kind))
    assert (block, "桥头的人") in blocks(reading)
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("kind", "block"),
    [("note", "editor_note"), ("summary", "summary"), ("quote", "quote"), ("list", "list")],
)
def test_several_lines_become_one_block(kind: str, block: str) -> None:
    reading = read(TEXT, decide("开平四年", until="老人们", set=kind))
    joined = "\n".join(line for line in TEXT.splitlines()[4:] if line)
    assert blocks(reading) == [("byline", "本报记者 何青禾"), (block, joined)]


def test_lines_become_the_rows_of_a_table_and_the_summary_of_the_article() -> None:
    text = "# 题\n\n桥名  长度\n石桥  30米\n\n文。\n"
    reading = read(text, decide("桥名", text, until="石桥", set="table"))
    assert blocks(reading)[0] == ("table", "桥名\n长度\n石桥\n30米")
    reading = read(TEXT, decide("本报记者", set="summary"))
    (article,) = articles_of(reading.issue)
    assert [text_of(line) for line in article.summary] == ["本报记者 何青禾"]


def test_a_statement_is_what_its_range_says_and_one_that_is_none_goes() -> None:
    text = "# 题\n\n霖川讯，何青禾报道：桥通了。据介绍，（张三 整理）桥长128米，宽9.5米。\n"
    named = [Named("记者", "霖川台", ("何青禾",))]
    toml = decide("霖川讯", text, words="霖川讯", dateline={"agency": "霖川"})
    toml += decide("霖川讯", text, words="何青禾报道", credits=named)
    toml += decide("霖川讯", text, words="（张三 整理）", credits=[Named("整理", None, ("张三",))])
    reading = read(text, toml)
    assert codes(reading) == []
    (article,) = articles_of(reading.issue)
    assert article.dateline is not None
    assert (article.dateline.agency, raw_text(article.dateline.ranges, reading.issue.sources)) == (
        "霖川",
        "霖川讯",
    )
    assert [(c.role, c.names, c.where) for c in article.credits] == [
        ("记者", ("何青禾",), "opening"),
        ("整理", ("张三",), "opening"),
    ]
    opened = "# 题\n\n本报讯(记者 何青禾)桥通了。\n"
    none = decide("本报讯", opened, dateline=False, credits=[])
    (article,) = articles_of(read(opened, none).issue)
    assert (article.dateline, article.credits) == (None, ())
    other = decide("本报讯", opened, dateline={"agency": "本报", "place": "柳湾"})
    (article,) = articles_of(read(opened, other).issue)
    assert article.dateline is not None
    assert article.dateline.place == "柳湾"
    assert codes(read(TEXT, decide("老人们", credits=named))) == ["override-misfit"]


def test_a_jump_that_was_followed_can_be_kept_as_text() -> None:
    text = (
        "第01版:要闻\n\n# 甲\n\n桥通车了。\n\n(下转第3版)\n\n"
        "第03版:民生\n\n(上接第1版)\n\n人都来看。\n"
    )
    assert blocks(read(text)) == [("paragraph", "桥通车了。"), ("paragraph", "人都来看。")]
    kept = read(text, decide("(下转第3版)", text, set="text"))
    assert ("paragraph", "(下转第3版)") in blocks(kept)


def test_a_page_and_a_jump_are_what_a_person_says() -> None:
    text = "头版\n\n# 题\n\n文一。\n\n转后\n\n又三\n\n# 题二\n\n文二。\n"
    toml = decide("头版", text, set="page", page=1, name="要闻")
    toml += decide("转后", text, set="jump", way="to", page=3)
    toml += decide("又三", text, set="page", page=3)
    reading = read(text, toml)
    assert codes(reading) == []
    assert [(p.number, p.name) for p in reading.issue.pages] == [(1, "要闻"), (3, None)]
    (jump,) = next(articles_of(reading.issue)).jumps
    assert (jump.direction, jump.page) == ("to", 3)
    assert codes(read(text, decide("转后", text, set="jump"))) == ["override-misfit"]


def test_two_decisions_about_a_line_are_one_and_the_later_counts() -> None:
    toml = decide("桥头的人", set="text") + decide("桥头的人", join=True)
    toml += decide("老人们说,桥在,路就在。", join=False)
    assert (
        "paragraph",
        "桥,一直用到去年夏天。桥头的人",
    ) in blocks(read(TEXT, toml))
    toml = decide("桥头的人", set="text") + decide("桥头的人", set="drop")
    assert "桥头的人" not in str(blocks(read(TEXT, toml)))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("joins = true", "Did you mean join?"),
        ('set = "headline"', "must be one of article, text, subhead"),
        ("split = [1, 0, 0]", "split"),
        ('join = "yes"', "join"),
        ('credits = "甲"', 'must be a list such as [{ role = "'),
        ('credits = [{ role = "记者", names = [] }]', "credits"),
        ('credits = [{ role = "记者", names = [5] }]', "credits"),
        ('credits = [{ role = "记者", names = "甲" }]', "credits"),
        ('credits = [{ role = "记者", names = ["甲"], organisation = 5 }]', "credits"),
        ('credits = [{ role = "记者", names = ["甲"], organization = "某报" }]', "credits"),
        ('kicker = "甲"', "override[1].headline is missing"),
        ("headline = [1]", "headline"),
        ("dateline = 3", "dateline"),
        ("dateline = { agency = 3 }", "dateline"),
        ('page = "3"', "page"),
        ('way = "up"', "way"),
        ("hash = 3\njoin = true", "hash"),
        ('hash = ""\njoin = true', "hash"),
        ("", "decides nothing"),
    ],
)
def test_a_wrong_override_is_refused_with_its_number(line: str, said: str) -> None:
    toml = f"[[override]]\nrange = [0, 3]\n{line}\n"
    with pytest.raises(OptionError) as caught:
        read_settings(toml.encode(), "试.toml")
    assert "override[1]" in caught.value.message
    assert said in caught.value.message


def test_a_name_that_a_person_calls_a_byline_is_credited() -> None:
    text = "# 渡口\n\n陈默\n\n船还没有来。\n"
    reading = read(text, decide("陈默", text, set="byline"))
    (article,) = articles_of(reading.issue)
    assert [(one.role, one.names, one.where) for one in article.credits] == [
        ("", ("陈默",), "byline")
    ]
    assert codes(reading) == []


def by_hand(*left_out: str, **said: Any) -> str:
    """An override about the subhead, without the lines that begin so."""
    lines = decide("桥头的人", **said).splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(left_out))


@pytest.mark.parametrize("left_out", [("hash",), ("hash", "excerpt"), ("hash", "source")])
def test_a_decision_written_by_hand_needs_no_hash(left_out: tuple[str, ...]) -> None:
    reading = read(TEXT, by_hand(*left_out, set="text"))
    assert ("paragraph", "桥头的人") in blocks(reading)
    assert codes(reading) == []


def test_without_a_hash_the_excerpt_must_stand_there() -> None:
    reading = read("新加的一行。\n\n" + TEXT, by_hand("hash", set="drop"))
    assert codes(reading) == ["override-stale"]
    (notice,) = reading.notices
    assert "its excerpt stands on line 11" in notice.detail


def test_a_range_beyond_the_text_is_told() -> None:
    reading = read(TEXT, "[[override]]\nrange = [9000, 9002]\nset = 'drop'\n")
    (notice,) = reading.notices
    assert notice.code == "override-stale"
    assert "'9000–9002'" in notice.detail
    assert f"试.txt ends at {len(TEXT)}" in notice.detail


def test_a_headline_that_shall_go_on_a_paragraph_is_told() -> None:
    reading = read(TEXT, decide("柳湾镇修桥记", join=True))
    assert reading.issue.pages == read(TEXT).issue.pages
    (notice,) = [n for n in reading.notices if n.code == "override-misfit"]
    assert "a line of the headline" in notice.detail
