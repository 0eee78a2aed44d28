"""Parts and the model: which lines of an article stand under which style, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal

from exporter.model import (
    BLOCKS,
    Article,
    Block,
    Byline,
    Credit,
    Dateline,
    EditorNote,
    Figure,
    Jump,
    JumpLine,
    Line,
    ListBlock,
    MarkTag,
    Paragraph,
    Quote,
    Range,
    Span,
    Staff,
    Subhead,
    Summary,
    Table,
    lines_of_article,
    parts_of,
)
from exporter.reading.credits.names import read_names
from exporter.reading.credits.statements import read_opening
from exporter.reading.word.rows import WordRow
from exporter.startup.records import dataclass, field_names, replace

Marker = Literal["text", "bullet", "number"]
GROUP = ("Kicker", "Headline", "Column", "Deck", "Summary")
"""The parts of the headline group, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A line of the baseline: its part, its block (None in the headline group), what it shows."""

    part: str
    line: Line
    block: Block | None = None
    heading: bool = False
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLine:
    """A row, the line it became, and the line of the baseline it stands for; of a picture, the id
    of its asset."""

    row: WordRow
    line: Line
    slot: Slot | None
    asset: str | None = None


Maker = Callable[[Sequence[PlacedLine], Block | None], Block | None]


@dataclass(frozen=True, slots=True)
class Written:
    """How a kind of block stands in a Word file: what makes it of its rows again, with the block
    of the baseline they stand for, if they do; and the styles of its parts in their order, then
    its others."""

    made: Maker
    styles: tuple[str, ...]


def slots_of(article: Article) -> Iterator[Slot]:
    """Every line of an article in the order it is written."""
    if article.kicker is not None:
        yield Slot(part="Kicker", line=article.kicker, heading=True)
    for line in article.headline:
        yield Slot(part="Headline", line=line, heading=True)
    if article.column is not None:
        yield Slot(part="Column", line=article.column)
    for line in article.deck:
        yield Slot(part="Deck", line=line, heading=True)
    for line in article.summary:
        yield Slot(part="Summary", line=line)
    for block in article.blocks:
        for part, line in _block_lines(block):
            shown = block.asset or "" if part == "Picture" and isinstance(block, Figure) else ""
            heading = BLOCKS[type(block)].heading
            yield Slot(part=part, line=line, block=block, heading=heading, shown=shown)


_LISTS: dict[Marker, str] = {"text": "List", "bullet": "ListBullet", "number": "ListNumber"}
_MARKERS: dict[str, Marker] = {part: marker for marker, part in _LISTS.items()}


def _block_lines(block: Block) -> Iterator[tuple[str, Line]]:
    if isinstance(block, Figure) and block.asset is not None:
        yield "Picture", ()  # what it shows is its asset
    styles = dict(zip(BLOCKS[type(block)].parts, WRITTEN[type(block)].styles, strict=False))
    for part, line in parts_of(block):
        match block:
            case Subhead() if block.level != 1:
                yield "Subhead2", line
            case ListBlock():
                yield _LISTS[block.marker], line
            case _:
                yield styles[part], line


def built(base: Article, rows: Sequence[PlacedLine], *, pictures: bool) -> Article:
    """The article from its rows; ids and views are those of `base`, where their text is there.

    `pictures`: the document draws pictures at all, so that one not there was taken out.
    """
    group: dict[str, list[Line]] = {part: [] for part in GROUP}
    at = 0
    while at < len(rows) and _in_group(rows[at]):
        group[rows[at].row.part].append(rows[at].line)
        at += 1
    made = replace(
        base,
        kicker=_one_line(group["Kicker"]),
        headline=tuple(group["Headline"]),
        column=_one_line(group["Column"]),
        deck=tuple(group["Deck"]),
        summary=tuple(group["Summary"]),
        blocks=tuple(_blocks(rows[at:], pictures)),
    )
    return _with_views(made, base)


def _in_group(one: PlacedLine) -> bool:
    if one.row.part == "Summary":
        return one.slot is None or one.slot.block is None
    return one.row.part in GROUP


def _one_line(lines: Sequence[Line]) -> Line | None:
    """Kicker and column are one line each; a second one goes on after a space."""
    if not lines:
        return None
    whole: list[Span] = list(lines[0])
    for line in lines[1:]:
        whole += [Span("\u3000", None, "edited"), *line]
    return tuple(whole)


def _blocks(rows: Sequence[PlacedLine], pictures: bool) -> Iterator[Block]:
    for (kind, _), members in groupby(_numbered(rows), key=lambda pair: pair[0]):
        placed = [one for _, one in members]
        base = next((one.slot.block for one in placed if one.slot and one.slot.block), None)
        if pictures and isinstance(base, Figure):
            base = replace(base, asset=None)
        made = WRITTEN[kind].made(placed, base)
        if made is not None:
            yield made


_AFTER = {
    "Picture": ("Picture", "Caption", "PhotoCredit"),
    "Caption": ("Caption", "PhotoCredit"),
    "PhotoCredit": ("PhotoCredit",),
}
"""Parts of a figure that the same figure cannot have before this one."""


def _numbered(rows: Sequence[PlacedLine]) -> Iterator[tuple[tuple[type[Block], int], PlacedLine]]:
    """Rows with (kind, number) of the block: what belongs to one block shares both."""
    number, last_family, last_block, seen = 0, "", None, set[str]()
    for one in rows:
        part = one.row.part
        kind = _BY_STYLE.get(part, Paragraph)
        family = kind.__name__ if kind in (Figure, Table) else part
        block = None if one.slot is None else one.slot.block
        again = part == "TableCaption" or any(p in seen for p in _AFTER.get(part, ()))
        apart = block is not None and last_block is not None and block is not last_block
        alone = "text" in field_names(kind)
        if family != last_family or alone or apart or again:
            number, last_block, seen = number + 1, None, set()
        seen.add(part)
        last_family, last_block = family, block or last_block
        yield (kind, number), one


def _one(kind: type[Paragraph | Byline | Staff | JumpLine]) -> Maker:
    return lambda rows, base: kind(text=rows[0].line)


def _several(kind: type[Summary | EditorNote | Quote]) -> Maker:
    return lambda rows, base: kind(lines=tuple([one.line for one in rows]))


def _subhead(rows: Sequence[PlacedLine], base: Block | None) -> Subhead:
    upper = rows[0].row.part == "Subhead"
    level = base.level if isinstance(base, Subhead) else 1
    if (level == 1) != upper:
        level = 1 if upper else 2
    return Subhead(text=rows[0].line, level=level)


def _list(rows: Sequence[PlacedLine], base: Block | None) -> ListBlock:
    start = base.start if isinstance(base, ListBlock) else 1
    items = tuple([one.line for one in rows])
    return ListBlock(items=items, marker=_MARKERS[rows[0].row.part], start=start)


def _figure(rows: Sequence[PlacedLine], base: Block | None) -> Figure | None:
    """None of a picture that is not read."""
    by_part = {one.row.part: one for one in rows}
    known = base if isinstance(base, Figure) else Figure()
    drawn = by_part.get("Picture")
    asset, alt = known.asset, known.alt
    if drawn is not None:
        asset = drawn.asset
        if drawn.slot is None and drawn.row.picture is not None:
            alt = drawn.row.picture.alt or None
    caption, credit = (
        by_part[part].line if part in by_part else None for part in ("Caption", "PhotoCredit")
    )
    if not (asset or caption or credit):
        return None
    return replace(known, asset=asset, alt=alt, caption=caption, credit=credit)


def _table(rows: Sequence[PlacedLine], base: Block | None) -> Table:
    """Cells by their places; several paragraphs of one cell go on after a space. Empty cells at a
    row's end that only fill the grid are left out as they were."""
    caption = rows[0].line if rows[0].row.part == "TableCaption" else None
    grid: dict[int, dict[int, list[Line]]] = {}
    heads: set[int] = set()
    for one in rows:
        cell = one.row.cell
        if cell is not None:
            grid.setdefault(cell.row, {}).setdefault(cell.column, []).append(one.line)
            if cell.head:
                heads.add(cell.row)
    known = base.rows if isinstance(base, Table) else ()
    made: list[tuple[Line, ...]] = []
    for _, cells in sorted(grid.items()):
        row = [_one_line(cells.get(column, [])) or () for column in range(max(cells) + 1)]
        least = len(known[len(made)]) if len(made) < len(known) else len(row)
        while len(row) > least and not row[-1]:
            row.pop()
        made.append(tuple(row))
    return Table(rows=tuple(made), header_rows=len(heads), caption=caption)


