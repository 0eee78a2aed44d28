"""The body of an article: lines to blocks, cuts healed, views found."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, assert_never

from exporter.messages import Message, say
from exporter.model import (
    DOUBTFUL,
    Block,
    Byline,
    CreditPlace,
    Dropped,
    EditorNote,
    Figure,
    Guess,
    JumpDirection,
    JumpLine,
    Line,
    ListBlock,
    Paragraph,
    Quote,
    Range,
    Staff,
    Subhead,
    Summary,
    Table,
)
from exporter.reading.body import seams
from exporter.reading.body.views import Cut, Views, compose
from exporter.reading.credits.names import Named, are_names, split_names
from exporter.reading.credits.statements import (
    FoundCredits,
    FoundDateline,
    read_byline,
    read_end,
    read_opening,
    read_photo,
    read_staff,
)
from exporter.reading.decided.overrides import Override
from exporter.reading.text.kinds import JUMP, LEADING_JUMP, SUBHEAD, ends_sentence, signature
from exporter.reading.text.lines import TextLine
from exporter.reading.text.spans import joined_text, part, ranges_of, whole
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass, field, replace

_ITEM_LIMIT = 60
_LIST_SIGNS = frozenset("■□◆◇●○▲△★☆◎▶►▪•※")
_LIST_NUMBER = Lazy(r"(?P<number>[0-9０-９]{1,2})\s*[.．、](?=\S)")
_WIDE = Lazy(r"\s{2}")
_JUMP_SIGNS = "（(【[▲▼△▽"
_VERSE = 20
_STANZA = 4
"""Characters of the longest line of verse, and lines from which they are verse; fewer than a third
of them end a sentence."""
_BELOW_NAMES = 20
"""Characters of text below a line of names: a subhead stands above shorter text too."""


@dataclass(slots=True)
class Body:
    """A body under construction. `pieces` is the paragraph still open."""

    target: str
    views: Views
    blocks: list[Block] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    pieces: list[TextLine] = field(default_factory=list)
    rows: Sequence[TextLine] = ()
    facts: seams.BodyFacts | None = None
    at: int = 0
    sibling: int = 0
    shorts: int = 0
    opened: bool = False


def read_body(rows: Sequence[TextLine], target: str, views: Views) -> Body:
    """The blocks of an article's rows after its headline group."""
    body = Body(target, views, rows=rows)
    i = 0
    while i < len(rows):
        body.at = i
        i = _take(body, rows, i)
    _close(body, None)
    return body


def _take(body: Body, rows: Sequence[TextLine], i: int) -> int:
    """Takes the row at `i`, perhaps with rows after it; gives the index of the next."""
    row = rows[i]
    told = body.views.decided.of(row)
    if _goes_on(body, row, told):
        body.pieces.append(row)
        return i + 1
    if told is not None and told.join:
        why = say("there is no paragraph before it that it could go on.")
        body.views.decided.misfit(row, why)
    _close(body, row)
    end = _list_end(body, rows, i)
    if end > i:
        body.blocks.append(ListBlock(items=tuple(_item(body, one) for one in rows[i:end])))
        return end
    match row.kind:
        case "text" if told is None and _signs_alone(body, rows, i):
            _signature(body, row)
        case "text" | "page" | "folio" | "rule":  # most lines are text: asked for early
            body.pieces.append(row)
        case "byline" | "endcredit":
            _byline(body, row)
        case "staff":
            _staff(body, row)
        case "photo":
            _caption(body, row)
        case "figure":
            _figure(body, row)
        case "jump":
            _jump_line(body, row)
        case "note":
            return _note(body, rows, i)
        case "summary":
            return _summary(body, rows, i)
        case "row":
            return _table(body, rows, i)
        case "subhead":
            return _marked(body, rows, i)
        case "quote" | "item":
            return _signed(body, rows, i)
        case "mark":
            body.blocks.append(Subhead(text=whole(row), level=max(1, row.level - 2)))
        case _:
            assert_never(row.kind)
    return i + 1


def _list_end(body: Body, rows: Sequence[TextLine], i: int) -> int:
    """The end of a run of short lines that begin with one sign, or are numbered in order; `i`
    where there is none."""
    end = i
    sign = ""
    while end < len(rows) and rows[end].kind in ("text", "subhead"):
        row = rows[end]
        following = _list_sign(row.text) if len(row.text) <= _ITEM_LIMIT else ""
        told = body.views.decided.of(row)
        if told is not None or not following or (end > i and following != sign):
            break
        sign = str(int(following) + 1) if following.isdecimal() else following
        end += 1
    return end if end - i >= 2 else i


