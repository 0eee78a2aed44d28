"""What a person decided, replayed exactly: TOML tables beside the source.

    [[override]]
    source = "linchuan.txt"        # may be left out where there is one source
    range = [1182, 1211]           # code points in that source: a line, part of one, or several
    excerpt = "龙时间定在这个多云的早晨"   # how the stretch begins, for a person
    hash = "5f0c2a81d3b4"          # of the whole stretch, for the machine
    join = false

Keys by range and hash, never by position in a list: an override either fits its text exactly or
is told as stale and not applied. Written by hand it may be without a hash: then its excerpt, if it
has one, must stand where the range begins. `exporter review` writes these tables, and with
--update puts the hash into them. What one can say:

    set       what the lines of the range are: "article" (one begins here), "text", "subhead",
              "byline", "endcredit", "photo", "staff", "note", "summary", "quote", "list", "table",
              "jump", "page" (a page's header), "drop". A range that begins or ends within a line
              cuts the line there.
    join      true or false: whether the line goes on the paragraph before; a range that begins
              within a line cuts a paragraph in two (false) or undoes such a cut
    headline  the lines of the headline group, as texts: with `kicker` (a text), `deck` (texts),
              `column` (a text), where there are such. Together they are the article's first line
              and as many below as they reach, nothing left out. [] is an article without headline
    split     [kicker, headline, deck]: the same by numbers, of the line's parts that blanks set
              apart; each line below that belongs to the group counts as one
    credits   a list of tables role, names, organisation: who the statement in the range names; of
              a whole line, who the statement in it names; [] is none
    dateline  a table agency, place, date, likewise; false is none
    page      the number of the page a "page" header opens or a "jump" names; `name` is the page's
              name, `way` of a jump "to" or "from"
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from exporter.declared import (
    TEXT,
    YES,
    ListOf,
    Place,
    TableOf,
    Value,
    count,
    filled,
    one_of,
    within,
)
from exporter.messages import say
from exporter.model import JumpDirection, Notice, Source
from exporter.reading.credits.names import Named
from exporter.reading.text.kinds import Kind
from exporter.startup.records import dataclass, field_names

SETS: dict[str, Kind] = {
    "article": "mark",
    "text": "text",
    "subhead": "subhead",
    "byline": "byline",
    "endcredit": "endcredit",
    "photo": "photo",
    "staff": "staff",
    "note": "note",
    "summary": "summary",
    "quote": "quote",
    "list": "item",
    "table": "row",
    "jump": "jump",
    "page": "page",
    "drop": "rule",
}
Split = tuple[int, int, int]
DatelineParts = tuple[str | None, str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadTexts:
    """The parts of a headline group as a person wrote them."""

    kicker: str | None = None
    headline: tuple[str, ...] = ()
    deck: tuple[str, ...] = ()
    column: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One decision about the stretch `start`–`end` of the source called `source` ("" for the only
    one), whose text hashes to `digest`; where that is "" it begins with `excerpt`. `dateline` is
    agency, place and date, False for none."""

    source: str
    start: int
    end: int
    digest: str
    excerpt: str = ""
    set: str | None = None
    join: bool | None = None
    head: HeadTexts | None = None
    split: Split | None = None
    credits: tuple[Named, ...] | None = None
    dateline: DatelineParts | Literal[False] | None = None
    page: int | None = None
    name: str | None = None
    way: JumpDirection | None = None

    @property
    def begins_article(self) -> bool:
        """Whether it says that an article begins with its line."""
        return self.set == "article" or self.head is not None or self.split is not None

    @property
    def of_lines(self) -> bool:
        """Whether it speaks of lines, and not only of a statement within one."""
        return self.set is not None or self.join is not None or self.begins_article

    @property
    def label(self) -> str:
        """What it is called in a sentence to a person."""
        return repr(self.excerpt or self.digest or f"{self.start}–{self.end}")

    def stands(self, text: str, at: int) -> bool:
        """Whether its stretch is what stands in `text` from `at` on."""
        end = at + self.end - self.start
        if self.digest:
            return excerpt_hash(text[at:end]) == self.digest
        return end <= len(text) and text.startswith(self.excerpt, at)


