"""A Word file as rows: its paragraphs in reading order, each with the part its style names.

Independent of the writer: only `zipfile` and lxml, and styles go by their names, for applications
change ids and parts' names when they save. Tracked changes count as accepted. What is not the
paper's (masthead, contents, running heads) is left out by its style.

Refused: files that are no Word files, damaged ones, and those that would fill the memory.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from lxml import etree

from exporter.carried import XML_NAMESPACE, Record, read_record
from exporter.errors import InputError
from exporter.records import dataclass, field, replace

LARGEST_PART = 256 * 2**20
"""Bytes a part may have unpacked: some twenty million characters of text with its markup."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DOC_PROPERTIES = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"

PARTS: Mapping[str, tuple[str, ...]] = {
    "Kicker": ("kicker", "引题", "肩题", "眉题"),
    "Headline": ("headline", "标题", "主题", "heading1", "title"),
    "Column": ("column", "栏目"),
    "Deck": ("deck", "副题", "subtitle"),
    "Summary": ("summary", "提要"),
    "Byline": ("byline", "署名行"),
    "Body": ("body", "正文", "normal", "bodytext"),
    "Subhead": ("subhead", "小标题", "heading2"),
    "Subhead2": ("subhead2", "次级小标题", "heading3"),
    "Picture": ("picture", "图片"),
    "Caption": ("caption", "图片说明", "captionalone", "无图说明"),
    "PhotoCredit": ("photocredit", "图片署名"),
    "EditorNote": ("editorsnote", "editornote", "编者按"),
    "Quote": ("quote", "引文"),
    "List": ("list", "列表", "listparagraph"),
    "ListBullet": ("bulletedlist", "项目列表", "listbullet"),
    "ListNumber": ("numberedlist", "编号列表", "listnumber"),
    "TableCaption": ("tablecaption", "表题"),
    "TableHead": ("tablehead", "表头"),
    "TableText": ("tabletext", "表文"),
    "JumpLine": ("jumpline", "转版"),
    "Staff": ("staff", "责编"),
    "": ("masthead", "报头", "issueline", "刊期", "tocheading", "toc1", "toc2", "toc3", "header",
         "footer", "contents1", "contents2", "contentsheading"),
}  # fmt: skip
"""Part of an article → names a style may have for it, lower case, without blanks and apostrophes.
The empty part is what is not the paper's own."""

_BY_NAME = {name: part for part, names in PARTS.items() for name in names}
_SKIPPED = frozenset(
    [_W + name for name in ("del", "moveFrom", "rt", "instrText", "delText", "pPr", "rPr")]
    + [_FALLBACK]
)
_WHITE = {_W + "tab": "\t", _W + "noBreakHyphen": "\u2011", _W + "cr": "\n"}


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a row of text stands: in which table, in which of its rows and columns."""

    table: int
    row: int
    column: int
    head: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paragraph, or one of its lines; a picture's text is its name. `section` counts the sections
    that begin a page."""

    part: str
    text: str
    anchors: tuple[str, ...] = ()
    section: int = 0
    cell: Cell | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WordFile:
    """What a Word file says: its rows, and the record it carries, if it does."""

    rows: tuple[Row, ...]
    record: Record | None


def read_word_file(data: bytes, name: str) -> WordFile:
    """Raises InputError when `data` is not a Word file that can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {
                info.filename: _member(archive, info, name)
                for info in archive.infolist()
                if _is_wanted(info.filename)
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(f"{name} is not a readable Word file: {error}.", path=name) from error
    if "word/document.xml" not in parts:
        raise InputError(f"{name} is not a Word file: it has no word/document.xml.", path=name)
    trees = {part: _parsed(blob, f"{name}: {part}") for part, blob in parts.items()}
    reader = _Reader(_style_parts(trees.get("word/styles.xml")), _notes(trees))
    return WordFile(
        rows=tuple(reader.rows(trees["word/document.xml"])), record=_record(trees, name)
    )


def _is_wanted(name: str) -> bool:
    return name in ("word/document.xml", "word/styles.xml", "word/footnotes.xml") or (
        name.startswith("customXml/item") and name.endswith(".xml") and "Props" not in name
    )


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    if info.file_size > LARGEST_PART:
        raise InputError(f"{name}: the part {info.filename} is too large to be read.", path=name)
    with archive.open(info) as stream:
        data = stream.read(LARGEST_PART + 1)  # the size in the directory may lie
    if len(data) > LARGEST_PART:
        raise InputError(f"{name}: the part {info.filename} is too large to be read.", path=name)
    return data


def _parsed(blob: bytes, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_pis=True)
    try:
        root = etree.fromstring(blob, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"{name} is damaged: {error}.", path=name) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputError(f"{name} declares a document type, which Word files never do.", path=name)
    return root


def _record(trees: Mapping[str, etree._Element], name: str) -> Record | None:
    for part, root in trees.items():
        if part.startswith("customXml/") and root.tag == f"{{{XML_NAMESPACE}}}record":
            text = "".join([str(piece) for piece in root.itertext()])
            return read_record(text.encode(), name)
    return None


def _style_parts(styles: etree._Element | None) -> dict[str, str]:
    """Style id → part, by the style's names, else by what it is based on; unknown ones are Body."""
    known: dict[str, str | None] = {}
    bases: dict[str, str] = {}
    for style in () if styles is None else styles.iter(_W + "style"):
        key = style.get(_W + "styleId", "")
        names = [_value(style, "name"), *_value(style, "aliases").split(",")]
        known[key] = next((part for name in names if (part := part_named(name)) is not None), None)
        bases[key] = _value(style, "basedOn")
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


