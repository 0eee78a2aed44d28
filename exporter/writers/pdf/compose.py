"""From the model's lines to set paragraphs: which face each character takes, which lines result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from exporter.display import Punctuation, display_text
from exporter.model import Line, Mark, Notice, Span, text_of
from exporter.typography.faces import (
    CHAIN,
    GETA,
    HEI,
    KAI,
    Face,
    covering,
    local_faces,
    shipped_face,
)
from exporter.typography.languages import Foreign, foreign, has_letters_of_others
from exporter.typography.lines import Measured, SetLine, break_lines, measure, natural
from exporter.typography.rules import Marks, classify, latin_quotes
from exporter.writers.pdf.theme import Style

if TYPE_CHECKING:
    from exporter.typography.report import Tally

_MARK_FACES = {"dateline": HEI, "credit": KAI, "jump": HEI}
_EMPHASIS_FACES = {"em": KAI, "strong": HEI, "dots": KAI}
"""Han is never slanted: emphasis changes the face."""
_DASH = "—"
_SPECIAL = -1
_NARROW = 14_000
_DASH_MARGIN = 50
"""White at either end of a —— in mem; its pieces are drawn joined (CLREQ: it is one mark)."""
_MOST_HEADLINE_LINES = 3


class Lead(NamedTuple):
    """What owns the characters of headline line `number` where a headline runs in before a text."""

    number: int


Owner = Mark | Lead


class Run(NamedTuple):
    """Characters [start, end) in one face at `scale` thousandths of the style's size. `owner` is
    the mark they stand in, or None; `dash` runs are drawn joined; `hidden` ones take no room;
    `language` is "" where it is the document's."""

    start: int
    end: int
    face: Face
    scale: int
    owner: Owner | None
    dash: bool = False
    hidden: bool = False
    language: str = ""


class SetText(NamedTuple):
    """A paragraph broken into lines. `indent` is that of its first line, `hang` that of the others
    and `width` the measure, all in mem."""

    style: Style
    measured: Measured
    runs: tuple[Run, ...]
    lines: Sequence[SetLine]
    indent: int
    width: int
    hang: int = 0


