"""A Word file of ours, corrected in Word or LibreOffice, back into the model.

The file carries the issue it was made from (the baseline). Its paragraphs are compared with what
that issue shows: lines that are equal are taken from the baseline with everything known of them,
changed ones keep the ranges of their equal runs, the rest is "edited". What does not come back is
dropped with the code "edited"; what stands elsewhere is a move. An untouched file gives the
baseline itself.

Articles are found by their bookmarks, else by headline styles; newspaper pages by sections.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from exporter.conservation import out_of_order
from exporter.display import Punctuation, display
from exporter.errors import InputError
from exporter.interchange.record import Record
from exporter.messages import Message, as_message, say
from exporter.model import (
    EDITED,
    Article,
    Asset,
    Dropped,
    Issue,
    Line,
    Move,
    Notice,
    Page,
    Range,
    Reading,
    Span,
    articles_of,
    lines_of_article,
)
from exporter.reading.word.blocks import GROUP, PlacedLine, Slot, built, slots_of
from exporter.reading.word.lines import Leftovers, edited_line, likeness, settled
from exporter.reading.word.rows import DrawnPicture, WordRow, read_word_file
from exporter.startup.records import dataclass, field, replace

_ANCHOR = re.compile(r"article_(\d+)")
_ALIKE = 0.3
_MOST_TOLD = 100
"""Characters of a notice; a shorter one stays the sentence it is."""
AROUND = 60
"""Lines before and after its neighbour's that a rewritten one is compared with: each with all would
take the square of their number."""
_COMMON = 6  # characters; shorter lines are not looked for in other articles


def read_edited(data: bytes, name: str) -> Reading:
    """The issue as the Word file has it now, with a notice for every change.

    Raises InputError when it is no Word file, or not one that carries its record.
    """
    word = read_word_file(data, name)
    if word.record is None:
        raise InputError(
            say(
                "{name} does not carry the issue it was made from, so its text cannot be "
                "traced to a source. Export it anew, or save its text and read that.",
                name=name,
            ),
            path=name,
        )
    compared = _Comparison(record=word.record, rows=word.rows)
    reading = compared.reading()
    return replace(
        reading,
        notices=(*word.notices, *reading.notices),
        pictures={row.picture.sha256: row.picture.picture.data
                  for row in word.rows if row.picture is not None},
    )  # fmt: skip


@dataclass(slots=True)
class _Draft:
    """An article as it is found: `base` is its number in the baseline."""

    anchors: tuple[int, ...] = ()
    rows: list[WordRow] = field(default_factory=list)
    base: int | None = None

    @property
    def texts(self) -> list[WordRow]:
        """Rows that say something; an empty cell says that the next stands where it stands."""
        return [row for row in self.rows if row.text or row.cell]


@dataclass(slots=True)
class _Comparison:
    record: Record
    rows: tuple[WordRow, ...]
    leftovers: Leftovers = field(default_factory=Leftovers)
    notices: list[Notice] = field(default_factory=list)
    found: dict[str, Asset] = field(default_factory=dict)
    """Pictures that are new in the file, by their SHA-256."""

    def reading(self) -> Reading:
        issue = self.record.issue
        slots = self._slots()
        if self._signature(slots) == _found_signature(self.rows) and not self._replaced():
            return Reading(issue=issue)
        drafts = [draft for draft in _drafts(self.rows, slots) if draft.texts or draft.anchors]
        _match_articles(drafts, slots)
        placed = self._place(drafts, slots)
        articles = list(articles_of(issue))
        made: list[tuple[_Draft, Article]] = []
        for number, (draft, rows) in enumerate(zip(drafts, placed, strict=True)):
            base = None if draft.base is None else articles[draft.base]
            if not rows and (base is None or slots[draft.base or 0]):
                continue  # its text is gone: the article is
            known = () if draft.base is None else slots[draft.base]
            made.append((draft, self._article(base, rows, known, number)))
        return Reading(issue=self._issue(made), notices=tuple(self.notices))

    @property
    def _pictures(self) -> bool:
        """Whether the document draws any of the issue's: it does not where none was at hand."""
        ids = {asset.id for asset in self.record.issue.assets}
        return any(row.part == "Picture" and row.text in ids for row in self.rows)

    def _replaced(self) -> bool:
        """Whether any picture is another than the one of its name."""
        return any(
            row.picture is not None and row.picture.sha256 != self._sha256(row.text)
            for row in self.rows
        )

    def _sha256(self, asset_id: str) -> str:
        """Of a picture the issue has; nothing for another name."""
        assets = self.record.issue.assets
        return next((asset.sha256 for asset in assets if asset.id == asset_id), "")

    def _slots(self) -> list[list[Slot]]:
        """What the baseline shows, article by article."""
        punctuation: Punctuation = (
            "source" if self.record.options.get("punctuation") == "source" else "full"
        )
        drawn = self._pictures
        out: list[list[Slot]] = []
        for article in articles_of(self.record.issue):
            shown = [
                replace(slot, shown=display(slot.line, punctuation, heading=slot.heading)[0])
                if slot.part != "Picture"
                else slot
                for slot in slots_of(article)
            ]
            out.append([s for s in shown if s.shown and (drawn or s.part != "Picture")])
        return out

    def _signature(self, slots: Sequence[Sequence[Slot]]) -> list[tuple[int, str, str]]:
        """(page, part, text) of everything with text, pages counted as far as they have any."""
        out: list[tuple[int, str, str]] = []
        rank, at = 0, 0
        for page in self.record.issue.pages:
            lines = [slot for own in slots[at : at + len(page.articles)] for slot in own]
            at += len(page.articles)
            out += [(rank, slot.part, slot.shown) for slot in lines]
            rank += bool(lines)
        return out

    def _place(
        self, drafts: Sequence[_Draft], slots: Sequence[Sequence[Slot]]
    ) -> list[list[PlacedLine]]:
        """Every row with the line it stands for: equal ones first, wherever they are, then those
        that are alike within an article, then what is new."""
        unused = [list(own) for own in slots]
        chosen = [_equal_rows(draft, unused) for draft in drafts]
        _equal_elsewhere(drafts, chosen, unused)
        for draft, own in zip(drafts, chosen, strict=True):
            if draft.base is not None:
                _alike(draft.texts, own, slots[draft.base], unused[draft.base])
        placed = [
            [self._compared(row, own.get(at)) for at, row in enumerate(draft.texts)]
            for draft, own in zip(drafts, chosen, strict=True)
        ]
        for rest in unused:
            for slot in rest:
                if slot.part == "Picture":
                    self._note("edited-removed", say("picture {name}", name=slot.shown), None)
                else:
                    self.leftovers.put(slot.shown, slot.line)
        return [
            [replace(one, line=settled(one.line, self.leftovers)) for one in rows]
            for rows in placed
        ]

    def _article(
        self, base: Article | None, rows: Sequence[PlacedLine], slots: Sequence[Slot], number: int
    ) -> Article:
        if base is not None and _untouched(rows, slots):
            return base
        if base is None:
            ids = {article.id for article in articles_of(self.record.issue)}
            while f"e{number}" in ids:
                number += len(ids)
            base = Article(id=f"e{number}", headline=())
        return built(base, rows, pictures=self._pictures)

    def _compared(self, row: WordRow, slot: Slot | None) -> PlacedLine:
        if row.part == "Picture":
            return PlacedLine(row=row, line=(), slot=slot, asset=self._asset(row, slot))
        if slot is None:
            line: Line = (Span(row.text, None, "edited"),) if row.text else ()
            if row.text:
                self._note("edited-added", as_message(row.text), None)
            return PlacedLine(row=row, line=line, slot=None)
        line = edited_line(slot.line, slot.shown, row.text, self.leftovers)
        if slot.shown != row.text:
            told = say("{before} → {after}", before=slot.shown[:40], after=row.text[:40])
            self._note("edited-changed", told, slot.line)
        return PlacedLine(row=row, line=line, slot=slot)

    def _asset(self, row: WordRow, slot: Slot | None) -> str | None:
        """The id of what is drawn there: the issue's own picture, or one that is new in the file
        and is kept; None for what has no known form."""
        if row.picture is None:
            if slot is None:
                told = say("{name}: what is drawn there is not kept.", name=row.text)
                self._note("edited-picture", told, None)
            return None if slot is None else slot.shown
        if slot is not None and row.picture.sha256 == self._sha256(slot.shown):
            return slot.shown
        assets = self.record.issue.assets
        same = (asset for asset in assets if asset.sha256 == row.picture.sha256)
        known = next(same, None) or self.found.get(row.picture.sha256) or self._kept(row.picture)
        if slot is None:
            told = say("{name}: kept as {id}, new.", name=known.name, id=known.id)
        else:
            told = say(
                "{name}: kept as {id}, in place of {other}.",
                name=known.name,
                id=known.id,
                other=slot.shown,
            )
        self._note("edited-picture", told, None)
        return known.id

    def _kept(self, drawn: DrawnPicture) -> Asset:
        ids = {asset.id for asset in (*self.record.issue.assets, *self.found.values())}
        made = Asset(
            id=next(f"i{n}" for n in count(len(ids) + 1) if f"i{n}" not in ids),
            name=drawn.picture.name,
            media_type=drawn.picture.media_type,
            sha256=drawn.sha256,
        )
        self.found[drawn.sha256] = made
        return made

    def _note(self, code: str, detail: Message, line: Line | None) -> None:
        ranges = [span.range for span in line or () if span.range is not None]
        told = detail if len(detail) <= _MOST_TOLD else detail[:_MOST_TOLD]
        self.notices.append(Notice(code=code, detail=told, range=ranges[0] if ranges else None))

    def _issue(self, made: Sequence[tuple[_Draft, Article]]) -> Issue:
        issue = self.record.issue
        pages = _pages(issue, made)
        for piece, line in self.leftovers.pieces:
            self._note("edited-removed", as_message(piece), line)
        dropped = [Dropped(range=gone, code=EDITED) for gone in self.leftovers.ranges()]
        moves = list(_moves(issue, pages))
        for article in (article for page in pages for article in page.articles):
            moves += [
                Move(range=place, to=article.id, reason=EDITED)
                for place in out_of_order(article, (*issue.moves, *moves))
            ]
        for move in moves:
            moved = Notice(code="edited-moved", detail=as_message(move.to), range=move.range)
            self.notices.append(moved)
        return replace(
            issue,
            pages=pages,
            dropped=(*issue.dropped, *sorted(dropped, key=lambda d: (d.range.src, d.range.start))),
            moves=(*issue.moves, *moves),
            assets=(*issue.assets, *self.found.values()),
        )


