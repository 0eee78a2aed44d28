"""From the model's lines to set paragraphs: which face each character takes, which lines result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from exporter.display import Punctuation, display_text
from exporter.model import Line, Mark, Notice, Span, text_of
from exporter.typography.faces import CHAIN, GETA, HEI, KAI, Face, covering, shipped_face
from exporter.typography.lines import Measured, SetLine, balance_lines, break_lines, measure
from exporter.typography.rules import HALF, classify
from exporter.writers.pdf.theme import Style

_MARK_FACES = {"dateline": HEI, "credit": KAI, "jump": HEI}
_DASH = "—"
_DASH_MARGIN = 50
"""White at either end of a —— in mem; its pieces are drawn joined (CLREQ: it is one mark)."""
_MOST_HEADLINE_LINES = 3


@dataclass(frozen=True, slots=True)
class Run:
    """Characters [start, end) in one face at `scale` thousandths of the style's size. `owner` is
    the mark they stand in, or None; `dash` runs are drawn joined; `hidden` ones take no room."""

    start: int
    end: int
    face: Face
    scale: int
    owner: Mark | None
    dash: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class SetText:
    """A paragraph broken into lines. `indent` is that of its first line in mem; `width` the
    measure in mem; `gaps` says that the text has places an extractor would take for a space."""

    style: Style
    measured: Measured
    runs: tuple[Run, ...]
    lines: Sequence[SetLine]
    indent: int
    width: int


class _Widths(dict[str, int]):
    """Advance by character for one face, filled at first use."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face

    def __missing__(self, char: str) -> int:
        width = self[char] = self.face.advance(char)
        return width


