"""A finished PDF as `Extracted`: by its tags, checked against the order in which pages draw it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from exporter.messages import Message, say
from exporter.proof.compared.texts import unblanked
from exporter.proof.found.extracted import (
    Entry,
    Extracted,
    Fault,
    Found,
    Listing,
    Part,
    Text,
    fault,
    page_place,
)
from exporter.proof.found.pdf.attachments import attachments, embedded
from exporter.proof.found.pdf.content import UNTAGGED, Piece, read_page
from exporter.proof.found.pdf.fonts import Font
from exporter.proof.found.pdf.metadata import facts
from exporter.proof.found.pdf.places import Destinations, outline, page_labels, pages_of
from exporter.proof.found.pdf.programs import program_flaw
from exporter.proof.found.pdf.structure import Annotation, Content, Node, TreeReader, parent_tree
from exporter.untrusted.pdf_file import PdfFile
from exporter.untrusted.pdf_syntax import Ref

_ONE = {
    "Kicker": "kicker",
    "Headline": "headline",
    "Column": "column",
    "Deck": "deck",
    "Summary": "summary",
    "Body": "paragraph",
    "Subhead": "subhead",
    "Byline": "byline",
    "Staff": "staff",
    "JumpLine": "jump-line",
    "LBody": "item",
    "TH": "header-cell",
    "TD": "cell",
    "Caption": "table-caption",
}
"""Tags of one part each."""
_HOLDERS = {
    "EditorNote": "editor-note",
    "BlockQuote": "quote",
    "Quote": "quote",
    "Picture": "caption",
    "Figure": "caption",
}
"""Tags whose children are parts of one kind."""
_THROUGH = frozenset({"L", "LI", "Table", "THead", "TBody", "TR", "Div", "Sect", "NonStruct"})
_GENERATED = frozenset({"Lbl"})
_STRETCHES = {"Dateline": "dateline", "Credit": "credit", "Jump": "jump"}


def read_pdf(data: bytes, name: str) -> Extracted:
    """The whole file. Raises VerifyError when it cannot be examined."""
    return _Document(PdfFile(data, name)).read()


def page_texts(data: bytes, name: str) -> list[str]:
    """What each page draws as text, tagged or not, for whoever wants all text and nothing else."""
    document = _Document(PdfFile(data, name))
    return [
        "".join([p.text for p in read_page(document.file, page, resources, document.font)])
        for _, page, resources in document.pages
    ]


class _Document:
    def __init__(self, file: PdfFile) -> None:
        self.file = file
        self.out = Extracted(format="pdf")
        self.catalog = file.dictionary(file.trailer.get("Root"))
        self.pages = pages_of(file, self.catalog)
        self.index = {page.number: i for i, page in enumerate(self.pages)}
        self.places = Destinations(file, self.catalog, self.index)
        self.labels = page_labels(file, self.catalog, len(self.pages))
        self.fonts: dict[object, Font] = {}
        self.texts: list[dict[int, str]] = []
        """For each page, what each MCID draws, in drawing order."""
        self.rank: list[dict[int, int]] = []
        """For each page, the place of each MCID in that order."""
        self.used: set[tuple[int, int]] = set()
        self.owners: dict[tuple[int, int], int] = {}

    def read(self) -> Extracted:
        for i, (_, page, resources) in enumerate(self.pages):
            self._page(i, read_page(self.file, page, resources, self.font))
        self.rank = [{mcid: i for i, mcid in enumerate(drawn)} for drawn in self.texts]
        for node in TreeReader(self.file, self.index).read(self.catalog):
            self._walk(node)
        self._check_used()
        self._check_owners()
        self._check_fonts()
        self._links()
        bookmarks = outline(self.file, self.catalog, self.places)
        if bookmarks:
            self.out.listings.append(Listing("bookmarks", tuple(bookmarks)))
        self.out.facts = facts(self.file, self.catalog, self.out.faults)
        files = embedded(self.file, self.catalog)
        _, self.out.attached = attachments(self.file, files, self.out.faults)
        self._check_streams()
        self.out.fonts = len(self.fonts)
        return self.out

    def font(self, reference: object) -> Font:
        key = reference if isinstance(reference, Ref) else id(reference)
        found = self.fonts.get(key)
        if found is None:
            found = self.fonts[key] = Font(self.file, self.file.dictionary(reference))
        return found

    # -- pages ---------------------------------------------------------------------------------

    def _page(self, index: int, pieces: list[Piece]) -> None:
        """Joins what belongs to one MCID; what belongs to nothing is a fault."""
        drawn: dict[int, list[str]] = {}
        artifacts: dict[int, list[str]] = {}
        for piece in pieces:
            if piece.glyphs is not None:
                self._fault(
                    "layers-differ", index, piece.text, piece.glyphs,
                    say("what is drawn and the text laid over it differ"),
                )  # fmt: skip
            if piece.owner == UNTAGGED:
                if unblanked(piece.text):
                    self._fault("text-untagged", index, "", piece.text, say("drawn without a tag"))
            else:
                owned = drawn if piece.owner > UNTAGGED else artifacts
                owned.setdefault(piece.owner, []).append(piece.text)
        for texts in artifacts.values():
            self.out.furniture.append((page_place(index + 1), "".join(texts)))
            self.out.generated += sum(map(len, texts))
        self.texts.append({mcid: "".join(texts) for mcid, texts in drawn.items()})

    def _text(self, content: Content, owner: Node | None = None) -> str:
        key = (content.page, content.mcid)
        self.used.add(key)
        if owner is not None and owner.number:
            self.owners[key] = owner.number
        if content.page >= len(self.texts):
            return ""
        return self.texts[content.page].get(content.mcid, "")

    # -- tags ----------------------------------------------------------------------------------

    def _walk(self, node: Node) -> None:
        """Articles and contents, wherever they stand; text anywhere else is nobody's."""
        if node.tag in ("Art", "Article"):
            self._article(node)
        elif node.role == "TOC":
            entries = tuple(self._contents(node, 1))
            self.out.listings.append(Listing("contents", entries))
        else:
            for kid in node.kids:
                if isinstance(kid, Node):
                    self._walk(kid)
                elif isinstance(kid, Content) and unblanked(text := self._text(kid, node)):
                    self._fault("text-outside", kid.page, "", text, say("tag {tag}", tag=node.tag))

    def _article(self, node: Node) -> None:
        contents = node.contents()
        key = page_place(contents[0].page + 1) if contents else ""
        parts = tuple(_joined(list(self._parts(node))))
        self.out.articles.append(Found(key, key, parts))
        self._check_order(contents)

    def _parts(self, node: Node) -> Iterator[Part]:
        for kid in node.kids:
            if isinstance(kid, Annotation):
                continue
            if isinstance(kid, Content):
                yield Part("unknown", self._text(kid, node), page_place(kid.page + 1))
            elif kid.tag in _ONE:
                yield self._part(kid, _ONE[kid.tag])
            elif kid.tag in _HOLDERS:
                yield from self._held(kid, _HOLDERS[kid.tag])
            elif kid.tag in _GENERATED:
                self.out.generated += sum(len(self._text(c, kid)) for c in kid.contents())
            elif kid.tag in _THROUGH:
                yield from self._parts(kid)
            else:
                yield self._part(kid, "unknown")

    def _held(self, node: Node, kind: str) -> Iterator[Part]:
        for kid in node.kids:
            if isinstance(kid, Node):
                yield self._part(kid, kind)
            elif isinstance(kid, Content):
                yield Part(kind, self._text(kid, node), page_place(kid.page + 1))

    def _part(self, node: Node, kind: str) -> Part:
        text = Text()
        contents = node.contents()
        self._inline(node, text, None, kind == "headline")
        page = contents[0].page if contents else 0
        return text.part(kind, page_place(page + 1))

    def _inline(self, node: Node, text: Text, stretch: str | None, lined: bool) -> None:
        before = text.length
        for kid in node.kids:
            if isinstance(kid, Content):
                text.add(self._text(kid, node), stretch)
            elif isinstance(kid, Node) and kid.tag not in _GENERATED:
                if lined and kid.tag == "Line" and text.length:
                    text.add("\n")
                self._inline(kid, text, _STRETCHES.get(kid.tag, stretch), lined)
        if node.actual is not None:
            here = "".join(text.pieces)[before:]
            if unblanked(here) != unblanked(node.actual):
                told = say("the ActualText of a {tag} is not its text", tag=node.tag)
                self._fault("layers-differ", self._first(node), node.actual, here, told)

    def _first(self, node: Node) -> int:
        contents = node.contents()
        return contents[0].page if contents else 0

    def _check_order(self, contents: list[Content]) -> None:
        """The tags of an article and its pages must tell the same text in the same order."""
        keys = [(c.page, self.rank[c.page].get(c.mcid, -1)) for c in contents
                if c.page < len(self.rank)]  # fmt: skip
        if all(a < b for a, b in pairwise(keys)):
            return
        drawn = [content for _, content in sorted(zip(keys, contents, strict=False), key=_by_key)]
        tagged_text = unblanked("".join([self._text(c) for c in contents]))
        drawn_text = unblanked("".join([self._text(c) for c in drawn]))
        if tagged_text != drawn_text:
            at = next(i for i, (a, b) in enumerate(zip(tagged_text, drawn_text, strict=True))
                      if a != b)  # fmt: skip
            self._fault(
                "order-differs", contents[0].page, tagged_text[at : at + 30],
                drawn_text[at : at + 30], say("tags and pages tell different orders"),
            )  # fmt: skip

    def _contents(self, node: Node, level: int) -> Iterator[Entry]:
        for kid in node.kids:
            if not isinstance(kid, Node):
                continue
            if kid.role == "TOC":
                yield from self._contents(kid, level + 1)
            elif kid.role == "Caption":
                yield self._entry(kid, level - 1)
            else:
                yield self._entry(kid, 2)

    def _entry(self, node: Node, level: int) -> Entry:
        contents = node.contents()
        label = "".join([self._text(content) for content in contents])
        self.out.generated += len(label)
        target: str | None = None
        number = None
        for annotation in _annotations(node):
            page = self.places.page_of(annotation.entries)
            target = "" if page is None else page_place(page + 1)
            # Once: an entry of two rows has two links, and a headline may end in the same digits.
            if number is None and page is not None and label.endswith(self.labels[page]):
                number = self.labels[page]
                label = label.removesuffix(number)
        if target and number is None:
            self._fault("entry-target", self._first(node), target, label[-8:],
                        say("an entry does not end in the page it leads to"))  # fmt: skip
        place = page_place(contents[0].page + 1) if contents else "contents"
        return Entry(label, target, place, level, number)

    # -- the whole file ------------------------------------------------------------------------

    def _check_used(self) -> None:
        for page, drawn in enumerate(self.texts):
            for mcid, text in drawn.items():
                if (page, mcid) not in self.used and unblanked(text):
                    self._fault("text-untagged", page, "", text,
                                say("no tag holds MCID {number}", number=mcid))  # fmt: skip

    def _check_owners(self) -> None:
        """The way back from marked content to its element must lead to the element it is in."""
        parents = parent_tree(self.file, self.catalog)
        arrays: dict[int, list[object]] = {}
        for (page, mcid), owner in self.owners.items():
            if page >= len(self.pages):
                continue
            if page not in arrays:
                key = self.file.resolve(self.pages[page].entries.get("StructParents"))
                arrays[page] = self.file.array(parents.get(key) if type(key) is int else None)
            listed = arrays[page]
            told = listed[mcid] if mcid < len(listed) else None
            if isinstance(told, Ref) and told.number != owner:
                why = say("the parent tree gives MCID {number} to another tag", number=mcid)
                self._fault("tags-differ", page, str(owner), str(told.number), why)

    def _check_fonts(self) -> None:
        for font in self.fonts.values():
            if not font.embedded:
                self._report("font-not-embedded", font.name, say("its program is not in the file"))
            if not font.mapped:
                self._report("font-unmapped", font.name, say("it has no ToUnicode map"))
            elif font.codes.unmapped:
                codes = [f"{code:04X}" for code in sorted(font.codes.unmapped)[:8]]
                told = say("codes without a meaning: {codes}", codes=codes)
                self._report("font-unmapped", font.name, told)

    def _check_streams(self) -> None:
        """What nothing above had to read can be damaged as well: font programs, pictures."""
        programs = {id(font.program): font.name for font in self.fonts.values()}
        for number, stream in self.file.streams():
            name = programs.get(id(stream), "")
            why = self.file.flaw(stream)
            if name and not why:
                why = program_flaw(self.file.decoded(stream))
            if why:
                code = "font-damaged" if name else "stream-damaged"
                place = (
                    say("object {number}, {font}", number=number, font=name)
                    if name
                    else say("object {number}", number=number)
                )
                self.out.faults.append(Fault(code, place, "", "", why))

    def _links(self) -> None:
        for index, (_, page, _) in enumerate(self.pages):
            for reference in self.file.array(page.get("Annots")):
                entries = self.file.dictionary(reference)
                if entries.get("Subtype") != "Link":
                    continue
                self.out.links += 1
                if not self.places.is_external(entries) and self.places.page_of(entries) is None:
                    self._fault("link-dead", index, say("a page of the file"), "",
                                say("a link to nowhere"))  # fmt: skip

    def _fault(self, code: str, page: int, expected: str, found: str, detail: Message) -> None:
        self.out.faults.append(fault(code, page_place(page + 1), expected, found, detail))

    def _report(self, code: str, font: str, detail: Message) -> None:
        self.out.faults.append(Fault(code, "fonts", "", font, detail))


def _by_key(pair: tuple[tuple[int, int], Content]) -> tuple[int, int]:
    return pair[0]


def _annotations(node: Node) -> Iterator[Annotation]:
    for kid in node.kids:
        if isinstance(kid, Annotation):
            yield kid
        elif isinstance(kid, Node):
            yield from _annotations(kid)


def _joined(parts: list[Part]) -> Iterator[Part]:
    """Lines of a deck stand as one part each: they are one deck."""
    at = 0
    while at < len(parts):
        part, end = parts[at], at + 1
        if part.kind == "deck":
            text = Text()
            while end < len(parts) and parts[end].kind == "deck":
                end += 1
            for one in parts[at:end]:
                if text.length:
                    text.add("\n")
                start = text.length
                text.add(one.text)
                for stretch in one.stretches:
                    text.cover(stretch.kind, start + stretch.start, start + stretch.end)
            part = text.part("deck", part.place)
        yield part
        at = end
