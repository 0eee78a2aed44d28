"""The closed world of an EPUB: all that may stand in a book whose records say what it is made of.

container  the ZIP's members and bytes      package    the package document and its parts
plan       the book the records ask for     metadata   what is said of it
articles   documents of articles            lists      documents that lead to them
tree       documents against their drawing  sheet      what a style sheet may do
pictures   by SHA-256                       fonts      by outline
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from exporter.errors import VerifyError
from exporter.interchange.record import Record
from exporter.messages import Message, say
from exporter.proof.closed.epub.articles import article_tree
from exporter.proof.closed.epub.container import archive_faults, is_saved_anew
from exporter.proof.closed.epub.cover import DRAWN, cover_apart, cover_of, is_drawn
from exporter.proof.closed.epub.edition import FOLDER, Edition, edition_of, prefix_of
from exporter.proof.closed.epub.fonts import can_be_unpacked, font_faults, font_items
from exporter.proof.closed.epub.lists import (
    COVER_PAGE,
    VOLUME_PAGE,
    contents_tree,
    cover_tree,
    navigation_tree,
    ncx_tree,
    volume_tree,
)
from exporter.proof.closed.epub.metadata import identifier
from exporter.proof.closed.epub.package import (
    APPLE,
    CONTAINER,
    PACKAGE,
    apple_tree,
    container_tree,
    package_faults,
    paths,
)
from exporter.proof.closed.epub.pictures import MEDIA, found_pictures
from exporter.proof.closed.epub.plan import PlannedBook, neighbours, part_of
from exporter.proof.closed.epub.sheet import SHEET, sheet_faults
from exporter.proof.closed.epub.tree import E, differences
from exporter.proof.closed.epub.words import words_of
from exporter.proof.found.extracted import Fault
from exporter.proof.records import Volume
from exporter.untrusted.containers import Element, Zip, parse_xml

_PROLOGUE = re.compile(
    rb"<\?xml version=(['\"])1\.0\1 encoding=(['\"])(?i:utf-8)\2\s*\?>\s*(<!DOCTYPE html>\s*)?"
)
"""What an XML part begins with: it is said to be in UTF-8, of no document type but HTML's."""


def strangers(
    data: bytes, name: str, made_of: Record | Volume, twin: bytes | None = None
) -> Iterator[Fault]:
    """What in a book is not what its records ask for; `twin` is the book made again, where it can
    be: a cover that was drawn must look like its. Raises VerifyError."""
    with Zip(data, name) as archive:
        yield from archive_faults(archive)
        yield from _Examination(archive, _edition(made_of)).run()
        if twin is not None:
            with Zip(twin, name) as other:
                yield from cover_apart(archive, other)


def unexamined(
    data: bytes, name: str, made_of: Record | Volume, twin: bytes | None = None
) -> tuple[Message, ...]:
    """What of a book is bounded and not proved, a phrase each."""
    with Zip(data, name) as archive:
        drawn = is_drawn(_edition(made_of)) and f"{FOLDER}/{DRAWN}" in archive
        fonts = any(one.startswith(f"{FOLDER}/fonts/") for one in archive)
    told = [say("what is drawn on the cover")] if drawn and twin is None else []
    if fonts and not can_be_unpacked():
        told.append(say("the fonts it carries (that needs the package brotli)"))
    return tuple(told)


def _edition(made_of: Record | Volume) -> Edition:
    """What a file's records say that it is."""
    if isinstance(made_of, Record):
        return edition_of(made_of.issue.meta, (made_of.issue,), made_of)
    return edition_of(made_of.about.meta, made_of.issues, made_of.about)