WRITTEN: Mapping[type[Block], Written] = {
    Paragraph: Written(_one(Paragraph), ("Body",)),
    Subhead: Written(_subhead, ("Subhead", "Subhead2")),
    Summary: Written(_several(Summary), ("Summary",)),
    EditorNote: Written(_several(EditorNote), ("EditorNote",)),
    Byline: Written(_one(Byline), ("Byline",)),
    Staff: Written(_one(Staff), ("Staff",)),
    Figure: Written(_figure, ("Caption", "PhotoCredit", "Picture")),
    ListBlock: Written(_list, tuple(_MARKERS)),
    Table: Written(_table, ("TableCaption", "TableHead", "TableText")),
    Quote: Written(_several(Quote), ("Quote",)),
    JumpLine: Written(_one(JumpLine), ("JumpLine",)),
}
_BY_STYLE = {style: kind for kind, written in WRITTEN.items() for style in written.styles}


def _with_views(made: Article, base: Article) -> Article:
    """Datelines, credits and jumps whose text is still there, read anew where it was changed."""
    found: dict[tuple[MarkTag, str], list[Span]] = {}
    for line in lines_of_article(made):
        for span in line:
            for mark in span.marks:
                found.setdefault((mark.tag, mark.ref), []).append(span)
    dateline = base.dateline
    if dateline is not None:
        dateline = _dateline(dateline, found.get(("dateline", dateline.id), []))
    credits = [_credit(c, found.get(("credit", c.id), []), base.credits) for c in base.credits]
    jumps = [_jump(jump, found.get(("jump", jump.id), [])) for jump in base.jumps]
    return replace(
        made,
        dateline=dateline,
        credits=tuple(credit for credit in credits if credit is not None),
        jumps=tuple(jump for jump in jumps if jump is not None),
    )


