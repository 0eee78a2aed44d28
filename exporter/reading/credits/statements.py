"""Datelines and credits as views: where they stand in a line, and what they say.

An opening is a short prefix ending in 电, 讯 or 报道 (or none), then one bracket with a role in it;
a closed list of outlets would miss nearly half of local papers' openings.
"""

from __future__ import annotations

import re
from functools import lru_cache

from exporter.lexicon.characters import HAN_RANGE
from exporter.model import CreditPlace
from exporter.reading.credits.names import Named, read_names, split_names
from exporter.reading.text.kinds import ROLE, STAFF_ITEM, signature
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass

_STOP = "。！？；!?;\n"
_BLANKS = " \t\u3000\xa0\u2002\u2003"
_OPENING = Lazy(
    rf"(?P<dateline>[【\[]?[^{_STOP}，,（()）《》“”【】\[\]「」{_BLANKS}]"
    rf"(?:[^{_STOP}，,（()）《》“”【】\[\]「」]{{0,44}}?"
    rf"(?:《[^{_STOP}《》]{{1,12}}》[^{_STOP}，,（()）《》“”【】\[\]「」]{{0,24}}?)?)"
    rf"(?:电|電|讯|訊|報道|报道|消息|综合|綜合)[】\]]?)(?:[:：]?)(?=[{_BLANKS}（(]|$)"
)
_BOXED = Lazy(
    r"[【\[](?P<inside>[^【】\[\]（()）。]{2,40}?(?:讯|訊|電|电|報道|报道|專訊|专讯|消息|综合|綜合))[】\]]"
)
_BRACKET = Lazy(r"[（(](?P<inside>[^（()）]{2,240})[）)]")
_REPORTED = Lazy(
    r"[〔【［](?P<inside>[^〔〕【】［］／/，。]{0,12}(?:記者|记者|特派員)[^〔〕【】［］／/，。]{1,40})[／/]"
    r"(?P<place>[^〔〕【】［］／/，。]{2,10}?)(?:綜合|连线|連線)?(?:報導|報道|报道|電|电)[〕】］]"
)
"""〔記者甲／某地報導〕: who and where in one bracket."""
_NESTED = Lazy(
    r"[（(](?P<inside>[^（()）]{1,120}(?:[（(][^（()）]{1,30}[）)][^（()）]{0,120}){1,6})[）)]"
)
_BARE = Lazy(
    rf"[{_BLANKS}]*(?P<inside>(?:[^{_STOP}，,（()）{_BLANKS}]{{0,12}})?"
    rf"(?:首席|特约|见习|实习)?(?:记者|記者|通讯员|通訊員)[^{_STOP}，,（()）]{{1,40}}?)"
    rf"(?P<end>报道|報道|[:：]|(?=[{_BLANKS}]+(?:\d|近日|昨|今|日前|为|在|记者)))"
)
_BARE_SIGNS = frozenset("记記通")
_DATE = Lazy(
    r"(?:[0-9０-９]{2,4}年)?(?:[0-9０-９]{1,2}月)?[0-9０-９]{1,2}日"
    r"|[〇零一二三四五六七八九十]{1,3}月[〇零一二三四五六七八九十]{1,3}日|[一二三四五六七八九十]{1,3}日"
)
_AGENCY = Lazy(
    r"(?:本报|本報|本刊|本台|本网|本網|本社|.{1,12}?(?:新闻网|新闻社|新闻中心|新闻客户端|日报社|日報社|通讯社|通訊社|日报|日報|晚报|晚報|"
    r"时报|時報|商报|商報|晨报|晨報|都市报|青年报|军报|早报|早報|快报|周报|导报|新报|社|报|報|网|網|"
    r"电视台|電視臺|广播台|台|臺|客户端|融媒体?中心|融媒体?|新闻|发布|传媒|傳媒|全媒体|中心|频道))"
)
_ENDING = Lazy(
    r"(?:电|電|讯|訊|专讯|專訊|综合报道|綜合報道|报道|報道|消息|综合|綜合|综合讯|特讯|特訊|专电|專電)+$"
)


@dataclass(frozen=True, slots=True)
class FoundDateline:
    """Offsets in the line; `agency`, `place`, `date` where the paper printed them."""

    start: int
    end: int
    agency: str | None
    place: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class FoundCredits:
    """One printed statement and what it names. `start`, `end` are offsets in the line."""

    start: int
    end: int
    named: tuple[Named, ...]
    where: CreditPlace


