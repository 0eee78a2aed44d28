"""The structure tree: what each piece of a page is, in reading order (ISO 32000-1, 14.7 and 14.8).

Article parts keep names of their own (Kicker, Headline, Deck …), which the role map gives their
standard meaning, so that a machine can tell a kicker from a paragraph.
"""

from __future__ import annotations

from typing import Any

from exporter.startup.records import dataclass, field
from exporter.writers.pdf.objects.document import PDFDictionary, PdfDocument, PDFName, Raw

ROLES = {
    "Kicker": "P",
    "Headline": "H1",
    "Line": "Span",
    "Column": "P",
    "Deck": "P",
    "Summary": "P",
    "Dateline": "Span",
    "Credit": "Span",
    "Jump": "Span",
    "Byline": "P",
    "Subhead": "H2",
    "Body": "P",
    "EditorNote": "Div",
    "Picture": "Div",
    "Staff": "P",
    "JumpLine": "P",
    "Contents": "TOC",
}
"""Our names for parts, and the standard type each is to be read as."""


def utf16(text: str) -> bytes:
    """The hexadecimal digits of a text string (ISO 32000-1, 7.9.2.2)."""
    return b"feff" + text.encode("utf-16-be", "replace").hex().encode()


@dataclass(slots=True)
class Element:
    """A node. `kids` are elements, (page index, MCID) pairs and annotations (reference, page)."""

    tag: str
    parent: Element | None = None
    kids: list[Element | Annotation | tuple[int, int]] = field(default_factory=list)
    entries: bytes = b""
    number: int = 0

    def child(self, tag: str, entries: bytes = b"") -> Element:
        """A new element after the last."""
        made = Element(tag, self, entries=entries)
        self.kids.append(made)
        return made


@dataclass(frozen=True, slots=True)
class Annotation:
    """A link annotation as a kid of its Link element."""

    number: int
    page: int


class StructureTree:
    """The tree of one document and its way back from marked content to elements."""

    def __init__(self, language: str) -> None:
        self.root = Element("Document", entries=b"/Lang(%s)" % language.encode())
        self.pages: list[list[Element]] = []
        self.annotations: list[Element] = []

    def mark(self, page: int, element: Element) -> int:
        """A new marked-content id for `element` on a page."""
        while len(self.pages) <= page:
            self.pages.append([])
        owners = self.pages[page]
        owners.append(element)
        element.kids.append((page, len(owners) - 1))
        return len(owners) - 1

    def annotate(self, element: Element, pages: int) -> int:
        """The StructParent key of a new annotation, in a document of `pages` pages."""
        self.annotations.append(element)
        return pages + len(self.annotations) - 1

    def write(self, document: PdfDocument, page_numbers: list[int]) -> Any:
        """Registers the tree; what comes back is the reference to its root."""
        top = Raw()
        top_reference = document.add(top)
        flat: list[tuple[Element, Raw]] = []
        self._number(document, self.root, flat)
        for element, raw in flat:
            parent = element.parent.number if element.parent else document.number(top_reference)
            raw.body = _element(element, parent, page_numbers)
        numbers: list[bytes] = []
        for key in range(len(page_numbers)):
            owners = self.pages[key] if key < len(self.pages) else []
            array = Raw(b"[" + b" ".join(b"%d 0 R" % owner.number for owner in owners) + b"]")
            numbers.append(b"%d %d 0 R" % (key, document.number(document.add(array))))
        for index, owner in enumerate(self.annotations):
            numbers.append(b"%d %d 0 R" % (len(page_numbers) + index, owner.number))
        parents = document.add(Raw(b"<</Nums[" + b" ".join(numbers) + b"]>>"))
        roles = PDFDictionary({name: PDFName(role) for name, role in ROLES.items()})
        top.body = (
            b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d"
            b"/RoleMap %d 0 R>>"
            % (
                self.root.number,
                document.number(parents),
                len(numbers),
                document.number(document.add(roles)),
            )
        )
        return top_reference

    def _number(
        self, document: PdfDocument, element: Element, flat: list[tuple[Element, Raw]]
    ) -> None:
        raw = Raw()
        element.number = document.number(document.add(raw))
        flat.append((element, raw))
        for kid in element.kids:
            if isinstance(kid, Element):
                self._number(document, kid, flat)


def _element(element: Element, parent: int, page_numbers: list[int]) -> bytes:
    page = next((kid[0] for kid in element.kids if isinstance(kid, tuple)), None)
    kids: list[bytes] = []
    for kid in element.kids:
        if isinstance(kid, Element):
            kids.append(b"%d 0 R" % kid.number)
        elif isinstance(kid, Annotation):
            kids.append(
                b"<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>" % (kid.number, page_numbers[kid.page])
            )
        elif kid[0] == page:
            kids.append(b"%d" % kid[1])
        else:
            kids.append(b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (page_numbers[kid[0]], kid[1]))
    where = b"" if page is None else b"/Pg %d 0 R" % page_numbers[page]
    return b"<</Type/StructElem/S/%s/P %d 0 R%s%s/K[%s]>>" % (
        element.tag.encode(),
        parent,
        where,
        element.entries,
        b" ".join(kids),
    )
