"""Content streams: set text as PDF operators, each piece marked as what it is.

A line that opens gaps an extractor would take for spaces carries its exact text as ActualText
(ISO 32000-1, 14.9.4), so that the text layer is the shown text and nothing else (rule 17).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from exporter.model import Mark
from exporter.typography.faces import Face
from exporter.typography.lines import SetLine, Spread, spread
from exporter.writers.pdf.compose import Run, SetText, dash_kerns
from exporter.writers.pdf.fonts import FontSet, PdfFont
from exporter.writers.pdf.structure import Element, StructureTree

_VISIBLE_GAP = 90
"""A gap of this many mem or more reads as a space to extractors (poppler: a tenth of the size)."""
_LATIN = frozenset("lkjp")


def number(value: float) -> str:
    """A PDF number, as short as four decimals allow."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


class Page:
    """One page's content while it is drawn. Coordinates are PDF's: points from the lower left."""

    def __init__(self, index: int, tree: StructureTree, fonts: FontSet) -> None:
        self.index = index
        self.tree = tree
        self.fonts = fonts
        self.code: list[str] = []
        self.links: list[tuple[tuple[float, float, float, float], str, Element]] = []
        """(rectangle, the article's id, its Link element) of each link on the page."""

    def content(self) -> bytes:
        """The finished content stream."""
        return "\n".join(self.code).encode("ascii")

    def rule(self, x: float, y: float, width: float, weight: float, colour: str = "0 g") -> None:
        """A horizontal rule, as an artifact: `y` is its middle."""
        stroke = colour.replace("rg", "RG").replace(" g", " G")
        self.code.append(
            f"/Artifact BMC q {stroke} {number(weight)} w {number(x)} {number(y)} m "
            f"{number(x + width)} {number(y)} l S Q EMC"
        )

    def leader(self, start: float, end: float, y: float) -> None:
        """Fine dots from a contents entry to its page number, as an artifact."""
        if end - start > 12:
            self.code.append(
                f"/Artifact BMC q 0.55 G 0.7 w 1 J [0.01 6] {number(6 - end % 6)} d "
                f"{number(start)} {number(y)} m {number(end)} {number(y)} l S Q EMC"
            )

    def artifact(self, kind: str, text: SetText, x: float, y: float) -> None:
        """Generated text outside the reading order: a running head or a folio."""
        self.code.append(f"/Artifact<</Type/Pagination/Subtype/{kind}>>BDC")
        writer = _TextWriter(self.fonts, text)
        self.code.append(writer.block([0], x, [y], None))
        self.code.append("EMC")

    def text(
        self, text: SetText, rows: Sequence[int], x: float, ys: Sequence[float],
        owner_of: Callable[[Mark | None], Element],
    ) -> None:  # fmt: skip
        """Lines `rows` of a set text at baselines `ys`; `owner_of` gives each mark's element."""
        writer = _TextWriter(self.fonts, text)

        def tag(mark: Mark | None) -> str:
            element = owner_of(mark)
            return f"/{element.tag}<</MCID {self.tree.mark(self.index, element)}>>BDC"

        self.code.append(writer.block(rows, x, ys, tag))