def excerpt_hash(text: str) -> str:
    """Twelve hexadecimal digits that stand for a stretch of text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def excerpt_of(text: str) -> str:
    """How a stretch begins, for a person."""
    return text[:24]


def _are_counts(value: Any, length: int) -> bool:
    return isinstance(value, list) and len(value) == length and all(map(count(0).fits, value))


def _lines(value: str | list[str]) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    return tuple(one for one in texts if one.strip())


_LINES = Value(
    say('a list of texts such as ["把桥修到对岸", "把灯接到村口"]'),
    lambda value: all(map(TEXT.fits, value if isinstance(value, list) else [value])),
    _lines,
)
_CREDIT = TableOf(
    {
        "role": TEXT,
        "names": ListOf(TEXT, say('a list of one name or more, such as ["何与舟"]'), least=1),
        "organisation": TEXT,
    },
    needs=("role", "names"),
    made=lambda one: Named(one["role"], one.get("organisation"), one["names"]),
)
_DATELINE = TableOf(
    dict.fromkeys(("agency", "place", "date"), TEXT),
    instead=one_of(
        (False,),
        say('a table such as {{ agency = "本报", place = "霖川", date = "5月12日" }}, or false'),
    ),
    made=lambda one: (one.get("agency"), one.get("place"), one.get("date")),
)
OVERRIDE = TableOf(
    {
        "source": TEXT,
        "range": Value(
            say("two numbers, the second larger, such as [2, 40]"),
            lambda value: _are_counts(value, 2) and value[0] < value[1],
        ),
        "excerpt": TEXT,
        "hash": filled("5f0c2a81d3b4"),
        "set": one_of(SETS),
        "join": YES,
        "kicker": TEXT,
        "headline": _LINES,
        "deck": _LINES,
        "column": TEXT,
        "split": Value(
            say("how many parts are kicker, headline (one at least) and deck, such as [1, 2, 0]"),
            lambda value: _are_counts(value, 3) and value[1] > 0,
            tuple,
        ),
        "credits": ListOf(
            _CREDIT,
            say('a list such as [{{ role = "记者", names = ["何与舟"] }}]; a role may be ""'),
        ),
        "dateline": _DATELINE,
        "page": count(0),
        "name": TEXT,
        "way": one_of(("to", "from")),
    },
    needs=("range",),
)
"""What an [[override]] may hold."""
SAYING = tuple(OVERRIDE.keys)[4:]
"""What it decides; the rest is about where."""


def override_of(table: Mapping[str, Any], place: Place, key: str) -> Override:
    """An override from its table, which holds what `OVERRIDE` declares. Raises OptionError where
    it decides nothing, or all of a headline group but the headline."""
    said = {name: table[name] for name in SAYING if name in table}
    if not said:
        told = say("{what} decides nothing. Say one of {words}.", what=place.of(key), words=SAYING)
        raise place.error(told)
    head = {name: said.pop(name) for name in field_names(HeadTexts) if name in said}
    if head and "headline" not in head:
        raise place.missing(within(key, "headline"), _LINES.must)
    start, end = table["range"]
    return Override(
        source=table.get("source", ""),
        start=start,
        end=end,
        digest=table.get("hash", ""),
        excerpt=table.get("excerpt", ""),
        head=HeadTexts(**{name: part for name, part in head.items() if part}) if head else None,
        **said,
    )


def fitting(
    overrides: Sequence[Override], sources: Iterable[Source]
) -> tuple[dict[str, list[Override]], list[Notice]]:
    """The overrides that fit, by source id and in order of their places, and a notice for each
    that does not."""
    by_name: dict[str, list[Source]] = {}
    known = list(sources)
    for source in known:
        by_name.setdefault(source.name, []).append(source)
    if len(known) == 1:
        by_name.setdefault("", known)
    found: dict[str, list[Override]] = {}
    notices: list[Notice] = []
    for one in overrides:
        named = by_name.get(one.source, [])  # several, where files of two folders are called alike
        home = next((source for source in named if one.stands(source.text, one.start)), None)
        if home is not None:
            found.setdefault(home.id, []).append(one)
        elif named:
            notices.append(_stale(one, _whereabouts(one, named[0])))
        else:
            where = one.source or "(none, and there are several)"
            notices.append(_stale(one, f"its source {where} is not among those read"))
    for some in found.values():
        some.sort(key=_by_place)
    return found, notices


def _by_place(one: Override) -> tuple[int, int]:
    return one.start, -one.end


def _whereabouts(one: Override, source: Source) -> str:
    """Why an override no longer fits, with the line its excerpt stands on now, if on one."""
    if one.end > len(source.text):
        return f"{source.name} ends at {len(source.text)}, before {one.start}–{one.end} is over"
    at = source.text.find(one.excerpt) if one.excerpt else -1
    now = " ".join(source.text[one.start : one.end].split())[:20]
    told = f"the text at {one.start}–{one.end} of {source.name} is now {now!r}"
    if at < 0:
        return told
    return f"{told}; its excerpt stands on line {source.text.count(chr(10), 0, at) + 1}"


def _stale(one: Override, why: str) -> Notice:
    return Notice(
        code="override-stale",
        detail=say(
            "an override for {label} was not applied: {why}. Make it again, or take it out.",
            label=one.label,
            why=why,
        ),
    )


def override_toml(source: Source, start: int, end: int, **said: Any) -> str:
    """The [[override]] table that decides this about `source.text[start:end]`: keys and values
    as TOML has them, credits as `Named`."""
    text = source.text[start:end]
    return table_toml(source.name, (start, end), excerpt_of(text), excerpt_hash(text), said)


def table_toml(
    name: str, where: tuple[int, int], excerpt: str, digest: str, said: Mapping[str, Any]
) -> str:
    """An [[override]] table; what is None is not said."""
    lines = [
        "[[override]]",
        f"source = {_quoted(name)}",
        f"range = {list(where)}",
    ]
    lines += [f"{key} = {_quoted(v)}" for key, v in (("excerpt", excerpt), ("hash", digest)) if v]
    lines += [f"{key} = {_toml(value)}" for key, value in said.items() if value is not None]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _quoted(value)
        case Named():
            return _credit_toml(value)
        case dict():
            inner = [f"{key} = {_toml(one)}" for key, one in value.items() if one is not None]
            return "{ " + ", ".join(inner) + " }" if inner else "{}"
        case list() | tuple():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case _:
            return str(value)


def _credit_toml(one: Named) -> str:
    parts = [f"role = {_quoted(one.role)}", f"names = [{', '.join(map(_quoted, one.names))}]"]
    if one.organisation is not None:
        parts.append(f"organisation = {_quoted(one.organisation)}")
    return "{ " + ", ".join(parts) + " }"


def _quoted(text: str) -> str:
    """A TOML basic string on one line, whatever the text holds."""
    return '"' + "".join([_escaped(char) for char in text]) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable() or char in "\u3000\xa0":
        return char
    return f"\\u{ord(char):04x}" if char <= "\uffff" else f"\\U{ord(char):08x}"
