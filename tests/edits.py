"""Damage to finished files, one edit at a time: what verification must see.

EPUB and DOCX are unpacked, changed as XML and packed again. A PDF gets an incremental update, which
replaces objects as any editor would, so that everything but the edit stays as it was.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from random import Random
from typing import Any

from lxml import etree

from exporter.untrusted.pdf_file import PdfFile
from exporter.untrusted.pdf_syntax import Ref, Stream

Element = etree._Element
HAN = "春江潮水连海平滟随波千万里何处无月明"
LOOKS = str.maketrans("一日月水，。年—", "⼀⽇⽉⽔,｡⽉⸺")
X = "{http://www.w3.org/1999/xhtml}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def text_edit(random: Random, text: str) -> str:
    """The text with one edit: a character changed, dropped, doubled, inserted, swapped with the
    next, or replaced by a look-alike. Always another text."""
    for _ in range(50):
        at = random.randrange(len(text))
        char = text[at]
        new = random.choice(
            (
                text[:at] + random.choice(HAN) + text[at + 1 :],
                text[:at] + text[at + 1 :],
                text[:at] + char + text[at:],
                text[:at] + random.choice(HAN) + text[at:],
                text[:at] + text[at + 1 : at + 2] + char + text[at + 2 :],
                text[:at] + char.translate(LOOKS) + text[at + 1 :],
            )
        )
        if new != text:
            return new
    return text + "误"


# -- ZIPs ------------------------------------------------------------------------------------------


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, data, kind)
    return out.getvalue()


def with_wrong_byte(data: bytes, member: str, at: int) -> bytes:
    """The ZIP with one byte turned over, counted from the beginning of a member's own header, or,
    below 0, from the end of its packed data."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(member)
    out = bytearray(data)
    end = info.header_offset + 30 + len(member.encode()) + info.compress_size
    out[end + at if at < 0 else info.header_offset + at] ^= 0xFF
    return bytes(out)


def changed(data: bytes, member: str, change: Callable[[Element], None]) -> bytes:
    """The ZIP with one XML member changed."""
    parts = members(data)
    root = etree.fromstring(parts[member])
    change(root)
    parts[member] = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return packed(parts)


def epub_article_members(data: bytes) -> list[str]:
    """The members that hold an article, in the order of their names."""
    return sorted(
        name for name, content in members(data).items()
        if name.endswith(".xhtml") and b'<article class="article"' in content
    )  # fmt: skip


def epub_texts(root: Element) -> list[tuple[Element, str]]:
    """Text nodes of the article: (element, "text" or "tail")."""
    article = next(root.iter(X + "article"))
    found: list[tuple[Element, str]] = []
    for element in article.iter():
        if any("generated" in (one.get("class") or "") for one in (element, *_above(element))):
            continue
        if (element.text or "").strip():
            found.append((element, "text"))
        if element is not article and (element.tail or "").strip():
            found.append((element, "tail"))
    return found


def _above(element: Element) -> list[Element]:
    return list(element.iterancestors())


def edited_epub(data: bytes, random: Random) -> bytes:
    """One edit to a random text node of an article."""

    def change(root: Element) -> None:
        element, place = random.choice(epub_texts(root))
        setattr(element, place, text_edit(random, getattr(element, place)))

    return changed(data, random.choice(epub_article_members(data)), change)


def edited_docx(data: bytes, random: Random) -> bytes:
    """One edit to a random text node of the articles."""

    def change(root: Element) -> None:
        node = random.choice(docx_texts(root))
        node.text = text_edit(random, node.text or "")

    return changed(data, "word/document.xml", change)


def docx_paragraphs(root: Element) -> list[Element]:
    """The articles' paragraphs: those after the first article's bookmark."""
    found: list[Element] = []
    for paragraph in root.iter(W + "p"):
        marks = [mark.get(W + "name", "") for mark in paragraph.iter(W + "bookmarkStart")]
        if found or any(name.startswith("article_") for name in marks):
            found.append(paragraph)
    return found