def _numbering(text: str) -> str:
    """The kind of sign or number a subhead begins with: 一、 and （一） are two."""
    if text[0] in "〇一二三四五六七八九十":
        return "一"
    if text[0] in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
        return "①"
    return "1" if text[0].isdecimal() else text[0]


def _list_sign(text: str) -> str:
    """The sign or number a line begins with, numbers as plain digits; "" for none."""
    if text[0] in _LIST_SIGNS:
        return text[0]
    found = _LIST_NUMBER.match(text) if text[0].isdecimal() else None
    return str(int(found["number"])) if found else ""


def _signs_alone(body: Body, rows: Sequence[TextLine], i: int) -> bool:
    """Whether a line is nothing but names, where names stand: right below the headline, or after
    all text."""
    last = i + 1 == len(rows)
    if (body.blocks and not last) or not are_names(rows[i].text):
        return False
    if last:
        return bool(body.blocks) and isinstance(body.blocks[-1], Paragraph)
    return len(rows[i + 1].text) >= _BELOW_NAMES and rows[i + 1].kind == "text"


def _signature(body: Body, row: TextLine) -> None:
    """Names without a role, on a line of their own."""
    where: CreditPlace = "end" if body.blocks else "byline"
    named = Named("", None, split_names(row.text))
    cuts = body.views.add_credits(FoundCredits(0, len(row.text), (named,), where), [row])
    body.blocks.append(Byline(text=compose([row], cuts)))
    reason = say("a line of nothing but names, where names stand")
    _guessed(body, row, "byline", "names-alone", reason)


def _guessed(body: Body, row: TextLine, part: str, rule: str, reason: Message) -> None:
    body.guesses.append(
        Guess(
            target=body.target,
            part=part,
            rule=rule,
            confidence=0.8,
            reason=reason,
            range=Range(row.src, row.start, row.end),
        )
    )


def _goes_on(body: Body, row: TextLine, told: Override | None) -> bool:
    """Whether the row belongs to the open paragraph: as a person said, else as it looks."""
    if not body.pieces:
        return False
    if told is not None and told.join is not None:
        return told.join
    if told is not None and told.set not in (None, "text"):
        return False
    return seams.suspect(body.pieces[-1], row) and _joins(body, row)


def _joins(body: Body, row: TextLine) -> bool:
    if body.facts is None:
        body.facts = seams.body_facts(body.rows)
    around = body.facts.around(body.at, body.sibling, body.shorts, first=not body.blocks)
    seam = seams.judge(body.pieces, row, around)
    before = body.pieces[-1]
    if seam.joins or seam.confidence < DOUBTFUL:
        body.guesses.append(
            Guess(
                target=body.target,
                part="join" if seam.joins else "split",
                rule="seam",
                confidence=seam.confidence,
                reason=say(
                    "{before}|{after}: {reason}",
                    before=before.text[-4:],
                    after=row.text[:4],
                    reason=seam.reason,
                ),
                range=Range(row.src, row.start, row.end),
            )
        )
    return seam.joins


def _close(body: Body, following: TextLine | None) -> None:
    """Ends the open paragraph: it is a subhead when it stands like one, else a paragraph."""
    pieces = body.pieces
    if not pieces:
        return
    body.pieces = []
    if (
        len(pieces) == 1
        and following is not None
        and _stands_as_subhead(pieces[0], following)
        and not _told(body, pieces[0], "text")
        and not _is_in_verse(body.rows, body.at)
    ):
        body.blocks.append(Subhead(text=whole(pieces[0])))
        reason = say("a short line without sentence end before a paragraph")
        _guessed(body, pieces[0], "subhead", "bare-subhead", reason)
        return
    body.blocks.append(Paragraph(text=_paragraph_line(body, pieces)))


def _told(body: Body, row: TextLine, kind: str) -> bool:
    """Whether a person said that a row is of this kind."""
    told = body.views.decided.of(row)
    return told is not None and told.set == kind


def _stands_as_subhead(line: TextLine, following: TextLine) -> bool:
    text = line.text
    if len(text) > SUBHEAD or ends_sentence(text) or text[-1] in "，、,；;：:":
        return False
    return following.kind in ("text", "note", "photo") and len(following.text) > len(text)


