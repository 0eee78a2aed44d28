"""Sources to one issue: pages, articles, what is dropped, what was guessed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, pairwise

from exporter.lexicon.scripts import script_of
from exporter.messages import Message, say
from exporter.model import (
    ISSUE,
    Article,
    Dropped,
    Guess,
    Issue,
    Meta,
    Move,
    Notice,
    Page,
    Range,
    Reading,
    Source,
    line_number,
)
from exporter.reading.articles import Head, read_article
from exporter.reading.body.blocks import page_number
from exporter.reading.decided.decisions import Decisions
from exporter.reading.decided.overrides import Override, fitting
from exporter.reading.decided.written_heads import told_head
from exporter.reading.desk import Settings
from exporter.reading.gallery import Gallery
from exporter.reading.heads.groups import group_of
from exporter.reading.heads.scores import deck_places
from exporter.reading.heads.starts import Start, starts
from exporter.reading.inputs import RawInput
from exporter.reading.jumps import Placed, put_together
from exporter.reading.profiles import FEW, House, fits, guess_profile, openings_of
from exporter.reading.recorded import recorded
from exporter.reading.scanning import Scanned, scan_sources
from exporter.reading.text.decode import NAMED
from exporter.reading.text.doubts import doubts_of
from exporter.reading.text.kinds import page_header
from exporter.reading.text.lines import TextLine
from exporter.reading.text.mastheads import printed_days, with_mastheads
from exporter.reading.text.spans import ranges_of
from exporter.startup.records import dataclass, field, replace

FIRM = 0.9
"""The confidence from which a guessed profile forbids readings and not only leans."""
LIKE = 0.5
"""A named profile is trusted whole where half of a text's openings are its own: wire reports open
as their agencies do in every paper."""
UNKNOWN = 0.3
"""How like the papers known here a text is that opens no article as they do."""
MOST_HEADING_LINES = 6
"""More headings on lines right below each other than this are no headline of several lines."""
_UNNAMED = Meta().language
_MANY = 4
"""From so many articles on, where their decks stand says something about the others."""
_SURVEYED = 40
"""So many articles are looked at, so that a long text is not weighed twice."""
_HEAD = 40
"""Lines of an article that its headline group may be told by."""
_SURE = 0.9


@dataclass(slots=True)
class _Sheet:
    """A page while it fills."""

    number: int | None
    name: str | None
    articles: list[Article] = field(default_factory=list)


@dataclass(slots=True)
class _Desk:
    """Everything of the issue while it is read."""

    settings: Settings
    sheets: list[_Sheet] = field(default_factory=list)
    open: int = 0
    dropped: list[Dropped] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    gallery: Gallery = field(default_factory=Gallery)
    count: int = 0
    house: House = field(default_factory=House)
    decided: Decisions = field(default_factory=Decisions)
    told: dict[str, list[Override]] = field(default_factory=dict)
    heads: dict[str, Head] = field(default_factory=dict)
    printed: dict[int, TextLine] = field(default_factory=dict)
    headed_on: set[int] = field(default_factory=set)

    def sheet(self) -> _Sheet:
        """The page being filled; one without a number where no header came."""
        if not self.sheets:
            self.sheets.append(_Sheet(None, None))
        return self.sheets[self.open]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reading, and by article the headline groups as they were weighed."""

    reading: Reading
    heads: dict[str, Head]


def read_sources(
    inputs: Sequence[RawInput | Scanned], settings: Settings, *, encoding: str | None = None
) -> Reading:
    """All inputs as one issue. Raises InputError, OptionError."""
    return weigh_sources(inputs, settings, encoding=encoding).reading


def weigh_sources(
    inputs: Sequence[RawInput | Scanned], settings: Settings, *, encoding: str | None = None
) -> Weighed:
    """`read_sources`, with what else the headline groups could be."""
    desk = _Desk(settings)
    scanned = scan_sources(inputs, encoding=encoding, dialect=settings.dialect)
    sources = [one.source for one in scanned]
    desk.told, stale = fitting(settings.overrides, sources)
    for one in scanned:
        _read_source(desk, one)
        desk.notices += doubts_of(one.source)
    desk.notices += desk.gallery.notices
    desk.notices += [*stale, *desk.decided.notices]
    _follow_jumps(desk)
    pages = _pages(desk)
    issue = Issue(
        meta=_meta(desk, sources),
        sources=tuple(sources),
        pages=pages,
        dropped=tuple(sorted(desk.dropped, key=_by_place)),
        moves=tuple(desk.moves),
        assets=tuple(desk.gallery.assets.values()),
        read_with=recorded(settings, _named_encoding(scanned), desk.gallery.hung),
    )
    guesses = _in_order(pages, [*(one.encoding for one in scanned), *desk.guesses])
    reading = Reading(
        issue=issue, guesses=guesses, notices=tuple(desk.notices), pictures=desk.gallery.data
    )
    return Weighed(reading, desk.heads)


