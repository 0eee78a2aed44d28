"""The one JSON form of a reading, versioned and round-tripping exactly.

The schema is `schema/issue-2.schema.json`. Spans are what counts: `[src, start, end]` for
plain source text, else an object. Beside them stand ready-made strings (`headline`, `text`, `raw`),
for whoever only wants to read; they are derived, checked on the way in, and left out of the
compact form that outputs carry, because the sources stand in full beside the spans.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, cast, get_type_hints

from exporter.errors import InputError
from exporter.interchange.declared_types import check_shape
from exporter.messages import say
from exporter.model import (
    BLOCKS,
    SCHEMA,
    Article,
    Asset,
    Block,
    Credit,
    Dateline,
    Dropped,
    Guess,
    Issue,
    Jump,
    Line,
    Mark,
    Meta,
    Move,
    Notice,
    Page,
    Range,
    Reading,
    Source,
    Span,
    articles_of,
    lines_of_block,
    raw_text,
    same_ids,
    text_of,
)
from exporter.startup.patterns import Lazy
from exporter.startup.records import field_names

Json = dict[str, Any]

_OLDER = ("exporter-issue/1",)
"""Schemas whose models lack only what may be missing: how the issue was read."""
_NO_CHARACTER_SET = frozenset({"idna", "punycode"})  # codecs for names, quadratic on a long text
_HALF = Lazy(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")


def to_json(reading: Reading, *, compact: bool = False) -> str:
    """The reading as JSON text; `compact` leaves out derived strings and indentation.

    Guesses are kept with their articles, so they come back in this order: those about sources and
    pages, then article by article; readers give them so.
    """
    indent = None if compact else 1
    separators = (",", ":") if compact else None
    return json.dumps(
        encode(reading, compact=compact), ensure_ascii=False, indent=indent, separators=separators
    )


def from_json(text: str | bytes, *, name: str = "JSON") -> Reading:
    """The reading that `to_json` wrote. Raises InputError, naming `name` and the place."""
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        data = json.loads(plain)
        if _HALF.search(plain):
            json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise InputError(
            say(
                "{name} holds half a character (a lone surrogate), which no format can carry.",
                name=name,
            ),
            path=name,
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            say("{name} is not JSON: {error}.", name=name, error=error), path=name
        ) from error
    return decode(data, name=name)


def encode(reading: Reading, *, compact: bool = False) -> Json:
    """The reading as plain data for `json.dumps`."""
    issue = reading.issue
    known = {article.id for article in articles_of(issue)}
    by_target: dict[str, list[Json]] = {}
    elsewhere: list[Json] = []
    for guess in reading.guesses:
        if guess.target in known:
            by_target.setdefault(guess.target, []).append(_guess(guess))
        else:
            elsewhere.append({"target": guess.target, **_guess(guess)})
    body: Json = {
        "meta": encode_meta(issue.meta),
        "sources": [_plain(source) for source in issue.sources],
        "pages": [
            {
                "id": page.id,
                "number": page.number,
                "name": page.name,
                "articles": [
                    _article(article, issue, by_target.get(article.id, []), compact)
                    for article in page.articles
                ],
            }
            for page in issue.pages
        ],
        "dropped": [{"range": _range(drop.range), "code": drop.code} for drop in issue.dropped],
        "moves": [
            {"range": _range(move.range), "to": move.to, "reason": move.reason}
            for move in issue.moves
        ],
        "assets": [_plain(asset) for asset in issue.assets],
        "read_with": None if issue.read_with is None else json.loads(issue.read_with),
    }
    notices = [
        {"code": n.code, "detail": n.detail, "range": _range_or_none(n.range)}
        for n in reading.notices
    ]
    return {"schema": issue.schema, "issue": body, "guesses": elsewhere, "notices": notices}


def decode(data: object, *, name: str = "JSON") -> Reading:
    """The inverse of `encode`. Raises InputError on another schema, a missing or a wrong field."""
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema not in (SCHEMA, *_OLDER):
        raise InputError(
            say(
                "{name} is not an issue this version reads: its schema is {schema}, not "
                "{wanted!r}. Export it again from its source.",
                name=name,
                schema=repr(schema),
                wanted=SCHEMA,
            ),
            path=name,
        )
    try:
        return _Decoder(cast(Json, data)).reading()
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise InputError(
            say(
                "{name} is damaged: {type} {error}. Export it again from its source.",
                name=name,
                type=type(error).__name__,
                error=error,
            ),
            path=name,
        ) from error


def _plain(item: Source | Asset) -> Json:
    return {name: getattr(item, name) for name in field_names(type(item))}


def encode_meta(meta: Meta) -> Json:
    """Metadata alone, as plain data for `json.dumps`."""
    out = {name: getattr(meta, name) for name in field_names(Meta)}
    out["date"] = None if meta.date is None else meta.date.isoformat()
    out["subjects"] = list(meta.subjects)
    return out


def decode_meta(data: object, *, name: str = "JSON") -> Meta:
    """The inverse of `encode_meta`. Raises InputError."""
    try:
        meta = _meta(cast(Json, data))
        check_shape(meta, Meta)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            say("{name} holds no metadata: {error}.", name=name, error=repr(error)), path=name
        ) from error
    return meta


def _meta(raw: Json) -> Meta:
    date = raw["date"]
    return Meta(
        **{
            **raw,
            "date": None if date is None else dt.date.fromisoformat(date),
            "subjects": tuple(_list(raw["subjects"])),
        }
    )


def _guess(guess: Guess) -> Json:
    return {
        "part": guess.part,
        "rule": guess.rule,
        "confidence": guess.confidence,
        "reason": guess.reason,
        "range": _range_or_none(guess.range),
    }


def _range(r: Range) -> list[Any]:
    return [r.src, r.start, r.end]


def _range_or_none(r: Range | None) -> list[Any] | None:
    return None if r is None else [r.src, r.start, r.end]


def _span(span: Span) -> Any:
    if span.origin == "source" and span.range is not None:
        here = _range(span.range)
        return here if not span.marks else {"range": here, "marks": _marks(span)}
    out: Json = {"text": span.text, "origin": span.origin}
    if span.range is not None:
        out["range"] = _range(span.range)
    if span.marks:
        out["marks"] = _marks(span)
    return out


def _marks(span: Span) -> list[list[str]]:
    return [[mark.tag, mark.ref] for mark in span.marks]


def _line(line: Line) -> list[Any]:
    return [_span(span) for span in line]


def _line_or_none(line: Line | None) -> list[Any] | None:
    return None if line is None else _line(line)


def _lines(lines: Sequence[Line]) -> list[Any]:
    return [_line(line) for line in lines]


def _article(article: Article, issue: Issue, guesses: list[Json], compact: bool) -> Json:
    out: Json = {"id": article.id}
    if not compact:
        out |= {
            "kicker": None if article.kicker is None else text_of(article.kicker),
            "headline": [text_of(line) for line in article.headline],
            "deck": [text_of(line) for line in article.deck],
            "summary": [text_of(line) for line in article.summary],
            "column": None if article.column is None else text_of(article.column),
        }
    sources = () if compact else issue.sources
    out |= {
        "dateline": None if article.dateline is None else _view(article.dateline, sources),
        "credits": [_view(credit, sources) for credit in article.credits],
        "jumps": [_view(jump, sources) for jump in article.jumps],
        "blocks": [_block(block, compact) for block in article.blocks],
        "spans": {
            "kicker": _line_or_none(article.kicker),
            "headline": _lines(article.headline),
            "deck": _lines(article.deck),
            "summary": _lines(article.summary),
            "column": _line_or_none(article.column),
        },
        "guesses": guesses,
    }
    return out


def _view(view: Dateline | Credit | Jump, sources: tuple[Source, ...]) -> Json:
    out: Json = {} if not sources else {"raw": raw_text(view.ranges, sources)}
    for name in field_names(type(view)):
        value = getattr(view, name)
        if name == "ranges":
            value = [_range(r) for r in value]
        out[name] = list(value) if isinstance(value, tuple) else value
    return out


_KEYS = {"text": "spans"}
"""Fields of blocks that have another name here: their `text` is the ready-made string."""
_BY_NAME = {facts.name: kind for kind, facts in BLOCKS.items()}


@cache
def _types(kind: Any) -> dict[str, Any]:
    """The declared types of a kind's fields."""
    return get_type_hints(kind)


