from __future__ import annotations

from exporter.codec import block_text, block_type
from exporter.model import articles_of, unaccounted
from exporter.reading import RawInput, read_sources

TEXT = """# 柳湾镇修桥记

## 先问一遍

桥长128米,两岸三村的人都来看。

> 桥在,路就在。
> 这是老人们的话。

- 桥长128米
- 桥宽9.5米

![图为柳湾桥](桥.jpg)
"""


def test_signs_of_markdown_become_blocks_and_are_dropped_by_name() -> None:
    issue = read_sources([RawInput(name="桥.md", data=TEXT.encode())]).issue
    assert unaccounted(issue) == ()
    (article,) = articles_of(issue)
    assert [(block_type(b), block_text(b)) for b in article.blocks] == [
        ("subhead", "先问一遍"),
        ("paragraph", "桥长128米,两岸三村的人都来看。"),
        ("quote", "桥在,路就在。\n这是老人们的话。"),
        ("list", "桥长128米\n桥宽9.5米"),
        ("figure", "图为柳湾桥"),
    ]
    codes = {drop.code for drop in issue.dropped}
    assert codes == {"heading-mark", "quote-mark", "list-mark", "picture-mark"}


def test_one_dash_does_not_make_a_text_markdown() -> None:
    text = "# 柳湾桥通车\n\n- 甲方代表到场。\n"
    issue = read_sources([RawInput(name="桥.txt", data=text.encode())]).issue
    assert [drop.code for drop in issue.dropped] == ["heading-mark"]
