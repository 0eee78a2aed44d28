"""Data from outside is held to its declarations; mistakes are told in one set of sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from build import small_issue

from exporter.api.exports import export, write
from exporter.api.sources import read
from exporter.declared import (
    TEXTS,
    YES,
    ListOf,
    OrNone,
    TableOf,
    Value,
    checked,
    count,
    in_file,
    near,
    nearest,
    number,
    one_of,
    parse_toml,
    shown,
    within,
)
from exporter.errors import OptionError
from exporter.messages import Message, say
from exporter.reading import named_house, read_overrides, read_settings


def refused(make: Callable[[], object]) -> OptionError:
    with pytest.raises(OptionError) as caught:
        make()
    assert isinstance(caught.value.message, Message), "a template, not glued pieces"
    return caught.value


def settings(toml: str) -> object:
    return read_settings(toml.encode(), "期.toml")


def decision(line: str) -> object:
    return read_overrides(f"[[override]]\nrange = [0, 3]\n{line}\n".encode(), "改.toml", "期.txt")


def house(toml: str) -> object:
    return named_house("家.toml", toml.encode())


def theme(toml: str) -> object:
    return write(small_issue(), "pdf", theme=toml)


def layout(toml: str) -> object:
    return write(small_issue(), "pdf", layout=toml, theme="newspaper")


SETS = (
    "article, text, subhead, byline, endcredit, photo, staff, note, summary, quote, list, table, "
    "jump, page, drop"
)
HOUSES = "party-daily, local-daily, hong-kong, plain"
SENTENCES = [
    # The TOML beside a source
    (settings, "[isue]", "In 期.toml the key isue is not known. Did you mean issue?"),
    (settings, "pages = 3", "In 期.toml the key pages is 3; it must be a table, [pages]."),
    (
        settings, 'dialect = "markdwn"',
        'In 期.toml the key dialect is "markdwn"; it must be one of plain, markdown. '
        "Did you mean markdown?",
    ),
    (
        settings, '[issue]\npublicaton = "x"',
        "In 期.toml the key issue.publicaton is not known. Did you mean publication?",
    ),
    (
        settings, "[issue]\ntitle = 3",
        'In 期.toml the key issue.title is 3; it must be valid text such as "霖川日报".',
    ),
    (
        settings, '[issue]\ndate = "2031-13-01"',
        'In 期.toml the key issue.date is "2031-13-01"; it must be a day such as 2031-05-12.',
    ),
    (
        settings, '[issue]\nsubjects = ["防汛", 4]',
        'In 期.toml the key issue.subjects[2] is 4; it must be valid text such as "霖川日报".',
    ),
    (
        settings, '[issue]\ncover = " "',
        'In 期.toml the key issue.cover is " "; it must be text such as "cover.png", not an empty '
        "one.",
    ),
    (
        settings, '[pages]\n"第一版" = "要闻"',
        'In 期.toml the key pages."第一版" names no page: page numbers are whole numbers from 1.',
    ),
    (
        settings, "[pages]\n1 = 2",
        'In 期.toml the key pages.1 is 2; it must be valid text such as "霖川日报".',
    ),
    (
        settings, '[pages]\n0 = "要闻"',
        "In 期.toml the key pages.0 names no page: page numbers are whole numbers from 1.",
    ),
    (
        settings, '[pages]\n1 = "要闻"\n01 = "头版"',
        "In 期.toml the key pages.01 names page 1 again; keep one.",
    ),
    (
        settings, 'publication = "x"',
        "In 期.toml the key publication is outside a table. Write it below [issue].",
    ),
    (
        settings, "[[override]]\nrange = [0, 3]\njoin = true\n[[override]]\njoin = true",
        "In 期.toml the key override[2].range is missing; it must be two numbers, the second "
        "larger, such as [2, 40].",
    ),
    # Decisions
    (
        decision, "joins = true",
        "In 改.toml the key override[1].joins is not known. Did you mean join?",
    ),
    (
        decision, 'join = "yes"',
        'In 改.toml the key override[1].join is "yes"; it must be true or false.',
    ),
    (
        decision, 'set = "subhed"',
        f'In 改.toml the key override[1].set is "subhed"; it must be one of {SETS}. '
        "Did you mean subhead?",
    ),
    (
        decision, "split = [1, 0, 0]",
        "In 改.toml the key override[1].split is [1, 0, 0]; it must be how many parts are kicker, "
        "headline (one at least) and deck, such as [1, 2, 0].",
    ),
    (
        decision, "page = -1",
        "In 改.toml the key override[1].page is -1; it must be a whole number of 0 or more.",
    ),
    (
        decision, "headline = [1]",
        'In 改.toml the key override[1].headline is [1]; it must be a list of texts such as '
        '["把桥修到对岸", "把灯接到村口"].',
    ),
    (
        decision, 'kicker = "甲"',
        "In 改.toml the key override[1].headline is missing; it must be a list of texts such as "
        '["把桥修到对岸", "把灯接到村口"].',
    ),
    (
        decision, 'credits = [{ role = "记者", name = ["甲"] }]',
        "In 改.toml the key override[1].credits[1].name is not known. Did you mean names?",
    ),
    (
        decision, 'credits = [{ role = "记者", names = [] }]',
        "In 改.toml the key override[1].credits[1].names is []; it must be a list of one name or "
        'more, such as ["何与舟"].',
    ),
    (
        decision, "dateline = true",
        'In 改.toml the key override[1].dateline is true; it must be a table such as { agency = '
        '"本报", place = "霖川", date = "5月12日" }, or false.',
    ),
    (
        decision, "",
        "In 改.toml the key override[1] decides nothing. Say one of set, join, kicker, headline, "
        "deck, column, split, credits, dateline, page, name, way.",
    ),
    # Houses
    (house, "kickers = true", "In 家.toml the key kickers is not known. Did you mean kicker?"),
    (house, "kicker = 1", "In 家.toml the key kicker is 1; it must be true or false."),
    (
        house, 'deck = "below"',
        'In 家.toml the key deck is "below"; it must be one of any, own, glued, none.',
    ),
    (
        house, 'base = "hong-kon"',
        f'In 家.toml the key base is "hong-kon"; it must be one of {HOUSES}. '
        "Did you mean hong-kong?",
    ),
    (
        settings, 'profile = "hong-kon"',
        f'In 期.toml the key profile is "hong-kon"; it must be one of {HOUSES}, or a file that '
        "ends in .toml, or a table [profile]. Did you mean hong-kong?",
    ),
    (
        settings, "[profile]\ncolums = []",
        "In 期.toml the key profile.colums is not known. Did you mean columns?",
    ),
    # Themes
    (theme, "bdy = 3", "In the theme the key bdy is not known. Did you mean body?"),
    (
        theme, 'body = "x"',
        'In the theme the key body is "x"; it must be a number from 4 to 72.',
    ),
    (theme, "body = 3", "In the theme the key body is 3; it must be a number from 4 to 72."),
    (
        theme, "[style.body]\nsiz = 9",
        "In the theme the key style.body.siz is not known. Did you mean size?",
    ),
    (
        theme, '[marks]\nhanging = "onn"',
        'In the theme the key marks.hanging is "onn"; it must be one of off, on. Did you mean on?',
    ),
    (
        theme, "[[levels]]\nkicker = [9, 1]",
        "In the theme the key levels[1].headline is missing; it must be a size and its step, such "
        "as [36, 3.5].",
    ),
    (
        theme, '[style.body]\ncolour = "acent"',
        'In the theme the key style.body.colour is "acent"; it must be one of ink, grey, accent, '
        "or another that stands in [colours]. Did you mean accent?",
    ),
    (
        theme, "[grid.A4]\ncolumns = 3",
        "In the theme the key grid.A4 lacks left, top, column, lines: a grid says all of left, "
        "top, columns, column, lines, or the theme names its base.",
    ),
    # Layouts
    (
        layout, "[story.a1]\nlevl = 2",
        "In the layout the key story.a1.levl is not known. Did you mean level?",
    ),
    (
        layout, "[story.a1]\nbox = 1",
        "In the layout the key story.a1.box is 1; it must be true or false.",
    ),
    (
        layout, '[story."桥通了"]\nlevel = 9',
        'In the layout the key story."桥通了".level is 9; it must be a whole number from 1 to 5.',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("make", "words", "sentence"), SENTENCES)
def test_a_mistake_in_a_file_is_told_in_full(
    make: Callable[[str], object], words: str, sentence: str
) -> None:
    assert refused(lambda: make(words)).message == sentence


@pytest.mark.parametrize(
    ("format_name", "option", "value", "sentence"),
    [
        ("pdf", "colums", 2, "The option 'colums' of pdf is not known. Did you mean columns?"),
        ("pdf", "columns", "2", "The option 'columns' of pdf is \"2\"; it must be a whole number."),
        (
            "pdf", "page_size", "a4",
            "The option 'page_size' of pdf is \"a4\"; it must be one of A3, A4, A5, B5, tabloid, "
            "Letter. Did you mean A4?",
        ),
        ("docx", "columns", 4, "The option 'columns' of docx is 4; it must be one of 1, 2, 3."),
        (
            "docx", "columns", True,
            "The option 'columns' of docx is true; it must be one of 1, 2, 3.",
        ),
        ("epub", "css", None, "The option 'css' of epub is None; it must be text."),
        ("epub", "vertical", 1, "The option 'vertical' of epub is 1; it must be true or false."),
        ("json", "loud", True, "The option 'loud' of json is not known. Known: compact."),
    ],
)  # fmt: skip
def test_a_mistake_in_an_option_is_told_in_full(
    format_name: str, option: str, value: object, sentence: str
) -> None:
    told = refused(lambda: write(small_issue(), format_name, **{option: value}))
    assert told.message == sentence


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("publsher", "柳湾社", "The publsher is not known. Did you mean publisher?"),
        ("publication", 5, 'The publication is 5; it must be valid text such as "霖川日报".'),
        (
            "title", "半\udcff字",
            'The title is "半\\udcff字"; it must be valid text such as "霖川日报".',
        ),
        ("date", "12.5.2031", 'The date is "12.5.2031"; it must be a day such as 2031-05-12.'),
        ("number", True, 'The number is true; it must be valid text such as "霖川日报".'),
        (
            "language", "zh_CN",
            'The language is "zh_CN"; it must be a language tag such as zh-Hans, zh-Hant or ja.',
        ),
        (
            "subjects", {"防汛"},
            "The subjects is \"{'防汛'}\"; it must be a list of texts such as "
            '["防汛", "交通"].',
        ),
    ],
)  # fmt: skip
def test_a_mistake_in_metadata_is_told_in_full(
    name: str, value: object, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("# 桥通了\n\n便民桥昨日通车。\n", encoding="utf-8")
    told = refused(lambda: read(path, **{name: value}))  # type: ignore[arg-type]
    assert told.message == sentence


@pytest.mark.parametrize(
    ("option", "toml", "words"),
    [
        ("theme", "bdy = 3", "the key bdy is not known. Did you mean body?"),
        ("theme", "# nothing", "nothing is said of what is to be different."),
        ("theme", 'layout = "pages"', "there are no [[levels]]"),
        ("layout", "[story.a1]\nlevl = 2", "the key story.a1.levl is not known."),
        ("layout", "[story", "this is not TOML: Expected ']'"),
    ],
)
def test_a_theme_and_a_layout_are_named_by_their_file(
    option: str, toml: str, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(toml, encoding="utf-8")
    told = refused(lambda: export(small_issue(), "pdf", **{option: path}))
    assert told.message.startswith(f"In {path} {words}")
    assert told.path == str(path)


def test_a_word_that_is_no_theme_nor_file_is_told_with_the_near_one(tmp_path: Path) -> None:
    told = refused(lambda: export(small_issue(), "pdf", theme=tmp_path / "newspapr")).message
    assert "theme is none of newspaper, newspaper-black" in told
    assert told.endswith(" either. Did you mean newspaper?")
    told = refused(lambda: export(small_issue(), "pdf", theme=tmp_path / "own.toml")).message
    assert told.endswith(" either. Name one of them, or a file that is there.")


def test_an_error_of_a_file_says_its_path_and_one_of_a_caller_none() -> None:
    assert refused(lambda: settings("[isue]")).path == "期.toml"
    assert refused(lambda: theme("bdy = 3")).path is None
    assert refused(lambda: write(small_issue(), "pdf", colums=2)).path is None


# --- the kinds


FILE = in_file("a.toml")


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (number(1, 2), (1, 2, 1.5), (0.9, 2.1, True, "1", float("nan"))),
        (count(1, 3), (1, 3), (0, 4, 2.0, True)),
        (count(1), (1, 99), (0, 1.0, True)),
        (one_of((1, 2)), (1, 2), (True, 3, "1", [1])),
        (YES, (True, False), (1, 0, "true")),
        (TEXTS, (["甲"], ("甲",), []), ("甲", {"甲": 1}, {"甲"}, 3, None)),
        (ListOf(YES, say("answers"), least=1), ([True],), ([], [1])),
        (OrNone(YES), (None, True), (0,)),
        (TableOf({"a": YES}), ({}, {"a": True}), ({"a": 1}, {"b": True}, 3)),
        (TableOf({}, rest=YES), ({"x": True},), ({"x": 1},)),
    ],
)
def test_each_kind_takes_what_it_must_and_nothing_else(
    kind: Value | ListOf | TableOf | OrNone, good: tuple[object, ...], bad: tuple[object, ...]
) -> None:
    for value in good:
        made = checked(value, kind, FILE)
        assert made == (tuple(value) if isinstance(value, list) else value)  # type: ignore[arg-type]
    for value in bad:
        assert "a.toml" in refused(lambda value=value: checked(value, kind, FILE)).message  # type: ignore[misc]


def test_what_is_unknown_is_told_before_what_is_missing_and_that_before_what_is_wrong() -> None:
    kind = TableOf({"a": YES, "b": YES}, needs=("b",))
    assert "c is not known" in refused(lambda: checked({"a": 1, "c": 1}, kind, FILE)).message
    assert "b is missing" in refused(lambda: checked({"a": 1}, kind, FILE)).message
    assert "a is 1" in refused(lambda: checked({"a": 1, "b": True}, kind, FILE)).message


def test_a_table_that_is_needed_is_told_as_a_table() -> None:
    kind = TableOf({"a": TableOf({"b": TableOf({})}, needs=("b",))})
    told = refused(lambda: checked({"a": {}}, kind, FILE)).message
    assert told == "In a.toml the key a.b is missing; it must be a table, [a.b]."


def test_keys_are_told_as_toml_writes_them() -> None:
    assert within("", "a-b_1") == "a-b_1"
    assert within("story", "桥 通") == 'story."桥 通"'
    assert within("story", "") == 'story.""'
    assert within("story", "a.b") == 'story."a.b"'


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("桥", '"桥"'),
        ("a\u2028b\n", '"a\\u2028b\\n"'),
        (dt.date(2031, 5, 12), "2031-05-12"),
        (dt.time(8), "08:00:00"),
        (None, "None"),
        ([True, {"甲": 1.5}], '[true, {"甲": 1.5}]'),
        ("字" * 59, '"' + "字" * 59 + "……"),
        ("字" * 58, '"' + "字" * 58 + '"'),
    ],
)
def test_values_are_shown_as_toml_writes_them_and_short(value: object, told: str) -> None:
    assert shown(value) == told


def test_the_nearest_word_is_found_whatever_its_capitals() -> None:
    assert near("PUBLICATON", ("publication", "date")) == "publication"
    assert near("x", ("publication", "date")) is None
    assert nearest("x", ("publication", "date")) == "Known: publication, date."
    assert nearest("x", ()) == "There are none."
    assert nearest("x", ("date",), say("Look again.")) == "Look again."


def test_toml_that_cannot_be_read_is_told_with_the_place() -> None:
    told = refused(lambda: parse_toml("x = 1\n报 = 2\n", "a.toml")).message
    assert told == "In a.toml this is not TOML: Invalid statement (at line 2, column 1)."
    told = refused(lambda: parse_toml("报纸 = 1".encode("gb18030"), "a.toml")).message
    assert told == "In a.toml byte 0 is not UTF-8. Save it as UTF-8."
    assert parse_toml("\ufeffx = 1".encode(), "a.toml") == {"x": 1}