def read_opening(text: str) -> tuple[FoundDateline | None, FoundCredits | None]:
    """The dateline and the credit a paragraph opens with, either or both."""
    return _opening(text[:320])


@lru_cache(maxsize=16)
def _opening(head: str) -> tuple[FoundDateline | None, FoundCredits | None]:
    """The same of a paragraph's beginning; an article's first lines are asked for several times."""
    if head[:1] in ("〔", "【", "［") and (reported := _REPORTED.match(head)):
        named = read_names(reported["inside"])
        if named:
            end = reported.end()
            place = FoundDateline(0, end, None, reported["place"], None)
            return place, FoundCredits(0, end, named, "opening")
    dateline = _dateline(head)
    at = dateline.end if dateline else 0
    while at < len(head) and head[at] in _BLANKS + ":：":
        at += 1
    for pattern in (_BRACKET, _NESTED) if head[at : at + 1] in ("（", "(") else ():
        found = pattern.match(head, at)
        if found and ROLE.search(found["inside"]):
            named = read_names(found["inside"])
            if named:
                return dateline, FoundCredits(found.start(), found.end(), named, "opening")
    if dateline is not None and not _BARE_SIGNS.isdisjoint(head[at : at + 40]):
        bare = _BARE.match(head, at)
        named = read_names(bare["inside"]) if bare else ()
        if bare and named and all(len(n) <= 4 or "·" in n for one in named for n in one.names):
            start, end = bare.span("inside")
            return dateline, FoundCredits(start, end, named, "opening")
    return dateline, None


def _dateline(head: str) -> FoundDateline | None:
    boxed = _BOXED.match(head) if head[:1] in ("【", "[") else None
    if boxed:
        inside = boxed["inside"]
        named = read_names(_ENDING.sub("", inside)) if ROLE.search(inside) else ()
        if not named:
            return _parts(inside, 0, boxed.end())
    found = _OPENING.match(head)
    if found is None:
        return None
    raw = found["dateline"]
    if ROLE.search(raw) and not raw.endswith(("电", "讯", "電", "訊")):
        return None
    parts = _parts(raw, 0, found.end("dateline"))
    bracket = head[found.end() :].lstrip(_BLANKS)[:1] in ("（", "(")
    if parts.agency is None and parts.date is None and not bracket:
        return None
    if not bracket and not raw.endswith(("电", "讯", "電", "訊", "】", "]")):
        return None
    if not _AGENCY.match(raw.removeprefix("据").removeprefix("據")):
        return parts if _role_bracket(head, found.end()) else None
    return parts


def _role_bracket(head: str, at: int) -> bool:
    found = _BRACKET.search(head, at, at + 260)
    return found is not None and bool(ROLE.search(found["inside"]))


def _parts(raw: str, start: int, end: int) -> FoundDateline:
    """Agency, place and date of 据新华社北京3月31日电, 某某网某地12月12日讯, 【明報專訊】 …"""
    body = raw.strip("【】[]").removeprefix("据").removeprefix("據")
    body = _ENDING.sub("", body).strip(_BLANKS)
    dates = list(_DATE.finditer(body))
    date = dates[-1].group() if dates else None
    if dates:
        body = (body[: dates[-1].start()] + body[dates[-1].end() :]).strip(_BLANKS)
    found = _AGENCY.match(body)
    agency = found.group() if found else None
    place = body[found.end() if found else 0 :].strip(_BLANKS) or None
    if agency is None and place and len(place) <= 6 and date is None:
        agency, place = place, None
    return FoundDateline(start, end, agency, place, date)


_END = Lazy(r"[（(](?P<inside>[^（()）]{2,120})[）)][。]?$")


def read_end(text: str) -> FoundCredits | None:
    """A bracket with a role that ends a paragraph after its last sentence, or names that sign it
    there without one."""
    if not text or text[-1] not in "）)。":
        signed = signature(text)
        named = read_names(text[slice(*signed)]) if signed else ()
        return FoundCredits(*signed, named, "end") if signed and named else None
    found = _END.search(text, max(0, len(text) - 130))
    if found is None or found.start() == 0:
        return None
    before = text[found.start() - 1]
    inside = found["inside"]
    if before not in "。！？!?…”’」』）) \u3000" or "。" in inside or not ROLE.search(inside):
        return None
    named = read_names(inside)
    end = found.end() - (1 if text.endswith("。") else 0)
    return FoundCredits(found.start(), end, named, "end") if named else None