def block_type(block: Block) -> str:
    """The block's name in JSON: "paragraph", "editor_note" …"""
    return BLOCKS[type(block)].name


def block_text(block: Block) -> str:
    """The block's source text, its lines (items, cells) joined by line feeds."""
    return "\n".join([text_of(line) for line in lines_of_block(block)])


def _block(block: Block, compact: bool) -> Json:
    out: Json = {"type": block_type(block)}
    if not compact:
        out["text"] = block_text(block)
    for name in field_names(type(block)):
        out[_KEYS.get(name, name)] = _value(getattr(block, name))
    return out


def _value(value: Any) -> Any:
    """A field of a block: lines, or lines of lines, down to their spans; else what it is."""
    if isinstance(value, tuple):
        return [_span(one) if isinstance(one, Span) else _value(one) for one in value]
    return value


def _list(raw: Any) -> list[Any]:
    """The list itself: an empty object or text would otherwise pass for an empty list."""
    if not isinstance(raw, list):
        raise TypeError(say("{value} is not a list", value=repr(raw)))
    return raw


def _read_with(body: Json) -> str | None:
    """How the issue was read; models of schema 1 do not say."""
    told = body.get("read_with")
    if told is None:
        return None
    if not isinstance(told, dict):
        raise TypeError(f"{told!r} is not a table")
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _check_source(source: Source) -> None:
    """The text is what was read: everything else in the document stands on it."""
    if source.encoding in _NO_CHARACTER_SET:
        raise ValueError(say("{encoding!r} is no character set", encoding=source.encoding))
    try:
        data = source.text.encode(source.encoding)
    except LookupError as error:
        raise ValueError(str(error)) from error
    if hashlib.sha256(data).hexdigest() != source.sha256:
        raise ValueError(
            say("the text of source {source!r} is not what its sha256 says", source=source.id)
        )


