"""What a person decided, replayed exactly: a TOML beside the source.

    [[override]]
    source = "linchuan.txt"        # may be left out where there is one source
    range = [1182, 1211]           # code points of the line in that source
    excerpt = "龙时间定在这个多云的早晨"   # the beginning of the line, for a person
    hash = "5f0c2a81d3b4"          # of the whole stretch, for the machine
    join = false

Keys by range and hash, never by position in a list: an override either fits its text exactly or
is told as stale and not applied. What an override can say about its line:

    set      "article" (an article begins here), "text", "subhead", "byline", "photo", "staff",
             "note", "summary", "jump", "drop"
    join     true or false: whether the line goes on the paragraph before
    split    [kicker, headline, deck]: how many parts, of the line an article begins with (lines
             below it that belong to the group count as a part each)
    credits  a list of tables role, names, organisation: who the line's statement names
    dateline a table agency, place, date: what the line's dateline says
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exporter.model import Notice, Range, Source
from exporter.reading.lines import Kind
from exporter.reading.names import Named

SETS: dict[str, Kind] = {
    "article": "mark",
    "text": "text",
    "subhead": "subhead",
    "byline": "byline",
    "photo": "photo",
    "staff": "staff",
    "note": "note",
    "summary": "summary",
    "jump": "jump",
    "drop": "rule",
}
KEYS = (
    "source",
    "range",
    "excerpt",
    "hash",
    "set",
    "join",
    "split",
    "credits",
    "dateline",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One decision about the stretch `start`–`end` of the source called `source` ("" for the only
    one), whose text hashes to `digest`."""

    source: str
    start: int
    end: int
    digest: str
    excerpt: str = ""
    set: str | None = None
    join: bool | None = None
    split: tuple[int, int, int] | None = None
    credits: tuple[Named, ...] | None = None
    dateline: tuple[str | None, str | None, str | None] | None = None


Applied = dict[tuple[str, int], Override]


