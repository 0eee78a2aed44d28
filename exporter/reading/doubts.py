"""What a person should look at: characters no one typed on purpose, and words likely wrong.

Nothing is changed. Each kind is told a few times and then counted, so that a damaged file does
not bury its other notices.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporter.model import Notice, Range, Source
from exporter.patterns import Lazy

TOLD = 12
"""How many of one kind are told one by one."""

_STRANGE = Lazy(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffd\ufdd0-\ufdef\ufffe\uffff\ue000-\uf8ff"
    "\U000f0000-\U0010ffff]"
)
_GLYPH_NOTE = Lazy(r"[（(](?:左|上|外|内)[^（()），。]{1,3}(?:右|下|内|外)[^（()），。]{1,3}[）)]")
# Misprints seen in print: the wrong word, the one probably meant, and the characters that must
# not follow, for then the letters belong to other words (相关健康, 发布署名).
_SUSPECTS = """
关健 关键 康身全美
按装 安装 机载修配饰
布署 部署 名
部暑 部署 期假
峻工 竣工 作程期
决择 抉择 校优机
署假 暑假 冒
克苦 刻苦 难
针贬 针砭
松驰 松弛
幅射 辐射
渡假 度假
欢渡 欢度
渡过难关 度过难关
迫不急待 迫不及待
一如继往 一如既往
再接再励 再接再厉
穿流不息 川流不息
走头无路 走投无路
金壁辉煌 金碧辉煌
默守成规 墨守成规
谈笑风声 谈笑风生
一愁莫展 一筹莫展
不径而走 不胫而走
出奇不意 出其不意
水泻不通 水泄不通
世外桃园 世外桃源
美仑美奂 美轮美奂
鼎立相助 鼎力相助
草管人命 草菅人命
弱不经风 弱不禁风
气慨 气概
甘败下风 甘拜下风
寒喧 寒暄
震憾 震撼
贯切 贯彻
凭添 平添
追朔 追溯
脉膊 脉搏
膺品 赝品
粗旷 粗犷
萎糜 萎靡
沉缅 沉湎
入场卷 入场券
修茸 修葺
挖墙角 挖墙脚
有持无恐 有恃无恐
黄梁美梦 黄粱美梦
恰谈 洽谈
"""
SUSPECTS: tuple[tuple[str, str, str], ...] = tuple(
    (wrong, right, "".join(rest))
    for wrong, right, *rest in (line.split() for line in _SUSPECTS.split("\n") if line)
)


def doubts_of(source: Source) -> Iterator[Notice]:
    """The notices about one source, in the order of their kinds and places."""
    text = source.text
    yield from _limited(_strange(source), source)
    if "（左" in text or "（上" in text or "(左" in text or "(上" in text or "（外" in text:
        yield from _limited(_glyph_notes(source), source)
    for wrong, right, unless in SUSPECTS:
        if wrong in text:
            yield from _limited(_words(source, wrong, right, unless), source)


def _limited(found: Iterator[Notice], source: Source) -> Iterator[Notice]:
    counts: dict[str, int] = {}
    for notice in found:
        count = counts[notice.code] = counts.get(notice.code, 0) + 1
        if count <= TOLD:
            yield notice
    for code, count in counts.items():
        if count > TOLD:
            yield Notice(code=code, detail=f"{count - TOLD} more in {source.name}")


def _strange(source: Source) -> Iterator[Notice]:
    for found in _STRANGE.finditer(source.text):
        char = found.group()
        code, what = _strange_kind(char)
        yield Notice(
            code=code,
            detail=f"U+{ord(char):04X} {what}: {_around(source.text, found.start(), found.end())}",
            range=Range(source.id, found.start(), found.end()),
        )


def _strange_kind(char: str) -> tuple[str, str]:
    if char == "\ufffd":
        return "replacement-character", "stands for a character lost before this file was made"
    if "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000":
        return "private-use", "is a private-use character; only the paper's own font can show it"
    return "control-character", "is a control character"


def _glyph_notes(source: Source) -> Iterator[Notice]:
    for found in _GLYPH_NOTE.finditer(source.text):
        yield Notice(
            code="missing-glyph",
            detail=f"{found.group()} describes a character the file does not hold: "
            f"{_around(source.text, found.start(), found.end())}",
            range=Range(source.id, found.start(), found.end()),
        )


def _words(source: Source, wrong: str, right: str, unless: str) -> Iterator[Notice]:
    at = source.text.find(wrong)
    while at >= 0:
        end = at + len(wrong)
        if not unless or source.text[end : end + 1] not in unless:
            yield Notice(
                code="suspect-word",
                detail=f"{wrong} may be a misprint of {right}; it is left as it is: "
                f"{_around(source.text, at, end)}",
                range=Range(source.id, at, end),
            )
        at = source.text.find(wrong, end)


def _around(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - 8) : end + 8].split())
