"""Content streams: set text as PDF operators, each piece marked as what it is.

A line that opens gaps an extractor would take for spaces carries its exact text as ActualText
(ISO 32000-1, 14.9.4), so that the text layer is the shown text and nothing else (rule 17).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass
from exporter.typography.faces import Face
from exporter.typography.measure import SetLine, natural
from exporter.typography.spacing import Spread, spread
from exporter.writers.pdf.objects.document import packed
from exporter.writers.pdf.objects.fonts import FontSet
from exporter.writers.pdf.objects.pictures import Pictures
from exporter.writers.pdf.objects.structure import Element, StructureTree
from exporter.writers.pdf.setting.compose import Linked, Owner, Run, SetText, dash_kerns

_SAME = 1e-3
"""Points by which baselines may differ from even steps."""
_VISIBLE_GAP = 90
"""A gap of this many mem or more reads as a space to extractors (poppler: a tenth of the size)."""
_PRIVATE = Lazy("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_ARTIFACTS = {
    "Header": b"/Artifact<</Type/Pagination/Subtype/Header>>BDC",
    "Footer": b"/Artifact<</Type/Pagination/Subtype/Footer>>BDC",
    "Layout": b"/Artifact<</Type/Layout>>BDC",
}

_UNDER, _OVER = 0.18, 0.88
"""How far a link's box goes below and above the baseline, in em: the em box of Han and its line."""
_LINK_RULE = 0.3
Box = tuple[float, float, float, float]
"""Left, lower, right and upper edge."""
Tagger = Callable[[Owner | None], bytes]
"""What begins the marked content of a run with that mark."""


class _Numbers(dict[float, bytes]):
    """PDF numbers, as short as four decimals allow; a document repeats a few thousand of them."""

    def __missing__(self, value: float) -> bytes:
        text = f"{value:.4f}".rstrip("0").rstrip(".")
        made = b"0" if text in ("-0", "") else text.encode()
        if len(self) < 10_000:
            self[value] = made
        return made


number = _Numbers().__getitem__