class _Examination:
    def __init__(self, archive: Zip, edition: Edition) -> None:
        self.archive = archive
        self.edition = edition
        self.documents: list[bytes] = []
        self.found: list[Fault] = []

    def run(self) -> list[Fault]:
        """The whole book."""
        book = self._book()
        fonts = font_items(self._hrefs("fonts/")) if self.edition.options.get("embed_fonts") else {}
        self._strange_members(frozenset(paths(book, fonts)))
        self._package(book, fonts)
        for member, tree in _trees(book):
            root = self._xml(member)
            if root is not None:
                self.found += differences(tree, root, member)
        self._sheet(tuple(fonts.values()))
        programs = self._members(fonts.values())
        self.found += font_faults(programs, self._lines(), vertical=self.edition.is_vertical)
        return self.found

    # -- members ---------------------------------------------------------------------------------

    def _read(self, member: str) -> bytes | None:
        """A member; None of one that is damaged, which is told elsewhere, or not there."""
        try:
            return self.archive.read(member) if member in self.archive else None
        except VerifyError:
            if member not in [damaged for damaged, _ in self.archive.damaged()]:
                raise
            return None

    def _members(self, hrefs: Iterable[str]) -> dict[str, bytes]:
        """Members by their hrefs, as far as they are there and whole."""
        read = {href: self._read(f"{FOLDER}/{href}") for href in hrefs}
        return {href: data for href, data in read.items() if data is not None}

    def _hrefs(self, folder: str) -> list[str]:
        """Members in a folder, as the package document names them."""
        start = f"{FOLDER}/{folder}"
        return [one.removeprefix(f"{FOLDER}/") for one in self.archive if one.startswith(start)]

    def _xml(self, member: str) -> Element | None:
        """An XML part, if it is there; what no tree shows is looked for in its bytes."""
        data = self._read(member)
        if data is None:
            return None
        start = _PROLOGUE.match(data)
        if start is None or b"<!" in data[start.end() :] or b"<?" in data[start.end() :]:
            detail = say("its beginning, or a comment")
            self.found.append(Fault("markup-unknown", member, "", "", detail))
        if member.endswith(".xhtml"):
            self.documents.append(data)
        return parse_xml(data, f"{self.archive.name}: {member}")

    def _strange_members(self, wanted: frozenset[str]) -> None:
        folders = {path[: at + 1] for path in wanted for at, char in enumerate(path) if char == "/"}
        for member in self.archive:
            if member not in wanted and member not in folders:
                detail = say("no export has such a part")
                self.found.append(Fault("member-unknown", member, "", "", detail))
        for path in sorted(wanted):
            if path not in self.archive:
                detail = say("the part is missing")
                self.found.append(Fault("member-unknown", path, path, "", detail))

    # -- what is in them -------------------------------------------------------------------------

    def _book(self) -> PlannedBook:
        """The book as it must be, with the pictures that are there."""
        hrefs = self._hrefs("images/")
        members = self._members(one for one in hrefs if f".{one.rpartition('.')[2]}" in MEDIA)
        edition = self.edition
        parts = []
        for number, issue in enumerate(edition.issues, 1):
            pictures, faults = found_pictures(issue, prefix_of(edition, number), members)
            self.found += faults
            parts.append(part_of(edition, number, pictures))
        cover, faults = cover_of(edition, parts[0].pictures.get("cover"), members)
        self.found += faults
        words = words_of(edition.meta.language)
        return PlannedBook(edition=edition, parts=tuple(parts), words=words, cover=cover)

    def _package(self, book: PlannedBook, fonts: Mapping[str, str]) -> None:
        root = self._xml(PACKAGE)
        if root is not None:
            anew = is_saved_anew(self.archive)
            self.found += package_faults(root, book, fonts, saved_anew=anew)

    def _sheet(self, fonts: tuple[str, ...]) -> None:
        options, data = self.edition.options, self._read(f"{FOLDER}/{SHEET}")
        if data is None:
            return
        try:
            text = data.decode()
        except UnicodeDecodeError:
            self.found.append(Fault("style-unknown", SHEET, "", "", say("it is not UTF-8")))
            return
        self.found += sheet_faults(
            text, str(options.get("css", "")), fonts,
            vertical=self.edition.is_vertical, documents=self.documents,
        )  # fmt: skip

    def _lines(self) -> Iterator[str]:
        """Every text of the documents."""
        for document in self.documents:
            yield from map(str, parse_xml(document, self.archive.name).itertext())


def _trees(book: PlannedBook) -> Iterator[tuple[str, E]]:
    """Every XML part but the package document as it must stand, by member."""
    yield CONTAINER, container_tree()
    if book.edition.options.get("embed_fonts"):
        yield APPLE, apple_tree()
    for href, tree in _documents(book):
        yield f"{FOLDER}/{href}", tree


def _documents(book: PlannedBook) -> Iterator[tuple[str, E]]:
    yield "nav.xhtml", navigation_tree(book)
    if book.edition.options.get("compat"):
        yield "toc.ncx", ncx_tree(book, identifier(book))
    if book.cover:
        yield COVER_PAGE, cover_tree(book, book.cover)
    if book.edition.is_volume:
        yield VOLUME_PAGE, volume_tree(book)
    around = neighbours(book.entries)
    for part in book.parts:
        if part.contents:
            yield part.contents, contents_tree(part)
        for entry in part.entries:
            before, after = next(around)
            yield entry.href, article_tree(entry, before, after, part)