def _found_signature(rows: Sequence[WordRow]) -> list[tuple[int, str, str]]:
    with_text = [row for row in rows if row.text]
    ranks = {
        section: rank for rank, section in enumerate(dict.fromkeys(r.section for r in with_text))
    }
    return [(ranks[row.section], row.part, row.text) for row in with_text]


def _drafts(rows: Sequence[WordRow], slots: Sequence[Sequence[Slot]]) -> Iterator[_Draft]:
    """Rows cut into articles: where a bookmark of ours stands, or a headline group begins."""
    homes: dict[str, set[int]] = defaultdict(set)
    for number, own in enumerate(slots):
        for slot in own:
            homes[slot.shown].add(number)
    current = _Draft()
    reached = -1  # how far the headline group has come; past its end in the body
    for row in rows:
        named = [int(found[1]) for a in row.anchors if (found := _ANCHOR.fullmatch(a))]
        anchors = tuple(n for n in named if 0 < n <= len(slots) and _may_open(row, homes, n - 1))
        place = GROUP.index(row.part) if row.part in GROUP else len(GROUP)
        opens = row.part in ("Kicker", "Headline") and place < reached
        if anchors or opens:
            yield current
            current, reached = _Draft(anchors=anchors), -1
        current.rows.append(row)
        if row.text:
            reached = max(reached, place)
    yield current