class _TextWriter:
    """Writes lines of one set text between BT and ET, keeping track of the text state."""

    def __init__(self, fonts: FontSet, text: SetText) -> None:
        self.fonts = fonts
        self.text = text
        self.size = text.style.size
        self.state: tuple[str, float] | None = None
        self.spacing = 0.0

    def block(
        self, rows: Sequence[int], x: float, ys: Sequence[float],
        tag: Callable[[Mark | None], str] | None,
    ) -> str:  # fmt: skip
        out = ["BT", self.text.style.colour]
        at_x = at_y = 0.0
        owner: object = _UNSET
        for row, y in zip(rows, ys, strict=True):
            line = self.text.lines[row]
            line_x = x + self._offset(row, line)
            out.append(f"{number(line_x - at_x)} {number(y - at_y)} Td")
            at_x, at_y = line_x, y
            flush = spread(self.text.measured, line)
            for run_owner, pieces in self._by_owner(line):
                if tag is not None and run_owner != owner:
                    if owner is not _UNSET:
                        out.append("EMC")
                    out.append(tag(run_owner))
                    owner = run_owner
                out.append(self._pieces(line, pieces, flush))
        if tag is not None and owner is not _UNSET:
            out.append("EMC")
        out.append("ET")
        return "\n".join(out)

    def _offset(self, row: int, line: SetLine) -> float:
        """Where the line starts, in points right of the text block's left edge."""
        style, text = self.text.style, self.text
        mem = style.inset * 1000 - line.trim
        if style.align == "justify":
            mem += text.indent if row == 0 else 0
        elif style.align != "left":
            free = text.width - line_width(text, line)
            mem += free / 2 if style.align == "centre" else free
        return mem * self.size / 1000

    def _by_owner(self, line: SetLine) -> list[tuple[Mark | None, list[Run]]]:
        out: list[tuple[Mark | None, list[Run]]] = []
        for run in self.text.runs:
            if run.end <= line.start or run.start >= line.end:
                continue
            if out and out[-1][0] == run.owner:
                out[-1][1].append(run)
            else:
                out.append((run.owner, [run]))
        return out

    def _pieces(self, line: SetLine, runs: list[Run], flush: Spread) -> str:
        start, end = max(runs[0].start, line.start), min(runs[-1].end, line.end)
        ops = [
            self._run(run, max(run.start, line.start), min(run.end, line.end), flush)
            for run in runs
        ]
        body = "\n".join(ops)
        if self._reads_as_spaced(start, end, flush):
            exact = self.text.measured.text[start:end].encode("utf-16-be").hex()
            return f"/Span<</ActualText<feff{exact}>>>BDC\n{body}\nEMC"
        return body

    def _reads_as_spaced(self, start: int, end: int, flush: Spread) -> bool:
        if flush.each >= _VISIBLE_GAP:
            return True
        limit = _VISIBLE_GAP - flush.each
        return any(start <= p < end and amount >= limit for p, amount in flush.extra.items())

    def _run(self, run: Run, start: int, end: int, flush: Spread) -> str:
        font = self.fonts.of(run.face)
        size = self.size * run.scale / 1000
        ops: list[str] = []
        if self.state != (font.resource, size):
            ops.append(f"/{font.resource} {number(size)} Tf")
            self.state = (font.resource, size)
        if run.dash:
            ops.append(self._dashes(font, run, start, end, flush))
        elif run.hidden:
            ops.append(self._hidden(font, run.face, start, end))
        else:
            self._glyphs(ops, font, run.scale, start, end, flush)
        return "\n".join(ops)

    def _glyphs(
        self, ops: list[str], font: PdfFont, scale: int, start: int, end: int, flush: Spread
    ) -> None:
        """Stretches of Han with letter spacing and of Latin without it, each one TJ."""
        classes = self.text.measured.classes
        codes = font.encode(self.text.measured.text[start:end])
        at = start
        while at < end:
            stop = end
            spaced = flush.each
            if flush.each:
                latin = classes[at] in _LATIN
                stop = at + 1
                while stop < end and (classes[stop] in _LATIN) == latin:
                    stop += 1
                if latin:
                    spaced = 0.0
            self._space(ops, spaced)
            kerns = {p: a for p, a in flush.extra.items() if at <= p < stop}
            if spaced != flush.each:  # the gap after a Latin word still stretches
                kerns[stop - 1] = kerns.get(stop - 1, 0) + round(flush.each)
            ops.append(self._show(codes, start, at, stop, kerns, scale))
            at = stop

    def _space(self, ops: list[str], each: float) -> None:
        points = each * self.size / 1000
        if abs(points - self.spacing) > 1e-9:
            ops.append(f"{number(points)} Tc")
            self.spacing = points

    def _show(
        self, codes: str, origin: int, start: int, end: int, kerns: dict[int, int], scale: int
    ) -> str:
        def hexes(a: int, b: int) -> str:
            return codes[4 * (a - origin) : 4 * (b - origin)]

        if not kerns:
            return f"<{hexes(start, end)}>Tj"
        parts: list[str] = []
        at = start
        for p in sorted(kerns):
            parts.append(f"<{hexes(at, p + 1)}>{number(-kerns[p] * 1000 / scale)}")
            at = p + 1
        if at < end:
            parts.append(f"<{hexes(at, end)}>")
        return f"[{''.join(parts)}]TJ"

    def _dashes(self, font: PdfFont, run: Run, start: int, end: int, flush: Spread) -> str:
        count = end - start
        scale, before, between, after = dash_kerns(run.face, count)
        codes = font.encode("—" * count)
        inner = number(between).join(f"<{codes[4 * i : 4 * i + 4]}>" for i in range(count))
        # Letter spacing would part the stroke: it is given once, after it, as a kern.
        gap = (flush.each + flush.extra.get(end - 1, 0)) * 1000 / run.scale
        ops: list[str] = []
        self._space(ops, 0.0)
        ops.append(f"{number(scale / 10)} Tz")
        ops.append(f"[{number(before)}{inner}{number(after - gap * 1000 / scale)}]TJ")
        ops.append("100 Tz")
        return "\n".join(ops)

    def _hidden(self, font: PdfFont, face: Face, start: int, end: int) -> str:
        """Characters that take no room stay in the text layer: a blank, and straight back."""
        ops: list[str] = []
        self._space(ops, 0.0)
        for char in self.text.measured.text[start:end]:
            glyph_char = font.encode(char)
            glyph = font.cids.glyphs[font.cids.chars.index(char)]
            ops.append(f"[<{glyph_char}>{face.glyph_advance(glyph)}]TJ")
        return "\n".join(ops)


_UNSET = object()


def line_width(text: SetText, line: SetLine) -> int:
    """Width in mem of a line that is not justified."""
    from_edge = text.measured.ends[line.end] - text.measured.ends[line.start]
    last = line.end - 1
    width = from_edge - text.measured.adjust.get(last, 0) - line.trim
    while last > line.start and text.measured.classes[last] == "s":
        width -= text.measured.widths[last]
        last -= 1
    return width