def literal(codes: bytes) -> bytes:
    """What stands between ( and ) of a string (ISO 32000-1, 7.3.4.2)."""
    return (
        codes.replace(b"\\", b"\\\\")
        .replace(b"(", b"\\(")
        .replace(b")", b"\\)")
        .replace(b"\r", b"\\r")
    )


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link on a page: the boxes of its lines, its Link element, and where it leads: the id of an
    article, or the `ref` of an address outside."""

    boxes: Sequence[Box]
    element: Element
    article: str = ""
    ref: str = ""


class Page:
    """One page's content while it is drawn. Coordinates are PDF's: points from the lower left."""

    def __init__(self, index: int, tree: StructureTree, fonts: FontSet) -> None:
        self.index = index
        self.tree = tree
        self.fonts = fonts
        self.code: list[bytes] = []
        self.packed = b""
        """The content stream, deflated; made by `pack`."""
        self.links: list[PageLink] = []

    def pack(self) -> None:
        """Deflates what was drawn, once the page is finished."""
        if self.code:
            self.packed = packed(b"\n".join(self.code))
            self.code = []

    def rule(self, x: float, y: float, width: float, weight: float, colour: str = "0 g") -> None:
        """A horizontal rule, as an artifact: `y` is its middle."""
        stroke = colour.replace("rg", "RG").replace(" g", " G").encode()
        self.code.append(
            b"/Artifact BMC q %b %b w %b %b m %b %b l S Q EMC"
            % (stroke, number(weight), number(x), number(y), number(x + width), number(y))
        )

    def vertical(self, x: float, top: float, low: float, weight: float, colour: str) -> None:
        """A vertical rule, as an artifact."""
        stroke = colour.replace("rg", "RG").replace(" g", " G").encode()
        self.code.append(
            b"/Artifact BMC q %b %b w %b %b m %b %b l S Q EMC"
            % (stroke, number(weight), number(x), number(top), number(x), number(low))
        )

    def block(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle, as an artifact."""
        box = (number(x), number(y), number(width), number(height))
        self.code.append(b"/Artifact BMC q %b %b %b %b %b re f Q EMC" % (colour.encode(), *box))

    def frame(
        self, x: float, y: float, width: float, height: float, weight: float, colour: str
    ) -> None:
        """A rectangle's outline, as an artifact; the rule's middle is the edge."""
        stroke = colour.replace("rg", "RG").replace(" g", " G").encode()
        box = (number(x), number(y), number(width), number(height))
        self.code.append(
            b"/Artifact BMC q %b %b w %b %b %b %b re S Q EMC" % (stroke, number(weight), *box)
        )

    def picture(
        self, resource: str, element: Element, x: float, y: float, width: float, height: float
    ) -> None:
        """A picture, marked as its Figure; the element learns where it stands."""
        marked = self.tree.mark(self.index, element)
        box = b" ".join(map(number, (x, y, x + width, y + height)))
        element.entries += b"/A<</O/Layout/Placement/Block/BBox[%b]>>" % box
        self.code.append(
            b"/Figure<</MCID %d>>BDC q %b 0 0 %b %b %b cm /%b Do Q EMC"
            % (marked, number(width), number(height), number(x), number(y), resource.encode())
        )

    def ornament(self, resource: str, x: float, y: float, width: float, height: float) -> None:
        """A picture that says nothing the text does not, as an artifact."""
        box = (number(width), number(height), number(x), number(y))
        self.code.append(
            b"/Artifact BMC q %b 0 0 %b %b %b cm /%b Do Q EMC" % (*box, resource.encode())
        )

    def leader(self, start: float, end: float, y: float) -> None:
        """Fine dots from a contents entry to its page number, as an artifact."""
        if end - start > 12:
            self.code.append(
                b"/Artifact BMC q 0.55 G 0.7 w 1 J [0.01 6] %b d %b %b m %b %b l S Q EMC"
                % (number(6 - end % 6), number(start), number(y), number(end), number(y))
            )

    def artifact(self, kind: str, text: SetText, x: float, *ys: float) -> None:
        """Generated text outside the reading order: a running head or a folio ("Header",
        "Footer"), or a line within the text ("Layout"); its lines at baselines `ys`."""
        self.code.append(_ARTIFACTS[kind])
        writer = _TextWriter(self.fonts, text)
        self.code.append(writer.block(range(len(ys)), x, ys, None))
        self.code.append(b"EMC")

    def text(
        self, text: SetText, rows: Sequence[int], x: float, ys: Sequence[float],
        owner_of: Callable[[Owner | None], Element],
    ) -> None:  # fmt: skip
        """Lines `rows` of a set text at baselines `ys`; `owner_of` gives each mark's element."""
        writer = _TextWriter(self.fonts, text)
        linked: list[Element] = []

        def tag(mark: Owner | None) -> bytes:
            element = owner_of(mark)
            if isinstance(mark, Linked):
                linked.append(element)
            number_ = self.tree.mark(self.index, element)
            return b"/%b<</MCID %d>>BDC" % (element.tag.encode(), number_)

        self.code.append(writer.block(rows, x, ys, tag))
        for element, (ref, boxes) in zip(linked, writer.linked, strict=True):
            self.links.append(PageLink(boxes, element, ref=ref))
            for left, low, right, _ in () if text.style.heading else boxes:
                self.rule(left, low, right - left, _LINK_RULE, text.style.colour)