def _may_open(row: WordRow, homes: Mapping[str, set[int]], number: int) -> bool:
    """Bookmarks of deleted text fall on what stands next to it: a row that is another article's
    own does not open this one."""
    return row.text not in homes or number in homes[row.text]


def _match_articles(drafts: Sequence[_Draft], slots: Sequence[Sequence[Slot]]) -> None:
    """By bookmark (of several that fell together, the one whose text is there), else by text."""
    texts = [{slot.shown for slot in own} for own in slots]
    free = set(range(len(slots)))
    for by_anchor in (True, False):
        for draft in drafts:
            if draft.base is not None:
                continue
            named = [n - 1 for n in draft.anchors if n - 1 in free]
            candidates = named if by_anchor else sorted(free)
            own = {row.text for row in draft.texts}
            scored = [(len(own & texts[n]), n) for n in candidates]
            best = max(scored, default=None, key=lambda pair: pair[0])
            if best is not None and (best[0] or (by_anchor and len(named) == 1)):
                draft.base = best[1]
                free.discard(best[1])


def _equal_rows(draft: _Draft, unused: list[list[Slot]]) -> dict[int, Slot]:
    """Rows of an article that say what a line of it said, in order where a text comes twice."""
    if draft.base is None:
        return {}
    waiting: dict[tuple[str, str], deque[Slot]] = defaultdict(deque)
    for slot in unused[draft.base]:
        waiting[slot.part, slot.shown].append(slot)
        waiting["", slot.shown].append(slot)
    chosen: dict[int, Slot] = {}
    taken: set[int] = set()
    for same_part in (True, False):
        for at, row in enumerate(draft.texts):
            queue = waiting.get((row.part if same_part else "", row.text))
            while at not in chosen and queue:
                slot = queue.popleft()
                if id(slot) not in taken:
                    taken.add(id(slot))
                    chosen[at] = slot
    unused[draft.base] = [slot for slot in unused[draft.base] if id(slot) not in taken]
    return chosen


