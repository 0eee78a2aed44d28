"""From the model's lines to set paragraphs: which face each character takes, which lines result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from exporter.display import Punctuation, shown_string, shown_text
from exporter.messages import say
from exporter.model import Line, Mark, Notice, Span, text_of
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass, replace
from exporter.typography.breaking import break_lines
from exporter.typography.catalogue import Fonts
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
from exporter.typography.gauge import DASH, Gauge, kinds_of
from exporter.typography.languages import Foreign, foreign, has_letters_of_others
from exporter.typography.measure import Measured, SetLine, latin_classes, natural, settle
from exporter.typography.rules import Marks, classify, latin_quotes
from exporter.writers.pdf.look.theme import Style
from exporter.writers.pdf.objects.fonts import FontSet
from exporter.writers.shared.addresses import link_address

if TYPE_CHECKING:
    from exporter.typography.report import Tally

_MARK_FACES = {"dateline": HEI, "credit": KAI, "jump": HEI}
_EMPHASIS_FACES = {"em": KAI, "strong": HEI, "dots": KAI}
"""Han is never slanted: emphasis changes the face."""
_DASHES = Lazy(DASH + "+")
_NARROW = 14_000
_SHORT, _MOST_KEPT = 60, 256
"""Characters of a text that is kept measured, and how many such texts are."""
_DASH_MARGIN = 50
"""White at either end of a —— in mem; its pieces are drawn joined (CLREQ: it is one mark)."""
_MOST_HEADLINE_LINES = 3
_MOST_CENTRED = 2
"""Lines of a caption that are still centred."""


@dataclass(frozen=True, slots=True)
class Lead:
    """What owns the characters of headline line `number` where a headline runs in before a text."""

    number: int


@dataclass(frozen=True, slots=True)
class Linked:
    """What owns the characters of a link: where it leads, and what they stand in besides."""

    ref: str
    within: Mark | Lead | None


Owner = Mark | Lead | Linked


class Run(NamedTuple):
    """Characters [start, end) in one face at `scale` thousandths of the style's size. `owner` is
    the mark or link they stand in, or None; `dash` runs are drawn joined; `hidden` ones take no
    room; `language` is "" where it is the document's."""

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


