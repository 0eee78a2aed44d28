"""Rules of a newspaper page, each judged from where glyphs and rules stand in the finished PDF.

`faults` names what breaks a rule; `feet` measures the white at the columns' feet. The numbers are
those of the theme's specification, written here again on purpose: a judge that asked the theme for
them would agree with whatever it says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import mean
from typing import NamedTuple

from pdf_layout import Box, Sheet, Text

BODY, LEADING, GUTTER = 9.0, 13.5, 18.0
LADDER = frozenset((48, 42, 36, 30, 26, 24, 22, 18, 16, 15))
BRIEF, CONTINUED = 9.0, 14.0
FULL = 0.96
HANG = 0.6 * BODY
"""How far a bracket trimmed at a line's start, or a mark at its end, may stand over the edge."""
HEAD = frozenset(("Kicker", "Headline", "Column", "Deck", "Summary"))
_JUSTIFIED = frozenset(("Body", "P"))


class Page(NamedTuple):
    """A page's grid: columns of `em`, left edge and upper edge in points, lines."""

    columns: int
    em: int
    left: float
    top: float
    lines: int

    @property
    def right(self) -> float:
        return self.left + self.columns * self.em * BODY + (self.columns - 1) * GUTTER

    @property
    def foot(self) -> float:
        return self.top + self.lines * LEADING

    @property
    def lefts(self) -> list[float]:
        return [self.left + i * (self.em * BODY + GUTTER) for i in range(self.columns)]


PAGES = {
    "A3": Page(5, 15, 47.4, 58, 80),
    "tabloid": Page(4, 18, 45, 66, 82),
    "A4": Page(3, 17, 50.1, 68, 54),
    "Letter": Page(3, 17, 58.5, 68, 50),
}


class Fault(NamedTuple):
    """A rule broken on a page (counted from 0), and by what."""

    rule: str
    sheet: int
    detail: str


@dataclass(frozen=True)
class Column:
    """One article's lines in one column, from the top down."""

    left: float
    lines: tuple[Text, ...]
    boxed: bool

    @property
    def foot(self) -> float:
        return self.lines[-1].y


@dataclass(frozen=True)
class View:
    """A page as the rules see it."""

    page: Page
    sheet: Sheet
    articles: dict[int, list[Text]]
    columns: dict[int, list[Column]]
    across: list[Box]
    down: list[Box]
    frames: list[Box]


def view_of(sheet: Sheet, page: Page) -> View:
    """Sorts what stands on a page."""
    articles: dict[int, list[Text]] = defaultdict(list)
    for line in sheet.lines:
        if line.owner is not None and line.owner.article:
            if _role(line) == "Staff" and line.y > page.foot:
                continue  # a newspaper page's staff lines stand at its foot, beside the folio
            articles[line.owner.article].append(line)
    rules = [box for box in sheet.boxes if box.kind == "stroke"]
    frames = [box for box in sheet.boxes if not box.rule and box.kind != "picture"]
    frames = [box for box in frames if box.x1 - box.x0 > 8 * BODY]
    columns = {number: _columns(lines, frames) for number, lines in articles.items()}
    return View(
        page,
        sheet,
        dict(articles),
        columns,
        [box for box in rules if box.rule == "across"],
        [box for box in rules if box.rule == "down"],
        frames,
    )


def _columns(lines: Sequence[Text], frames: Sequence[Box]) -> list[Column]:
    """An article's columns: its lines below the headline group, by where they begin."""
    body = [line for line in lines if _role(line) not in HEAD]
    starts = sorted({round(line.x0, 1) for line in body if _role(line) in _JUSTIFIED})
    lefts: list[float] = []
    for x in starts:
        if not lefts or x - lefts[-1] > 6 * BODY:
            lefts.append(x)
    found: dict[float, list[Text]] = {left: [] for left in lefts}
    for line in body:
        left = max((left for left in lefts if left <= line.x0 + 0.6 * BODY), default=None)
        if left is not None:
            found[left].append(line)
    return [
        Column(
            left, tuple(sorted(mine, key=lambda line: (line.y, line.x0))), _within(mine[0], frames)
        )
        for left, mine in found.items()
        if mine
    ]


def _role(line: Text) -> str:
    return line.owner.role if line.owner is not None else ""