def _equal_elsewhere(
    drafts: Sequence[_Draft], chosen: Sequence[dict[int, Slot]], unused: list[list[Slot]]
) -> None:
    """Rows that say what a line of another article said: moved there."""
    waiting: dict[str, deque[Slot]] = defaultdict(deque)
    for rest in unused:
        for slot in rest:
            if len(slot.shown) >= _COMMON:
                waiting[slot.shown].append(slot)
    taken: set[int] = set()
    for draft, own in zip(drafts, chosen, strict=True):
        for at, row in enumerate(draft.texts):
            queue = waiting.get(row.text)
            if at not in own and queue:
                own[at] = queue.popleft()
                taken.add(id(own[at]))
    unused[:] = [[slot for slot in rest if id(slot) not in taken] for rest in unused]


def _alike(
    rows: Sequence[WordRow], own: dict[int, Slot], slots: Sequence[Slot], rest: list[Slot]
) -> None:
    """The remaining rows of an article, each with the line it is most like of those that stood
    about there; a part there is one of (a headline) is itself however it was rewritten. `slots` are
    all lines of the article, `rest` those not yet used; used ones leave it."""
    places = {id(slot): place for place, slot in enumerate(slots)}
    left = [places[id(slot)] for slot in rest]
    groups: dict[str, deque[int]] = defaultdict(deque)
    for place in left:
        if slots[place].part in GROUP:
            groups[slots[place].part].append(place)
    near = 0
    for at, row in enumerate(rows):
        if at in own:
            near = places.get(id(own[at]), near)
        elif left and row.text and row.part != "Picture":
            found = _most_alike(row, slots, left, groups[row.part], near)
            if found is not None:
                near = found
                own[at] = slots[found]
                del left[bisect_left(left, found)]
                if slots[found].part in GROUP:
                    groups[slots[found].part].remove(found)
    rest[:] = [slots[place] for place in left]