def _named_encoding(scanned: Sequence[Scanned]) -> str | None:
    """The encoding a person named, who names one for all."""
    return next((one.source.encoding for one in scanned if one.encoding.rule == NAMED), None)


def _meta(desk: _Desk, sources: Sequence[Source]) -> Meta:
    """What the person said; the language told from the text where nobody named it."""
    meta = desk.settings.meta
    if desk.settings.language_named or meta.language != _UNNAMED:
        return meta
    script = script_of("\n".join([source.text for source in sources]))
    if script is None:
        return meta
    desk.guesses.append(
        Guess(
            target=ISSUE,
            part="language",
            rule="script-characters",
            confidence=script.confidence,
            reason=say("{language}: {reason}", language=script.language, reason=script.reason),
        )
    )
    return replace(meta, language=script.language)


def _in_order(pages: tuple[Page, ...], guesses: list[Guess]) -> tuple[Guess, ...]:
    """Those about sources and pages, then article by article, as the JSON form has them."""
    place = {a.id: n for n, a in enumerate((a for page in pages for a in page.articles), 1)}
    return tuple(sorted(guesses, key=lambda guess: place.get(guess.target, 0)))


def _by_place(drop: Dropped) -> tuple[int, int]:
    return int(drop.range.src[1:]), drop.range.start


def _read_source(desk: _Desk, scanned: Scanned) -> None:
    source, lines, dropped = scanned.source, scanned.script.lines, scanned.script.dropped
    if scanned.dialect is not None:
        desk.guesses.append(scanned.dialect)
    if scanned.script.pictures:
        lines = desk.gallery.hang(lines, scanned.pictures)
    lines = printed = with_mastheads(_raised(lines), desk.settings.meta.publication)
    desk.notices += printed_days(lines, desk.settings.meta.date)
    marked = any(line.kind == "mark" and line.level == 1 for line in lines)
    desk.headed_on = _headed_on(lines, source.text)
    desk.printed = {}
    if source.id in desk.told:
        desk.printed = {line.start: line for line in lines}
        lines = desk.decided.lay(lines, desk.told[source.id], source)
    desk.house = _with_habit(_house(desk, source, lines), printed)
    desk.dropped += [
        Dropped(range=Range(source.id, start, end), code=code) for start, end, code in dropped
    ]
    rows: list[TextLine] = []
    for line in lines:
        if line.kind in ("folio", "rule"):
            told = desk.decided.of(line)
            code = line.kind if told is None or told.set is None else "override"
            desk.dropped += _drops(line, code)
        elif line.kind == "page":
            _read_rows(desk, rows, marked)
            rows = []
            _turn_page(desk, line)
        else:
            rows.append(line)
    _read_rows(desk, rows, marked)


def _raised(lines: list[TextLine]) -> list[TextLine]:
    """The lines with the highest of their marks as the first level: articles may be marked ##."""
    highest = min((line.level for line in lines if line.kind == "mark"), default=1)
    if highest == 1:
        return lines
    return [
        replace(line, level=line.level - highest + 1) if line.kind == "mark" else line
        for line in lines
    ]


def _headed_on(lines: Sequence[TextLine], text: str) -> set[int]:
    """Where the lines begin that go on the heading right above them: a headline of several lines
    each with its mark."""
    runs: list[list[int]] = []
    before: TextLine | None = None
    for line in lines:
        if line.kind == "mark" and line.level == 1:
            between = text[before.end : line.start] if before is not None else ""
            if line_number(between, len(between)) == 2:
                runs[-1].append(line.start)
            else:
                runs.append([line.start])
            before = line
        else:
            before = None
    return {start for run in runs if len(run) <= MOST_HEADING_LINES for start in run[1:]}


