"""What a paper prints around its articles: its own name beside a page's header, and the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from exporter.lexicon.characters import HAN
from exporter.messages import say, sentence
from exporter.model import Notice, Range
from exporter.reading.text.lines import TextLine
from exporter.startup.patterns import Lazy
from exporter.startup.records import replace

_LONGEST_NAME = 16
_PAPER = Lazy(
    rf"{HAN}(?:\s?{HAN}){{1,9}}\s?"
    r"(?:日|晚|晨|早|时|時|商|快|周|週|都\s?市)\s?[报報]"
)
"""What a newspaper is called, its characters set apart or not."""
_DAY = Lazy(r"(?<!\d)(\d{4})\s*[年/.-][\s/／]*(\d{1,2})\s*[月/.-][\s/／]*(\d{1,2})(?!\d)")
_AROUND = ("page", "folio")


def with_mastheads(lines: list[TextLine], publication: str | None) -> list[TextLine]:
    """The lines with the paper's own name, alone beside a page's header or the day, as a folio
    too: it is no kicker of the lead."""
    found = {
        i
        for i, line in enumerate(lines)
        if line.kind == "text"
        and len(line.text) <= _LONGEST_NAME
        and any(lines[j].kind in _AROUND for j in (i - 1, i + 1) if 0 <= j < len(lines))
        and (_same(line.text, publication) or _PAPER.fullmatch(line.text))
    }
    if not found:
        return lines
    return [replace(line, kind="folio") if i in found else line for i, line in enumerate(lines)]


def _same(text: str, name: str | None) -> bool:
    return name is not None and "".join(text.split()) == "".join(name.split())


_DATES = {
    "date-differs": sentence("the paper prints {printed}, and the issue was given {given}"),
    "date-unsaid": sentence(
        "the paper prints {printed}, and the issue was given no date: say it with --date or in a "
        "TOML beside the text"
    ),
}


def printed_days(lines: Sequence[TextLine], given: dt.date | None) -> Iterator[Notice]:
    """The days that headers and folios print, where the issue was given none or another: a day is
    never guessed, but a wrong one binds an issue into the wrong place of a volume."""
    told: set[dt.date] = set()
    for line in lines:
        day = _day_of(line.text) if line.kind in _AROUND else None
        if day is None or day == given or day in told:
            continue
        told.add(day)
        code = "date-unsaid" if given is None else "date-differs"
        yield Notice(
            code=code,
            detail=say(_DATES[code], printed=day, given=given),
            range=Range(line.src, line.start, line.end),
        )


def _day_of(text: str) -> dt.date | None:
    found = _DAY.search(text)
    if found is None:
        return None
    try:
        return dt.date(*map(int, found.groups()))
    except ValueError:
        return None
