"""A Word file as rows: its paragraphs in reading order, each with the part its style names.

Independent of the writer: only `zipfile` and lxml, and styles go by their names, for applications
change ids and parts' names when they save. Tracked changes count as accepted. What is not the
paper's (masthead, contents, running heads) is left out by its style.

Pictures come with their bytes. Comments are not read, but told.

Refused: files that are no Word files, damaged ones, and those that would fill the memory.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from string import hexdigits

from lxml import etree

from exporter.errors import InputError
from exporter.interchange.record import XML_NAMESPACE, Record, read_record
from exporter.messages import say
from exporter.model import Notice
from exporter.reading.gallery import FoundPicture, media_type_of
from exporter.reading.word.styles import style_parts, value_of
from exporter.startup.records import dataclass, field, replace

LARGEST_PART = 256 * 2**20
"""Bytes a part may have unpacked: some twenty million characters of text with its markup."""
LARGEST_FILE = 4 * LARGEST_PART
"""The same of all parts that are read, pictures with them."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DOC_PROPERTIES = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"  # pictures as Word 2003 wrote them
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TEXT_BOX = _W + "txbxContent"

_SKIPPED = frozenset(
    [_W + name for name in ("del", "moveFrom", "rt", "instrText", "delText", "pPr", "rPr")]
    + [_FALLBACK]
)
_GONE = (_W + "del", _W + "moveFrom")
_REFERENCES = (_W + "footnoteReference", _W + "endnoteReference")
_WHITE = {_W + "tab": "\t", _W + "noBreakHyphen": "\u2011", _W + "cr": "\n"}


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a row of text stands: in which table, in which of its rows and columns."""

    table: int
    row: int
    column: int
    head: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of the file: `alt` is its alternative text."""

    picture: FoundPicture
    sha256: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paragraph, or one of its lines; a picture's text is its name, and what was drawn under it
    is `picture`, None where the file has no bytes of a known form. `section` counts the sections
    that begin a page."""

    part: str
    text: str
    anchors: tuple[str, ...] = ()
    section: int = 0
    cell: Cell | None = None
    picture: Drawn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WordFile:
    """What a Word file says: its rows, the record it carries, if it does, and what of it is not
    read."""

    rows: tuple[Row, ...]
    record: Record | None
    notices: tuple[Notice, ...] = ()


def read_word_file(data: bytes, name: str) -> WordFile:
    """Raises InputError when `data` is not a Word file that can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(
            say("{name} is not a readable Word file: {error}.", name=name, error=error), path=name
        ) from error


def _read(archive: zipfile.ZipFile, name: str) -> WordFile:
    members = _Members(archive, name)
    parts = {part: members.read(part) for part in members.infos if _is_wanted(part)}
    if "word/document.xml" not in parts:
        raise InputError(
            say("{name} is not a Word file: it has no word/document.xml.", name=name), path=name
        )
    trees = {part: _parsed(blob, f"{name}: {part}") for part, blob in parts.items()}
    document = trees["word/document.xml"]
    targets = _targets(trees.get("word/_rels/document.xml.rels"))

    @cache
    def drawn(part: str) -> FoundPicture | None:
        data = members.read(part) if part in members.infos else b""
        media_type = media_type_of(data)
        if media_type is None:
            return None
        return FoundPicture(posixpath.basename(part), media_type, data)

    def picture(ref: str) -> FoundPicture | None:
        return drawn(targets.get(ref, ""))

    reader = _Reader(
        style_parts(trees.get("word/styles.xml")),
        _notes(trees.get("word/footnotes.xml"), "footnote"),
        _notes(trees.get("word/endnotes.xml"), "endnote"),
        picture,
    )
    return WordFile(
        rows=tuple(reader.rows(document)),
        record=_record(trees, name),
        notices=(*_tracked(document), *_comments(trees.get("word/comments.xml"))),
    )


def _targets(relationships: etree._Element | None) -> dict[str, str]:
    """Names of the parts that the document refers to, by relationship id."""
    found: dict[str, str] = {}
    for rel in () if relationships is None else relationships:
        if rel.get("TargetMode") != "External":
            target = posixpath.join("/word", rel.get("Target", ""))
            found[rel.get("Id", "")] = posixpath.normpath(target).lstrip("/")
    return found


_LONGEST_COMMENT = 177
"""Characters of a comment that are told."""
_TRACKED = tuple(_W + name for name in ("ins", "del", "moveFrom", "moveTo"))


def _tracked(document: etree._Element) -> Iterator[Notice]:
    pending = sum(1 for _ in document.iter(*_TRACKED))
    if pending:
        yield Notice(
            code="edited-tracked",
            detail=say(
                "{count} tracked changes are still open: they are taken as accepted.",
                count=pending,
            ),
        )


def _comments(comments: etree._Element | None) -> Iterator[Notice]:
    for comment in () if comments is None else comments.iter(_W + "comment"):
        text = "".join([str(node.text or "") for node in comment.iter(_W + "t")])
        author = comment.get(_W + "author", "")
        told = ": ".join(part for part in (author, text) if part)
        detail = say("a comment is left out: {comment}", comment=told[:_LONGEST_COMMENT])
        yield Notice(code="edited-comment", detail=detail)