class Composer:
    """Sets lines of text in the faces of a theme; collects notices of characters nobody has."""

    def __init__(
        self, punctuation: Punctuation, dateline_scale: int, folders: tuple[Path, ...]
    ) -> None:
        self.punctuation = punctuation
        self.dateline_scale = dateline_scale
        self.folders = folders
        self.notices: list[Notice] = []
        self._widths: dict[str, _Widths] = {}
        self._covered: dict[str, set[str]] = {}
        self._missing: set[str] = set()

    def set(self, line: Line, style: Style, width_pt: float, prefix: str = "") -> SetText:
        """A line of the model as a paragraph `width_pt` wide; `prefix` is a generated marker."""
        text = prefix + text_of(line)
        shown, _ = display_text(text, self.punctuation, heading=style.heading)
        spans: Sequence[Span] = (Span(prefix), *line) if prefix else line
        return self._set(shown, self._runs(shown, spans, style), style, width_pt)

    def plain(self, shown: str, style: Style, width_pt: float) -> SetText:
        """Generated text (running heads, contents) as it is."""
        return self._set(shown, self._runs(shown, (Span(shown),), style), style, width_pt)

    def _set(self, text: str, runs: tuple[Run, ...], style: Style, width_pt: float) -> SetText:
        measured = self._measure(text, runs)
        width = int(width_pt / style.size * 1000 + 1e-6) - round(2000 * style.inset)
        indent = round(1000 * style.indent)
        if style.align == "justify":
            lines: Sequence[SetLine] = break_lines(measured, width - indent, width)
        else:
            lines = balance_lines(measured, width, _MOST_HEADLINE_LINES) if text else ()
        return SetText(style, measured, runs, lines, indent, width)

    def _measure(self, text: str, runs: tuple[Run, ...]) -> Measured:
        widths: list[int] = []
        for run in runs:
            part = text[run.start : run.end]
            if run.dash:
                widths += [1000 * run.scale // 1000] * len(part)
                continue
            if run.hidden:
                widths += [0] * len(part)
                continue
            of = self._widths_of(run.face)
            advances = list(map(of.__getitem__, part))
            if run.scale != 1000:
                advances = [width * run.scale // 1000 for width in advances]
            widths += advances
        if "·" in text:
            return _centre_interpuncts(measure(text, widths))
        return measure(text, widths)

    def _widths_of(self, face: Face) -> _Widths:
        found = self._widths.get(face.name)
        if found is None:
            found = self._widths[face.name] = _Widths(face)
        return found

    def _runs(self, text: str, spans: Sequence[Span], style: Style) -> tuple[Run, ...]:
        runs: list[Run] = []
        at = 0
        for span in spans:
            end = at + len(span.text)
            mark = next((m for m in span.marks if m.tag in _MARK_FACES), None)
            name, scale = style.face, 1000
            if mark is not None and not style.heading:
                name = _MARK_FACES[mark.tag]
                scale = self.dateline_scale if mark.tag == "dateline" else 1000
            self._cover(runs, text, at, end, shipped_face(name, self.folders), scale, mark)
            at = end
        return _merged(runs)

    def _cover(
        self, runs: list[Run], text: str, start: int, end: int, face: Face, scale: int,
        owner: Mark | None,
    ) -> None:  # fmt: skip
        """Splits [start, end) where the face lacks a character or a dash must be joined."""
        part = text[start:end]
        covered = self._covered.setdefault(face.name, set())
        chars = set(part)
        for char in chars - covered:
            if face.glyph(char) and char != _DASH:
                covered.add(char)
        if chars <= covered:
            if part:
                runs.append(Run(start, end, face, scale, owner))
            return
        for i, char in enumerate(part, start):
            if char in covered:
                runs.append(Run(i, i + 1, face, scale, owner))
            elif char == _DASH and face.glyph(char):
                runs.append(Run(i, i + 1, face, scale, owner, dash=True))
            else:
                runs.append(self._fallback(i, char, face, scale, owner))

    def _fallback(self, at: int, char: str, face: Face, scale: int, owner: Mark | None) -> Run:
        found = covering(char, face, self.folders)
        if found is not None:
            return Run(at, at + 1, found, scale, owner)
        if classify(char) in "zs":
            return Run(at, at + 1, face, scale, owner, hidden=True)
        if char not in self._missing:
            self._missing.add(char)
            self.notices.append(
                Notice(
                    code="missing-glyph",
                    detail=f"no font has U+{ord(char):04X} {char!r}: it is printed as {GETA} "
                    "and kept in the text layer",
                )
            )
        return Run(at, at + 1, shipped_face(CHAIN[0], self.folders), scale, owner)


def _merged(runs: list[Run]) -> tuple[Run, ...]:
    out: list[Run] = []
    for run in runs:
        last = out[-1] if out else None
        if last and (last.face, last.scale, last.owner, last.dash, last.hidden) == (
            run.face, run.scale, run.owner, run.dash, run.hidden
        ):  # fmt: skip
            out[-1] = Run(last.start, run.end, run.face, run.scale, run.owner, run.dash, run.hidden)
        else:
            out.append(run)
    return tuple(out)


def _centre_interpuncts(m: Measured) -> Measured:
    """An interpunct between Han takes half an em, centred (GB/T 15834-2011, 5.1.7), whatever its
    face gives it."""
    adjust = dict(m.adjust)
    ends = list(m.ends)
    shift = 0
    for at, char in enumerate(m.text):
        ends[at] += shift
        if char != "·" or not 0 < at < len(m.text) - 1:
            continue
        if m.classes[at - 1] == "h" and m.classes[at + 1] == "h":
            before = (HALF - m.widths[at]) // 2
            after = HALF - m.widths[at] - before
            adjust[at - 1] = adjust.get(at - 1, 0) + before
            adjust[at] = adjust.get(at, 0) + after
            ends[at] += before
            shift += before + after
    ends[len(m.text)] += shift
    return Measured(m.text, m.classes, m.widths, adjust, ends)


def dash_kerns(face: Face, count: int) -> tuple[int, float, float, float]:
    """How a run of `count` dashes is drawn as one stroke over `count` em with a little white at
    both ends: (horizontal scale in per mille, and three TJ numbers: before, between, after)."""
    glyph = face.glyph(_DASH)
    extents = face.hb_font.get_glyph_extents(glyph)
    k = 1000 / face.units_per_em
    ink, bearing = extents.width * k, extents.x_bearing * k
    advance = face.glyph_advance(glyph)
    scale = (1000 * count - 2 * _DASH_MARGIN) / count / ink
    before = bearing - _DASH_MARGIN / scale
    after = advance - bearing - ink - _DASH_MARGIN / scale
    return round(scale * 1000), before, advance - ink, after
