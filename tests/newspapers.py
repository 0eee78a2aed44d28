"""Whole issues of invented newspapers, by a seed: three to sixty articles, every mix of lengths, in
one to eight pages, with all the parts that a page must find room for."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

from build import Builder
from invented import Press

from exporter.model import (
    Article,
    Block,
    Byline,
    EditorNote,
    Figure,
    Issue,
    ListBlock,
    Page,
    Staff,
    Table,
)

_PAPERS = (
    "霖川日报",
    "望汐晚报",
    "青禾报",
    "云溪县融媒周刊",
    "石桥时报",
    "沧浪洲新闻与生活导报",
    None,
)
_SECTIONS = ("要闻", "综合", "民生", "副刊", "经济", "乡村", "教育", "体育")
_WHO = (
    "老街", "新桥", "渡口", "夜校", "果农", "船工", "巡堤人", "邮路", "山路", "水塔", "书屋",
    "社区医院", "三十里长堤", "青年驿站",
)  # fmt: skip
_DOES = (
    "通了车", "亮起灯", "有了新主人", "开到家门口", "等来第一班", "换新颜", "搬进新楼", "守到天明",
    "一年一个样", "清了淤",
)  # fmt: skip
_MORE = (
    "让两岸的人少走弯路", "把难事办在前头", "三千户用上放心水", "账目贴在墙上", "一步也不落下",
)  # fmt: skip
_TAGS = ("（身边事）", "（记者走基层）", "（热线回音）", "（巷陌人物）")
_NAMES = ("何青禾", "陆远舟", "沈小满", "顾言", "白砚秋", "罗望")
_LENGTHS = ((40, 110), (120, 290), (300, 880), (900, 2400), (2500, 6000))
_MIXES = (
    (1, 2, 4, 2, 0), (6, 2, 1, 0, 0), (0, 1, 2, 4, 1), (2, 3, 2, 1, 0), (1, 1, 1, 1, 1),
    (0, 5, 3, 0, 0), (3, 0, 0, 3, 0),
)  # fmt: skip


class Newsroom:
    """Makes issues; the same seed, the same issue."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.press = Press(seed)
        self.builder = Builder()
        self.mix = _MIXES[seed % len(_MIXES)]

    def issue(self) -> Issue:
        choose = self.random
        pages: list[Page] = []
        articles = choose.randint(3, 60)
        while articles:
            left = 8 - len(pages)
            count = articles if left == 1 or choose.random() < 0.3 else choose.randint(1, articles)
            number = len(pages) + 1
            name = _SECTIONS[len(pages)] if choose.random() < 0.9 else None
            pages.append(
                Page(id=f"p{number}", number=number, name=name, articles=self._page(count))
            )
            articles -= count
        if len(pages) == 1 and choose.random() < 0.5:
            pages = [replace(pages[0], number=None, name=None)]
        day = dt.date(2031, 5, 12) + dt.timedelta(days=choose.randint(0, 300))
        return self.builder.issue(
            *pages,
            publication=choose.choice(_PAPERS),
            date=day if choose.random() < 0.9 else None,
            number=str(choose.randint(1, 20_000)) if choose.random() < 0.8 else None,
            publisher="霖川日报社" if choose.random() < 0.5 else None,
        )

    def _page(self, count: int) -> tuple[Article, ...]:
        made = [self.article() for _ in range(count)]
        if self.random.random() < 0.5:
            staff = Staff(text=self.builder.line("责编：陆一鸣 版式：沈书白 校对：何知远"))
            made[-1] = replace(made[-1], blocks=(*made[-1].blocks, staff))
        return tuple(made)

    def article(self) -> Article:
        """An article of a length the issue's mix makes likely."""
        choose = self.random
        kind = choose.choices(range(5), self.mix)[0]
        low, high = _LENGTHS[kind]
        return self.of_length(choose.randint(low, high), rich=kind > 1)

    def of_length(self, length: int, *, rich: bool = True) -> Article:
        """An article of about `length` characters; a `rich` one may have any part there is."""
        choose, line = self.random, self.builder.line
        headline = self._headline(3 if rich else 1)
        body = self._body(length, rich)
        made = self.builder.article(
            headline,
            *body,
            kicker=self._clause() if rich and choose.random() < 0.4 else None,
            deck=(f"——{self._clause()}",) if rich and choose.random() < 0.25 else (),
            column=choose.choice(_TAGS) if choose.random() < 0.1 else None,
            opening=(
                ("本报讯", f"（记者 {choose.choice(_NAMES)}）", self.press.sentence())
                if choose.random() < 0.6
                else None
            ),
        )
        if rich and choose.random() < 0.1:
            note = EditorNote(lines=(line("编者按：" + self.press.sentence()),))
            made = replace(made, blocks=(note, *made.blocks))
        if rich and choose.random() < 0.15:
            byline = Byline(text=line(f"本报记者 {choose.choice(_NAMES)}"))
            made = replace(made, blocks=(byline, *made.blocks))
        return made

    def _headline(self, most: int) -> tuple[str, ...]:
        choose = self.random
        return tuple(self._clause() for _ in range(choose.choice((1, 1, 2, most))))

    def _clause(self) -> str:
        choose = self.random
        clause = choose.choice(_WHO) + choose.choice(_DOES)
        return clause if choose.random() < 0.7 else f"{clause} {choose.choice(_MORE)}"

    def _body(self, length: int, rich: bool) -> list[str | Block]:
        choose, line = self.random, self.builder.line
        out: list[str | Block] = []
        while length > 0:
            text = self.press.paragraph()
            text = text[: max(length, 12)].rstrip("，,；“") if len(text) > length + 30 else text
            if rich and out and choose.random() < 0.12:
                out.append("== " + self._clause().partition(" ")[0])
            out.append(text if text[-1] in "。”" else text + "。")
            length -= len(text)
            if rich and choose.random() < 0.03:
                out.append(self._extra(line))
        return out

    def _extra(self, line) -> Block:
        match self.random.randint(0, 2):
            case 0:
                return Figure(caption=line("图为通车当日的桥头。 陆远舟 摄"))
            case 1:
                return ListBlock(items=(line("一、先修路"), line("二、再架桥"), line("三、后通车")))
            case _:
                return Table(
                    rows=((line("项目"), line("金额")), (line("栏杆"), line("3.2万元"))),
                    header_rows=1,
                )


def issue(seed: int) -> Issue:
    """The newspaper of that seed."""
    return Newsroom(seed).issue()
