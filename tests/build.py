"""A small notation for issues, so that a test takes a line: `b.issue(page(1, b.article(…)))`."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from exporter.conservation import out_of_order
from exporter.model import (
    Article,
    Block,
    Credit,
    Dateline,
    Dropped,
    Issue,
    Line,
    Mark,
    Meta,
    Move,
    Page,
    Paragraph,
    Range,
    Source,
    Span,
    Subhead,
)


class Builder:
    """Grows one source text; every line added becomes a source span of it, a blank line between."""

    def __init__(self) -> None:
        self.text = ""
        self.ids = 0

    def line(self, text: str) -> Line:
        start = len(self.text)
        self.text += text + "\n\n"
        return (Span(text, Range("s1", start, start + len(text)), "source"),)

    def cut(self, first: str, second: str) -> Line:
        """A paragraph healed from two pieces."""
        return self.line(first) + self.line(second)

    def opening(self, dateline: str, credit: str, rest: str) -> tuple[Line, Dateline, Credit]:
        """A first paragraph 本报讯（记者 甲）…; `credit` is the bracket, "（role name name）"."""
        (whole,) = self.line(dateline + credit + rest)
        assert whole.range is not None
        at, out = whole.range.start, []
        for text, marks in (
            (dateline, (Mark("dateline", f"d{self.ids}"),)),
            (credit, (Mark("credit", f"c{self.ids}"),)),
            (rest, ()),
        ):
            out.append(Span(text, Range("s1", at, at + len(text)), "source", marks))
            at += len(text)
        first, second = out[0].range, out[1].range
        assert first is not None
        assert second is not None
        role, *names = credit.strip("()（）").split()
        return (
            tuple(out),
            Dateline(id=f"d{self.ids}", ranges=(first,), agency=dateline.rstrip("讯电")),
            Credit(id=f"c{self.ids}", ranges=(second,), role=role, names=tuple(names)),
        )

    def article(
        self,
        headline: str | tuple[str, ...],
        *body: str | Block,
        kicker: str | None = None,
        deck: tuple[str, ...] = (),
        column: str | None = None,
        opening: tuple[str, str, str] | None = None,
    ) -> Article:
        """Body strings are paragraphs, "== 小标题" a subhead; blocks are taken as they are."""
        self.ids += 1
        lines = (headline,) if isinstance(headline, str) else headline
        made = Article(
            id=f"a{self.ids}",
            kicker=self.line(kicker) if kicker else None,
            headline=tuple(self.line(line) for line in lines),
            column=self.line(column) if column else None,
            deck=tuple(self.line(line) for line in deck),
        )
        blocks: list[Block] = []
        if opening:
            text, dateline, credit = self.opening(*opening)
            blocks.append(Paragraph(text=text))
            made = replace(made, dateline=dateline, credits=(credit,))
        return replace(made, blocks=(*blocks, *(self.block(part) for part in body)))

    def block(self, part: str | Block) -> Block:
        if not isinstance(part, str):
            return part
        if part.startswith("== "):
            return Subhead(text=self.line(part[3:]))
        return Paragraph(text=self.line(part))

    def issue(
        self, *pages: Page, dropped: tuple[Dropped, ...] = (), meta: Meta | None = None, **more: Any
    ) -> Issue:
        source = Source(
            id="s1",
            name="试.txt",
            sha256=hashlib.sha256(self.text.encode()).hexdigest(),
            encoding="utf-8",
            text=self.text,
        )
        meta = meta or Meta(**more)
        moves = tuple(
            Move(range=place, to=article.id, reason="built in another order")
            for one in pages
            for article in one.articles
            for place in out_of_order(article)
        )
        return Issue(meta=meta, sources=(source,), pages=pages, dropped=dropped, moves=moves)


def page(number: int | None, *articles: Article, name: str | None = None) -> Page:
    return Page(id=f"p{number or 0}", number=number, name=name, articles=articles)


def small_issue(**meta: Any) -> Issue:
    """Two pages, three articles, each part of the headline group at least once."""
    b = Builder()
    first = b.article(
        ("把桥修到对岸", "把灯接到村口"),
        "== 先问一遍,再动一锹",
        "桥长128米,宽9.5米。“以前过河要等船,”村民说,“现在抬脚就到。”",
        kicker="柳湾镇便民桥昨日通车",
        deck=("两岸三村 八千余人受益",),
        column="（身边事）",
        opening=("本报讯", "(记者 何青禾)", "5月11日,柳湾镇便民桥建成通车。"),
    )
    second = b.article(
        "夜班公交增至十一条", Paragraph(text=b.cut("自下月起,全市夜班公", "交增至十一条。"))
    )
    third = b.article("简讯一则", "图书馆周六闭馆一天。")
    return b.issue(page(1, first, second, name="要闻"), page(3, third, name="民生"), **meta)
