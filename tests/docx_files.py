"""What the DOCX tests make and look at: issues with everything in them, a newsroom's template, a
written file's parts as trees, its paragraphs by style."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import struct
import zipfile
import zlib
from dataclasses import replace
from typing import Any

import docx
from build import Builder, page
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Mm, Pt
from lxml import etree

from exporter.model import (
    Asset,
    Byline,
    EditorNote,
    Figure,
    Issue,
    JumpLine,
    ListBlock,
    Quote,
    Staff,
    Subhead,
    Summary,
    Table,
)
from exporter.writers.base import Context
from exporter.writers.docx import DocxOptions, DocxWriter

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACES = {W + "br": "\n", W + "tab": "\t"}


def written(issue: Issue, context: Context | None = None, **options: Any) -> bytes:
    return DocxWriter().write(issue, DocxOptions(**options), context or Context()).data


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def part(data: bytes, name: str = "word/document.xml") -> Any:
    return etree.fromstring(members(data)[name], etree.XMLParser(huge_tree=True))


def style_of(paragraph: Any) -> str:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else found.get(W + "val")


def text_in(element: Any) -> str:
    """Shown text, with a line feed for a line break; ruby annotations left out."""
    shown = [
        node
        for node in element.iter(W + "t", W + "br", W + "tab")
        if next(node.iterancestors(W + "rt", W + "tabs"), None) is None
    ]
    return "".join(_SPACES.get(node.tag) or node.text or "" for node in shown)


def article_paragraphs(data: bytes) -> list[tuple[str, str]]:
    """(style, text) of every paragraph with text that is neither masthead nor contents."""
    body = part(data).find(W + "body")
    found = [
        (style_of(p), text_in(p))
        for p in body.iter(W + "p")
        if next(p.iterancestors(W + "sdt"), None) is None
    ]
    return [(s, t) for s, t in found if t and s not in ("Masthead", "IssueLine")]


def contents_rows(data: bytes) -> list[tuple[str, str, str]]:
    """(style, text without the page number, anchor) of every row of the contents."""
    rows = part(data).iterfind(f".//{W}sdtContent/{W}p")
    return [
        (style_of(p), text_in(p).partition("\t")[0], p.find(W + "hyperlink").get(W + "anchor"))
        for p in rows
        if p.find(W + "hyperlink") is not None
    ]


def png(width: int = 40, height: int = 20) -> bytes:
    """A grey picture of our own making, 96 dots an inch."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"pHYs", struct.pack(">IIB", 3780, 3780, 1))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def tidy(data: bytes) -> str:
    """A part as a person reads it: two spaces a level, an element a line."""
    root = etree.fromstring(data)
    etree.indent(root)
    return etree.tostring(root, encoding="unicode") + "\n"


META = {"publication": "柳湾日报", "date": dt.date(2031, 5, 12), "number": "8412"}


def every_block() -> Issue:
    """One article with every kind of block."""
    b = Builder()
    article = b.article(
        "渡口百年",
        "雾还没散,渡工老秦已把缆绳解开。",
        Summary(lines=(b.line("一条江"), b.line("两代人"))),
        Subhead(text=b.line("江上")),
        Subhead(text=b.line("缆绳"), level=2),
        Quote(lines=(b.line("江水记得每一个人。"),)),
        EditorNote(lines=(b.line("编者按：渡口下月改建。"), b.line("本报今起讲它的故事。"))),
        ListBlock(items=(b.line("一、渡船两艘"), b.line("二、渡工四人"))),
        ListBlock(items=(b.line("早班"), b.line("晚班")), marker="bullet"),
        ListBlock(items=(b.line("买票"), b.line("上船")), marker="number", start=3),
        Table(
            rows=((b.line("月份"), b.line("人次")), (b.line("四月"), b.line("1280"))),
            header_rows=1,
            caption=b.line("渡客人次"),
        ),
        Figure(caption=b.line("清晨的渡口。"), credit=b.line("田小满摄")),
        Byline(text=b.line("本报记者 田小满")),
        JumpLine(text=b.line("下转第3版")),
        Staff(text=b.line("责编：罗以宁")),
    )
    return b.issue(page(1, replace(article, summary=(b.line("核心阅读"),))), **META)


def illustrated(*pictures: tuple[str, bytes]) -> tuple[Issue, Context]:
    """An issue whose pictures (name, bytes) come with it, each with a caption."""
    b = Builder()
    figures = [
        Figure(asset=f"f{n}", caption=b.line(f"图{n}。"), alt="一艘渡船" if n == 1 else None)
        for n, _ in enumerate(pictures, 1)
    ]
    assets, data = [], {}
    for n, (name, blob) in enumerate(pictures, 1):
        sha256 = hashlib.sha256(blob).hexdigest()
        assets.append(Asset(id=f"f{n}", name=name, media_type="image/png", sha256=sha256))
        data[sha256] = blob
    issue = b.issue(page(1, b.article("渡口", "一江春水。", *figures)))
    return replace(issue, assets=tuple(assets)), Context(assets=data)


def house() -> bytes:
    """A template with a headline style called 标题, a kicker called Kicker, a list of its own, a
    header, a B5 page, and a sentence that must not come along."""
    made = docx.Document()
    made.styles.add_style("标题", WD_STYLE_TYPE.PARAGRAPH).font.size = Pt(30)
    made.styles.add_style("Kicker", WD_STYLE_TYPE.PARAGRAPH).font.size = Pt(18)
    section = made.sections[0]
    section.page_width, section.page_height = Mm(182), Mm(257)
    section.header.paragraphs[0].text = "某报内部稿"
    made.add_paragraph("这句话不该留下")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
