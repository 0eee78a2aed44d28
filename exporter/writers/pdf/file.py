"""The finished file: pages, fonts, tags, links, bookmarks, metadata, attachments put together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from exporter.interchange.record import MEDIA_TYPE, NAME, record_bytes
from exporter.model import Issue
from exporter.startup.records import dataclass, field
from exporter.writers.base import Context
from exporter.writers.pdf.look.words import words_of
from exporter.writers.pdf.objects.document import (
    Inline,
    PDFArray,
    PDFDictionary,
    PdfDocument,
    PDFName,
    PDFString,
    Raw,
    packed_stream,
    references,
    stream,
)
from exporter.writers.pdf.objects.icc import srgb_profile
from exporter.writers.pdf.objects.metadata import Facts, info_entries, xmp_packet
from exporter.writers.pdf.objects.pictures import Pictures
from exporter.writers.pdf.objects.structure import Annotation, utf16
from exporter.writers.pdf.options import PROFILES, PdfOptions, Profile
from exporter.writers.pdf.page.draw import Box, Canvas, Page, Spot, literal
from exporter.writers.shared.addresses import link_address

_ABOVE = 24
"""Points shown above the place a link or bookmark leads to."""
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!$&^_.+-]+/[A-Za-z0-9!$&^_.+-]+")
"""Type and subtype as RFC 6838, 4.2 has them, without #, which escapes in PDF names."""
_FOLDERS = re.compile(r".*[/\\]", re.DOTALL)
_BYTES = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An outline entry for a place."""

    title: str
    spot: Spot
    kids: list[Bookmark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A document whose pages are drawn: `size` in points; `labels` what pages are called, where
    they have names of their own."""

    canvas: Canvas
    pages: list[Page]
    size: tuple[float, float]
    bookmarks: list[Bookmark]
    labels: list[str]


def write_file(
    drawn: Drawing, issue: Issue, options: PdfOptions, context: Context, facts: Facts
) -> bytes:
    """The bytes of the document."""
    profile = PROFILES[options.profile]
    document = PdfDocument()
    page_tree, made, numbers = _page_tree(document, drawn)

    def target(spot: Spot) -> Inline:
        y = min(round(spot.y + _ABOVE), round(drawn.size[1]))
        return Inline(b"[%d 0 R /XYZ 0 %d null]" % (numbers[spot.page], y))

    _link(document, drawn, made, target, words_of(facts.language).sheet)
    catalog = {
        "Type": PDFName("Catalog"),
        "Pages": page_tree,
        "Lang": PDFString(facts.language),
        "MarkInfo": PDFDictionary({"Marked": "true"}),
        "StructTreeRoot": drawn.canvas.tree.write(document, numbers),
        "ViewerPreferences": PDFDictionary({"DisplayDocTitle": "true"}),
        "PageMode": PDFName("UseOutlines"),
        "Outlines": _outlines(document, drawn.bookmarks, target),
        "Metadata": document.add(_xmp(facts, profile)),
    }
    if drawn.labels:
        catalog["PageLabels"] = _page_labels(drawn.labels)
    if profile.archive:
        catalog["OutputIntents"] = PDFArray([document.add(_output_intent(document))])
    if profile.attached:
        record = record_bytes(issue, "pdf", options, context.epoch)
        stamp = context.stamp(issue).strftime("D:%Y%m%d%H%M%SZ")
        catalog |= _attachments(document, _attached(record, issue, drawn.canvas.pictures), stamp)
    info = {key: PDFString(value) for key, value in info_entries(facts).items()}
    return document.assemble(
        document.add(PDFDictionary(catalog)), document.add(PDFDictionary(info))
    )


