"""What the styles of a Word file stand for: parts of an article, by the names styles may have."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

PARTS: Mapping[str, tuple[str, ...]] = {
    "Kicker": ("kicker", "引题", "肩题", "眉题"),
    "Headline": ("headline", "标题", "主题", "heading1", "title", "标题1"),
    "Column": ("column", "栏目"),
    "Deck": ("deck", "副题", "subtitle", "副标题"),
    "Summary": ("summary", "提要"),
    "Byline": ("byline", "署名行"),
    "Body": ("body", "正文", "normal", "bodytext", "正文文本"),
    "Subhead": ("subhead", "小标题", "heading2", "标题2"),
    "Subhead2": ("subhead2", "次级小标题", "heading3", "标题3"),
    "Picture": ("picture", "图片"),
    "Caption": ("caption", "图片说明", "captionalone", "无图说明", "题注"),
    "PhotoCredit": ("photocredit", "图片署名"),
    "EditorNote": ("editorsnote", "editornote", "编者按"),
    "Quote": ("quote", "引文", "引用", "intensequote", "明显引用"),
    "List": ("list", "列表", "listparagraph", "列出段落", "列表段落"),
    "ListBullet": ("bulletedlist", "项目列表", "listbullet"),
    "ListNumber": ("numberedlist", "编号列表", "listnumber"),
    "TableCaption": ("tablecaption", "表题"),
    "TableHead": ("tablehead", "表头"),
    "TableText": ("tabletext", "表文"),
    "JumpLine": ("jumpline", "转版"),
    "Staff": ("staff", "责编"),
    "": ("masthead", "报头", "issueline", "刊期", "tocheading", "toc1", "toc2", "toc3", "header",
         "footer", "contents1", "contents2", "contentsheading", "toc标题", "目录标题", "目录1",
         "目录2", "目录3", "页眉", "页脚"),
}  # fmt: skip
"""Part of an article → names a style may have for it, lower case, without blanks and apostrophes.
The empty part is what is not the paper's own."""

_BY_NAME = {name: part for part, names in PARTS.items() for name in names}


def style_parts(styles: etree._Element | None) -> dict[str, str]:
    """Style id → part, by the style's names, else by what it is based on; unknown ones are Body."""
    known: dict[str, str | None] = {}
    bases: dict[str, str] = {}
    for style in () if styles is None else styles.iter(_W + "style"):
        key = style.get(_W + "styleId", "")
        names = [value_of(style, "name"), *value_of(style, "aliases").split(",")]
        known[key] = next((part for name in names if (part := part_named(name)) is not None), None)
        bases[key] = value_of(style, "basedOn")
    return {key: _inherited(key, known, bases) for key in known}


def part_named(name: str) -> str | None:
    """The part a style's name stands for: the whole name, or its Chinese or English half."""
    plain = "".join(name.lower().split()).replace("'", "").replace("’", "")
    halves = (plain, "".join(c for c in plain if c.isascii()),
              "".join(c for c in plain if not c.isascii()))  # fmt: skip
    return next((_BY_NAME[half] for half in halves if half in _BY_NAME), None)


def _inherited(key: str, known: Mapping[str, str | None], bases: Mapping[str, str]) -> str:
    seen: set[str] = set()
    while key in known and key not in seen:
        part = known[key]
        if part is not None:
            return part
        seen.add(key)
        key = bases[key]
    return "Body"


def value_of(element: etree._Element, name: str) -> str:
    """The `val` of an element's property; nothing where it has none."""
    found = element.find(_W + name)
    return "" if found is None else found.get(_W + "val", "")
