"""Markdown-like text: headings, `> ` quotes, `- ` and `1. ` lists, `| ` tables, pictures, and the
signs within lines (`inline`). Lines fenced by ``` are kept as they are, each a line of a quote.

Only what newspapers' exports hold is read; anything else stays text. A sign that only marks is
dropped by name ("quote-mark", "list-mark", "table-mark", "picture-mark", "emphasis-mark",
"link-mark", "code-mark", "escape-mark"), so nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from exporter.messages import say, say_chain
from exporter.model import Range, Source
from exporter.reading.dialects import Recognised, Script
from exporter.reading.dialects.inline import Drop, read_inline, wholly_strong, without_strong
from exporter.reading.text.kinds import BLANKS, SUBHEAD, ends_sentence, kind_of
from exporter.reading.text.lines import Shot, TextLine, read_lines
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass, field, replace

# Signs by how much each says of a source: two points make it Markdown.
_EVIDENCE = Lazy(
    r"(?P<two>!\[[^\[\]\n]{0,400}\]\([^()\n]{1,400}\)|^\|?[ \t]*:?-{3,}:?[ \t]*\|[-:| \t]*$"
    r"|\[[^\[\]\n]{1,200}\]\(https?://)"
    r"|^>[ \t]|^[-*+][ \t]\S|\*\*[^*\s][^*\n]{0,200}\*\*",
    re.MULTILINE,
)
_HINTS = ("\n>", "\n-", "\n*", "\n+", "](", "**", "-|", "- |")
_QUOTE = Lazy(r"(?:>[ \t]*)+")
_ITEM = Lazy(r"[-*+][ \t\u3000]+(?=\S)")
_NUMBERED = Lazy(r"(?P<number>[0-9]{1,4})[.)][ \t\u3000]+(?=\S)")
_PICTURE = Lazy(
    r"(?P<outer>\[)?!\[(?P<caption>[^\[\]\n]{0,2000})\]"
    r"\([ \t]{0,9}(?P<file><[^<>\n]{1,1000}>"
    r"|[^()\s\"]{0,1000}(?:\([^()\s]{0,200}\)[^()\s\"]{0,200}){0,3})"
    r"(?:[ \t]{1,9}\"(?P<title>[^\"\n]{0,2000})\")?[ \t]{0,9}\)"
    r"(?(outer)\]\([^()\s]{0,1000}\))"
)
_SEPARATOR = Lazy(r"\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?")
_ESCAPED_BAR = Lazy(r"(?<!\\)(?:\\\\)*\\\|")
_FENCE = Lazy(r"(?P<sign>`{3,}|~{3,})(?P<about>[^`]*)")
_PLAIN_KINDS = frozenset(("page", "folio", "rule", "jump", "staff"))
"""Lines that say what they are without any sign."""


def recognised(name: str, text: str) -> Recognised | None:
    """By the file's name, or by a picture, a table or a link, or by two other signs."""
    if name.lower().endswith((".md", ".markdown")):
        return Recognised(1.0, say("{name} is called so", name=name))
    if not any(hint[-1] in text and hint in text for hint in _HINTS):
        return None
    signs: list[str] = []
    points = 0
    for found in _EVIDENCE.finditer(text):
        signs.append(" ".join(found.group()[:12].split()))
        points += 2 if found["two"] else 1
        if points >= 2:
            told = say_chain("{before} and {after}", signs)
            return Recognised(0.9, say("it holds {signs}", signs=told))
    return None


def read(source: Source) -> Script:
    """The lines without their signs, their kinds set; what is dropped, and which pictures are
    named."""
    lines, dropped = read_lines(source.text, source.id)
    fenced = _fenced(lines)
    _restore_signs(source.text, lines, dropped, fenced)
    reader = _Reader(dropped, _listed(lines), _tabled(lines), fenced)
    made = [line for i, one in enumerate(lines) for line in reader.read(i, one)]
    return Script(made, reader.dropped, tuple(reader.pictures))


def _listed(lines: Sequence[TextLine]) -> set[int]:
    """The lines of numbered lists: one number alone is a subhead's as often as an item's."""
    numbers = [_NUMBERED.match(line.text) if line.kind != "mark" else None for line in lines]
    found: set[int] = set()
    for i in range(1, len(lines)):
        before, here = numbers[i - 1], numbers[i]
        if before and here and int(here["number"]) in (1, int(before["number"]) + 1):
            found |= {i - 1, i}
    return found


def _fenced(lines: Sequence[TextLine]) -> dict[int, bool]:
    """The lines of fenced code, and whether each is one of the two fences. A fence that nothing
    closes is none."""
    found: dict[int, bool] = {}
    opened, sign = -1, ""
    for i, line in enumerate(lines):
        fence = _FENCE.fullmatch(line.text) if line.text.startswith(("`", "~")) else None
        if fence is None or line.kind == "mark":
            continue
        if opened < 0:
            opened, sign = i, fence["sign"]
        elif fence["sign"].startswith(sign) and not fence["about"].strip(BLANKS):
            found |= dict.fromkeys(range(opened + 1, i), False) | {opened: True, i: True}
            opened = -1
    return found


def _restore_signs(
    text: str, lines: list[TextLine], dropped: list[Drop], fenced: dict[int, bool]
) -> None:
    """Gives lines within fences back the # that was taken for a heading's."""
    marks = [i for i in fenced if lines[i].kind == "mark"]
    if not marks:
        return
    signs = {end: start for start, end, code in dropped if code == "heading-mark"}
    restored: set[int] = set()
    for i in marks:
        end = lines[i].start
        while end not in signs:
            end -= 1
        start = signs[end]
        restored.add(start)
        lines[i] = replace(lines[i], start=start, text=text[start : lines[i].end])
    dropped[:] = [one for one in dropped if one[0] not in restored or one[2] != "heading-mark"]