_SIGNS = " \t\u3000\xa0■□◆◇●○▲△★☆◎▶►▪•※—-"
_SLASHED = Lazy(
    r"(?P<role>文字|图片|文/图|图/文|文图|图文|文|图|圖|摄影|攝影|摄|攝|撰文|绘图|绘|画|作者|整理|口述|采写|编译|撰稿)"
    r"\s{0,9}[/／:：]\s{0,9}(?P<names>[^/／:：]{1,240}?)(?=\s{1,9}(?:文字|图片|文|图|圖|摄影|攝影|摄|攝|绘|画|编|整理)\s{0,9}[/／:：]|$)"
)
"""Lengths are bounded: a person may declare any line a byline, a whole text of blanks too."""


def read_byline(text: str, where: CreditPlace = "byline") -> tuple[FoundCredits, ...]:
    """The statements of a byline line: one for a role list, one each for 文/甲 摄影/乙."""
    start = len(text) - len(text.lstrip(_SIGNS))
    body = text[start:]
    slashed = list(_SLASHED.finditer(body))
    if slashed and slashed[0].start() == 0:
        return tuple(
            FoundCredits(
                start + one.start(),
                start + one.end(),
                (_slash_named(one),),
                where,
            )
            for one in slashed
            if split_names(one["names"])
        )
    named = read_names(body.strip("（()）"))
    return (FoundCredits(start, len(text), named, where),) if named else ()


def _slash_named(found: re.Match[str]) -> Named:
    names = found["names"]
    role = ROLE.search(names)
    if role:  # 文/本报记者 甲
        inner = read_names(names)
        if inner:
            return Named(found["role"], inner[0].organisation, inner[0].names)
    return Named(found["role"], None, split_names(names))


_PHOTO = Lazy(
    r"(?:^|(?<=[。！？!?…”’」』）)\s\u3000、，,]))"
    r"(?P<who>[^。！？!?；;，,：:\s]{1,12}?(?:记者|記者|通讯员|通訊員)?[\s\u3000]*"
    rf"[{HAN_RANGE}·•]{{1,8}}(?:[\s\u3000、]+[{HAN_RANGE}·•]{{1,8}}){{0,4}}?)[\s\u3000]*"
    r"(?P<word>[摄攝]影报道|[摄攝]影報道|[摄攝]影|[摄攝]|供图|供圖|绘)"
    r"[\s\u3000]*(?:[（(](?P<org>[^（()）]{1,20})[)）])?[。]?$"
)
_PHOTO_BRACKET = Lazy(
    r"[（(](?P<inside>[^（()）。]{1,40}?)[\s\u3000]*(?:[摄攝]影?|供图|供圖)[)）][。]?$"
)


def read_photo(text: str) -> FoundCredits | None:
    """The photo credit that ends a caption: 本报记者 甲 摄, 甲摄（机构）, （甲 摄）."""
    tail = max(0, len(text) - 70)
    found = _PHOTO_BRACKET.search(text, tail)
    if found:
        return _photo(found.start(), found.end(), found["inside"], None)
    found = _PHOTO.search(text, tail)
    if found is None:
        return None
    end = found.end() - (1 if text.endswith("。") else 0)
    role = "绘" if found["word"] == "绘" else "摄影"
    return _photo(found.start("who"), end, found["who"], found["org"], role)


def _photo(
    start: int, end: int, who: str, org: str | None, role: str = "摄影"
) -> FoundCredits | None:
    named = read_names(who)
    if named:
        one = Named(role, named[0].organisation or org, named[0].names)
    else:
        names = split_names(who)
        if not names or any(len(name) > 12 for name in names):
            return None
        one = Named(role, org, names)
    return FoundCredits(start, end, (one,), "photo")


def read_staff(text: str) -> tuple[FoundCredits, ...]:
    """Every role of 责编:甲 版式:乙, each its own statement."""
    items = list(STAFF_ITEM.finditer(text))
    found: list[FoundCredits] = []
    for i, item in enumerate(items):
        end = items[i + 1].start() if i + 1 < len(items) else len(text)
        piece = text[item.end() : end].rstrip(" \t\u3000\xa0，,；;、|｜)）】/")
        names = split_names(piece)
        if names:
            role = re.sub(r"\s", "", item["role"])
            at = item.start()
            found.append(
                FoundCredits(at, item.end() + len(piece), (Named(role, None, names),), "staff")
            )
    return tuple(found)