_WANTED = frozenset(
    f"word/{name}" for name in ("document.xml", "styles.xml", "footnotes.xml", "endnotes.xml",
                                "comments.xml", "_rels/document.xml.rels")
)  # fmt: skip


def _is_wanted(name: str) -> bool:
    return name in _WANTED or (
        name.startswith("customXml/item") and name.endswith(".xml") and "Props" not in name
    )


class _Members:
    """The parts of the file, unpacked no further than there is room for all of them together."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.infos = {info.filename: info for info in archive.infolist()}
        self._archive = archive
        self._name = name
        self._room = LARGEST_FILE

    def read(self, part: str) -> bytes:
        """One part, which is there. Raises InputError where it is too large."""
        most = min(LARGEST_PART, self._room)
        info = self.infos[part]
        data = b""
        if info.file_size <= most:
            with self._archive.open(info) as stream:
                data = stream.read(most + 1)  # the size in the directory may lie
        if info.file_size > most or len(data) > most:
            raise InputError(
                say("{name}: the part {part} is too large to be read.", name=self._name, part=part),
                path=self._name,
            )
        self._room -= len(data)
        return data


def _parsed(blob: bytes, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_pis=True)
    try:
        root = etree.fromstring(blob, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(
            say("{name} is damaged: {error}.", name=name, error=error), path=name
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputError(
            say("{name} declares a document type, which Word files never do.", name=name), path=name
        )
    return root


def _record(trees: Mapping[str, etree._Element], name: str) -> Record | None:
    for part, root in trees.items():
        if part.startswith("customXml/") and root.tag == f"{{{XML_NAMESPACE}}}record":
            text = "".join([str(piece) for piece in root.itertext()])
            return read_record(text.encode(), name)
    return None


def _notes(root: etree._Element | None, kind: str) -> dict[str, etree._Element]:
    return {} if root is None else {
        note.get(_W + "id", ""): note
        for note in root.iterfind(_W + kind)
        if note.get(_W + "type", "normal") == "normal"
    }  # fmt: skip


@dataclass(slots=True)
class _Reader:
    styles: Mapping[str, str]
    footnotes: Mapping[str, etree._Element]
    endnotes: Mapping[str, etree._Element]
    picture: Callable[[str], FoundPicture | None]
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
        rows = (tr for tr in _own(table, "tr") if tr.find(f"{_W}trPr/{_W}del") is None)
        for index, row in enumerate(rows):
            head = row.find(f"{_W}trPr/{_W}tblHeader") is not None
            for column, cell in enumerate(_own(row, "tc")):
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
            pictures = list(self._pictures(paragraph))
            if text or not pictures:
                self._add(part, text, anchors, cell)
                anchors = ()
            for name, drawn in pictures:
                self._rows.append(Row(part="Picture", text=name, anchors=anchors, picture=drawn))
                anchors = ()
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

    def _pictures(self, paragraph: etree._Element) -> Iterator[tuple[str, Drawn | None]]:
        """Names and bytes of what a paragraph draws; a text box is text, not a picture."""
        for about in paragraph.iter(_DOC_PROPERTIES, _IMAGE_DATA):
            if next(about.iterancestors(_FALLBACK, *_GONE), None) is not None:
                continue
            frame = about.getparent() if about.tag == _DOC_PROPERTIES else about
            if frame is None or next(frame.iter(_TEXT_BOX), None) is not None:
                continue
            name = about.get("name") or "?"
            yield name, self._drawn(frame, about.get("descr", ""))

    def _drawn(self, frame: etree._Element, alt: str) -> Drawn | None:
        blip = next(frame.iter(_BLIP, _IMAGE_DATA), None)
        if blip is None:
            return None
        found = self.picture(blip.get(_RELATION + "embed") or blip.get(_RELATION + "id") or "")
        if found is None:
            return None
        return Drawn(found, hashlib.sha256(found.data).hexdigest(), alt)

    def _note(self, reference: etree._Element) -> None:
        notes = self.endnotes if reference.tag == _W + "endnoteReference" else self.footnotes
        note = notes.get(reference.get(_W + "id", ""))
        for paragraph in () if note is None else note.iter(_W + "p"):
            pieces = [piece for piece in _pieces(paragraph) if isinstance(piece, str)]
            self._add("EditorNote", "".join(pieces).strip(" "), (), None)

    def _end_section(self, properties: etree._Element) -> None:
        """A section's properties stand at its end; what they say of its beginning decides."""
        if value_of(properties, "type") != "continuous":
            self._section += 1
        for at in range(self._section_start, len(self._rows)):
            self._rows[at] = replace(self._rows[at], section=self._section)
        self._section_start = len(self._rows)


def _own(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, whatever they are wrapped in, without those of tables in
    its cells."""
    for child in parent.iter(_W + name):
        if next(child.iterancestors(str(parent.tag)), None) is parent:
            yield child


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
        elif tag == _W + "sym":
            yield _symbol(child.get(_W + "char", ""))
        elif tag in _REFERENCES:
            yield child
        elif len(child):
            yield from _pieces(child)


def _symbol(code: str) -> str:
    """A character of a symbol face, given by its number in hexadecimal."""
    number = int(code, 16) if code and set(code) <= set(hexdigits) else 0
    return chr(number) if 0x20 <= number < 0xD800 or 0xE000 <= number < 0x110000 else "\ufffd"