def _value(element: etree._Element, name: str) -> str:
    found = element.find(_W + name)
    return "" if found is None else found.get(_W + "val", "")


def _notes(trees: Mapping[str, etree._Element]) -> dict[str, etree._Element]:
    root = trees.get("word/footnotes.xml")
    return {} if root is None else {
        note.get(_W + "id", ""): note
        for note in root.iterfind(_W + "footnote")
        if note.get(_W + "type", "normal") == "normal"
    }  # fmt: skip


@dataclass(slots=True)
class _Reader:
    styles: Mapping[str, str]
    notes: Mapping[str, etree._Element]
    _rows: list[Row] = field(default_factory=list)
    _section_start: int = 0
    _section: int = 0
    _tables: int = 0
    _joined: str = ""
    _anchors: tuple[str, ...] = ()

    def rows(self, document: etree._Element) -> list[Row]:
        body = document.find(_W + "body")
        if body is not None:
            self._blocks(body)
            end = body.find(_W + "sectPr")
            if end is not None:
                self._end_section(end)
        return self._rows

    def _blocks(self, parent: etree._Element) -> None:
        for child in parent:
            if child.tag == _W + "p":
                self._paragraph(child, None)
            elif child.tag == _W + "tbl":
                self._table(child)
            elif child.tag == _W + "bookmarkStart":
                self._anchors += (child.get(_W + "name", ""),)
            elif child.tag not in _SKIPPED and child.tag != _W + "sectPr":
                self._blocks(child)  # content controls, insertions

    def _table(self, table: etree._Element) -> None:
        number, self._tables = self._tables, self._tables + 1
        for index, row in enumerate(table.iterfind(_W + "tr")):
            head = row.find(f"{_W}trPr/{_W}tblHeader") is not None
            for column, cell in enumerate(row.iterfind(_W + "tc")):
                for paragraph in cell.iter(_W + "p"):
                    self._paragraph(paragraph, Cell(number, index, column, head))

    def _paragraph(self, paragraph: etree._Element, cell: Cell | None) -> None:
        part = self._part(paragraph, cell)
        pieces = list(_pieces(paragraph))
        text = "".join([piece for piece in pieces if isinstance(piece, str)])
        anchors = self._anchors + tuple(
            mark.get(_W + "name", "") for mark in paragraph.iter(_W + "bookmarkStart")
        )
        self._anchors = ()
        if paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None:
            self._joined += text  # its end was deleted: it goes on in the next
            self._anchors = anchors
        elif part:
            text, self._joined = self._joined + text, ""
            picture = "" if text else _picture(paragraph)
            self._add("Picture" if picture else part, text or picture, anchors, cell)
        for piece in pieces:
            if not isinstance(piece, str):
                self._note(piece)
        section = paragraph.find(f"{_W}pPr/{_W}sectPr")
        if section is not None:
            self._end_section(section)

    def _part(self, paragraph: etree._Element, cell: Cell | None) -> str:
        found = paragraph.find(f"{_W}pPr/{_W}pStyle")
        part = "Body" if found is None else self.styles.get(found.get(_W + "val", ""), "Body")
        if cell is not None and part:
            return "TableHead" if cell.head else "TableText"
        return part

    def _add(self, part: str, text: str, anchors: tuple[str, ...], cell: Cell | None) -> None:
        for line in text.split("\n"):
            self._rows.append(Row(part=part, text=line, anchors=anchors, cell=cell))
            anchors = ()

    def _note(self, reference: etree._Element) -> None:
        note = self.notes.get(reference.get(_W + "id", ""))
        for paragraph in () if note is None else note.iter(_W + "p"):
            pieces = [piece for piece in _pieces(paragraph) if isinstance(piece, str)]
            self._add("EditorNote", "".join(pieces).strip(" "), (), None)

    def _end_section(self, properties: etree._Element) -> None:
        """A section's properties stand at its end; what they say of its beginning decides."""
        if _value(properties, "type") != "continuous":
            self._section += 1
        for at in range(self._section_start, len(self._rows)):
            self._rows[at] = replace(self._rows[at], section=self._section)
        self._section_start = len(self._rows)


def _pieces(element: etree._Element) -> Iterator[str | etree._Element]:
    """Text in reading order, and the footnote references in it."""
    for child in element:
        tag = child.tag
        if tag in _SKIPPED:
            continue
        if tag == _W + "t":
            yield child.text or ""
        elif tag == _W + "br":
            if child.get(_W + "type", "textWrapping") == "textWrapping":
                yield "\n"
        elif tag in _WHITE:
            yield _WHITE[tag]
        elif tag == _W + "footnoteReference":
            yield child
        elif len(child):
            yield from _pieces(child)


def _picture(paragraph: etree._Element) -> str:
    """The name of the picture in a paragraph, or nothing."""
    found = next(paragraph.iter(_DOC_PROPERTIES), None)
    return "" if found is None else found.get("name") or "?"