class _Widths(dict[str, int]):
    """Advance by character for one face, filled at first use; `SPECIAL` for a character that the
    face lacks or that is not set as one glyph of its own advance."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face
        self.foreign = False
        """Whether letters of another language were among the characters."""

    def __missing__(self, char: str) -> int:
        self.foreign = self.foreign or has_letters_of_others(char)
        glyph = self.face.glyph(char)
        plain = glyph and char != _DASH
        width = self[char] = self.face.glyph_advance(glyph) if plain else _SPECIAL
        return width


class Composer:
    """Sets lines of text in the faces of a theme; collects notices of characters nobody has."""

    def __init__(
        self,
        punctuation: Punctuation,
        dateline_scale: int,
        folders: tuple[Path, ...],
        marks: Marks,
        language: str = "zh",
    ) -> None:
        self.language = language
        self.local = local_faces(language)
        self.punctuation = punctuation
        self.dateline_scale = dateline_scale
        self.folders = folders
        self.marks = marks
        self.notices: list[Notice] = []
        self.tally: Tally | None = None
        """Where every justified paragraph is examined, if a report is asked for."""
        self._widths: dict[str, _Widths] = {}
        self._missing: set[str] = set()

    def face(self, name: str) -> Face:
        """A face by name, or the one that stands for it in the document's language."""
        return shipped_face(self.local.get(name, name), self.folders)

    def set(self, line: Line, style: Style, width_pt: float, prefix: str = "") -> SetText:
        """A line of the model as a paragraph `width_pt` wide; `prefix` is a generated marker, and
        further lines stand in as far as the text after it."""
        text = prefix + text_of(line)
        heading = style.heading and style.clauses
        shown, _ = display_text(text, self.punctuation, heading=heading)
        spans: Sequence[Span] = (Span(prefix), *line) if prefix else line
        return self._set(shown, spans, style, width_pt, len(prefix))

    def run_in(
        self, heads: Sequence[Line], line: Line, lead: Style, style: Style, width_pt: float
    ) -> SetText:
        """A paragraph whose headline runs in before it: each line of it in the style `lead`, an em
        of white behind it, which is layout only."""
        pieces: list[tuple[str, Sequence[Span], Style, Lead | None]] = [
            (display_text(text_of(head), self.punctuation, heading=True)[0], head, lead, Lead(i))
            for i, head in enumerate(heads)
        ]
        pieces.append((display_text(text_of(line), self.punctuation)[0], line, style, None))
        runs: list[Run] = []
        widths: list[int] = []
        gaps: list[int] = []
        for text, spans, kind, owner in pieces:
            at = len(widths)
            if at and text:
                gaps.append(at - 1)
            found, wide = self._runs(text, spans, kind)
            runs += [
                run._replace(start=run.start + at, end=run.end + at, owner=owner or run.owner)
                for run in found
                if text
            ]
            widths += wide
        whole = self.face(style.face).whole_marks()
        measured = measure("".join([p[0] for p in pieces]), widths, whole, self.marks)
        measured = spaced(measured, gaps, 1000)
        width = int(width_pt / style.size * 1000 + 1e-6)
        indent = round(1000 * style.indent)
        lines = break_lines(measured, width - indent, width)
        if self.tally is not None:
            self.tally.paragraph(measured, lines, width - indent, width)
        return SetText(style, measured, tuple(runs), lines, indent, width)

    def resized(self, text: SetText, by: int) -> SetText | None:
        """A justified paragraph in one line more (`by` 1) or less (-1); None where that would
        show."""
        from exporter.typography.fit import longer, shorter  # few paragraphs are set twice

        how = longer if by > 0 else shorter
        lines = how(text.measured, text.lines, text.width - text.indent, text.width)
        return None if lines is None else text._replace(lines=lines)

    def plain(self, shown: str, style: Style, width_pt: float) -> SetText:
        """Generated text (running heads, contents) as it is."""
        return self._set(shown, (Span(shown),), style, width_pt)

    def width(self, line: Line, style: Style) -> float:
        """The points that a line takes where it is not broken, rounded up."""
        shown, _ = display_text(text_of(line), self.punctuation)
        runs_widths = self._runs(shown, line, style)[1]
        measured = measure(shown, runs_widths, style=self.marks)
        return (natural(measured, 0, len(shown)) + 1) * style.size / 1000 if shown else 0.0

    def _set(
        self, text: str, spans: Sequence[Span], style: Style, width_pt: float, marker: int = 0
    ) -> SetText:
        runs, widths = self._runs(text, spans, style)
        face = self.face(style.face)
        latin = latin_quotes(text)
        if latin:
            runs = _narrow_quotes(text, runs, widths, latin)
        others = foreign(text, self.language, letters=self._widths_of(face).foreign)
        if others:
            runs = _in_languages(runs, others)
        measured = measure(text, widths, face.whole_marks(), self.marks, latin)
        width = int(width_pt / style.size * 1000 + 1e-6) - round(2000 * style.inset)
        # Rule 7: in columns of 14 em or less one em is enough.
        indent = round(1000 * (min(style.indent, 1.0) if width <= _NARROW else style.indent))
        hang = indent + measured.ends[marker] if marker else 0
        if style.align == "justify":
            lines = break_lines(measured, width - indent, width - hang)
            if self.tally is not None:
                self.tally.paragraph(measured, lines, width - indent, width - hang)
        else:
            # Loaded here: where nothing but text is set, this module's import is saved.
            from exporter.typography.fit import balance_lines

            most = _MOST_HEADLINE_LINES
            lines = balance_lines(measured, width, most, _bonds) if text else ()
        return SetText(style, measured, runs, lines, indent, width, hang)

    def _widths_of(self, face: Face) -> _Widths:
        found = self._widths.get(face.name)
        if found is None:
            found = self._widths[face.name] = _Widths(face)
        return found

    def _runs(
        self, text: str, spans: Sequence[Span], style: Style
    ) -> tuple[tuple[Run, ...], list[int]]:
        """The text in runs of one face, and the advance of every character in mem."""
        if len(spans) == 1 and not spans[0].marks:
            face = self.face(style.face)
            widths = list(map(self._widths_of(face).__getitem__, text))
            if not widths or min(widths) >= 0:
                return (Run(0, len(text), face, 1000, None),), widths
        runs: list[Run] = []
        widths = []
        at = 0
        for span in spans:
            end = at + len(span.text)
            mark = next((m for m in span.marks if m.tag in _MARK_FACES), None)
            name, scale = style.face, 1000
            if mark is not None and not style.heading:
                name = _MARK_FACES[mark.tag]
                scale = self.dateline_scale if mark.tag == "dateline" else 1000
            elif span.marks and not style.heading:
                name = next(
                    (_EMPHASIS_FACES.get(m.ref, name) for m in span.marks if m.tag == "emphasis"),
                    name,
                )
            face = self.face(name)
            self._cover(runs, widths, text[at:end], Run(at, end, face, scale, mark))
            at = end
        return _merged(runs), widths

    def _cover(self, runs: list[Run], widths: list[int], part: str, whole: Run) -> None:
        """Adds a span's runs and widths: split where its face lacks a character or a dash must be
        joined."""
        start, face, scale, owner = whole.start, whole.face, whole.scale, whole.owner
        advances = list(map(self._widths_of(face).__getitem__, part))
        if not part:
            return
        if min(advances) >= 0:
            runs.append(whole)
            widths += advances if scale == 1000 else [w * scale // 1000 for w in advances]
            return
        for i, (char, width) in enumerate(zip(part, advances, strict=True), start):
            if width >= 0:
                runs.append(Run(i, i + 1, face, scale, owner))
            elif char == _DASH and face.glyph(char):
                runs.append(Run(i, i + 1, face, scale, owner, dash=True))
                width = 1000
            else:
                run, width = self._fallback(i, char, face, scale, owner)
                runs.append(run)
            widths.append(width * scale // 1000)

    def _fallback(
        self, at: int, char: str, face: Face, scale: int, owner: Owner | None
    ) -> tuple[Run, int]:  # fmt: skip
        """The run of a character that its face lacks, and its advance."""
        found = covering(char, face, self.folders)
        if found is not None:
            return Run(at, at + 1, found, scale, owner), found.advance(char)
        if classify(char) in "zs":
            return Run(at, at + 1, face, scale, owner, hidden=True), 0
        if char not in self._missing:
            self._missing.add(char)
            self.notices.append(
                Notice(
                    code="missing-glyph",
                    detail=f"no font has U+{ord(char):04X} {char!r}: it is printed as {GETA} "
                    "and kept in the text layer",
                )
            )
        last = self.face(CHAIN[0])
        return Run(at, at + 1, last, scale, owner), last.advance(GETA)


def _narrow_quotes(
    text: str, runs: Sequence[Run], widths: list[int], latin: frozenset[int]
) -> tuple[Run, ...]:
    """The runs with Latin quotes in their face's narrow forms; their widths are set right."""
    out: list[Run] = []
    for run in runs:
        at = run.start
        for p in sorted(p for p in latin if run.start <= p < run.end):
            face = run.face.latin()
            widths[p] = face.advance(text[p]) * run.scale // 1000
            out += [run._replace(start=at, end=p)] if at < p else []
            out.append(run._replace(start=p, end=p + 1, face=face))
            at = p + 1
        if at < run.end:
            out.append(run._replace(start=at))
    return tuple(out)


def _in_languages(runs: Sequence[Run], others: Sequence[Foreign]) -> tuple[Run, ...]:
    """The runs, parted where another language begins or ends."""
    out: list[Run] = []
    for run in runs:
        at = run.start
        for start, end, language in others:
            first, stop = max(start, at), min(end, run.end)
            if first < stop:
                out += [run._replace(start=at, end=first)] if at < first else []
                out.append(run._replace(start=first, end=stop, language=language))
                at = stop
        if at < run.end:
            out.append(run._replace(start=at))
    return tuple(out)


def _bonds() -> Mapping[str, str]:
    """How firmly two characters hold together, as reading knows it: few headings ask."""
    from exporter.reading.seams import pair_levels

    return pair_levels()


def spaced(m: Measured, places: Sequence[int], amount: int) -> Measured:
    """The same with `amount` mem more after the characters at `places`, on lines that go on."""
    adjust = dict(m.adjust)
    more = [0] * (len(m.text) + 1)
    for p in places:
        adjust[p] = adjust.get(p, 0) + amount
        more[p + 1] += amount
    total = list(accumulate(more))
    return m._replace(
        adjust=adjust,
        places=sorted(adjust),
        ends=[a + b for a, b in zip(m.ends, total, strict=True)],
        heads=[a + b for a, b in zip(m.heads, total, strict=True)],
        # A line that ends at such a place does not have it.
        tails=[a + b for a, b in zip(m.tails, [0, *total], strict=False)],
    )


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
