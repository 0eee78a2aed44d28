"""What the styles of a Word file are called: by the ids our files give them, first the name they
have there, then what Word, WPS, LibreOffice and newsrooms call their like.

A style is known by a whole name, or by either half of ours (引题 Kicker): applications rename ids
when they save, and newsrooms have styles of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

PARTS: Mapping[str, tuple[str, ...]] = {
    "Kicker": ("引题 Kicker", "肩题", "眉题"),
    "Headline": ("标题 Headline", "主题", "heading 1", "title", "标题 1"),
    "Column": ("栏目 Column",),
    "Deck": ("副题 Deck", "subtitle", "副标题"),
    "Summary": ("提要 Summary",),
    "Byline": ("署名行 Byline",),
    "Body": ("正文 Body", "normal", "body text", "正文文本"),
    "Subhead": ("小标题 Subhead", "heading 2", "标题 2"),
    "Subhead2": ("次级小标题 Subhead 2", "heading 3", "标题 3"),
    "Picture": ("图片 Picture",),
    "Caption": ("图片说明 Caption", "题注"),
    "CaptionAlone": ("无图说明 Caption alone",),
    "PhotoCredit": ("图片署名 Photo credit",),
    "EditorNote": ("编者按 Editor's note", "editor note"),
    "Quote": ("引文 Quote", "引用", "intense quote", "明显引用"),
    "List": ("列表 List", "list paragraph", "列出段落", "列表段落"),
    "ListBullet": ("项目列表 Bulleted list", "list bullet"),
    "ListNumber": ("编号列表 Numbered list", "list number"),
    "TableCaption": ("表题 Table caption",),
    "TableHead": ("表头 Table head",),
    "TableText": ("表文 Table text",),
    "JumpLine": ("转版 Jump line",),
    "Staff": ("责编 Staff",),
}
"""Paragraphs of an article."""
FURNITURE: Mapping[str, tuple[str, ...]] = {
    "Masthead": ("报头 Masthead",),
    "IssueLine": ("刊期 Issue line",),
    "TOCHeading": ("TOC Heading", "contents heading", "TOC 标题", "目录标题"),
    "TOC1": ("toc 1", "contents 1", "目录 1"),
    "TOC2": ("toc 2", "contents 2", "目录 2"),
    "TOC3": ("toc 3", "目录 3"),
    "Header": ("header", "页眉"),
    "Footer": ("footer", "页脚"),
}
"""Paragraphs that are not the paper's own."""
OTHERS: Mapping[str, tuple[str, ...]] = {
    "Dateline": ("电头 Dateline",),
    "Credit": ("署名 Credit",),
    "Jump": ("转版语 Jump",),
    "Emphasis": ("Emphasis",),
    "Strong": ("Strong",),
    "Dots": ("着重号 Emphasis dots",),
    "Hyperlink": ("Hyperlink",),
    "FootnoteReference": ("footnote reference",),
    "FootnoteText": ("footnote text",),
}
"""Words within a paragraph, and notes."""
STYLES = {**PARTS, **FURNITURE, **OTHERS}


def plain(name: str) -> str:
    """A style's name as it is compared: without case, blanks and apostrophes."""
    return "".join(name.lower().split()).replace("'", "").replace("’", "")


def _halves(name: str) -> Iterator[str]:
    """The name whole, its English and its Chinese half."""
    whole = plain(name)
    yield whole
    yield "".join([char for char in whole if char.isascii()])
    yield "".join([char for char in whole if not char.isascii()])


_BY_NAME = {
    known: style
    for style, (ours, *others) in STYLES.items()
    for known in (*_halves(ours), *map(plain, others))
    if known
}


def styles_named(name: str) -> Iterator[str]:
    """The ids of the styles a name may stand for, the likeliest first."""
    return (_BY_NAME[half] for half in _halves(name) if half in _BY_NAME)