def _ranges(spans: Sequence[Span]) -> tuple[Range, ...]:
    out: list[Range] = []
    for span in spans:
        r = span.range
        if r is None:
            continue
        if out and out[-1].src == r.src and out[-1].end == r.start:
            out[-1] = Range(r.src, out[-1].start, r.end)
        else:
            out.append(r)
    return tuple(out)


def _changed(spans: Sequence[Span]) -> bool:
    return any(span.origin == "edited" for span in spans)


def _dateline(view: Dateline, spans: Sequence[Span]) -> Dateline | None:
    ranges = _ranges(spans)
    if not ranges:
        return None
    if _changed(spans):
        read, _ = read_opening("".join([span.text for span in spans]))
        if read is not None:
            return replace(
                view, ranges=ranges, agency=read.agency, place=read.place, date=read.date
            )
    return view if ranges == view.ranges else replace(view, ranges=ranges)


def _credit(view: Credit, spans: Sequence[Span], all_credits: Sequence[Credit]) -> Credit | None:
    ranges = _ranges(spans)
    if not ranges:
        return None
    if _changed(spans):
        sharing = [credit.id for credit in all_credits if credit.ranges == view.ranges]
        read = read_names("".join([span.text for span in spans]).strip(" ()（）\u3000"))
        if len(read) == len(sharing):
            named = read[sharing.index(view.id)]
            return replace(view, ranges=ranges, role=named.role, names=named.names,
                           organisation=named.organisation)  # fmt: skip
    return view if ranges == view.ranges else replace(view, ranges=ranges)


def _jump(view: Jump, spans: Sequence[Span]) -> Jump | None:
    ranges = _ranges(spans)
    return None if not ranges else view if ranges == view.ranges else replace(view, ranges=ranges)
