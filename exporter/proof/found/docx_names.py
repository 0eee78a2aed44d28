"""What styles in a Word file are called, and which part of an article each means.

A style is known by its whole name, its Chinese half or its English half, without blanks, case and
apostrophes: applications rename ids when they save, and newsrooms have names of their own.
"""

from __future__ import annotations

_NAMES = {
    "Masthead": ("masthead", "报头"),
    "IssueLine": ("issueline", "刊期"),
    "TOCHeading": ("tocheading", "contentsheading"),
    "TOC1": ("toc1", "contents1"),
    "TOC2": ("toc2", "contents2"),
    "Header": ("header", "页眉"),
    "Footer": ("footer", "页脚"),
    "Kicker": ("kicker", "引题", "肩题", "眉题"),
    "Headline": ("headline", "标题", "主题", "heading1", "title"),
    "Column": ("column", "栏目"),
    "Deck": ("deck", "副题", "subtitle"),
    "Summary": ("summary", "提要"),
    "Body": ("body", "正文", "bodytext"),
    "Subhead": ("subhead", "小标题", "heading2"),
    "Subhead2": ("subhead2", "次级小标题", "heading3"),
    "Byline": ("byline", "署名行"),
    "Staff": ("staff", "责编"),
    "JumpLine": ("jumpline", "转版"),
    "EditorNote": ("editorsnote", "editornote", "编者按"),
    "Quote": ("quote", "引文"),
    "List": ("list", "列表", "listparagraph"),
    "ListBullet": ("bulletedlist", "项目列表", "listbullet"),
    "ListNumber": ("numberedlist", "编号列表", "listnumber"),
    "Caption": ("caption", "图片说明"),
    "CaptionAlone": ("captionalone", "无图说明"),
    "PhotoCredit": ("photocredit", "图片署名"),
    "TableCaption": ("tablecaption", "表题"),
    "TableHead": ("tablehead", "表头"),
    "TableText": ("tabletext", "表文"),
    "Dateline": ("dateline", "电头"),
    "Credit": ("credit", "署名"),
    "Jump": ("jump", "转版语"),
}
_MEANS = {name: style for style, names in _NAMES.items() for name in names}


def style_of(name: str) -> str | None:
    """Our id of the style a name stands for, or None."""
    plain = "".join(name.lower().split()).replace("'", "").replace("’", "")
    english = "".join([char for char in plain if char.isascii()])
    chinese = "".join([char for char in plain if not char.isascii()])
    found = next((half for half in (plain, english, chinese) if half in _MEANS), None)
    return None if found is None else _MEANS[found]