def _tabled(lines: Sequence[TextLine]) -> dict[int, bool]:
    """The lines of tables, and whether each is the one that sets the heading apart."""
    found: dict[int, bool] = {}
    i = 1
    while i < len(lines):
        if _barred(lines[i - 1]) and _barred(lines[i]) and _SEPARATOR.fullmatch(lines[i].text):
            found |= {i - 1: False, i: True}
            while i + 1 < len(lines) and _barred(lines[i + 1]):
                i += 1
                found[i] = False
        i += 1
    return found


def _barred(line: TextLine) -> bool:
    return "|" in line.text


@dataclass(slots=True)
class _Reader:
    """One source while its signs are read. `listed`, `tabled` and `fenced` are indexes of its
    lines."""

    dropped: list[Drop]
    listed: set[int]
    tabled: dict[int, bool]
    fenced: dict[int, bool]
    pictures: list[str] = field(default_factory=list)

    def read(self, i: int, line: TextLine) -> Iterator[TextLine]:
        """The lines that one line of the source is."""
        if i in self.fenced:
            if self.fenced[i]:
                self.dropped.append((line.start, line.end, "code-mark"))
            else:
                yield replace(line, kind="quote", level=0)
        elif i in self.tabled:
            if self.tabled[i]:
                self.dropped.append((line.start, line.end, "table-mark"))
            else:
                yield self._row(line)
        elif line.kind == "mark":
            yield without_strong(self._inline(line))
        elif "![" in line.text and line.kind not in _PLAIN_KINDS:
            yield from self._pictures(line)
        elif line.text[0] == ">":
            yield from self._quote(line)
        elif (found := _ITEM.match(line.text)) is not None:
            yield replace(self._after(line, found.end(), "list-mark"), kind="item")
        elif i in self.listed and (found := _NUMBERED.match(line.text)) is not None:
            number = int(found["number"])
            yield replace(
                self._after(line, found.end(), "list-mark"), kind="item", level=max(1, number)
            )
        else:
            yield self._plain(line)

    def _row(self, line: TextLine) -> TextLine:
        """A row of a table; a bar behind a backslash is text."""
        made = self._inline(line)
        kept = {line.start + found.end() - 1 for found in _ESCAPED_BAR.finditer(line.text)}
        literal = tuple(
            run.at + start - run.start
            for run in made.runs
            for start in sorted(kept)
            if run.start <= start < run.start + run.size
        )
        return replace(made, kind="row", level=1, literal=literal)

    def _plain(self, line: TextLine) -> TextLine:
        """A line of text; one that is strong as a whole and short is a subhead."""
        made = self._inline(line)
        if made is line:
            return line
        kind = kind_of(made.text)
        short = len(made.text) <= SUBHEAD and not ends_sentence(made.text)
        if kind in ("text", "subhead") and short and wholly_strong(made):
            return replace(without_strong(made), kind="subhead")
        return replace(made, kind=kind)

    def _inline(self, line: TextLine) -> TextLine:
        made, signs = read_inline(line)
        self.dropped += signs
        return made

    def _after(self, line: TextLine, size: int, code: str) -> TextLine:
        """The line without its first `size` characters, a sign and blanks."""
        sign = line.text[:size].rstrip(BLANKS)
        self.dropped.append((line.start, line.start + len(sign), code))
        text = line.text[size:]
        return self._inline(replace(line, start=line.start + size, text=text, kind=kind_of(text)))

    def _quote(self, line: TextLine) -> Iterator[TextLine]:
        found = _QUOTE.match(line.text)
        size = found.end() if found else 0
        if size == len(line.text):
            self.dropped.append((line.start, line.end, "quote-mark"))
        elif size:
            yield replace(self._after(line, size, "quote-mark"), kind="quote")
        else:
            yield self._plain(line)

    def _pictures(self, line: TextLine) -> Iterator[TextLine]:
        """The pictures of a line, and what stands before, between and after them."""
        at = 0
        for found in _PICTURE.finditer(line.text):
            yield from self._stretch(line, at, found.start())
            yield from self._picture(line, found)
            at = found.end()
        yield from self._stretch(line, at, len(line.text))

    def _stretch(self, line: TextLine, start: int, end: int) -> Iterator[TextLine]:
        text = line.text[start:end]
        if not text.strip(BLANKS):
            return
        start += len(text) - len(text.lstrip(BLANKS))
        text = text.strip(BLANKS)
        here = line.start + start
        kind = line.kind if len(text) == len(line.text) else kind_of(text)
        made = replace(line, start=here, end=here + len(text), text=text, kind=kind)
        yield self._plain(made)

    def _picture(self, line: TextLine, found: re.Match[str]) -> Iterator[TextLine]:
        """The title is the caption where there is one; else what stands in the brackets."""
        a, b = line.start + found.start(), line.start + found.end()
        shown = "title" if (found["title"] or "").strip(BLANKS) else "caption"
        words = found[shown]
        text = words.strip(BLANKS)
        alt = found["caption"].strip(BLANKS) if shown == "title" else ""
        shot = Shot(
            address=found["file"].strip("<>"),
            place=Range(line.src, a, b),
            alt=alt or None,
            bare=not text,
        )
        self.pictures.append(shot.address)
        if not text:
            self.dropped.append((a, b, "picture-mark"))
            yield replace(line, start=a, end=b, text=found.group(), kind="figure", shot=shot)
            return
        here = line.start + found.start(shown) + len(words) - len(words.lstrip(BLANKS))
        end = here + len(text)
        self.dropped += [(a, here, "picture-mark"), (end, b, "picture-mark")]
        yield self._inline(replace(line, start=here, end=end, text=text, kind="figure", shot=shot))
