"""A finished Word file as `Extracted`: its body in order, each paragraph by its style.

Articles begin at the bookmarks article_1, article_2 …; styles are known by their id, or by the
English half of their name where an application has renamed the id.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from exporter.errors import VerifyError
from exporter.interchange.record import XML_NAMESPACE
from exporter.lexicon.word_styles import styles_named
from exporter.messages import Message, say
from exporter.proof.found.extracted import Entry, Extracted, Found, Listing, Part, Text, fault
from exporter.untrusted.containers import MOST_DEPTH, Element, Zip, all_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_APP = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_DCTERMS = "{http://purl.org/dc/terms/}"
_CP = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"

_KINDS = {
    "Kicker": "kicker",
    "Headline": "headline",
    "Column": "column",
    "Deck": "deck",
    "Summary": "summary",
    "Body": "paragraph",
    "Subhead": "subhead",
    "Subhead2": "subhead",
    "Byline": "byline",
    "Staff": "staff",
    "JumpLine": "jump-line",
    "EditorNote": "editor-note",
    "Quote": "quote",
    "List": "item",
    "ListBullet": "item",
    "ListNumber": "item",
    "Caption": "caption",
    "CaptionAlone": "caption",
    "PhotoCredit": "photo-credit",
    "TableCaption": "table-caption",
    "TableHead": "header-cell",
    "TableText": "cell",
}
_GENERATED = frozenset(("Masthead", "IssueLine", "TOCHeading", "TOC1", "TOC2", "Header", "Footer"))
_STRETCHES = {"Dateline": "dateline", "Credit": "credit", "Jump": "jump"}
_T, _TAB, _BR, _P, _RUN, _TBL = (_W + name for name in ("t", "tab", "br", "p", "r", "tbl"))
_SKIP = frozenset(
    _W + name for name in ("pPr", "rPr", "rt", "del", "instrText", "delText", "sectPr")
)
_ARTICLE = re.compile(r"article_\d+")
_VAL = _W + "val"


def read_docx(data: bytes, name: str) -> Extracted:
    """The whole document. Raises VerifyError when it cannot be examined."""
    with Zip(data, name) as archive:
        return _Document(archive).read()


def body_texts(archive: Zip) -> list[str]:
    """All paragraphs in order, for whoever wants all text and nothing else."""
    return _Document(archive).texts()


def record_of_docx(data: bytes, name: str) -> bytes | None:
    """The record alone."""
    with Zip(data, name) as archive:
        return _record(archive)


def _record(archive: Zip) -> bytes | None:
    """The text of the custom XML part whose root is ours, whatever the part is called."""
    for member in archive:
        if member.startswith("customXml/") and member.endswith(".xml") and "/_rels/" not in member:
            data = archive.read(member)
            if XML_NAMESPACE.encode() not in data[:4096]:
                continue
            root = archive.xml(member)
            if root.tag == f"{{{XML_NAMESPACE}}}record":
                return all_text(root).encode()
    return None


class _Document:
    def __init__(self, archive: Zip) -> None:
        self.archive = archive
        self.out = Extracted(format="docx")
        self.path = self._main_part()
        self.relations = self._relations(self.path)
        self.styles = self._styles()
        self.footnotes = self._footnotes()
        self.article: list[Part] = []
        self.bookmarks: dict[str, str | None] = {}
        self.entries: list[tuple[Entry, str | None]] = []
        self.opened: str | None = None
        self.count = 0

    def texts(self) -> list[str]:
        found: list[str] = []
        body = self.archive.xml(self.path).find(_W + "body")
        for paragraph in () if body is None else _paragraphs(body, 0):
            text = Text()
            self._inline(paragraph, text, None, 0)
            found.append("".join(text.pieces))
        return found

    def read(self) -> Extracted:
        body = self.archive.xml(self.path).find(_W + "body")
        if body is None:
            raise VerifyError(
                say("{name} has no body.", name=self.archive.name), path=self.archive.name
            )
        for paragraph in _paragraphs(body, 0):
            self._paragraph(paragraph)
        self._close(None)
        self._listing()
        self._facts()
        for twice in self.archive.twice:
            self._fault("member-twice", twice, "", twice, say("two parts have one name"))
        self.out.saved_by = self._program()
        for member, why in self.archive.damaged():
            self._fault("member-damaged", member, "", "", why)
        return self.out

    def _program(self) -> str | None:
        """What the extended properties name as the application, where it is not ours."""
        if "docProps/app.xml" not in self.archive:
            return None
        found = self.archive.xml("docProps/app.xml").findtext(_APP + "Application")
        return None if not found or found == "Exporter" else found

    # -- package -------------------------------------------------------------------------------

    def _main_part(self) -> str:
        for kind, target, _ in self._relations("").values():
            if kind.endswith("/officeDocument"):
                return target
        raise VerifyError(
            say("{name} names no document part.", name=self.archive.name), path=self.archive.name
        )

    def _relations(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """Relationship ids of a part: (type, target, external). A missing target is a fault."""
        folder, name = posixpath.split(part)
        member = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str, bool]] = {}
        if member not in self.archive:
            return found
        for one in self.archive.xml(member).iter(_RELS + "Relationship"):
            target, outside = one.get("Target", ""), one.get("TargetMode") == "External"
            if not outside:
                target = posixpath.normpath(posixpath.join(folder, unquote(target))).lstrip("/")
                if target not in self.archive:
                    self._fault(
                        "link-dead", member, target, "", say("a part of the file is missing")
                    )
            found[one.get("Id", "")] = (one.get("Type", ""), target, outside)
        return found

    def _styles(self) -> dict[str, str]:
        """Style ids as this file has them, to the names of our styles."""
        part = self._related("/styles")
        found: dict[str, str] = {}
        if part not in self.archive:
            return found
        for style in self.archive.xml(part).iter(_W + "style"):
            key = style.get(_W + "styleId", "")
            named = style.find(_W + "name")
            name = "" if named is None else named.get(_VAL, "")
            # An application's default style is no part, whatever it is called.
            plain = style.get(_W + "default") is not None
            found[key] = key if plain else next(styles_named(name), key)
        return found

    def _footnotes(self) -> dict[str, Element]:
        part = self._related("/footnotes")
        if part not in self.archive:
            return {}
        notes = self.archive.xml(part).iter(_W + "footnote")
        return {note.get(_W + "id", ""): note for note in notes if note.get(_W + "type") is None}

    def _related(self, kind: str) -> str:
        """The part that the document is related to in that way, or ""."""
        rows = self.relations.values()
        return next((target for name, target, _ in rows if name.endswith(kind)), "")

    # -- body ----------------------------------------------------------------------------------

    def _paragraph(self, paragraph: Element) -> None:
        self.count += 1
        for mark in paragraph.iter(_W + "bookmarkStart"):
            name = mark.get(_W + "name", "")
            if _ARTICLE.fullmatch(name):
                self._close(name)
        for mark in paragraph.iter(_W + "bookmarkStart"):
            name = mark.get(_W + "name", "")
            if name in self.bookmarks:
                self._fault(
                    "member-twice", self._place(), "", name, say("two bookmarks of one name")
                )
            self.bookmarks[name] = self.opened
        style = self._style(paragraph.find(f"{_W}pPr/{_W}pStyle"))
        text = Text()
        self._inline(paragraph, text, None, 0)
        if style in ("TOC1", "TOC2"):
            self._entry(paragraph, text, int(style[3]))
        self._check_links(paragraph)
        if style in _GENERATED:
            self.out.generated += text.length
        elif text.length:
            part = text.part(_KINDS.get(style, "unknown"), self._place())
            if self.opened is None and part.text.strip():
                self._fault("text-outside", self._place(), "", part.text, say("before any article"))
            else:
                self.article.append(part)
        self._notes(paragraph)

    def _notes(self, paragraph: Element) -> None:
        """Footnotes are editors' notes that stand where their mark is."""
        for mark in paragraph.iter(_W + "footnoteReference"):
            note = self.footnotes.get(mark.get(_W + "id", ""))
            if note is None:
                self._fault(
                    "link-dead",
                    self._place(),
                    say("a footnote"),
                    "",
                    say("a mark without its note"),
                )
                continue
            for inner in note.iter(_P):
                text = Text()
                self._inline(inner, text, None, 0)
                self.article.append(
                    text.part("editor-note", say("{place}, footnote", place=self._place()))
                )

    def _close(self, name: str | None) -> None:
        """Ends the open article and opens the one of that name."""
        if self.opened is not None:
            self.out.articles.append(Found(self.opened, self.opened, tuple(self.article)))
        self.article = []
        self.opened = name

    def _style(self, element: Element | None) -> str:
        key = "" if element is None else element.get(_VAL, "")
        return self.styles.get(key, key)

    def _inline(self, element: Element, text: Text, stretch: str | None, depth: int) -> None:
        if depth > MOST_DEPTH:
            raise VerifyError(
                say(
                    "{name} is nested more than {most} deep.",
                    name=self.archive.name,
                    most=MOST_DEPTH,
                )
            )
        for child in element:
            tag = child.tag
            if tag == _RUN:
                self._run(child, text, depth + 1)
            elif tag not in _SKIP and tag != _P and isinstance(tag, str):
                self._inline(child, text, stretch, depth + 1)

    def _run(self, run: Element, text: Text, depth: int) -> None:
        rpr = run.find(_W + "rPr")
        stretch = None
        if rpr is not None:
            hidden = rpr.find(_W + "vanish")
            if hidden is not None and hidden.get(_VAL) not in ("0", "false", "off"):
                return
            stretch = _STRETCHES.get(self._style(rpr.find(_W + "rStyle")))
        for child in run:
            tag = child.tag
            if tag == _T:
                text.add(child.text or "", stretch)
            elif tag == _TAB:
                text.add("\t", stretch)
            elif tag == _BR:
                if child.get(_W + "type") not in ("page", "column"):
                    text.add("\n", stretch)
            elif tag == _W + "cr":
                text.add("\n", stretch)
            elif tag == _W + "noBreakHyphen":
                text.add("\u2011", stretch)
            elif tag not in _SKIP and isinstance(tag, str):
                self._inline(child, text, stretch, depth + 1)

    def _entry(self, paragraph: Element, text: Text, level: int) -> None:
        label, _, number = "".join(text.pieces).rpartition("\t")
        link = next(paragraph.iter(_W + "hyperlink"), None)
        anchor = None if link is None else link.get(_W + "anchor")
        entry = Entry(label or number, None, self._place(), level, number if label else None)
        self.entries.append((entry, anchor))

    def _check_links(self, paragraph: Element) -> None:
        for link in paragraph.iter(_W + "hyperlink"):
            self.out.links += 1
            key = link.get(_R + "id")
            if key is not None and key not in self.relations:
                self._fault("link-dead", self._place(), "", key, say("a link without an address"))

    def _listing(self) -> None:
        """The contents, now that every bookmark is known."""
        entries: list[Entry] = []
        for entry, anchor in self.entries:
            target = "" if anchor is None else self.bookmarks.get(anchor, "")
            if target == "":
                self._fault("link-dead", entry.place, "", anchor or "", say("leads nowhere"))
            entries.append(Entry(entry.label, target, entry.place, entry.level, entry.number))
        if entries:
            self.out.listings.append(Listing("contents", tuple(entries)))

    # -- properties ----------------------------------------------------------------------------

    def _facts(self) -> None:
        core = next((target for kind, target, _ in self._relations("").values()
                     if kind.endswith("/core-properties")), "")  # fmt: skip
        if core not in self.archive:
            return
        root = self.archive.xml(core)
        for tag, fact, separator in (
            (_DC + "title", "title", ""),
            (_DC + "creator", "creators", "; "),
            (_DC + "language", "language", ""),
            (_DC + "identifier", "identifier", ""),
            (_CP + "keywords", "subjects", "; "),
            (_DCTERMS + "created", "date", ""),
        ):
            value = root.findtext(tag)
            if value is not None:
                values = tuple(value.split(separator)) if separator else (value,)
                if fact == "date":
                    values = (value[:10],)
                self.out.facts.append((fact, say("core properties"), values))

    def _place(self) -> Message:
        return say("paragraph {number}", number=self.count)

    def _fault(self, code: str, place: str, expected: str, found: str, detail: Message) -> None:
        self.out.faults.append(fault(code, place, expected, found, detail))


def _paragraphs(element: Element, depth: int) -> Iterator[Element]:
    """Every paragraph in document order: of the body, of tables, of frames and text boxes."""
    if depth > MOST_DEPTH:
        raise VerifyError(
            say("The Word document is nested more than {most} deep.", most=MOST_DEPTH)
        )
    for child in element:
        if child.tag == _P:
            yield child
        yield from _paragraphs(child, depth + 1) if len(child) else ()