def _house(desk: _Desk, source: Source, lines: list[TextLine]) -> House:
    """The profile named, else guessed from the source's openings; and how like it the text is."""
    named = desk.settings.profile
    starts = sum(line.kind == "mark" and line.level == 1 for line in lines)
    if named is not None:
        openings = openings_of(source.text)
        likeness = fits(named, openings)
        reason = say("{profile}: a person named it", profile=named.name)
        if likeness < LIKE:
            reason = say(
                "{profile}: a person named it, but of {count} openings {likeness:.0%} are as in "
                "that paper",
                profile=named.name,
                count=len(openings),
                likeness=likeness,
            )
            desk.notices.append(_unlike(named.name, source, openings, likeness))
        _told_house(desk, source, "house-told", 1.0 if likeness >= LIKE else likeness, reason)
        return House(profile=named, firm=True, likeness=1.0 if likeness >= LIKE else likeness)
    guess = guess_profile(source.text, starts)
    if guess is None:
        if starts < FEW:
            return House()
        reason = say("none: of {count} articles none opens as in a paper known here", count=starts)
        _told_house(desk, source, "house-unknown", UNKNOWN, reason)
        return House(likeness=UNKNOWN)
    reason = say("{profile}: {reason}", profile=guess.profile.name, reason=guess.reason)
    _told_house(desk, source, "house-openings", guess.confidence, reason)
    return House(profile=guess.profile, firm=guess.confidence >= FIRM)


def _with_habit(house: House, lines: Sequence[TextLine]) -> House:
    """The house, with where this text's decks stand: in its marked articles as they are printed,
    so that what a person decides about one moves no other."""
    rows = [line for line in lines if line.kind not in ("folio", "rule", "page")]
    begins = [i for i, row in enumerate(rows) if row.kind == "mark" and row.level == 1]
    if house.deck != "any" or len(begins) < _MANY:
        return house
    own = glued = 0
    for begin, end in islice(pairwise([*begins, len(rows)]), _SURVEYED):
        head = rows[begin : min(end, begin + _HEAD)]
        group = group_of(head, marked=True, local=house.local, tags=house.tags)
        below, after = deck_places(group.units, group.facts)
        own += below >= _SURE
        glued += after >= _SURE
    return replace(house, decks=(own, glued))


def _told_house(desk: _Desk, source: Source, rule: str, confidence: float, reason: Message) -> None:
    desk.guesses.append(
        Guess(
            target=source.id,
            part="profile",
            rule=rule,
            confidence=round(confidence, 2),
            reason=reason,
        )
    )


def _unlike(name: str, source: Source, openings: list[str], likeness: float) -> Notice:
    seen = "、".join(dict.fromkeys(openings[:3]))
    return Notice(
        code="house-unlike",
        detail=say(
            "{source} opens its articles otherwise ({seen}) than the paper of the profile "
            "{profile}: {likeness:.0%} of {count} fit. What was decided by it is said "
            "with less confidence; name another profile, or none.",
            source=source.name,
            seen=seen,
            profile=name,
            likeness=likeness,
            count=len(openings),
        ),
    )


def _read_rows(desk: _Desk, rows: list[TextLine], marked: bool) -> None:
    """The articles of one page's rows: each begins at a mark, or where a line looks like it."""
    if not rows:
        return
    begins = [
        i
        for i, row in enumerate(rows)
        if row.kind == "mark" and row.level == 1 and not _goes_on(desk, rows, i)
    ]
    found: dict[int, Start] = {}
    if not marked:
        guessed = _starts(desk, rows)
        found = {at: one for at, one in guessed.items() if not _told_body(desk, rows[at])}
        begins = sorted({*begins, *found})
    if desk.decided.lines:
        begins = _without_told_heads(desk, rows, begins)
    if not begins or begins[0] > 0:
        _add_article(desk, rows[: begins[0] if begins else len(rows)], None)
    for i, begin in enumerate(begins):
        end = begins[i + 1] if i + 1 < len(begins) else len(rows)
        _add_article(desk, rows[begin:end], found.get(begin), headed=True)


def _goes_on(desk: _Desk, rows: list[TextLine], i: int) -> bool:
    """Whether the row goes on the heading above it, and nobody decided otherwise of it."""
    return (
        i > 0
        and rows[i].start in desk.headed_on
        and rows[i - 1].kind == "mark"
        and desk.decided.of(rows[i]) is None
    )