class Composer:
    """Sets lines of text in the faces of a theme; collects notices of characters nobody has."""

    def __init__(
        self,
        punctuation: Punctuation,
        dateline_scale: int,
        at_hand: Fonts,
        marks: Marks,
        language: str = "zh",
    ) -> None:
        self.language = language
        self.local = local_faces(language)
        self.punctuation = punctuation
        self.dateline_scale = dateline_scale
        self.at_hand = at_hand
        self.marks = marks
        self.fonts = FontSet()
        """The fonts of the document: they know every character that was set."""
        self.notices: list[Notice] = []
        self.tally: Tally | None = None
        """Where every justified paragraph is examined, if a report is asked for."""
        self._faces: dict[str, Face] = {}
        self._gauges: dict[str, Gauge] = {}
        self._kept: dict[tuple[str, str], tuple[tuple[Run, ...], Measured]] = {}
        self._foreign = False
        """Whether letters of another language were among the characters."""
        self._missing: set[str] = set()

    def face(self, name: str) -> Face:
        """A face by name, or the one that stands for it in the document's language."""
        found = self._faces.get(name)
        if found is None:
            found = self._faces[name] = shipped_face(self.local.get(name, name), self.at_hand)
        return found

    def set(self, line: Line, style: Style, width_pt: float, prefix: str = "") -> SetText:
        """A line of the model as a paragraph `width_pt` wide; `prefix` is a generated marker, and
        further lines stand in as far as the text after it."""
        text = prefix + text_of(line)
        heading = style.heading and style.clauses
        shown = shown_string(text, self.punctuation, heading=heading)
        spans: Sequence[Span] = (Span(prefix), *line) if prefix else line
        return self._set(shown, spans, style, width_pt, len(prefix))

    def run_in(
        self, heads: Sequence[Line], line: Line, lead: Style, style: Style, width_pt: float
    ) -> SetText:
        """A paragraph whose headline runs in before it: each line of it in the style `lead`, an em
        of white behind it, which is layout only."""
        pieces: list[tuple[str, Sequence[Span], Style, Lead | None]] = [
            (shown_text(head, self.punctuation, heading=True), head, lead, Lead(i))
            for i, head in enumerate(heads)
        ]
        pieces.append((shown_text(line, self.punctuation), line, style, None))
        runs: list[Run] = []
        widths: list[int] = []
        gaps: list[int] = []
        for text, spans, kind, owner in pieces:
            at = len(widths)
            if at and text:
                gaps.append(at - 1)
            found, wide, _ = self._runs(text, spans, kind)
            runs += [
                run._replace(start=run.start + at, end=run.end + at, owner=_led(owner, run.owner))
                for run in found
                if text
            ]
            widths += wide
        whole = self.face(style.face).whole_marks()
        joined = "".join([p[0] for p in pieces])
        measured = settle(joined, classify(joined, whole), widths, self.marks)
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
        from exporter.typography.breaking import longer, shorter  # few paragraphs are set twice

        how = longer if by > 0 else shorter
        lines = how(text.measured, text.lines, text.width - text.indent, text.width)
        return None if lines is None else text._replace(lines=lines)

    def plain(self, shown: str, style: Style, width_pt: float) -> SetText:
        """Generated text (running heads, contents) as it is."""
        return self._set(shown, (Span(shown),), style, width_pt)

    def plain_width(self, shown: str, style: Style) -> float:
        """The points that generated text takes on one line."""
        _, measured = self._measured(shown, (Span(shown),), style)
        return natural(measured, 0, len(measured.text)) * style.size / 1000

    def width(self, line: Line, style: Style) -> float:
        """The points that a line takes where it is not broken, rounded up."""
        shown = shown_text(line, self.punctuation)
        _, widths, _ = self._runs(shown, line, style)
        measured = settle(shown, classify(shown), widths, self.marks)
        return (natural(measured, 0, len(shown)) + 1) * style.size / 1000 if shown else 0.0

    def _set(
        self, text: str, spans: Sequence[Span], style: Style, width_pt: float, marker: int = 0
    ) -> SetText:
        runs, measured = self._measured(text, spans, style)
        width = int(width_pt / style.size * 1000 + 1e-6) - round(2000 * style.inset)
        # Rule 7: in columns of 14 em or less one em is enough.
        indent = round(1000 * (min(style.indent, 1.0) if width <= _NARROW else style.indent))
        hang = indent + measured.ends[marker] if marker else 0
        if style.align == "centre" and not style.heading and _too_long(measured, width):
            style = replace(style, align="justify")
        if style.align == "justify":
            lines = break_lines(measured, width - indent, width - hang)
            if self.tally is not None:
                self.tally.paragraph(measured, lines, width - indent, width - hang)
        else:
            # Loaded here: where nothing but text is set, this module's import is saved.
            from exporter.typography.headings import balance_lines

            most = _MOST_HEADLINE_LINES
            lines = balance_lines(measured, width, most, word_bonds) if text else ()
            if self.tally is not None and style.heading and text:
                self.tally.heading(measured, lines, width)
        return SetText(style, measured, runs, lines, indent, width, hang)

    def _measured(
        self, text: str, spans: Sequence[Span], style: Style
    ) -> tuple[tuple[Run, ...], Measured]:
        """The text in runs, and measured: neither depends on its size or the width of its lines, so
        that of a short one is kept for the next size or width that is tried."""
        short = len(text) <= _SHORT and len(spans) == 1 and not spans[0].marks
        found = self._kept.get((text, style.face)) if short else None
        if found is None:
            found = self._measure(text, spans, style)
            if short:
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.clear()
                self._kept[text, style.face] = found
        return found

    def _measure(
        self, text: str, spans: Sequence[Span], style: Style
    ) -> tuple[tuple[Run, ...], Measured]:
        runs, widths, classes = self._runs(text, spans, style)
        latin = latin_quotes(text)
        if latin:
            runs = self._narrow_quotes(text, runs, widths, latin)
            classes = latin_classes(classes, latin)
        others = foreign(text, self.language, letters=self._foreign)
        if others:
            runs = _in_languages(runs, others)
        return runs, settle(text, classes, widths, self.marks)

    def _gauge(self, face: Face) -> Gauge:
        found = self._gauges.get(face.name)
        if found is None:
            found = self._gauges[face.name] = Gauge(face)
        return found

    def _runs(
        self, text: str, spans: Sequence[Span], style: Style
    ) -> tuple[tuple[Run, ...], list[int], str]:
        """The text in runs of one face, the advance of every character in mem, and the classes."""
        runs: list[Run] = []
        widths: list[int] = []
        kinds = kinds_of(text)
        face = self.face(style.face)
        at, plain = 0, True
        for span in spans:
            end = at + len(span.text)
            own, scale, owner = face, 1000, None
            if span.marks:
                name, scale, owner = self._voice(span.marks, style)
                own = self.face(name)
            part, whole = text[at:end], Run(at, end, own, scale, owner)
            if self._knows(own, part):
                self._cover(runs, widths, part, kinds[at:end], whole)
            else:
                plain = False
                self._patch(runs, widths, part, kinds[at:end], whole)
            at = end
        classes = self._gauge(face).classes(kinds) if plain else classify(text, face.whole_marks())
        return tuple(runs), widths, classes

    def _voice(self, marks: Sequence[Mark], style: Style) -> tuple[str, int, Owner | None]:
        """The face that marks ask for, its scale, and what owns the text: the mark that is a part
        of its own, or a link."""
        mark = next((m for m in marks if m.tag in _MARK_FACES), None)
        owner = _linked(marks, mark)
        if style.heading:
            return style.face, 1000, owner
        if mark is not None:
            scale = self.dateline_scale if mark.tag == "dateline" else 1000
            return _MARK_FACES[mark.tag], scale, owner
        faces = (_EMPHASIS_FACES.get(m.ref, style.face) for m in marks if m.tag == "emphasis")
        return next(faces, style.face), 1000, owner

    def _knows(self, face: Face, part: str) -> bool:
        """Whether the face has every character of a text, and its gauge tells all of them."""
        gauge = self._gauge(face)
        if gauge.knows(part):
            return True
        font = self.fonts.of(face)
        for char in gauge.learn(part):
            font.use(char)
            self._foreign = self._foreign or has_letters_of_others(char)
        return gauge.knows(part)

    def _cover(
        self, runs: list[Run], widths: list[int], part: str, kinds: bytes, whole: Run
    ) -> None:
        """Adds a span that its face covers, in one run but for its dashes."""
        advances = self._gauge(whole.face).widths(kinds)
        scale = whole.scale
        widths += advances if scale == 1000 else [w * scale // 1000 for w in advances]
        at, begin = whole.start, whole.start
        if DASH in part:
            for found in _DASHES.finditer(part):
                start, end = found.start() + begin, found.end() + begin
                if at < start:
                    _add(runs, whole._replace(start=at, end=start))
                _add(runs, whole._replace(start=start, end=end, dash=True))
                at = end
        if at < whole.end:
            _add(runs, whole._replace(start=at) if at > begin else whole)

    def _patch(
        self, runs: list[Run], widths: list[int], part: str, kinds: bytes, whole: Run
    ) -> None:
        """Adds a span with characters that its face lacks or its gauge cannot tell."""
        face, begin, at = whole.face, whole.start, 0
        known = self._gauge(face).known
        for i, char in enumerate([*part, ""]):
            if char in known:
                continue
            if at < i:
                run = whole._replace(start=begin + at, end=begin + i)
                self._cover(runs, widths, part[at:i], kinds[at:i], run)
            if char:
                run, width = whole._replace(start=begin + i, end=begin + i + 1), 0
                if face.glyph(char):
                    width = face.advance(char)
                else:
                    run, width = self._fallback(run, char)
                self.fonts.of(run.face).use(char)
                self._foreign = self._foreign or has_letters_of_others(char)
                _add(runs, run)
                widths.append(width * whole.scale // 1000)
            at = i + 1

    def _fallback(self, run: Run, char: str) -> tuple[Run, int]:
        """The run of a character that its face lacks, and its advance."""
        found = covering(char, run.face, self.at_hand)
        if found is not None:
            return run._replace(face=found), found.advance(char)
        if classify(char) in "zs":
            return run._replace(hidden=True), 0
        if char not in self._missing:
            self._missing.add(char)
            if self.tally is not None:
                self.tally.fault("glyph", f"U+{ord(char):04X}")
            self.notices.append(
                Notice(
                    code="missing-glyph",
                    detail=say(
                        "no font has U+{code:04X} {char!r}: it is printed as {geta} and kept in "
                        "the text layer",
                        code=ord(char),
                        char=char,
                        geta=GETA,
                    ),
                )
            )
        last = self.face(CHAIN[0])
        return run._replace(face=last), last.advance(GETA)

    def _narrow_quotes(
        self, text: str, runs: Sequence[Run], widths: list[int], latin: frozenset[int]
    ) -> tuple[Run, ...]:
        """The runs with Latin quotes in their face's narrow forms; their widths are set right."""
        out: list[Run] = []
        for run in runs:
            at = run.start
            for p in sorted(p for p in latin if run.start <= p < run.end):
                face = run.face.latin()
                self.fonts.of(face).use(text[p])
                widths[p] = face.advance(text[p]) * run.scale // 1000
                out += [run._replace(start=at, end=p)] if at < p else []
                out.append(run._replace(start=p, end=p + 1, face=face))
                at = p + 1
            if at < run.end:
                out.append(run._replace(start=at))
        return tuple(out)


def _linked(marks: Sequence[Mark], within: Mark | None) -> Owner | None:
    """The link among marks, if a file may lead where it leads; else `within`."""
    refs = (mark.ref for mark in marks if mark.tag == "link" and link_address(mark.ref))
    ref = next(refs, None)
    return within if ref is None else Linked(ref, within)


def _led(lead: Lead | None, owner: Owner | None) -> Owner | None:
    """What owns characters of a headline that runs in."""
    if lead is None:
        return owner
    return Linked(owner.ref, lead) if isinstance(owner, Linked) else lead


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


def _too_long(m: Measured, width: int) -> bool:
    """Whether centred text takes so many lines that it reads better justified."""
    return natural(m, 0, len(m.text)) > _MOST_CENTRED * width


def word_bonds() -> Mapping[str, str]:
    """How firmly two characters hold together, as reading knows it: few headings ask."""
    from exporter.lexicon.pairs import pair_levels

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


def _add(runs: list[Run], run: Run) -> None:
    """Adds a run, as a part of the last one if they are alike."""
    if runs and runs[-1][2:] == run[2:]:
        run = run._replace(start=runs.pop().start)
    runs.append(run)


def dash_kerns(face: Face, count: int) -> tuple[int, float, float, float]:
    """How a run of `count` dashes is drawn as one stroke over `count` em with a little white at
    both ends: (horizontal scale in per mille, and three TJ numbers: before, between, after)."""
    glyph = face.glyph(DASH)
    extents = face.hb_font.get_glyph_extents(glyph)
    k = 1000 / face.units_per_em
    ink, bearing = extents.width * k, extents.x_bearing * k
    advance = face.glyph_advance(glyph)
    scale = (1000 * count - 2 * _DASH_MARGIN) / count / ink
    before = bearing - _DASH_MARGIN / scale
    after = advance - bearing - ink - _DASH_MARGIN / scale
    return round(scale * 1000), before, advance - ink, after