def _within(line: Text, frames: Sequence[Box]) -> bool:
    return any(f.x0 <= line.x0 <= f.x1 and f.y0 <= line.y <= f.y1 for f in frames)


# -- the rules -------------------------------------------------------------------------------------


def inside(view: View) -> Iterator[str]:
    """Nothing of an article outside the text block; a mark may hang half an em over its edge."""
    page = view.page
    for line in _article_lines(view):
        across = page.left - HANG <= line.x0 and line.x1 <= page.right + HANG
        if not across or line.top < page.top - LEADING or line.y > page.foot + 0.1:
            yield f"{line.text[:12]} at {line.x0:.1f}-{line.x1:.1f}, {line.y:.1f}"


def within_column(view: View) -> Iterator[str]:
    """Text stands in its column; in a box, in what the box leaves."""
    lefts, width = view.page.lefts, view.page.em * BODY
    for column in (c for columns in view.columns.values() for c in columns if not c.boxed):
        left = max((x for x in lefts if x <= column.left + HANG), default=lefts[0])
        for line in column.lines:
            if _role(line) == "Byline":
                continue  # below a headline it is centred on the whole story
            if line.x0 < left - HANG or line.x1 > left + width + HANG:
                yield f"{line.text[:12]} at {line.x0:.1f}-{line.x1:.1f}, its column at {left:.1f}"


def on_the_grid(view: View) -> Iterator[str]:
    """Baselines of body text stand on one grid, across columns, boxes and pages."""
    body = [line for line in _article_lines(view) if _is_body(line)]
    if not body:
        return
    offsets = [(line.y - view.page.top) % LEADING for line in body]
    common = max(set(map(_tenth, offsets)), key=list(map(_tenth, offsets)).count)
    for line, offset in zip(body, offsets, strict=True):
        apart = abs(offset - common)
        if min(apart, LEADING - apart) > 0.15:
            yield f"{line.text[:12]} is {offset - common:+.2f} pt off"


def no_overlap(view: View) -> Iterator[str]:
    """No two lines of text lie over each other."""
    lines = sorted(view.sheet.lines, key=lambda line: line.top)
    open_: list[Text] = []
    for line in lines:
        open_ = [other for other in open_ if other.foot > line.top + 0.3]
        for other in open_:
            if min(line.x1, other.x1) - max(line.x0, other.x0) > 0.3 * BODY and not _same(
                line, other
            ):
                yield f"{other.text[:10]} and {line.text[:10]} at {line.y:.1f}"
        open_.append(line)


def clear_of_rules(view: View) -> Iterator[str]:
    """No rule runs through text."""
    for box in view.across:
        for line in view.sheet.lines:
            aside = line.x1 < box.x0 + 0.5 or line.x0 > box.x1 - 0.5
            if not aside and line.top + 0.6 < (box.y0 + box.y1) / 2 < line.foot - 0.6:
                yield f"a rule at {box.y0:.1f} runs through {line.text[:10]}"
    for box in view.down:
        for line in view.sheet.lines:
            if line.foot > box.y0 and line.top < box.y1 and line.x0 + 0.5 < box.x0 < line.x1 - 5:
                yield f"a rule at {box.x0:.1f} runs down through {line.text[:10]}"


def rules_apart(view: View) -> Iterator[str]:
    """Rules never touch; none stands close beside a box."""
    for a, b in combinations((*view.across, *view.down), 2):
        meet = a.x0 <= b.x1 and b.x0 <= a.x1 and a.y0 <= b.y1 and b.y0 <= a.y1
        if meet and not any(_on_edge(a, f) or _on_edge(b, f) for f in view.frames):
            yield f"rules meet at {max(a.x0, b.x0):.1f}, {max(a.y0, b.y0):.1f}"
    for rule in view.down:
        for frame in view.frames:
            beside = min(abs(rule.x0 - frame.x0), abs(rule.x0 - frame.x1)) < GUTTER
            if beside and min(rule.y1, frame.y1) - max(rule.y0, frame.y0) > LEADING:
                yield f"a rule beside the box at {frame.x0:.1f}, {frame.y0:.1f}"


