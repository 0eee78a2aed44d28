"""The package: the one module that knows EbookLib, and the one place where its traps are met.

EbookLib 0.20 writes the container, the manifest, the spine and the metadata elements. Its traps:

* Documents given as `EpubHtml` are parsed as HTML and rebuilt: attributes of html and body are
  lost. Ours are plain items, whose bytes it passes on untouched.
* A new book draws a random identifier and names its maker: all metadata is cleared and set anew.
* A statement lxml refuses is logged and left out: what was written is counted afterwards.
* `add_author` gives every author the same id, and file-as a scheme that is none: not used.
* The modification time defaults to the clock, ZIP members are stamped with it, and errors are
  swallowed by `write_epub`: its writer is driven by hand into a list that `sealed_zip` seals.
* An NCX has no depth, and its ids repeat when the contents are nested: both are set right.
* The spine names an NCX whether there is one or not, and prefixes are declared that EPUB reserves.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from ebooklib import epub
from lxml import etree

from exporter.errors import WriterError
from exporter.messages import say
from exporter.startup.records import dataclass
from exporter.writers.epub.documents.navigation import Landmark, NavPoint
from exporter.writers.epub.documents.xhtml import XML_LANG
from exporter.writers.epub.metadata import Statement
from exporter.writers.shared.sealed_zip import seal

NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
MIMETYPE = "mimetype"
FOLDER = "EPUB"
LEVEL = 4
"""Deflate's: level 6 takes twice the time for a million characters, to make 6% fewer bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One file of the book, `href` relative to the package document. `spine` is "yes", "no" for
    what is read only when a link leads there, "" for what is no page. A file that is not in the
    manifest has an `href` from the root of the archive. `stored` says that it is compressed
    already."""

    name: str
    href: str
    media_type: str
    data: bytes
    properties: tuple[str, ...] = ()
    spine: str = ""
    manifest: bool = True
    stored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """All that one EPUB is. `modified` is also the stamp of every member of the archive; an
    `outline` asks for an NCX and `guide` for a guide, both of which EPUB 3 calls outdated."""

    language: str
    modified: dt.datetime
    statements: tuple[Statement, ...]
    items: tuple[Item, ...]
    right_to_left: bool = False
    outline: tuple[NavPoint, ...] = ()
    guide: tuple[Landmark, ...] = ()


def package_bytes(package: Package) -> bytes:
    """The finished EPUB."""
    members = _Members()
    writer = _Writer(package)
    writer.out = members
    writer.write_members()
    writer.forget()
    stored = {MIMETYPE, *(f"{FOLDER}/{item.href}" for item in package.items if item.stored)}
    return seal(members.found, package.modified, frozenset(stored), level=LEVEL)


class _Members:
    """Stands where EbookLib expects a ZipFile, and keeps what it is given in order."""

    def __init__(self) -> None:
        self.found: list[tuple[str, bytes]] = []

    def writestr(self, name: str, data: str | bytes, **_: Any) -> None:
        self.found.append((name, data.encode() if isinstance(data, str) else data))


class _Writer(epub.EpubWriter):  # type: ignore[misc] # EbookLib has no types
    """EbookLib's writer, with the package document put right before it is written."""

    def __init__(self, package: Package) -> None:
        self.package = package
        super().__init__("", _book(package), {"mtime": package.modified})

    def write_members(self) -> None:
        self.out.writestr(MIMETYPE, "application/epub+zip")
        self._write_container()
        self._write_opf()
        self._write_items()

    def forget(self) -> None:
        """Items know their book and the book its items: until the collector comes, which may be
        many books later, each would keep all its text."""
        self.book.items.clear()
        self.book.spine.clear()

    def _write_opf_file(self, root: etree._Element) -> None:
        """Called by EbookLib with the finished tree."""
        package = self.package
        root.attrib.pop("prefix", "")
        root.set(XML_LANG, package.language)
        metadata, spine = root.find("metadata"), root.find("spine")
        if metadata is None or spine is None or len(metadata) != len(package.statements):
            raise WriterError(
                say(
                    "Some metadata could not be written into the EPUB: a value holds a character "
                    "XML cannot carry. Correct the metadata."
                )
            )
        if not package.outline:
            spine.attrib.pop("toc", "")
        if package.right_to_left:
            spine.set("page-progression-direction", "rtl")
        super()._write_opf_file(root)

    def _get_ncx(self) -> bytes:
        """Called by EbookLib for the NCX; it counts no depth and repeats ids in a deep tree."""
        root = etree.fromstring(super()._get_ncx())
        root.set(XML_LANG, self.package.language)
        points = list(root.iter(NCX + "navPoint"))
        places: dict[str, int] = {}  # one place has one number, however often it is named
        for number, point in enumerate(points, 1):
            place = "".join(c.get("src", "") for c in point.iterchildren(NCX + "content"))
            point.set("id", f"point-{number}")
            point.set("playOrder", str(places.setdefault(place, len(places) + 1)))
        depth = max(sum(1 for _ in p.iterancestors(NCX + "navPoint")) + 1 for p in points)
        for meta in root.iter(NCX + "meta"):
            if meta.get("name") == "dtb:depth":
                meta.set("content", str(depth))
        made: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
        return made + b"\n"


def _book(package: Package) -> epub.EpubBook:
    book = epub.EpubBook()
    book.metadata.clear()
    for statement in package.statements:
        _state(book, statement)
    for item in package.items:
        made = epub.EpubItem(
            uid=item.name,
            file_name=item.href,
            media_type=item.media_type,
            content=item.data,
            manifest=item.manifest,
        )
        made.properties = list(item.properties)
        made.is_linear = item.spine != "no"
        book.add_item(made)
        if item.spine:
            book.spine.append(made)
    if package.outline:
        _add_outline(book, package)
    book.guide = [
        {"type": _GUIDE_TYPES[mark.kind], "title": mark.label, "href": mark.href}
        for mark in package.guide
    ]
    return book


_GUIDE_TYPES = {"cover": "cover", "toc": "toc", "bodymatter": "text"}


def _add_outline(book: epub.EpubBook, package: Package) -> None:
    book.title = next(s.value for s in package.statements if s.name == "title")
    book.uid = next(s.value for s in package.statements if s.name == "identifier")
    book.toc = [_outlined(point) for point in package.outline]
    book.add_item(epub.EpubNcx())


def _outlined(point: NavPoint) -> Any:
    if not point.children:
        return epub.Link(point.href, point.label, point.href)
    return epub.Section(point.label, point.href), [_outlined(child) for child in point.children]


def _state(book: epub.EpubBook, statement: Statement) -> None:
    attributes = {
        "id": statement.id,
        "refines": f"#{statement.refines}" if statement.refines else "",
        "property": statement.property,
        "scheme": statement.scheme,
    }
    kept = {name: value for name, value in attributes.items() if value}
    if statement.property == "dcterms:modified":
        return  # EbookLib writes it from its option mtime
    namespace = None if statement.name == "meta" else "DC"
    book.add_metadata(namespace, statement.name, statement.value, kept)