def _is_in_verse(rows: Sequence[TextLine], at: int) -> bool:
    """Whether a row and the one before it are lines of a poem: every line but the longest of a
    stanza would stand like a subhead above a longer one."""
    first, end = at, at
    while first > max(0, at - _STANZA) and _is_verse(rows[first - 1]):
        first -= 1
    while end < min(len(rows), at + _STANZA) and _is_verse(rows[end]):
        end += 1
    ended = sum([ends_sentence(row.text) for row in rows[first:end]])
    return first < at < end and end - first >= _STANZA and 3 * ended < end - first


def _is_verse(row: TextLine) -> bool:
    return row.kind == "text" and len(row.text) <= _VERSE


def _paragraph_line(body: Body, pieces: list[TextLine]) -> Line:
    """The paragraph's line; dateline, credits and jumps at its two ends are noted and marked."""
    views, last = body.views, pieces[-1].text
    bracketed = _ends_in_bracket(last)
    ending = bracketed or signature(last) is not None
    beginning = not body.opened or pieces[0].text[0] in _JUMP_SIGNS
    if not (beginning or ending or views.decided):
        return compose(pieces)  # most paragraphs: nothing but text
    dateline, statements = (None, []) if body.opened else _opening(pieces)
    cuts: list[Cut] = []
    dateline = views.told_dateline(dateline, pieces)
    if dateline is not None:
        cuts.append(views.add_dateline(dateline, pieces))
    opened = bool(cuts or statements)
    if not opened:
        cuts += _taken_up(views, pieces)
    jump = None
    if ending:
        text = joined_text(pieces)
        jump = _trailing_jump(text) if bracketed else None
        statements += _closing(text, statements) if jump is None else []
    for found in views.told_credits(statements, pieces):
        cuts += views.add_credits(found, pieces)
    if jump is not None and not jump.within(cuts):
        cuts.append(views.add_jump(*jump, pieces))
    body.opened = body.opened or opened or len(body.blocks) > 4
    return compose(pieces, cuts)


def _ends_in_bracket(text: str) -> bool:
    """Whether it may: …（下转第三版）, …（记者 甲）。"""
    return text[-1] in ")）。" and ("(" in text[-130:] or "（" in text[-130:])


def _opening(pieces: list[TextLine]) -> tuple[FoundDateline | None, list[FoundCredits]]:
    """What a paragraph opens with; a long first piece says all of it."""
    first = pieces[0].text
    head = first if len(first) > 320 or len(pieces) == 1 else joined_text(pieces)
    dateline, credits = read_opening(head)
    return dateline, [] if credits is None else [credits]


def _closing(text: str, before: Sequence[FoundCredits]) -> list[FoundCredits]:
    """The credit that ends a paragraph, but where its opening one goes on to there."""
    end = read_end(text)
    return [] if end is None or (before and end.start < before[0].end) else [end]


def _taken_up(views: Views, pieces: list[TextLine]) -> list[Cut]:
    """A jump in brackets that a paragraph begins with: （上接第一版）沿江三县……"""
    first = pieces[0].text
    found = LEADING_JUMP.match(first) if first[0] in _JUMP_SIGNS else None
    if found is None:
        return []
    return [views.add_jump(0, found.end(), *jump_target(found["way"], found["no"]), pieces)]


class _FoundJump(NamedTuple):
    start: int
    end: int
    direction: JumpDirection
    page: int | None

    def within(self, cuts: Sequence[Cut]) -> bool:
        """Whether something else was found where it stands."""
        return any(start < self.end and self.start < end for start, end, _ in cuts)


def _trailing_jump(text: str) -> _FoundJump | None:
    """A jump in brackets that ends a paragraph: …（下转第三版）"""
    start = max(text.rfind("（"), text.rfind("("))
    if start <= 0 or len(text) - start > 24:
        return None
    found = JUMP.fullmatch(text, start)
    if found is None:
        return None
    return _FoundJump(start, len(text), *jump_target(found["way"], found["no"]))


def jump_target(way: str, number: str) -> tuple[JumpDirection, int | None]:
    """The direction and the page's number of a jump line's words."""
    direction: JumpDirection = "from" if "接" in way or "緊" in way else "to"
    return direction, page_number(number)