def between_stories(view: View) -> Iterator[str]:
    """A vertical rule has different stories to its left and right, never columns of one."""
    for rule in view.down:
        left, right = set(), set()
        for number, lines in view.articles.items():
            for line in lines:
                if rule.y0 < line.y < rule.y1:
                    if rule.x0 - 1.5 * GUTTER < line.x1 <= rule.x0 + 0.5 * BODY:
                        left.add(number)
                    elif rule.x0 <= line.x0 < rule.x0 + 1.5 * GUTTER:
                        right.add(number)
        for number in left & right:
            yield f"a rule at {rule.x0:.1f} parts columns of article {number}"


def balanced(view: View) -> Iterator[str]:
    """A story's columns differ by a line at most."""
    for number, columns in view.columns.items():
        if len(columns) > 1:
            feet = [_foot(column, view) for column in columns]
            if max(feet) - min(feet) > LEADING + 0.5:
                steps = [round((foot - min(feet)) / LEADING, 1) for foot in feet]
                yield f"article {number}: {steps} lines"


def last_short(view: View) -> Iterator[str]:
    """The last column is not the longest alone."""
    for number, columns in view.columns.items():
        if len(columns) > 1:
            feet = [_foot(column, view) for column in columns]
            if feet[-1] > max(feet[:-1]) + 0.5:
                yield f"article {number}"


def none_stranded(view: View) -> Iterator[str]:
    """No first line of a paragraph alone at a column's foot, no last line alone at its top."""
    for columns in view.columns.values():
        for index, column in enumerate(columns):
            lines = [line for line in column.lines if _is_body(line)]
            if len(lines) < 2:
                continue
            first, last = lines[0], lines[-1]
            tops = first is column.lines[0] and _ends(first, lines[1])
            if tops and _earlier(first, columns[:index]):
                yield f"{first.text[:12]} alone at a column's top"
            later = columns[index + 1 :]
            if last is column.lines[-1] and _ends(last, lines[-2]) and _earlier(last, later):
                yield f"{last.text[:12]} alone at a column's foot"


def subheads_kept(view: View) -> Iterator[str]:
    """A subhead has two lines of text under it in its column."""
    for columns in view.columns.values():
        for column in columns:
            for index, line in enumerate(column.lines):
                if _role(line) != "Subhead" or _role(line) == _role(_next(column, index)):
                    continue
                after = {round(other.y) for other in column.lines[index + 1 :]}
                if len(after) < 2 and not _whole_paragraph(column.lines[index + 1 :]):
                    yield f"{line.text[:12]} has {len(after)} lines under it"


def headlines_differ(view: View) -> Iterator[str]:
    """Equal headlines never stand side by side."""
    heads = {
        number: mine
        for number, lines in view.articles.items()
        if (mine := [line for line in lines if _role(line) == "Headline" and line.size > 10])
    }
    for (a, first), (b, second) in combinations(heads.items(), 2):
        if _within(first[0], view.frames) or _within(second[0], view.frames):
            continue
        tops = [
            (min(line.top for line in h), max(line.foot for line in h)) for h in (first, second)
        ]
        level = min(tops[0][1], tops[1][1]) - max(tops[0][0], tops[1][0]) > 3
        if level and (first[0].size, first[0].font) == (second[0].size, second[0].font):
            yield f"articles {a} and {b} at {first[0].size:g} pt"


def ladder(view: View) -> Iterator[str]:
    """Headlines have sizes of the ladder and no others; kicker not under its deck."""
    for number, lines in view.articles.items():
        sizes: dict[str, float] = {}
        for line in lines:
            sizes.setdefault(_role(line), line.size)
        size = sizes.get("Headline", 15)
        if size not in LADDER and size not in (BRIEF, CONTINUED, 10.5):
            yield f"article {number}: a headline of {size:g} pt"
        if sizes.get("Deck", 0) > sizes.get("Kicker", sizes.get("Deck", 0)):
            yield f"article {number}: its deck is larger than its kicker"


def headlines_fit(view: View) -> Iterator[str]:
    """The longest line of a headline fills at most 96% of its story's width."""
    for number, columns in view.columns.items():
        heads = [line for line in view.articles[number] if _role(line) == "Headline"]
        if not heads or not columns or heads[0].size <= BODY + 1.5:
            continue
        width = view.page.em * BODY
        room = columns[-1].left - columns[0].left + width
        widest = max(line.x1 - line.x0 for line in heads)
        if widest > FULL * room + 1 and room >= width:
            yield f"article {number}: {widest:.0f} of {room:.0f} pt"