def excerpt_hash(text: str) -> str:
    """Twelve hexadecimal digits that stand for a stretch of text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def override_of(table: Mapping[str, Any]) -> Override:
    """An override from its table. Raises KeyError for an unknown or missing key, ValueError with
    the key for a value that cannot be."""
    for key in table:
        if key not in KEYS:
            raise KeyError(key)
    start, end = _range(table.get("range"))
    kind = table.get("set")
    if kind is not None and kind not in SETS:
        raise ValueError(f"set = {kind!r}")
    join = table.get("join")
    if join is not None and not isinstance(join, bool):
        raise ValueError(f"join = {join!r}")
    digest = table.get("hash")
    if not isinstance(digest, str) or not digest:
        raise ValueError(f"hash = {digest!r}")
    return Override(
        source=str(table.get("source", "")),
        start=start,
        end=end,
        digest=digest,
        excerpt=str(table.get("excerpt", "")),
        set=kind,
        join=join,
        split=_split(table.get("split")),
        credits=_credits(table.get("credits")),
        dateline=_dateline(table.get("dateline")),
    )


def _range(value: Any) -> tuple[int, int]:
    if (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(one, int) and not isinstance(one, bool) for one in value)
        and 0 <= value[0] < value[1]
    ):
        return value[0], value[1]
    raise ValueError(f"range = {value!r}")


def _split(value: Any) -> tuple[int, int, int] | None:
    if value is None:
        return None
    if (
        isinstance(value, list)
        and len(value) == 3
        and all(isinstance(one, int) and one >= 0 for one in value)
        and value[1] >= 1
    ):
        return value[0], value[1], value[2]
    raise ValueError(f"split = {value!r}")


def _credits(value: Any) -> tuple[Named, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise ValueError(f"credits = {value!r}")
    found: list[Named] = []
    for one in value:
        names = one.get("names") if isinstance(one, dict) else None
        role = one.get("role") if isinstance(one, dict) else None
        if not isinstance(names, list) or not isinstance(role, str) or not names:
            raise ValueError(f"credits = {value!r}")
        organisation = one.get("organisation")
        found.append(Named(role, organisation, tuple(str(name) for name in names)))
    return tuple(found)


def _dateline(value: Any) -> tuple[str | None, str | None, str | None] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) - {"agency", "place", "date"}:
        raise ValueError(f"dateline = {value!r}")
    return value.get("agency"), value.get("place"), value.get("date")


def fitting(
    overrides: Sequence[Override], sources: Iterable[Source]
) -> tuple[Applied, list[Notice]]:
    """The overrides that fit, by source id and start, and a notice for each that does not."""
    by_name: dict[str, Source] = {}
    known = list(sources)
    for source in known:
        by_name.setdefault(source.name, source)
    if len(known) == 1:
        by_name.setdefault("", known[0])
    applied: Applied = {}
    notices: list[Notice] = []
    for one in overrides:
        home = by_name.get(one.source)
        if home is None:
            where = one.source or "(none, and there are several)"
            notices.append(_stale(one, f"its source {where} is not among those read"))
        elif excerpt_hash(home.text[one.start : one.end]) != one.digest:
            notices.append(_stale(one, _whereabouts(one, home)))
        else:
            applied[home.id, one.start] = one
    return applied, notices


def _whereabouts(one: Override, source: Source) -> str:
    """Why an override no longer fits, with the line its excerpt stands on now, if on one."""
    at = source.text.find(one.excerpt) if one.excerpt else -1
    now = " ".join(source.text[one.start : one.end].split())[:20]
    told = f"the text at {one.start}–{one.end} of {source.name} is now {now!r}"
    if at < 0:
        return told
    return f"{told}; its excerpt stands on line {source.text.count(chr(10), 0, at) + 1}"


def _stale(one: Override, why: str) -> Notice:
    return Notice(
        code="override-stale",
        detail=f"an override for {one.excerpt or one.digest!r} was not applied: {why}. Make it "
        "again, or take it out.",
    )


def unused(applied: Applied, used: set[tuple[str, int]]) -> list[Notice]:
    """A notice for each override whose stretch is no line of its source."""
    return [
        Notice(
            code="override-unused",
            detail=f"an override for {one.excerpt or one.digest!r} fits its text, but no line "
            "begins there; its range must be that of a whole line.",
            range=Range(src, start, one.end),
        )
        for (src, start), one in sorted(applied.items())
        if (src, start) not in used
    ]


def override_toml(
    source: Source,
    start: int,
    end: int,
    *,
    set: str | None = None,
    join: bool | None = None,
    split: tuple[int, int, int] | None = None,
    credits: Sequence[Named] | None = None,
    dateline: Mapping[str, str] | None = None,
) -> str:
    """The [[override]] table that decides this about `source.text[start:end]`, for review tools
    and for hand editing."""
    text = source.text[start:end]
    lines = [
        "[[override]]",
        f"source = {_quoted(source.name)}",
        f"range = [{start}, {end}]",
        f"excerpt = {_quoted(text[:24])}",
        f"hash = {_quoted(excerpt_hash(text))}",
    ]
    if set is not None:
        lines.append(f"set = {_quoted(set)}")
    if join is not None:
        lines.append(f"join = {'true' if join else 'false'}")
    if split is not None:
        lines.append(f"split = {list(split)}")
    if credits is not None:
        lines.append(f"credits = [{', '.join(_credit_toml(one) for one in credits)}]")
    if dateline is not None:
        inner = ", ".join(f"{key} = {_quoted(value)}" for key, value in dateline.items())
        lines.append(f"dateline = {{ {inner} }}")
    return "\n".join(lines) + "\n"


def _credit_toml(one: Named) -> str:
    parts = [f"role = {_quoted(one.role)}", f"names = [{', '.join(map(_quoted, one.names))}]"]
    if one.organisation is not None:
        parts.append(f"organisation = {_quoted(one.organisation)}")
    return "{ " + ", ".join(parts) + " }"


def _quoted(text: str) -> str:
    """A TOML basic string."""
    out = []
    for char in text:
        if char in '"\\':
            out.append("\\" + char)
        elif char < " " or char == "\x7f":
            out.append(f"\\u{ord(char):04x}")
        else:
            out.append(char)
    return '"' + "".join(out) + '"'
