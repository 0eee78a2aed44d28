"""Raw newspaper text in the users' form, made up by a seeded random source: every paper, place,
person and sentence is invented here."""

from __future__ import annotations

from random import Random

_PLACES = "柳湾镇 云溪县 青石桥 临川市 沙洲村 望江区 松岭乡 白鹭洲 东堤街道 石榴园社区".split()  # noqa: SIM905
_NAMES = "何青禾 陆远舟 沈小满 顾 言 白砚秋 罗望 江听澜 方见山 𠮷田明 杜若".replace(
    " 言", "言"
).split()
_WHO = "镇里 村民老周 水务局 图书馆 农机站 渡口管理所 第三小学 果农合作社".split()  # noqa: SIM905
_DID = (
    "把旧堤加高了{n}厘米", "在桥头装了{n}盏路灯", "修好了{n}处漏水的管道", "办起了夜校",
    "新开{n}条支线公交", "收了{n}万斤橘子", "给{n}户老人装了扶手", "清理河道{n}.5公里",
)  # fmt: skip
_SAID = "“{a},”{who}说,“{b}。”"
_LINKS = ("随后,", "据介绍,", "从去年起,", "眼下,", "与此同时,", "")
_TAILS = ("到{h}:30为止,已有{n}人报名", "投入{n},{m}元", "覆盖{m}%的农户", "比上年多{n}个(次)")
_HEADS = (
    "{place}便民桥通车", "夜班公交增至{n}条", "一条河的{n}年", "把灯接到村口", "书屋开在渡口边",
    "橘子红了,路也通了", "老堤新柳",
)  # fmt: skip
_KICKERS = ("{place}为民办实事", "记者走基层", "{place}入冬第一课", "两岸三村的新变化")
_DECKS = ("——{place}见闻", "两岸{n}余人受益", "先问一遍 再动一锹")
_SUBHEADS = ("先问一遍,再动一锹", "水从哪里来", "夜里也亮着", "账要算清楚")


class Press:
    """Writes invented text; the same seed, the same text."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def issue(self, articles: int = 3, paragraphs: int = 4) -> str:
        """A source with so many articles of up to so many paragraphs."""
        return "\n\n".join([self.article(paragraphs) for _ in range(articles)]) + "\n"

    def article(self, paragraphs: int) -> str:
        choose = self.random
        head = [self._fill(choose.choice(_HEADS))]
        if choose.random() < 0.5:
            head.insert(0, self._fill(choose.choice(_KICKERS)))
        lines = ["# " + " ".join(head)]
        if choose.random() < 0.5:
            lines.append(self._fill(choose.choice(_DECKS)))
        opening = f"本报讯(记者 {choose.choice(_NAMES)})" if choose.random() < 0.7 else ""
        for number in range(choose.randint(1, paragraphs)):
            if number and choose.random() < 0.2:
                lines.append(choose.choice(_SUBHEADS))
            lines.append(opening + self.paragraph())
            opening = ""
        return "\n\n".join(lines)

    def paragraph(self) -> str:
        choose = self.random
        sentences = [self.sentence() for _ in range(choose.randint(1, 4))]
        if choose.random() < 0.3:
            sentences.append(
                _SAID.format(a=self._fill("这事等了{n}年"), b="抬脚就到", who=choose.choice(_WHO))
            )
        return "".join(sentences)

    def sentence(self) -> str:
        choose = self.random
        return self._fill(
            f"{choose.choice(_LINKS)}{choose.choice(_PLACES)}{choose.choice(_WHO)}"
            f"{choose.choice(_DID)},{choose.choice(_TAILS)}。"
        )

    def _fill(self, form: str) -> str:
        choose = self.random
        return form.format(
            place=choose.choice(_PLACES), n=choose.randint(2, 97), m=choose.randint(100, 999),
            h=choose.randint(8, 21),
        )  # fmt: skip