def _page_tree(document: PdfDocument, drawn: Drawing) -> tuple[Any, list[Raw], list[int]]:
    """The pages with what they all draw with: the reference of their tree, each page's object (to
    be linked yet), and its number."""
    drawn.canvas.fonts.embed(document)
    page_tree = document.add(top := Raw())
    images = drawn.canvas.pictures.embed(document)
    common = b"/Resources<</Font %d 0 R%b>>" % (
        document.number(document.basic_fonts_reference()),
        b"/XObject<<%b>>" % images if images else b"",
    )
    made = [_page(document, page, drawn.size, page_tree, common) for page in drawn.pages]
    numbers = [document.number(document.add(page)) for page in made]
    top.body = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(made), references(numbers))
    return page_tree, made, numbers


def _page(
    document: PdfDocument, page: Page, size: tuple[float, float], page_tree: Any, common: bytes
) -> Raw:
    return Raw(
        b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]%b/Contents %d 0 R/StructParents %d"
        b"/Tabs/S>>"
        % (
            document.number(page_tree),
            *size,
            common,
            document.number(document.add(packed_stream(page.packed))),
            page.index,
        )
    )


def _link(
    document: PdfDocument,
    drawn: Drawing,
    made: list[Raw],
    target: Callable[[Spot], Inline],
    sheet: str,
) -> None:
    """Link annotations, each a kid of its Link element (ISO 14289-1, 7.18.5). `sheet` says to which
    page one leads."""
    tree, spots = drawn.canvas.tree, drawn.canvas.spots
    for page, own in zip(drawn.pages, made, strict=True):
        annotations: list[int] = []
        for link in page.links:
            if link.article:
                place = spots[link.article]
                leads, words = b"/Dest" + target(place).body, sheet.format(place.page + 1)
            else:
                leads, words = _outside(link.ref), link.ref
            annotation = document.add(
                Raw(
                    b"<</Type/Annot/Subtype/Link%b/Border[0 0 0]/F 4%b/Contents<%b>"
                    b"/StructParent %d>>"
                    % (
                        _area(link.boxes),
                        leads,
                        utf16(words),
                        tree.annotate(link.element, len(made)),
                    )
                )
            )
            annotations.append(document.number(annotation))
            link.element.kids.append(Annotation(annotations[-1], page.index))
        if annotations:
            own.body = own.body[:-2] + b"/Annots[%b]>>" % references(annotations)


def _outside(ref: str) -> bytes:
    """The action of a link that leads out of the file."""
    address = (link_address(ref) or "").encode("ascii")
    return b"/A<</Type/Action/S/URI/URI(%b)>>" % literal(address)


def _area(boxes: Sequence[Box]) -> bytes:
    """Where a link is: the rectangle around its lines and, of several, each one's corners, the
    upper ones first (ISO 32000-1, 12.5.6.5, as readers have it)."""
    lefts, lows, rights, tops = zip(*boxes, strict=True)
    around = b"/Rect[%.2f %.2f %.2f %.2f]" % (min(lefts), min(lows), max(rights), max(tops))
    if len(boxes) == 1:
        return around
    corners = [
        b"%.2f %.2f %.2f %.2f %.2f %.2f %.2f %.2f" % (left, top, right, top, left, low, right, low)
        for left, low, right, top in boxes
    ]
    return around + b"/QuadPoints[%b]" % b" ".join(corners)


def _page_labels(labels: list[str]) -> Any:
    """Each page under its own name (ISO 32000-1, 12.4.2)."""
    numbers: list[Any] = []
    for index, label in enumerate(labels):
        numbers += [index, PDFDictionary({"P": PDFString(label)})]
    return PDFDictionary({"Nums": PDFArray(numbers)})


def _outlines(
    document: PdfDocument, bookmarks: list[Bookmark], target: Callable[[Spot], Inline]
) -> Any:
    top = PDFDictionary({"Type": PDFName("Outlines")})
    reference = document.add(top)
    _outline_level(document, top, reference, bookmarks, target)
    return reference