def docx_texts(root: Element) -> list[Element]:
    return [
        node for paragraph in docx_paragraphs(root) for node in paragraph.iter(W + "t")
        if (node.text or "").strip()
    ]  # fmt: skip


# -- PDF -------------------------------------------------------------------------------------------


def updated_pdf(data: bytes, objects: dict[int, bytes]) -> bytes:
    """The file with an incremental update that replaces these objects (ISO 32000-1, 7.5.6)."""
    file = PdfFile(data, "pdf")
    out = bytearray(data if data.endswith(b"\n") else data + b"\n")
    rows: dict[int, int] = {}
    for number, body in objects.items():
        rows[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = max(max(file.places), *objects) + 2
    at, rows[size - 1] = len(out), len(out)
    table = b"".join(b"\x01" + rows[number].to_bytes(4, "big") + b"\0\0" for number in sorted(rows))
    index = b" ".join(b"%d 1" % number for number in sorted(rows))
    start = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    root, info = file.trailer["Root"], file.trailer.get("Info")
    out += b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Index[%s]/Root %d 0 R" % (
        size - 1, size, index, root.number,
    )  # fmt: skip
    out += b"/Info %d 0 R" % info.number if info is not None else b""
    out += b"/Prev %d/Length %d>>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (
        start, len(table), table, at,
    )  # fmt: skip
    return bytes(out)


def stream_object(data: bytes, entries: bytes = b"") -> bytes:
    packed_data = zlib.compress(data)
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (
        entries, len(packed_data), packed_data,
    )  # fmt: skip


def written(value: Any) -> bytes:
    """An object in PDF's own notation."""
    match value:
        case Ref():
            return b"%d %d R" % value
        case bool():
            return b"true" if value else b"false"
        case None:
            return b"null"
        case int() | float():
            return str(value).encode()
        case str():
            return b"/" + re.sub(
                rb"[^!-~]|[#/()<>\[\]{}%]", lambda m: b"#%02X" % m[0][0], value.encode("latin-1")
            )
        case bytes():
            return b"<" + value.hex().encode() + b">"
        case list():
            return b"[" + b" ".join(written(one) for one in value) + b"]"
        case dict():
            pairs = b" ".join(written(key) + b" " + written(one) for key, one in value.items())
            return b"<<" + pairs + b">>"
        case _:
            raise TypeError(value)


def content_numbers(file: PdfFile) -> list[int]:
    """The object numbers of the pages' content streams."""
    found: list[int] = []
    for number in sorted(file.places):
        page = file.resolve(Ref(number, 0))
        if isinstance(page, dict) and page.get("Type") == "Page":
            found.append(page["Contents"].number)
    return found