class _TextWriter:
    """Writes lines of one set text between BT and ET, keeping track of the text state."""

    def __init__(self, fonts: FontSet, text: SetText) -> None:
        self.text = text
        self.size = text.style.size
        self.spacing = 0.0
        self.font: tuple[Face, int] | None = None
        self.fonts = fonts
        self.codes = b""
        self.base = 0
        """The character that `codes` begin with."""
        self.moved = False
        """Whether codes may differ from code points."""
        self.private = _PRIVATE.search(text.measured.text) is not None
        self.linked: list[tuple[str, list[Box]]] = []
        """Each stretch of linked text that was tagged: where it leads, and its boxes."""

    def block(
        self, rows: Sequence[int], x: float, ys: Sequence[float], tag: Tagger | None
    ) -> bytes:
        """The operators of lines `rows` at baselines `ys`; without `tag` nothing is marked."""
        text = self.text
        out = [b"BT", text.style.colour.encode()]
        runs, lines = text.runs, text.lines
        self._encode(lines[rows[0]].start, lines[rows[-1]].end)
        plain = (
            len(runs) == 1
            and not self.private
            and not (
                runs[0].dash
                or runs[0].hidden
                or runs[0].language
                or isinstance(runs[0].owner, Linked)
            )
        )
        if plain:
            self._select(out, runs[0])
            if tag is not None:
                out.append(tag(runs[0].owner))
        step = 0.0
        if len(ys) > 2:
            step = ys[2] - ys[1]
            out.append(number(-step) + b" TL")
        if plain:
            self._plain(out, rows, x, ys, step)
            if tag is not None:
                out.append(b"EMC")
        else:
            self._mixed(out, rows, x, ys, step, tag)
        self._space(out, 0.0)  # the next block begins without: ET does not end letter spacing
        out.append(b"ET")
        return b"\n".join(out)

    def _encode(self, start: int, end: int) -> None:
        text, runs = self.text.measured.text, self.text.runs
        self.base = start
        if len(runs) == 1:
            font = self.fonts.of(runs[0].face)
            self.codes, self.moved = font.encode(text[start:end]), bool(font.moved)
            return
        fonts = [self.fonts.of(run.face) for run in runs]
        self.codes = b"".join(
            [
                font.encode(text[max(run.start, start) : min(run.end, end)])
                for font, run in zip(fonts, runs, strict=True)
                if run.end > start and run.start < end
            ]
        )
        self.moved = any(font.moved for font in fonts)

    def _plain(
        self, out: list[bytes], rows: Sequence[int], x: float, ys: Sequence[float], step: float
    ) -> None:
        """Lines in one face, the quickest way to their bytes; further ones are `step` down."""
        text, codes, base = self.text, self.codes, self.base
        lines, measured, size = text.lines, text.measured, self.size
        scale = text.runs[0].scale
        at_x = at_y = 0.0
        for (row, line_x), y in zip(self._edges(rows, x), ys, strict=True):
            line = lines[row]
            start, end, _, _ = line
            below = line_x == at_x and abs(y - at_y - step) < _SAME
            if not below:
                out.append(b"%b %b Td" % (number(line_x - at_x), number(y - at_y)))
            at_x, at_y = line_x, y
            each, extra = spread(measured, line)
            if each != self.spacing:
                out.append(number(each * size / 1000) + b" Tc")
                self.spacing = each
            raw = codes[2 * (start - base) : 2 * (end - base)]
            shown = literal(raw)
            if not extra and each < _VISIBLE_GAP:
                out.append(b"(%b)'" % shown if below else b"(%b)Tj" % shown)
                continue
            if below:
                out.append(b"T*")
            spaced = each + max(extra.values(), default=0) >= _VISIBLE_GAP
            if spaced:
                out.append(self._actual(start, end, shown))
            out.append(_kerned(raw, start, end, extra, scale, safe=len(raw) == len(shown)))
            if spaced:
                out.append(b"EMC")

    def _mixed(
        self, out: list[bytes], rows: Sequence[int], x: float, ys: Sequence[float], step: float,
        tag: Tagger | None,
    ) -> None:  # fmt: skip
        """The same for a text in several faces or with several owners."""
        text = self.text
        run_ends = [run.end for run in text.runs]
        at_x = at_y = 0.0
        owner: object = _UNSET
        for (row, line_x), y in zip(self._edges(rows, x), ys, strict=True):
            line = text.lines[row]
            below = line_x == at_x and abs(y - at_y - step) < _SAME
            if below:
                out.append(b"T*")
            else:
                out.append(b"%b %b Td" % (number(line_x - at_x), number(y - at_y)))
            at_x, at_y = line_x, y
            flush = spread(text.measured, line)
            for run_owner, pieces in self._by_owner(line, run_ends):
                if tag is not None and run_owner != owner:
                    if owner is not _UNSET:
                        out.append(b"EMC")
                    out.append(tag(run_owner))
                    owner = run_owner
                    if isinstance(owner, Linked):
                        self.linked.append((owner.ref, []))
                first, stop = max(pieces[0].start, line.start), min(pieces[-1].end, line.end)
                self._exact(out, first, stop, flush, pieces)
                if tag is not None and isinstance(run_owner, Linked):
                    left, right = self._extent(line, flush, first, stop)
                    self.linked[-1][1].append(
                        (line_x + left, y - _UNDER * self.size,
                         line_x + right, y + _OVER * self.size)
                    )  # fmt: skip
        if owner is not _UNSET:
            out.append(b"EMC")

    def _edges(self, rows: Sequence[int], x: float) -> list[tuple[int, float]]:
        """Each of the lines `rows` with where it begins, in points."""
        text, k = self.text, self.size / 1000
        lines, edge = text.lines, x + text.style.inset * self.size
        if text.style.align != "justify":
            return [(row, edge + self._shift(lines[row]) * k) for row in rows]
        first, hang = text.indent, text.hang
        return [(row, edge + ((hang if row else first) - lines[row].trim) * k) for row in rows]

    def _extent(self, line: SetLine, flush: Spread, start: int, end: int) -> tuple[float, float]:
        """From where to where characters [start, end) of a line go, in points from its first."""
        widths, each, extra = self.text.measured.widths, flush.each, flush.extra

        def width(first: int, stop: int) -> float:
            return sum(widths[first:stop]) + sum(each + extra.get(p, 0) for p in range(first, stop))

        left = width(line.start, start)
        gap = each + extra.get(end - 1, 0)
        k = self.size / 1000
        return left * k, (left + width(start, end) - gap) * k

    def _actual(self, start: int, end: int, shown: bytes | None = None) -> bytes:
        """The beginning of an ActualText; `shown` is the string that shows these characters."""
        if shown is None or self.moved:
            exact = self.text.measured.text[start:end].encode("utf-16-be", "surrogatepass")
            shown = literal(exact)
        return b"/Span<</ActualText(\xfe\xff%b)>>BDC" % shown

    def _shift(self, line: SetLine) -> float:
        """How far a line that is not justified begins from the left edge, in mem."""
        text = self.text
        if text.style.align == "left":
            return -line.trim
        free = text.width - line_width(text, line)
        return (free / 2 if text.style.align == "centre" else free) - line.trim

    def _by_owner(self, line: SetLine, run_ends: list[int]) -> list[tuple[Owner | None, list[Run]]]:
        out: list[tuple[Owner | None, list[Run]]] = []
        runs = self.text.runs
        for index in range(bisect_right(run_ends, line.start), len(runs)):
            run = runs[index]
            if run.start >= line.end:
                break
            if out and out[-1][0] == run.owner:
                out[-1][1].append(run)
            else:
                out.append((run.owner, [run]))
        return out

    def _exact(
        self, out: list[bytes], start: int, end: int, flush: Spread, runs: Sequence[Run]
    ) -> None:
        """Runs on one line, within ActualText where their gaps would read as spaces, or where
        PDF/A asks for it: around characters that only their paper knows (ISO 19005-3,
        6.2.11.7.3)."""
        spaced = _reads_as_spaced(start, end, flush) or (
            self.private and _PRIVATE.search(self.text.measured.text, start, end) is not None
        )
        if spaced:
            out.append(self._actual(start, end))
        for run in runs:
            first, stop = max(run.start, start), min(run.end, end)
            if run.language:
                out.append(b"/Span<</Lang(%b)>>BDC" % run.language.encode())
            self._select(out, run)
            if run.dash:
                self._dashes(out, run, first, stop, flush)
            elif run.hidden:
                self._hidden(out, run, first, stop, flush)
            else:
                self._space(out, flush.each)
                self._show(out, first, stop, flush.extra, run.scale)
            if run.language:
                out.append(b"EMC")
        if spaced:
            out.append(b"EMC")

    def _select(self, out: list[bytes], run: Run) -> None:
        font = (run.face, run.scale)
        if font != self.font:
            resource = self.fonts.of(run.face).resource.encode()
            out.append(b"/%b %b Tf" % (resource, number(self.size * run.scale / 1000)))
            self.font = font

    def _space(self, out: list[bytes], each: float) -> None:
        if each != self.spacing:
            out.append(number(each * self.size / 1000) + b" Tc")
            self.spacing = each

    def _show(
        self, out: list[bytes], start: int, end: int, extra: dict[int, float], scale: int
    ) -> None:
        raw = self.codes[2 * (start - self.base) : 2 * (end - self.base)]
        shown = literal(raw)
        if extra:
            out.append(_kerned(raw, start, end, extra, scale, safe=len(raw) == len(shown)))
        else:
            out.append(b"(%b)Tj" % shown)

    def _glyph(self, at: int) -> bytes:
        """The code of one character, as a string."""
        place = 2 * (at - self.base)
        return b"(%b)" % literal(self.codes[place : place + 2])

    def _dashes(self, out: list[bytes], run: Run, start: int, end: int, flush: Spread) -> None:
        count = end - start
        scale, before, between, after = dash_kerns(run.face, count)
        glyphs = [self._glyph(p) for p in range(start, end)]
        # Letter spacing would part the stroke: it is given once, after it, as a kern.
        gap = (flush.each + flush.extra.get(end - 1, 0)) * 1000 / run.scale
        self._space(out, 0.0)
        out.append(number(scale / 10) + b" Tz")
        inner = number(between).join(glyphs)
        out.append(b"[%b%b%b]TJ" % (number(before), inner, number(after - gap * 1000 / scale)))
        out.append(b"100 Tz")

    def _hidden(self, out: list[bytes], run: Run, start: int, end: int, flush: Spread) -> None:
        """Characters that take no room stay in the text layer: a blank, and straight back."""
        self._space(out, 0.0)
        width = run.face.advance(" ")
        for p in range(start, end):
            gap = (flush.each + flush.extra.get(p, 0)) * 1000 / run.scale
            out.append(b"[%b%b]TJ" % (self._glyph(p), number(width - gap)))