def _outline_level(
    document: PdfDocument,
    above: Any,
    above_reference: Any,
    bookmarks: list[Bookmark],
    target: Callable[[Spot], Inline],
) -> None:
    """Links siblings both ways; every entry is open, so Count is the number shown."""
    items = [
        PDFDictionary(
            {"Title": PDFString(mark.title), "Parent": above_reference, "Dest": target(mark.spot)}
        )
        for mark in bookmarks
    ]
    references = [document.add(item) for item in items]
    for index, (mark, item) in enumerate(zip(bookmarks, items, strict=True)):
        if index:
            item.dict["Prev"] = references[index - 1]
        if index + 1 < len(items):
            item.dict["Next"] = references[index + 1]
        if mark.kids:
            _outline_level(document, item, references[index], mark.kids, target)
    if items:
        above.dict |= {
            "First": references[0],
            "Last": references[-1],
            "Count": len(items) + sum(len(mark.kids) for mark in bookmarks),
        }


def _xmp(facts: Facts, profile: Profile) -> Any:
    entries = {"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}
    return stream(xmp_packet(facts, profile), entries, deflate=False)


def _output_intent(document: PdfDocument) -> Any:
    return PDFDictionary(
        {
            "Type": PDFName("OutputIntent"),
            "S": PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": PDFString("sRGB IEC61966-2.1"),
            "Info": PDFString("sRGB IEC61966-2.1"),
            "DestOutputProfile": document.add(stream(srgb_profile(), {"N": 3})),
        }
    )


@dataclass(frozen=True, slots=True)
class _Attachment:
    name: str
    data: bytes
    media_type: str
    relation: str
    description: str


def _attached(record: bytes, issue: Issue, pictures: Pictures) -> Iterator[_Attachment]:
    """The record, the sources, and the pictures that cannot be had back from the pages; each under
    a name of its own."""
    yield _Attachment(NAME, record, MEDIA_TYPE, "Data", "The article model, and how this was made")
    taken = {NAME}

    def free(name: str, id_: str) -> str:
        while name in taken:
            name = f"{id_}-{name}"
        taken.add(name)
        return name

    for source in issue.sources:
        data = source.text.encode(source.encoding)
        name = free(source.name, source.id)
        yield _Attachment(name, data, "text/plain", "Source", "The text as received")
    for asset, data in pictures.redrawn().values():
        kind = asset.media_type if _MEDIA_TYPE.fullmatch(asset.media_type) else _BYTES
        name = free(_FOLDERS.sub("", asset.name) or asset.id, asset.id)
        yield _Attachment(name, data, kind, "Supplement", "The picture as received")


def _attachments(document: PdfDocument, files: Iterator[_Attachment], stamp: str) -> dict[str, Any]:
    """The files as associated files (ISO 19005-3, 6.8), in the order given."""
    named = [(file.name, document.add(_specification(document, file, stamp))) for file in files]
    tree: list[Any] = []
    for name, reference in sorted(named, key=lambda pair: pair[0].encode("utf-16-be")):
        tree += [PDFString(name), reference]
    return {
        "AF": PDFArray([reference for _, reference in named]),
        "Names": PDFDictionary(
            {"EmbeddedFiles": document.add(PDFDictionary({"Names": PDFArray(tree)}))}
        ),
    }


def _specification(document: PdfDocument, file: _Attachment, stamp: str) -> Any:
    digest = hashlib.md5(file.data, usedforsecurity=False).hexdigest()
    parameters = {
        "Size": len(file.data),
        "ModDate": PDFString(stamp),
        "CheckSum": Inline(b"<%s>" % digest.encode()),
    }
    embedded = document.add(
        stream(
            file.data,
            {
                "Type": PDFName("EmbeddedFile"),
                # ReportLab's PDFName leaves the slash bare, which would end the name.
                "Subtype": "/" + file.media_type.replace("/", "#2F"),
                "Params": PDFDictionary(parameters),
            },
        )
    )
    return PDFDictionary(
        {
            "Type": PDFName("Filespec"),
            "F": PDFString(file.name),
            "UF": PDFString(file.name),
            "Desc": PDFString(file.description),
            "AFRelationship": PDFName(file.relation),
            "EF": PDFDictionary({"F": embedded, "UF": embedded}),
        }
    )