_DIGITS = {char: str(i) for i, char in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_UNITS = {"十": 10, "百": 100}


def page_number(text: str) -> int | None:
    """3, 03, ３, 三, 十二, 一百零二, 一〇二 and A03 as numbers."""
    digits = "".join(char for char in text if char.isdecimal())
    if digits:
        return int(digits)
    value, said = 0, ""
    for char in text:
        if char in _UNITS:
            value, said = value + int(said or "1") * _UNITS[char], ""
        else:
            said += _DIGITS.get(char, "")
    return value + int(said or "0") or None


def _byline(body: Body, row: TextLine) -> None:
    where: CreditPlace = "end" if row.kind == "endcredit" else "byline"
    read = read_byline(row.text, where)
    if not read and are_names(row.text):  # names without a role, by their place or as a person said
        where = "end" if body.blocks else "byline"
        read = (FoundCredits(0, len(row.text), (Named("", None, split_names(row.text)),), where),)
    found = body.views.told_credits(read, [row], where)
    body.blocks.append(Byline(text=compose([row], _credited(body, row, found))))


def _staff(body: Body, row: TextLine) -> None:
    found = body.views.told_credits(read_staff(row.text), [row], "staff")
    body.blocks.append(Staff(text=compose([row], _credited(body, row, found))))


def _credited(body: Body, row: TextLine, found: Sequence[FoundCredits]) -> list[Cut]:
    return [cut for one in found for cut in body.views.add_credits(one, [row])]


def _item(body: Body, row: TextLine) -> Line:
    """An item of a list, with who signs it."""
    end = read_end(row.text)
    found = body.views.told_credits([] if end is None else [end], [row])
    return compose([row], _credited(body, row, found)) if found else whole(row)


def _jump_line(body: Body, row: TextLine) -> None:
    found = JUMP.fullmatch(row.text)
    told = body.views.decided.of(row)
    direction, page = jump_target(found["way"], found["no"]) if found else (None, None)
    if told is not None:
        direction, page = told.way or direction, told.page or page
        if direction is None:
            why = say('say which way it jumps: way = "to" or "from".')
            body.views.decided.misfit(row, why)
    cuts: list[Cut] = []
    if direction is not None:
        cuts.append(body.views.add_jump(0, len(row.text), direction, page, [row]))
    body.blocks.append(JumpLine(text=compose([row], cuts)))


def _figure(body: Body, row: TextLine) -> None:
    """A picture the text names, with its caption where it has one."""
    shot = row.shot
    asset, alt = (None, None) if shot is None else (shot.asset, shot.alt)
    if shot is not None and shot.bare:
        body.blocks.append(Figure(asset=asset, alt=alt))
        return
    _caption(body, row)
    body.blocks[-1] = replace(_figure_of(body.blocks[-1]), asset=asset, alt=alt)


def _figure_of(block: Block) -> Figure:
    assert isinstance(block, Figure)
    return block


def _caption(body: Body, row: TextLine) -> None:
    """A caption, with the credit it ends in; or a credit alone, which belongs to the figure
    before it."""
    read = read_photo(row.text)
    found = body.views.told_credits([read] if read else [], [row], "photo")
    line = compose([row], _credited(body, row, found))
    alone = bool(found) and found[0].start == 0
    last = body.blocks[-1] if body.blocks else None
    before = last if isinstance(last, Figure) and row.kind == "photo" else None
    if before is not None and before.caption is None and before.credit is None and not alone:
        body.blocks[-1] = replace(before, caption=line)
    elif alone and before is not None and before.credit is None:
        body.blocks[-1] = replace(before, credit=line)
    elif alone:
        body.blocks.append(Figure(credit=line))
    else:
        body.blocks.append(Figure(caption=line))


def _note(body: Body, rows: Sequence[TextLine], i: int) -> int:
    lines, end = _titled(body, rows, i)
    body.blocks.append(EditorNote(lines=lines))
    return end


def _summary(body: Body, rows: Sequence[TextLine], i: int) -> int:
    lines, end = _titled(body, rows, i)
    body.blocks.append(Summary(lines=lines))
    return end


def _titled(body: Body, rows: Sequence[TextLine], i: int) -> tuple[tuple[Line, ...], int]:
    """The row, the text below it where it is a title alone, and the rows a person set like it."""
    end = i + 1
    told = body.views.decided.of(rows[i])
    if told is not None and told.set is not None:
        while end < len(rows) and _told(body, rows[end], told.set):
            end += 1
    elif len(rows[i].text) <= 12 and end < len(rows):
        points = _list_end(body, rows, end)  # 核心阅读 ●… ●…
        end = points if points > end else end + (rows[end].kind == "text")
    return tuple(whole(row) for row in rows[i:end]), end


def _table(body: Body, rows: Sequence[TextLine], i: int) -> int:
    end = i
    while end < len(rows) and rows[end].kind == "row":
        end += 1
    if end - i < 2:
        body.pieces.append(rows[i])
        return i + 1
    body.blocks.append(Table(rows=tuple(_cells(body, row) for row in rows[i:end]), header_rows=1))
    return end


def _cells(body: Body, row: TextLine) -> tuple[Line, ...]:
    """The cells of a row: between bars, which are dropped, else between tabs or wide blanks."""
    barred = row.text.count("|") + row.text.count("｜") > len(row.literal)
    pieces = _between_bars(body, row) if barred else _between_blanks(row.text)
    cells: list[Line] = []
    for start, end in pieces:
        piece = row.text[start:end]
        lead = len(piece) - len(piece.lstrip())
        cells.append(part(row, start + lead, start + len(piece.rstrip())) if piece.strip() else ())
    return tuple(cells)


def _between_blanks(text: str) -> list[tuple[int, int]]:
    """Stretches between tabs or wide blanks; where there are none, between single ones."""
    found: list[tuple[int, int]] = []
    start = 0
    single = "\t" not in text and not _WIDE.search(text)
    for i in range(len(text) + 1):
        wide = i < len(text) and (
            text[i] == "\t"
            or (i + 2 <= len(text) and text[i : i + 2].isspace())
            or (single and text[i] == " ")
        )
        if i == len(text) or wide:
            if text[start:i].strip():
                found.append((start, i))
            start = i + 1
    return found


def _between_bars(body: Body, row: TextLine) -> list[tuple[int, int]]:
    """Stretches between bars, the empty ones too: they are cells without text."""
    text = row.text
    bars = [i for i, char in enumerate(text) if char in "|｜" and i not in row.literal]
    for i in bars:
        body.dropped += [Dropped(range=r, code="table-mark") for r in ranges_of([row], i, i + 1)]
    edges = [-1, *bars, len(text)]
    found = [(a + 1, b) for a, b in pairwise(edges)]
    if not text[: bars[0]].strip():
        del found[0]
    if found and not text[bars[-1] + 1 :].strip():
        del found[-1]
    return found


def _signed(body: Body, rows: Sequence[TextLine], i: int) -> int:
    """A run of quoted lines, or of list items whose sign the writers draw."""
    end = i
    first = rows[i]
    while end < len(rows) and _is_next(first, rows[end], end - i):
        end += 1
    if first.kind == "quote":
        body.blocks.append(Quote(lines=tuple(whole(row) for row in rows[i:end])))
        return end
    lines = tuple(_item(body, row) for row in rows[i:end])
    if first.level < 0:
        body.blocks.append(ListBlock(items=lines))
    elif first.level:
        body.blocks.append(ListBlock(items=lines, marker="number", start=first.level))
    else:
        body.blocks.append(ListBlock(items=lines, marker="bullet"))
    return end


def _is_next(first: TextLine, row: TextLine, after: int) -> bool:
    """Whether a row goes on a run that began `after` rows before it; numbers count on, or are
    all alike."""
    counted = first.level + after if first.level > 0 else first.level
    return row.kind == first.kind and row.level in (first.level, counted)


def _marked(body: Body, rows: Sequence[TextLine], i: int) -> int:
    """Numbered or signed lines: a run of them is a list, one alone a subhead."""
    end = i
    first = _numbering(rows[i].text)
    while end < len(rows) and rows[end].kind == "subhead" and _numbering(rows[end].text) == first:
        end += 1
    if _told(body, rows[i], "subhead"):
        body.blocks.append(Subhead(text=whole(rows[i])))
        return i + 1
    if end - i >= 2:
        body.blocks.append(ListBlock(items=tuple(_item(body, row) for row in rows[i:end])))
        return end
    if i + 1 < len(rows) or not body.blocks:
        body.blocks.append(Subhead(text=whole(rows[i])))
    else:
        body.pieces.append(rows[i])
    return i + 1