_MARKED = re.compile(rb"/(?!Artifact)\w+<</MCID \d+>>BDC.*?(?=/Artifact|/\w+<</MCID|\Z)", re.DOTALL)
_FURNITURE = re.compile(rb"/Artifact<</Type/Pagination.*?(?=\nEMC)", re.DOTALL)
_STRING = re.compile(rb"\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
_BLANK = (b"\x00\x20", b"\x30\x00")
_MARK = b"\xfe\xff"
"""What the text of an ActualText begins with."""


def edited_pdf_content(data: bytes, random: Random) -> bytes:
    """One code of text that is tagged, or one character of an ActualText, changed, dropped or
    doubled."""

    def edit(codes: list[bytes], at: int, others: list[bytes]) -> list[bytes]:
        code = codes[at]
        return random.choice(([], [code, code], [random.choice(others)], [random.choice(others)]))

    return _edited_strings(data, random, _MARKED, edit)


def edited_pdf_furniture(data: bytes, random: Random) -> bytes:
    """One code of a running head or folio doubled, or another put in its place."""

    def edit(codes: list[bytes], at: int, others: list[bytes]) -> list[bytes]:
        seen = [code for code in others if code not in _BLANK]
        code = codes[at]
        return [code] if code in _BLANK else random.choice(([code, code], [random.choice(seen)]))

    return _edited_strings(data, random, _FURNITURE, edit)


def _edited_strings(
    data: bytes,
    random: Random,
    stretches: re.Pattern[bytes],
    edit: Callable[[list[bytes], int, list[bytes]], list[bytes]],
) -> bytes:
    """The file with one code of the strings in such stretches of a page's content replaced by what
    `edit` makes of (a string's codes, which of them, all codes there)."""
    file = PdfFile(data, "pdf")
    while True:
        number = random.choice(content_numbers(file))
        stream = file.resolve(Ref(number, 0))
        assert isinstance(stream, Stream)
        content = file.decoded(stream)
        strings = [
            found
            for marked in stretches.finditer(content)
            for found in _STRING.finditer(content, *marked.span())
        ]
        texts = [_codes(found[1]) for found in strings]
        places = [index for index, codes in enumerate(texts) if codes]
        if not places:
            continue
        index = random.choice(places)
        codes, others = texts[index], [code for codes in texts for code in codes]
        at = random.randrange(len(codes))
        codes[at : at + 1] = edit(codes, at, others)
        start, end = strings[index].span(1)
        mark = _MARK if content[start:end].startswith(_MARK) else b""
        new = content[:start] + mark + _escaped(b"".join(codes)) + content[end:]
        if new != content:
            return updated_pdf(data, {number: stream_object(new)})


def _codes(literal: bytes) -> list[bytes]:
    """The two-byte codes of a literal string."""
    plain = re.sub(rb"\\(.)", lambda m: b"\r" if m[1] == b"r" else m[1], literal, flags=re.DOTALL)
    plain = plain.removeprefix(_MARK)
    return [plain[i : i + 2] for i in range(0, len(plain), 2)]


def _escaped(codes: bytes) -> bytes:
    return re.sub(rb"[()\\\r]", lambda m: b"\\r" if m[0] == b"\r" else b"\\" + m[0], codes)


def edited_pdf_map(data: bytes, random: Random) -> bytes:
    """One code of one font's ToUnicode map given another meaning."""
    file = PdfFile(data, "pdf")
    maps = [
        font["ToUnicode"].number for number in sorted(file.places)
        if isinstance(font := file.resolve(Ref(number, 0)), dict) and "ToUnicode" in font
    ]  # fmt: skip
    number = random.choice(maps)
    stream = file.resolve(Ref(number, 0))
    assert isinstance(stream, Stream)
    content = file.decoded(stream)
    rows = re.compile(rb"<[0-9A-F]{4}> <([0-9A-F]+)>")
    row = random.choice(list(rows.finditer(content, content.index(b"beginbfchar"))))
    char = bytes.fromhex(row[1].decode()).decode("utf-16-be")
    other = random.choice([one for one in HAN if one != char]).encode("utf-16-be").hex().encode()
    new = content[: row.start(1)] + other + content[row.end(1) :]
    return updated_pdf(data, {number: stream_object(new)})


def edited_pdf(data: bytes, random: Random) -> bytes:
    """One edit to the decoded text: in a page's content, in what stands around it, or in what a
    font's codes mean."""
    kinds = (edited_pdf_content, edited_pdf_furniture, edited_pdf_map)
    return random.choices(kinds, (7, 1, 2))[0](data, random)


# -- structure -------------------------------------------------------------------------------------


def _two(random: Random, items: list[Any], text: Callable[[Any], str]) -> tuple[int, int]:
    """Two places whose texts differ."""
    pairs = [
        (i, j) for i in range(len(items)) for j in range(i + 1, len(items))
        if text(items[i]) != text(items[j])
    ]  # fmt: skip
    return random.choice(pairs)


def _all_text(element: Element) -> str:
    return "".join(str(piece) for piece in element.itertext())


def swap(one: Element, other: Element) -> None:
    """Exchanges two elements of one parent, each keeping its place's tail."""
    parent = one.getparent()
    assert parent is not None
    i, j = parent.index(one), parent.index(other)
    one.tail, other.tail = other.tail, one.tail
    parent[i], parent[j] = etree.Element("x"), etree.Element("y")
    parent[i], parent[j] = other, one


def double(element: Element) -> None:
    copy = etree.fromstring(etree.tostring(element, with_tail=False))
    copy.tail = element.tail
    for inner in copy.iter():
        if "id" in inner.attrib:
            del inner.attrib["id"]
    for mark in [*copy.iter(W + "bookmarkStart"), *copy.iter(W + "bookmarkEnd")]:
        drop(mark)
    element.addnext(copy)


def drop(element: Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def sorted_characters(nodes: list[Element]) -> None:
    """All characters of some text nodes in the order of their code points."""
    chars = sorted("".join(node.text or "" for node in nodes))
    for node in nodes:
        count = len(node.text or "")
        node.text, chars = "".join(chars[:count]), chars[count:]


def _is_sorted(nodes: list[Element]) -> bool:
    text = "".join(node.text or "" for node in nodes)
    return sorted(text) == list(text)


def epub_structural(data: bytes, random: Random) -> tuple[str, bytes]:
    """One structural change to an EPUB: (what it was, the file)."""
    kinds = ("swap", "drop", "double", "sort", "byline", "creator", "title", "nav", "article-drop",
             "article-swap", "article-double", "kind")  # fmt: skip
    kind = random.choice(kinds)
    articles = epub_article_members(data)
    opf = next(name for name in members(data) if name.endswith(".opf"))
    long = [name for name in articles if members(data)[name].count(b"<p>") > 1]
    if kind in ("swap", "drop", "double", "sort", "kind") and long:

        def body(root: Element) -> None:
            holder = next(one for one in root.iter(X + "div") if one.get("class") == "body")
            parts = list(holder)
            if kind == "swap":
                i, j = _two(random, parts, _all_text)
                swap(parts[i], parts[j])
            elif kind == "drop":
                drop(random.choice(parts))
            elif kind == "double":
                double(random.choice(parts))
            elif kind == "kind":
                random.choice(parts).set("class", "byline")
            else:
                texts = [[one] for one in parts if not _is_sorted([one])]
                sorted_characters(random.choice(texts))

        return kind, changed(data, random.choice(long), body)
    if kind == "nav":
        nav = next(name for name in members(data) if name.endswith("nav.xhtml"))

        def entry(root: Element) -> None:
            links = list(next(root.iter(X + "nav")).iter(X + "a"))
            link = random.choice(links[1:])
            if random.random() < 0.5:
                link.text = text_edit(random, link.text or "")
            else:
                others = [a.get("href") for a in links if a.get("href") != link.get("href")]
                link.set("href", random.choice(others) or "")

        return kind, changed(data, nav, entry)

    def package(root: Element) -> None:
        refs = list(root.iter("{*}itemref"))
        refs = refs[-len(articles) :]
        creators = list(root.iter("{http://purl.org/dc/elements/1.1/}creator"))
        if kind == "article-drop":
            drop(random.choice(refs))
        elif kind == "article-swap" and len(refs) > 1:
            swap(*random.sample(refs, 2))
        elif kind == "article-double":
            double(random.choice(refs))
        elif creators and kind in ("byline", "creator"):
            one = random.choice(creators)
            one.text = text_edit(random, one.text or "")
        else:
            title = next(root.iter("{http://purl.org/dc/elements/1.1/}title"))
            title.text = text_edit(random, title.text or "")

    return kind, changed(data, opf, package)


def docx_structural(data: bytes, random: Random) -> tuple[str, bytes]:
    """One structural change to a DOCX."""
    kinds = ("swap", "drop", "double", "sort", "byline", "style", "contents", "target", "author")
    kind = random.choice(kinds)
    if kind == "author":

        def core(root: Element) -> None:
            for name in ("creator", "title"):
                for one in root.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}"):
                    one.text = text_edit(random, one.text or "")
                    return

        return kind, changed(data, "docProps/core.xml", core)

    def change(root: Element) -> None:
        if kind in ("contents", "target"):
            rows = [one for one in root.iter(W + "hyperlink") if one.get(W + "anchor")]
            row = random.choice(rows)
            if kind == "contents":
                node = next(row.iter(W + "t"))
                node.text = text_edit(random, node.text or "")
            else:
                row.set(W + "anchor", "nowhere")
            return
        plain = [
            one for one in docx_paragraphs(root)
            if one.find(f".//{W}bookmarkStart") is None and one.find(f".//{W}bookmarkEnd") is None
            and _all_text(one).strip()
        ]  # fmt: skip
        runs = [one for one in root.iter(W + "rStyle") if one.get(W + "val") == "Credit"]
        one = random.choice(plain)
        if kind == "swap":
            i, j = _two(random, plain, _all_text)
            swap(plain[i], plain[j])
        elif kind == "drop":
            drop(one)
        elif kind == "double":
            double(one)
        elif kind == "style":
            next(one.iter(W + "pStyle")).set(W + "val", "Quote")
        elif kind == "byline" and runs:
            random.choice(runs).set(W + "val", "Dateline")
        else:
            holders = [[*p.iter(W + "t")] for p in plain]
            sorted_characters(random.choice([one for one in holders if not _is_sorted(one)]))

    return kind, changed(data, "word/document.xml", change)


def pdf_structural(data: bytes, random: Random) -> tuple[str, bytes]:
    """One structural change to a PDF: its tags, its bookmarks, what it says of itself."""
    file = PdfFile(data, "pdf")
    found: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for number in sorted(file.places):
        entries = file.resolve(Ref(number, 0))
        if isinstance(entries, dict):
            key = str(entries.get("S") or ("Title" in entries and "Parent" in entries and "mark"))
            found.setdefault(key, []).append((number, entries))
    kind = random.choice(("swap", "drop", "double", "kind", "mark", "target", "info", "articles"))
    many = [(n, e) for n, e in found["Art"] if len(e["K"]) > 2]
    if kind in ("swap", "drop", "double") and many:
        number, entries = random.choice(many)
        kids = list(entries["K"])
        at = random.randrange(len(kids) - 1)
        if kind == "swap":
            kids[at], kids[at + 1] = kids[at + 1], kids[at]
        elif kind == "drop":
            del kids[at]
        else:
            kids.insert(at, kids[at])
        return kind, updated_pdf(data, {number: written({**entries, "K": kids})})
    if kind == "kind":
        number, entries = random.choice(found["Body"])
        return kind, updated_pdf(data, {number: written({**entries, "S": "Byline"})})
    if kind in ("mark", "target"):
        number, entries = random.choice(found["mark"])
        change: dict[str, Any] = {"Title": b"\xfe\xff" + "另一篇".encode("utf-16-be")}
        if kind == "target":
            change = {"Dest": [Ref(999_999, 0), "Fit"]}
        return kind, updated_pdf(data, {number: written({**entries, **change})})
    sections = [(n, e) for n, e in found["Sect"] if len(e["K"]) > 1]
    if kind == "articles" and sections:
        number, entries = random.choice(sections)
        kids = list(entries["K"])
        kids[0], kids[1] = kids[1], kids[0]
        return kind, updated_pdf(data, {number: written({**entries, "K": kids})})
    info = file.trailer["Info"]
    entries = dict(file.dictionary(info))
    entries["Title"] = b"\xfe\xff" + "另一份报".encode("utf-16-be")
    return "info", updated_pdf(data, {info.number: written(entries)})