def one_section(view: View) -> Iterator[str]:
    """A newspaper page begins on a page of its own."""
    sections = {line.owner.section for line in _article_lines(view) if line.owner}
    if len(sections) > 1:
        yield f"{len(sections)} newspaper pages on one"


RULES: tuple[Callable[[View], Iterator[str]], ...] = (
    inside, within_column, on_the_grid, no_overlap, clear_of_rules, rules_apart, between_stories,
    balanced, last_short, none_stranded, subheads_kept, headlines_differ, ladder, headlines_fit,
    one_section,
)  # fmt: skip


def faults(sheets: Sequence[Sheet], size: str) -> list[Fault]:
    """Everything that breaks a rule, on every page that has articles."""
    page = PAGES[size]
    out: list[Fault] = []
    for view in (view_of(sheet, page) for sheet in sheets):
        if view.articles:
            out += [
                Fault(rule.__name__, view.sheet.number, told)
                for rule in RULES
                for told in rule(view)
            ]
    return out


def feet(sheets: Sequence[Sheet], size: str) -> list[tuple[float, bool]]:
    """For every page with articles: the white at its columns' feet as a share of their length, and
    whether its newspaper page goes on at the next."""
    page = PAGES[size]
    views = [view for sheet in sheets if (view := view_of(sheet, page)).articles]
    sections = [_sections(view) for view in views]
    out = []
    for index, view in enumerate(views):
        goes_on = index + 1 < len(views) and bool(sections[index] & sections[index + 1])
        out.append((mean(_white(view)), goes_on))
    return out


def _white(view: View) -> Iterator[float]:
    page = view.page
    for left in page.lefts:
        right = left + page.em * BODY
        lowest = [
            line.y for line in _article_lines(view) if line.x0 < right - 3 and line.x1 > left + 3
        ]
        lowest += [f.y1 for f in view.frames if f.x0 < right - 3 and f.x1 > left + 3]
        free = page.foot - max(lowest, default=page.top) - (LEADING - 0.88 * BODY) / 2
        yield max(0.0, free) / (page.lines * LEADING)


def _sections(view: View) -> set[int]:
    return {line.owner.section for line in _article_lines(view) if line.owner}


def _article_lines(view: View) -> Iterator[Text]:
    for lines in view.articles.values():
        yield from lines


def _is_body(line: Text) -> bool:
    return abs(line.size - BODY) < 0.4 and _role(line) == "Body"


def _same(a: Text, b: Text) -> bool:
    """One line drawn in two pieces, by a list's or a table's making."""
    return (
        abs(a.y - b.y) < 0.05
        and a.owner is not None
        and b.owner is not None
        and (a.owner.article == b.owner.article)
    )


def _on_edge(rule: Box, frame: Box) -> bool:
    return (
        min(abs(rule.y0 - frame.y0), abs(rule.y1 - frame.y0)) < 3
        and rule.x0 >= frame.x0 - 1
        and rule.x1 <= frame.x1 + 1
    )


def _foot(column: Column, view: View) -> float:
    """The last baseline of a column; a picture's foot counts."""
    pictures = [
        box.y1
        for box in view.sheet.boxes
        if box.kind == "picture"
        and box.x0 >= column.left - 1
        and box.x0 < column.left + 15 * BODY
        and column.lines[0].y - 20 * LEADING < box.y1 < column.foot + 2 * LEADING
    ]
    return max([column.foot, *pictures])


def _ends(line: Text, other: Text) -> bool:
    """Whether the two belong to different blocks."""
    return line.owner is None or other.owner is None or line.owner.block != other.owner.block


def _earlier(line: Text, columns: Sequence[Column]) -> bool:
    """Whether its block has lines in these columns, too."""
    return any(
        other.owner is not None and line.owner is not None and other.owner.block == line.owner.block
        for column in columns
        for other in column.lines
    )


def _next(column: Column, index: int) -> Text:
    return column.lines[min(index + 1, len(column.lines) - 1)]


def _whole_paragraph(lines: Sequence[Text]) -> bool:
    """One line that is a whole article's end: there is no second to keep."""
    return len(lines) == 1 and lines[0].text.rstrip().endswith(("。", "”", "）", "！", "？"))


def _tenth(value: float) -> float:
    return round(value, 1)