def _check_ids(reading: Reading) -> None:
    """What types cannot say: ids are unique, confidence is between 0 and 1."""
    if twice := same_ids(reading.issue):
        raise ValueError(twice)
    for guess in reading.guesses:
        if not 0 <= guess.confidence <= 1:
            raise ValueError(
                say(
                    "a confidence of {confidence} about {target!r}",
                    confidence=guess.confidence,
                    target=guess.target,
                )
            )


class _Decoder:
    """Decodes one document; holds the sources' texts, which spans are slices of."""

    def __init__(self, data: Json) -> None:
        self.data = data
        self.texts: dict[str, str] = {}
        self.fields: dict[Any, Callable[[Any], Any]] = {
            Line: self.line,
            Line | None: self.line_or_none,
            tuple[Line, ...]: self.lines,
            tuple[tuple[Line, ...], ...]: self.rows,
        }
        """What decodes a block's field, by its declared type; other values are as they stand."""

    def reading(self) -> Reading:
        body = self.data["issue"]
        sources = tuple(Source(**source) for source in _list(body["sources"]))
        for source in sources:
            check_shape(source, Source)
            _check_source(source)
        self.texts = {source.id: source.text for source in sources}
        guesses = [self.guess(raw["target"], raw) for raw in _list(self.data["guesses"])]
        pages = tuple(self.page(page, guesses) for page in _list(body["pages"]))
        issue = Issue(
            meta=_meta(body["meta"]),
            sources=sources,
            pages=pages,
            dropped=tuple(
                Dropped(range=self.range(d["range"]), code=d["code"])
                for d in _list(body["dropped"])
            ),
            moves=tuple(
                Move(range=self.range(m["range"]), to=m["to"], reason=m["reason"])
                for m in _list(body["moves"])
            ),
            assets=tuple(Asset(**asset) for asset in _list(body["assets"])),
            read_with=_read_with(body),
        )
        notices = tuple(
            Notice(code=n["code"], detail=n["detail"], range=self.range_or_none(n["range"]))
            for n in _list(self.data["notices"])
        )
        reading = Reading(issue=issue, guesses=tuple(guesses), notices=notices)
        check_shape(reading, Reading)
        _check_ids(reading)
        return reading

    def page(self, raw: Json, guesses: list[Guess]) -> Page:
        for article in _list(raw["articles"]):
            guesses += [self.guess(article["id"], g) for g in _list(article["guesses"])]
        return Page(
            id=raw["id"],
            number=raw["number"],
            name=raw["name"],
            articles=tuple(self.article(article) for article in raw["articles"]),
        )

    def guess(self, target: str, raw: Json) -> Guess:
        return Guess(
            target=target,
            part=raw["part"],
            rule=raw["rule"],
            confidence=raw["confidence"],
            reason=raw["reason"],
            range=self.range_or_none(raw["range"]),
        )

    def article(self, raw: Json) -> Article:
        spans = raw["spans"]
        article = Article(
            id=raw["id"],
            kicker=self.line_or_none(spans["kicker"]),
            headline=self.lines(spans["headline"]),
            deck=self.lines(spans["deck"]),
            summary=self.lines(spans["summary"]),
            column=self.line_or_none(spans["column"]),
            blocks=tuple(self.block(block) for block in _list(raw["blocks"])),
            dateline=None if raw["dateline"] is None else self.dateline(raw["dateline"]),
            credits=tuple(self.credit(credit) for credit in _list(raw["credits"])),
            jumps=tuple(self.jump(jump) for jump in _list(raw["jumps"])),
        )
        self.check_strings(article, raw)
        return article

    def check_strings(self, article: Article, raw: Json) -> None:
        """Derived strings must say what the spans say: an edit of one alone would be lost."""
        pairs = [(raw[key], getattr(article, key)) for key in ("kicker", "column") if key in raw]
        for key in ("headline", "deck", "summary"):
            if key in raw:
                pairs += zip(raw[key], getattr(article, key), strict=True)
        told = [(text, None if line is None else text_of(line)) for text, line in pairs]
        for block, block_raw in zip(article.blocks, raw["blocks"], strict=True):
            if "text" in block_raw:
                told.append((block_raw["text"], block_text(block)))
        for text, kept in told:
            if text != kept:
                raise ValueError(
                    say(
                        "in article {article} {text} is not what its spans say",
                        article=article.id,
                        text=repr(text),
                    )
                )

    def dateline(self, raw: Json) -> Dateline:
        return Dateline(
            id=raw["id"],
            ranges=self.ranges(raw),
            agency=raw["agency"],
            place=raw["place"],
            date=raw["date"],
        )

    def credit(self, raw: Json) -> Credit:
        return Credit(
            id=raw["id"],
            ranges=self.ranges(raw),
            role=raw["role"],
            names=tuple(_list(raw["names"])),
            organisation=raw["organisation"],
            where=raw["where"],
        )

    def jump(self, raw: Json) -> Jump:
        return Jump(
            id=raw["id"],
            ranges=self.ranges(raw),
            direction=raw["direction"],
            page=raw["page"],
        )

    def block(self, raw: Json) -> Block:
        kind: Any = _BY_NAME.get(raw["type"])
        if kind is None:
            raise ValueError(f"unknown block type {raw['type']!r}")
        fields: Json = {}
        for name, declared in _types(kind).items():
            value = raw[_KEYS.get(name, name)]
            fields[name] = self.fields[declared](value) if declared in self.fields else value
        made: Block = kind(**fields)
        return made

    def rows(self, raw: Sequence[Any]) -> tuple[tuple[Line, ...], ...]:
        return tuple(self.lines(row) for row in _list(raw))

    def lines(self, raw: Sequence[Any]) -> tuple[Line, ...]:
        return tuple(self.line(line) for line in _list(raw))

    def line_or_none(self, raw: Sequence[Any] | None) -> Line | None:
        return None if raw is None else self.line(raw)

    def line(self, raw: Sequence[Any]) -> Line:
        return tuple(self.span(span) for span in _list(raw))

    def span(self, raw: Any) -> Span:
        if isinstance(raw, Mapping):
            marks = tuple(Mark(tag, ref) for tag, ref in raw.get("marks", ()))
            if "text" in raw:
                where = self.range_or_none(raw.get("range"))
                span = Span(raw["text"], where, raw["origin"], marks)
                if span.origin == "source" and where is not None:
                    raise ValueError(
                        say("{text!r} claims to be source text and to differ", text=span.text)
                    )
                return span
            here = self.range(raw["range"])
        else:
            here, marks = self.range(raw), ()
        return Span(self.texts[here.src][here.start : here.end], here, "source", marks)

    def range_or_none(self, raw: Sequence[Any] | None) -> Range | None:
        return None if raw is None else self.range(raw)

    def range(self, raw: Sequence[Any]) -> Range:
        src, start, end = raw
        if not 0 <= start <= end <= len(self.texts[src]):
            raise ValueError(
                say("range {range} lies outside source {source}", range=str(raw), source=src)
            )
        if start == end:
            raise ValueError(say("range {range} is empty", range=str(raw)))
        return Range(src, start, end)

    def ranges(self, raw: Json) -> tuple[Range, ...]:
        """A view's ranges; its verbatim text, where it is given, must be theirs."""
        ranges = tuple(self.range(r) for r in _list(raw["ranges"]))
        kept = "".join([self.texts[r.src][r.start : r.end] for r in ranges])
        if raw.get("raw", kept) != kept:
            raise ValueError(
                say(
                    "{text} is not what the ranges of {id} say",
                    text=repr(raw["raw"]),
                    id=repr(raw["id"]),
                )
            )
        return ranges
