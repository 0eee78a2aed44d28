"""Text written with the signs of Markdown, from source to blocks."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exporter.conservation import unaccounted
from exporter.errors import OptionError
from exporter.interchange.json_form import block_text, block_type
from exporter.messages import Message, say
from exporter.model import (
    Figure,
    Line,
    ListBlock,
    Reading,
    Table,
    articles_of,
    lines_of_article,
    text_of,
)
from exporter.reading import RawInput, Settings, read_settings, read_sources, scan_sources
from exporter.reading.dialects.inline import read_inline
from exporter.reading.gallery import FoundPicture
from exporter.reading.text.lines import TextLine
from exporter.startup.records import replace

TEXT = """# **柳湾桥通车** 两岸三村受益

本报讯（记者 何青禾）**5月11日**，桥长*128米*，见[公告](https://gov.invalid/a_b?x=(1))。

**先问一遍**

> 桥在，路就在。
>
> 这是**老人们**的话。

- 桥长128米
- 桥宽**9.5米**

1. 先报名
2. 再过桥

| 桥名 | 长度 | 宽度 |
|------|-----:|------|
| 柳湾桥 | 128米 | |

![图为柳湾桥。 贺青岚 摄](桥.jpg)

![](江.jpg)

图为江面。 林见穗 摄

## 再动一锹

桥在，路就在。
"""


def picture(address: str) -> FoundPicture | Message:
    if "." in address:
        return FoundPicture(address, "image/jpeg", address.encode())
    return say("{address} is not here", address=address)


def named(text: str, name: str = "桥.md") -> tuple[str, ...]:
    (scanned,) = scan_sources([RawInput(name=name, data=text.encode())])
    return scanned.named()


def read(text: str, name: str = "桥.md", toml: str = "") -> Reading:
    given = read_settings(toml.encode(), "桥.toml") if toml else Settings()
    pictures = {address: picture(address) for address in named(text, name)}
    reading = read_sources([RawInput(name=name, data=text.encode(), pictures=pictures)], given)
    assert unaccounted(reading.issue) == ()
    return reading


def marked(line: Line) -> list[tuple[str, str]]:
    return [(span.text, mark.ref) for span in line for mark in span.marks]


def blocks_of(text: str) -> list[tuple[str, str]]:
    (article,) = articles_of(read(text).issue)
    return [(block_type(block), block_text(block)) for block in article.blocks]


def test_signs_become_blocks_and_marks_and_are_dropped_by_name() -> None:
    issue = read(TEXT).issue
    (article,) = articles_of(issue)
    assert [text_of(line) for line in article.headline] == ["柳湾桥通车", "两岸三村受益"]
    assert [(block_type(b), block_text(b)) for b in article.blocks] == [
        ("paragraph", "本报讯（记者 何青禾）5月11日，桥长128米，见公告。"),
        ("subhead", "先问一遍"),
        ("quote", "桥在，路就在。\n这是老人们的话。"),
        ("list", "桥长128米\n桥宽9.5米"),
        ("list", "先报名\n再过桥"),
        ("table", "桥名\n长度\n宽度\n柳湾桥\n128米\n"),
        ("figure", "图为柳湾桥。 贺青岚 摄"),
        ("figure", "图为江面。 林见穗 摄"),
        ("subhead", "再动一锹"),
        ("paragraph", "桥在，路就在。"),
    ]
    lines = list(lines_of_article(article))
    found = [pair for line in lines for pair in marked(line) if not pair[1].startswith("a1-")]
    assert found == [
        ("5月11日", "strong"),
        ("128米", "em"),
        ("公告", "https://gov.invalid/a_b?x=(1)"),
        ("老人们", "strong"),
        ("9.5米", "strong"),
    ]
    assert {drop.code for drop in issue.dropped} == {
        "heading-mark", "emphasis-mark", "link-mark", "quote-mark", "list-mark", "table-mark",
        "picture-mark",
    }  # fmt: skip


def test_views_are_found_where_signs_stand_among_them() -> None:
    (article,) = articles_of(read("# 桥通了\n\n**本报讯**（记者 **何青禾**）昨日通车。\n").issue)
    assert article.dateline is not None
    assert article.dateline.agency == "本报"
    assert [credit.names for credit in article.credits] == [("何青禾",)]
    first = article.blocks[0].text[0]  # type: ignore[union-attr]
    assert first.text == "本报讯"
    assert [mark.tag for mark in first.marks] == ["dateline", "emphasis"]


def test_lists_and_tables_say_how_they_were_marked() -> None:
    (article,) = articles_of(read(TEXT).issue)
    bullets, numbers = [block for block in article.blocks if isinstance(block, ListBlock)]
    assert (bullets.marker, numbers.marker, numbers.start) == ("bullet", "number", 1)
    (table,) = [block for block in article.blocks if isinstance(block, Table)]
    assert table.header_rows == 1
    assert [len(row) for row in table.rows] == [3, 3]


def test_a_list_begins_at_its_own_number_and_a_lone_number_is_a_subhead() -> None:
    (article,) = articles_of(read("# 题\n\n文。\n\n3. 甲\n4. 乙\n\n文。\n").issue)
    (listed,) = [block for block in article.blocks if isinstance(block, ListBlock)]
    assert (listed.marker, listed.start) == ("number", 3)
    assert ("subhead", "1. 报名时间") in blocks_of("# 题\n\n文。\n\n1. 报名时间\n\n五月起。\n")


def test_pictures_are_assets_with_their_bytes_beside_the_issue() -> None:
    reading = read(TEXT + "\n![又一次](桥.jpg)\n")
    assert [(a.id, a.name, a.media_type) for a in reading.issue.assets] == [
        ("i1", "桥.jpg", "image/jpeg"),
        ("i2", "江.jpg", "image/jpeg"),
    ]
    assert [reading.pictures[a.sha256] for a in reading.issue.assets] == [
        "桥.jpg".encode(),
        "江.jpg".encode(),
    ]
    (article,) = articles_of(reading.issue)
    assert [b.asset for b in article.blocks if isinstance(b, Figure)] == ["i1", "i2", "i1"]


def test_a_scan_names_the_pictures_that_are_shown_each_once_and_no_others() -> None:
    shown = (
        "![桥](桥.jpg)桥头。![](<江 景.jpg>)\n\n[![桥](桥.jpg)](https://a.invalid/)\n\n![渡口]()\n"
    )
    text = "```\n![栏中](甲.jpg)\n```\n\n| ![](乙.jpg) | 桥 |\n|---|---|\n\n# 题 ![](丙.jpg)\n"
    assert named(f"# 题\n\n文。\n\n{shown}\n{text}") == ("桥.jpg", "江 景.jpg")
    assert named("# 题\n\n文。！[桥](桥.jpg)\n", "桥.txt") == ()


def test_what_was_scanned_is_read_as_if_it_came_with_its_pictures() -> None:
    raw = RawInput(name="桥.md", data=TEXT.encode())
    (scanned,) = scan_sources([raw])
    pictures = {address: picture(address) for address in scanned.named()}
    whole = read(TEXT)
    again = read_sources([replace(scanned, pictures=pictures)])
    assert (again.issue, again.guesses, again.notices) == (
        whole.issue, whole.guesses, whole.notices
    )  # fmt: skip


def test_a_text_from_no_folder_has_no_pictures_and_says_so() -> None:
    reading = read_sources([RawInput(name="桥.md", data=TEXT.encode())])
    assert reading.issue.assets == ()
    told = [notice.detail for notice in reading.notices if notice.code == "picture-missing"]
    assert told[0].startswith("桥.jpg is not looked for: the text did not come from a folder;")


def test_a_title_is_the_caption_and_the_brackets_say_it_to_those_who_cannot_see() -> None:
    (article,) = articles_of(read('# 题\n\n文。\n\n![江上一座桥](桥.jpg "图为柳湾桥。")\n').issue)
    (figure,) = [block for block in article.blocks if isinstance(block, Figure)]
    assert figure.alt == "江上一座桥"
    assert figure.caption is not None
    assert text_of(figure.caption) == "图为柳湾桥。"


def test_a_picture_that_does_not_come_keeps_its_caption_and_is_told() -> None:
    reading = read("# 题\n\n文。\n\n![渡口旧影](没有)\n\n![](没有)\n")
    (article,) = articles_of(reading.issue)
    assert [block_text(b) for b in article.blocks] == ["文。", "渡口旧影"]
    told = [notice.detail for notice in reading.notices if notice.code == "picture-missing"]
    assert told == ["没有 is not here; its caption is kept, without a picture."] * 2


def test_pictures_within_a_line_stand_between_its_pieces() -> None:
    assert blocks_of("# 题\n\n桥头。![桥](a.jpg)![江](b.jpg)桥尾。\n") == [
        ("paragraph", "桥头。"),
        ("figure", "桥"),
        ("figure", "江"),
        ("paragraph", "桥尾。"),
    ]
    assert blocks_of("# 题\n\n文。\n\n[![桥](a.jpg)](https://a.invalid/)\n")[1] == ("figure", "桥")


@pytest.mark.parametrize(
    ("line", "shown", "marks"),
    [
        ("**“强调”**要", "“强调”要", [("“强调”", "strong")]),
        ("***都要***。", "都要。", [("都要", "strong"), ("都要", "em")]),
        (
            "**甲*乙*丙**。",
            "甲乙丙。",
            [("甲", "strong"), ("乙", "em"), ("乙", "strong"), ("丙", "strong")],
        ),
        ("__甲__与_乙_。", "__甲__与_乙_。", []),
        ("甲 _乙_ 丙。", "甲 乙 丙。", [("乙", "em")]),
        ("5*3*2等于30。", "5*3*2等于30。", []),
        ("注*：不含税。", "注*：不含税。", []),
        ("** 不是 **。", "** 不是 **。", []),
        (r"\*星号\*。", "*星号*。", []),
        ("`a*b*c`。", "a*b*c。", []),
        ("<https://a.invalid/b>。", "https://a.invalid/b。", [("https://a.invalid/b",) * 2]),
        ("[没有地址]和[空]()。", "[没有地址]和[空]()。", []),
    ],
)
def test_signs_within_a_line(line: str, shown: str, marks: list[tuple[str, str]]) -> None:
    (article,) = articles_of(read(f"# 题\n\n开头一段。\n\n{line}\n\n结尾一段。\n").issue)
    block = article.blocks[1]
    text = block.text  # type: ignore[union-attr]
    assert text_of(text) == shown
    assert sorted(marked(text)) == sorted(marks)


def test_one_dash_does_not_make_a_text_markdown() -> None:
    issue = read("# 柳湾桥通车\n\n- 甲方代表**到场**。\n", "桥.txt").issue
    codes = [drop.code for drop in issue.dropped]
    assert "list-mark" in codes  # the dash and the stars together do
    issue = read("# 柳湾桥通车\n\n- 甲方代表到场。\n", "桥.txt").issue
    assert [drop.code for drop in issue.dropped] == ["heading-mark"]


def test_the_dialect_is_told_and_a_person_has_the_last_word() -> None:
    (guess,) = [guess for guess in read(TEXT).guesses if guess.part == "dialect"]
    assert guess.reason == "markdown: 桥.md is called so"
    (guess,) = [guess for guess in read(TEXT, "桥.txt").guesses if guess.part == "dialect"]
    assert guess.confidence == 0.9
    plain = read(TEXT, toml='dialect = "plain"')
    assert "> 桥在，路就在。" in "\n".join(
        text_of(line) for one in articles_of(plain.issue) for line in lines_of_article(one)
    )
    with pytest.raises(OptionError, match="markdown"):
        read_settings(b'dialect = "html"', "t.toml")


SIGNS = st.text(alphabet=st.sampled_from(list('甲乙 *_[]()!<>`\\|-#1."\n\n')), max_size=120)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SIGNS)
def test_whatever_the_signs_every_character_is_shown_or_dropped(text: str) -> None:
    read(f"# 题\n{text}末")


def test_hostile_lines_take_no_more_than_their_length() -> None:
    started = time.process_time()
    read("# 题\n\n" + "|--|--|\n" * 20_000 + "末。\n")
    read("# 题\n\n" + "1. 甲\n" * 20_000 + "末。\n")
    assert time.process_time() - started < 8


@pytest.mark.parametrize(
    "unit", ["*", "**甲", "[", "![", "[x](", "_a", "`", "\\", '![x](y "', "> ", "| ", "<http://a"]
)
def test_hostile_signs_take_no_more_than_their_length(unit: str) -> None:
    text = "# 题\n\n" + unit * (120_000 // len(unit)) + "\n\n末。\n"
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 4


def test_fenced_lines_are_kept_as_they_are() -> None:
    code = "if 桥:\n    走(**两岸**\n# 到了\n- 好"
    text = f"# 桥通了\n\n昨日通车。\n\n```python\n{code}\n```\n\n两岸相连。\n"
    assert blocks_of(text) == [
        ("paragraph", "昨日通车。"),
        ("quote", "if 桥:\n走(**两岸**\n# 到了\n- 好"),
        ("paragraph", "两岸相连。"),
    ]
    assert [drop.code for drop in read(text).issue.dropped] == ["heading-mark"] + ["code-mark"] * 2


def test_a_shorter_fence_closes_no_longer_one() -> None:
    text = "# 桥通了\n\n~~~~\n~~~\n桥\n~~~~\n\n两岸相连。\n"
    assert blocks_of(text) == [("quote", "~~~\n桥"), ("paragraph", "两岸相连。")]


def test_a_fence_that_nothing_closes_is_text() -> None:
    (_, *rest) = blocks_of("# 桥通了\n\n昨日通车。\n\n```\n\n两岸相连。\n\n人人说好。\n")
    assert ("paragraph", "两岸相连。") in rest
    assert ("paragraph", "人人说好。") in rest


@pytest.mark.parametrize(("waiting", "signs"), [(31, 2), (32, 0)])
def test_only_so_many_signs_wait_for_their_pair(waiting: int, signs: int) -> None:
    """Each closing sign looks through those that wait: of ten thousand it must not."""
    text = "**桥" + " *灯" * waiting + " 渡口**"
    made, dropped = read_inline(TextLine("s1", 0, len(text), text, "text"))
    assert len(dropped) == signs
    assert made.text == (text.replace("**", "") if signs else text)