def _starts(desk: _Desk, rows: list[TextLine]) -> dict[int, Start]:
    """Where articles begin by the look of the lines as they are printed: what a person decides
    about some lines must not move the beginnings of articles elsewhere."""
    if not desk.printed:
        return {start.at: start for start in starts(rows)}
    places = [i for i, row in enumerate(rows) if row.start in desk.printed]
    found = starts([desk.printed[rows[i].start] for i in places])
    return {places[start.at]: start for start in found}


def _without_told_heads(desk: _Desk, rows: list[TextLine], begins: list[int]) -> list[int]:
    """The starts that are no lines of a headline group as a person wrote it."""
    kept: list[int] = []
    reached = 0
    for begin in begins:
        told = desk.decided.of(rows[begin])
        if begin < reached and (told is None or not told.begins_article):
            continue
        kept.append(begin)
        if told is not None and told.head is not None:
            found = told_head(told.head, rows[begin:])
            reached = begin + (0 if isinstance(found, str) else found.taken)
    return kept


def _told_body(desk: _Desk, row: TextLine) -> bool:
    """Whether a person said that no article begins here."""
    told = desk.decided.of(row)
    return told is not None and told.set is not None and not told.begins_article


def _add_article(
    desk: _Desk, rows: list[TextLine], start: Start | None, *, headed: bool = False
) -> None:
    desk.count += 1
    ident = f"a{desk.count}"
    made = read_article(
        rows, ident, headed=headed, marked=start is None, house=desk.house, decided=desk.decided
    )
    desk.sheet().articles.append(made.article)
    if made.head is not None:
        desk.heads[ident] = made.head
    told = desk.decided.of(rows[0])
    if start is not None and (told is None or not told.begins_article):
        desk.guesses.append(
            Guess(
                target=ident,
                part="start",
                rule="article-start",
                confidence=start.confidence,
                reason=start.reason,
                range=Range(rows[0].src, rows[0].start, rows[0].end),
            )
        )
    desk.guesses += made.guesses
    desk.dropped += made.dropped
    desk.moves += made.moves


def _follow_jumps(desk: _Desk) -> None:
    """Continuations go to the articles that send on to them; pages left empty go."""
    placed = [Placed(one, sheet.number) for sheet in desk.sheets for one in sheet.articles]
    if not any(one.article.jumps for one in placed):
        return
    found = put_together(placed)
    at = 0
    for sheet in desk.sheets:
        end = at + len(sheet.articles)
        sheet.articles = [one for one in found.articles[at:end] if one is not None]
        at = end
    known = {one.id for one in found.articles if one is not None}
    homes = {
        placed[i].article.id: guess.target
        for i, guess in zip(
            [i for i, one in enumerate(found.articles) if one is None], found.guesses, strict=True
        )
    }
    desk.guesses = [
        guess
        if guess.target in known or guess.target not in homes
        else replace(guess, target=homes[guess.target])
        for guess in desk.guesses
    ]
    desk.guesses += found.guesses
    desk.moves = [replace(move, to=homes.get(move.to, move.to)) for move in desk.moves]
    desk.moves += found.moves
    desk.dropped += found.dropped
    desk.notices += found.notices


def _turn_page(desk: _Desk, line: TextLine) -> None:
    found = page_header(line.text)
    told = desk.decided.of(line)
    number = page_number(found[0]) if found else None
    name = found[1] if found else None
    if told is not None:
        number, name = told.page or number, told.name or name
    desk.dropped += _drops(line, "page-header")
    for i, sheet in enumerate(desk.sheets):
        if number is not None and sheet.number == number:  # the page goes on after another
            desk.open = i
            return
    desk.sheets.append(_Sheet(number, name))
    desk.open = len(desk.sheets) - 1


def _drops(line: TextLine, code: str) -> list[Dropped]:
    return [Dropped(range=r, code=code) for r in ranges_of([line], 0, len(line.text))]


def _pages(desk: _Desk) -> tuple[Page, ...]:
    """The pages that hold articles, in the order of the paper; names as the person gave them."""
    names = dict(desk.settings.pages)
    filled = [sheet for sheet in desk.sheets if sheet.articles]
    if len(names) == 1 and len(filled) == 1 and filled[0].number is None:
        filled[0].number = next(iter(names))
    pages: list[Page] = []
    for i, sheet in enumerate(filled):
        name = names.get(sheet.number, sheet.name) if sheet.number is not None else sheet.name
        pages.append(
            Page(id=f"p{i + 1}", number=sheet.number, name=name, articles=tuple(sheet.articles))
        )
    return tuple(pages)