def _kerned(
    raw: bytes, start: int, end: int, extra: dict[int, float], scale: int, *, safe: bool
) -> bytes:
    """Characters [start, end) with their adjustments; `safe` codes need no escapes."""
    parts = [b"["]
    at = 0
    for p in sorted(extra):
        if start <= p < end:
            cut = 2 * (p - start) + 2
            piece = raw[at:cut] if safe else literal(raw[at:cut])
            parts.append(b"(%b)%b" % (piece, number(-extra[p] * 1000 / scale)))
            at = cut
    if at < len(raw):
        parts.append(b"(%b)" % (raw[at:] if safe else literal(raw[at:])))
    parts.append(b"]TJ")
    return b"".join(parts)


def _reads_as_spaced(start: int, end: int, flush: Spread) -> bool:
    if flush.each >= _VISIBLE_GAP:
        return True
    limit = _VISIBLE_GAP - flush.each
    extra = flush.extra
    return bool(extra) and any(amount >= limit and start <= p < end for p, amount in extra.items())


_UNSET = object()


def line_width(text: SetText, line: SetLine) -> int:
    """Width in mem of a line that is not justified."""
    return natural(text.measured, line.start, line.end)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something begins: the page's index and a height on it in points."""

    page: int
    y: float


@dataclass(frozen=True, slots=True)
class Canvas:
    """What all pages of a document draw on: its structure tree, its fonts, its pictures; `spots`
    says, by its id, where each article that was drawn begins."""

    tree: StructureTree
    fonts: FontSet
    pictures: Pictures
    spots: dict[str, Spot]

    def page(self, index: int) -> Page:
        """A fresh page, the document's `index`th from 0."""
        return Page(index, self.tree, self.fonts)
