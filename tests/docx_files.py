"""What the DOCX tests look at: a written file's parts as trees, its paragraphs by style."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from lxml import etree

from exporter.model import Issue
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
