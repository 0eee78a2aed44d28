"""The closed world of an EPUB: all that may stand in a book whose records say what it is made of.

container  the ZIP's members and bytes      package    the package document and its parts
plan       the book the records ask for     metadata   what is said of it
articles   documents of articles            lists      documents that lead to them
tree       documents against their drawing  sheet      what a style sheet may do
pictures   by SHA-256                       fonts      by outline
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from exporter.errors import VerifyError
from exporter.interchange.record import Record
from exporter.messages import Message, say
from exporter.proof.closed.epub.articles import article_tree
from exporter.proof.closed.epub.container import archive_faults, is_saved_anew
from exporter.proof.closed.epub.cover import DRAWN, cover_apart, cover_of, is_drawn
from exporter.proof.closed.epub.edition import FOLDER, Edition, prefix_of
from exporter.proof.closed.epub.fonts import can_be_unpacked, font_faults, font_items
from exporter.proof.closed.epub.lists import (
    COVER,
    VOLUME,
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
from exporter.proof.closed.epub.plan import Book, neighbours, part_of
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
        issue, told = made_of.issue, made_of
        return Edition(meta=issue.meta, issues=(issue,), options=told.options, epoch=told.epoch)
    about = made_of.told
    return Edition(meta=about.meta, issues=made_of.issues, options=about.options, epoch=about.epoch)


class _Examination:
    def __init__(self, archive: Zip, edition: Edition) -> None:
        self.archive = archive
        self.edition = edition
        self.documents: list[bytes] = []

    def run(self) -> Iterator[Fault]:
        """The whole book."""
        faults: list[Fault] = []
        book = self._book(faults)
        yield from faults
        fonts = font_items(self._hrefs("fonts/"))
        yield from self._strange_members(frozenset(paths(book, fonts)))
        yield from self._tree(CONTAINER, container_tree())
        if APPLE in self.archive:
            yield from self._tree(APPLE, apple_tree())
        for package in self._parsed(PACKAGE, faults := []):
            yield from package_faults(package, book, fonts, saved_anew=is_saved_anew(self.archive))
        yield from faults
        for href, tree in _trees(book):
            yield from self._tree(f"{FOLDER}/{href}", tree)
        yield from self._sheet(tuple(fonts.values()))
        members = self._members(fonts.values())
        yield from font_faults(members, self._lines(), vertical=self.edition.is_vertical)

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

    def _book(self, faults: list[Fault]) -> Book:
        hrefs = self._hrefs("images/")
        members = self._members(one for one in hrefs if f".{one.rpartition('.')[2]}" in MEDIA)
        edition = self.edition
        parts = []
        for number, issue in enumerate(edition.issues, 1):
            found, told = found_pictures(issue, prefix_of(edition, number), members)
            faults += told
            parts.append(part_of(edition, number, found))
        cover, told = cover_of(edition, parts[0].pictures.get("cover"), members)
        faults += told
        return Book(
            edition=edition, parts=tuple(parts), words=words_of(edition.meta.language), cover=cover
        )

    def _strange_members(self, wanted: frozenset[str]) -> Iterator[Fault]:
        folders = {path[: at + 1] for path in wanted for at, char in enumerate(path) if char == "/"}
        for member in self.archive:
            if member not in wanted and member not in folders:
                yield Fault("member-unknown", member, "", "", say("no export has such a part"))
        for path in sorted(wanted):
            if path not in self.archive:
                yield Fault("member-unknown", path, path, "", say("the part is missing"))

    def _tree(self, member: str, tree: E) -> Iterator[Fault]:
        faults: list[Fault] = []
        for root in self._parsed(member, faults):
            yield from differences(tree, root, member)
        yield from faults

    def _parsed(self, member: str, faults: list[Fault]) -> Iterator[Element]:
        """An XML part, if it is there; what no tree shows is looked for in its bytes."""
        data = self._read(member)
        if data is None:
            return
        start = _PROLOGUE.match(data)
        if start is None or b"<!" in data[start.end() :] or b"<?" in data[start.end() :]:
            faults.append(
                Fault("markup-unknown", member, "", "", say("its beginning, or a comment"))
            )
        if member.endswith(".xhtml"):
            self.documents.append(data)
        yield parse_xml(data, f"{self.archive.name}: {member}")

    def _sheet(self, fonts: tuple[str, ...]) -> Iterator[Fault]:
        options, data = self.edition.options, self._read(f"{FOLDER}/{SHEET}")
        if data is None:
            return
        try:
            text = data.decode()
        except UnicodeDecodeError:
            yield Fault("style-unknown", SHEET, "", "", say("it is not UTF-8"))
            return
        yield from sheet_faults(
            text, str(options.get("css", "")), fonts,
            vertical=self.edition.is_vertical, documents=self.documents,
        )  # fmt: skip

    def _lines(self) -> Iterator[str]:
        """Every text of the documents."""
        for document in self.documents:
            yield from map(str, parse_xml(document, self.archive.name).itertext())


def _trees(book: Book) -> Iterator[tuple[str, E]]:
    """Every document as it must stand, by href."""
    yield "nav.xhtml", navigation_tree(book)
    if book.edition.options.get("compat"):
        yield "toc.ncx", ncx_tree(book, identifier(book))
    if book.cover:
        yield COVER, cover_tree(book, book.cover)
    if book.edition.is_volume:
        yield VOLUME, volume_tree(book)
    around = neighbours(book.entries)
    for part in book.parts:
        if part.contents:
            yield part.contents, contents_tree(part)
        for entry in part.entries:
            before, after = next(around)
            yield entry.href, article_tree(entry, before, after, part)