def _most_alike(
    row: WordRow, slots: Sequence[Slot], left: Sequence[int], same: Sequence[int], near: int
) -> int | None:
    """The place of the line a row stands for, of those `left` around the place `near`; `same` are
    all that are left of its part, where that is one of the headline group."""
    middle = bisect_left(left, near)
    around = left[max(0, middle - AROUND) : middle + AROUND]
    scored = [
        (likeness(slots[place].shown, row.text) + (slots[place].part == row.part) / 4, -place)
        for place in around
    ]
    score, best = max(scored)
    if score >= _ALIKE + 0.25:
        return -best
    return same[0] if same else None


def _untouched(rows: Sequence[PlacedLine], slots: Sequence[Slot]) -> bool:
    told = [one for one in rows if one.row.text]
    return len(told) == len(slots) and all(
        one.slot is slot
        and one.line == slot.line
        and one.row.part == slot.part
        and (one.asset is None or one.asset == slot.shown)
        for one, slot in zip(told, slots, strict=True)
    )


def _pages(issue: Issue, made: Sequence[tuple[_Draft, Article]]) -> tuple[Page, ...]:
    """Articles on their newspaper pages: by section where each page still has one, else each on
    the page it was on."""
    filled = [at for at, page in enumerate(issue.pages) if page.articles]
    home = [at for at in filled for _ in issue.pages[at].articles]
    sections = list(dict.fromkeys(draft.rows[0].section for draft, _ in made if draft.rows))
    by_section = dict(zip(sections, filled, strict=True)) if len(sections) == len(filled) else {}
    members: dict[int, list[Article]] = defaultdict(list)
    at = filled[0] if filled else 0
    for draft, article in made:
        if draft.rows and draft.rows[0].section in by_section:
            at = by_section[draft.rows[0].section]
        elif draft.base is not None:
            at = home[draft.base]
        members[at].append(article)
    pages = issue.pages or (Page(id="p1"),)
    return tuple(replace(page, articles=tuple(members[n])) for n, page in enumerate(pages))


def _moves(issue: Issue, pages: Sequence[Page]) -> Iterator[Move]:
    """Source text that no longer stands where the baseline had it: as little of it as explains
    the new order."""
    order: dict[Range, int] = {}
    starts: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for article in articles_of(issue):
        for line in lines_of_article(article):
            for span in line:
                if span.range is not None:
                    order[span.range] = len(order)
                    starts[span.range.src].append((span.range.start, order[span.range]))
    for known in starts.values():
        known.sort()
    found: list[tuple[tuple[int, int], str, Range]] = []
    for page in pages:
        for article in page.articles:
            for line in lines_of_article(article):
                for span in line:
                    if span.range is not None:
                        at = _rank(starts[span.range.src], span.range)
                        found.append((at, article.id, span.range))
    keep = _rising([rank for rank, _, _ in found])
    for index, (_, to, moved) in enumerate(found):
        if index not in keep:
            yield Move(range=moved, to=to, reason=EDITED)


def _rank(starts: Sequence[tuple[int, int]], r: Range) -> tuple[int, int]:
    """Where the baseline had this: the number of the span it began in, and its start."""
    at = bisect_left(starts, (r.start + 1, -1)) - 1
    return (starts[at][1] if at >= 0 else -1), r.start


def _rising(ranks: Sequence[tuple[int, int]]) -> set[int]:
    """Indices of a longest rising selection."""
    tails: list[tuple[int, int]] = []
    ends: list[int] = []
    before: list[int] = []
    for index, rank in enumerate(ranks):
        at = bisect_left(tails, rank)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(rank)
            ends.append(index)
        else:
            tails[at], ends[at] = rank, index
    kept: set[int] = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return kept
