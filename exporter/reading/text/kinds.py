"""What kind of line a line looks like, by itself: page header, folio, byline, subhead, text …"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from exporter.lexicon.characters import HAN, HAN_RANGE
from exporter.lexicon.surnames import is_name
from exporter.startup.patterns import Lazy

Kind = Literal[
    "mark",
    "page",
    "folio",
    "rule",
    "jump",
    "staff",
    "byline",
    "endcredit",
    "photo",
    "note",
    "summary",
    "subhead",
    "row",
    "quote",
    "item",
    "figure",
    "text",
]
BLANKS = " \t\r\n\f\v\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u3000\u2002\u2003\u2009"
INVISIBLE = "\ufeff\u200b\u2060\u200e\u200f\u00ad"
ENDERS = frozenset("。！？!?…")
_LATIN = "\u2e7f"
"""Characters beyond it are Chinese ones and their marks."""
CLOSERS = frozenset("”’」』）)】》〉\"'")
_CREDIT = 80
_LONGEST_CREDIT = 300
_CREDIT_ROLE = 24
_SENTENCE_MARKS = frozenset("。，,；;")
SUBHEAD = 36
"""Longest line, in code points, that may be a subhead."""
SHORT = 90
"""Longest line, in code points, that is looked at closely."""
_NO_DIGIT = frozenset("0123456789０１２３４５６７８９日")
_STAFF_SIGNS = frozenset(":：/／编編责責校版美")
_PHOTO_LAST = frozenset("摄攝道片图圖影发發绘）)。")
_BYLINE_SIGNS = frozenset("记記员員生/／:：译譯撰笔")
_NUMBER_FIRST = frozenset(
    "一二三四五六七八九十（(第0123456789０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
)
_DIGITS = "0-9０-９"
_NUMERAL = f"[{_DIGITS}〇零一二三四五六七八九十百]"
_DATE = (
    rf"(?:(?:{_NUMERAL}|○){{2,4}}\s*年\s*)?{_NUMERAL}{{1,3}}\s*月\s*{_NUMERAL}{{1,3}}\s*日"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
)
_PAGE_NO = rf"(?:[A-Za-zＡ-Ｚ]?{_NUMERAL}{{1,3}})"
_PAGE = Lazy(
    rf"(?:(?P<paper>[^\s第。，,]{{2,12}}(?:报|報))\s*)?(?:(?:{_DATE})\s*(?:星期[一二三四五六日天])?\s*)?"
    rf"(?:第\s*(?P<a>{_PAGE_NO})\s*版(?:面)?|(?P<b>[{_DIGITS}A-Za-z]{{1,3}})\s*版(?:面)?|"
    rf"(?P<c>(?:[A-Z][{_DIGITS}]{{2}}|[0０][{_DIGITS}])(?=\s*[:：|｜\s])|[{_DIGITS}]{{2}}(?=\s*[:：|｜])))"
    rf"\s*[:：·|｜（(]?\s*(?P<name>[^\s。，,；;（()）:：{_DIGITS}][^\s。，,；;（()）:：]{{0,11}}?)?[)）]?"
    rf"\s*(?P<date>{_DATE})?\s*(?:星期[一二三四五六日天])?"
)
_PAGE_AFTER = Lazy(
    rf"(?P<name>[^\s。，,；;、（()）:：/／|｜·{_DIGITS}]{{2,8}}(?<![转轉接见見载載自在]))\s*"
    rf"(?:[·:：/／|｜]|(?<=\s))\s*(?:第\s*(?P<a>{_PAGE_NO})|(?P<b>[A-Z]?[{_DIGITS}]{{1,3}}))\s*版(?:面)?"
)
_PAGE_SLASHED = Lazy(
    rf"(?:[^\s/／]{{2,12}}\s*[/／]\s*)?[{_DIGITS}]{{4}}\s*年\s*[/／]\s*[{_DIGITS}]{{1,2}}\s*月\s*[/／]"
    rf"\s*[{_DIGITS}]{{1,2}}\s*日\s*[/／]\s*第\s*(?P<a>{_PAGE_NO})\s*版"
    r"(?:\s*[/／]?\s*(?P<name>[^\s/／。，]{2,10}))?"
)
_PAGE_BOX = "【】[]〖〗〔〕"
_FOLIO = Lazy(
    rf"[-—·•.\s]*(?:第\s*)?[{_DIGITS}]{{1,4}}\s*(?:页|頁)?[-—·•.\s]*|\[[{_DIGITS}]{{1,4}}\]"
    rf"|[{_DIGITS}]{{1,3}}\s*[/／]\s*[{_DIGITS}]{{1,3}}|(?:[Pp]age|[Pp]\.?)\s*[0-9]{{1,3}}"
    rf"|(?:总|總)?第\s*[{_DIGITS}]{{1,6}}\s*期(?:\s*(?:今日|本期)\s*[{_DIGITS}]{{1,3}}\s*版)?"
    rf"|今日\s*[{_DIGITS}]{{1,3}}\s*版"
    rf"|(?:[^\s。，,]{{2,10}}(?:报|報)\s*)?(?:{_DATE})\s*(?:星期|周|週)[一二三四五六日天]"
    rf"(?:\s*第\s*{_NUMERAL}{{1,6}}\s*(?:期|号))?(?:\s*农历\S{{2,10}})?"
)
_RULE = Lazy(r"[-—=_*＊※·•~～═─━\s]{3,}|\*{3}")
JUMP = Lazy(
    rf"[（(【\[▲▼△▽\s]*(?P<way>下转|上接|紧接|接|转|下轉|緊接|轉)\s*(?:第\s*)?"
    rf"(?P<no>{_PAGE_NO})\s*版[^（()）。]{{0,16}}[)）】\]▲▼△▽。\s]*"
)
LEADING_JUMP = Lazy(
    rf"[▲▼△▽\s]*[（(【\[](?P<way>上接|紧接|緊接|接)\s*(?:第\s*)?(?P<no>{_PAGE_NO})\s*版[^（()）。]{{0,16}}[)）】\]]"
    r"(?=.)"
)
"""A jump in brackets that a paragraph begins with: （上接第一版）沿江三县……"""
_STAFF_WORD = (
    r"(?:第?[0-9０-９一二三四五六七八九十]{1,3}版|本\s*版|本\s*期|今日|值班|首席|执行|图片|视觉|文字|美术|责任|责\s*任)?"
    r"(?:责\s*任\s*编\s*辑|责编|責編|責任編輯|编\s*辑|編\s*輯|版式设计|版式設計|版\s*式|美编|美术设计|美術設計|版面设计|版面設計|美術|"
    r"美\s*编|校\s*对|校對|检校|制图|製圖|组版|組版|设计|主编|副主编|总编|编审|审核|签发|统筹|策划|"
    r"图表制作|数据整理|出品|值班主任|终审|二审|初审|照排|排版|监制)"
)
STAFF = Lazy(rf"{_STAFF_WORD}\s*[:：/／]\s*\S")
STAFF_ITEM = Lazy(
    rf"(?P<role>{_STAFF_WORD})(?:\s*[:：/／]\s*|(?<![:：/／]..)[\s\u3000]+(?=[{HAN_RANGE}·]{{2,4}}(?:[\s\u3000]|$)))"
)
_STAFF_MIXED = Lazy(
    rf"{_STAFF_WORD}[\s\u3000]+[{HAN_RANGE}·]{{2,4}}[\s\u3000]+{_STAFF_WORD}\s*[:：/／]\s*\S"
)
_STAFF_PLAIN = Lazy(
    r"(?:本版)?(?:责任编辑|责编|責編|校对|版式设计|版式|美编|编辑)[\s\u3000]+"
    rf"[{HAN_RANGE}·]{{1,4}}(?:[\s\u3000、]+[{HAN_RANGE}·]{{1,4}}){{0,6}}"
)
ROLE_WORD = (
    rf"(?:(?:(?<!{HAN})|(?<=[报報网網台社]))(?:全媒体|融媒体|全媒|融媒)(?:首席)?记者|"
    r"特约记者|特派记者|首席记者|见习记者|实习记者|驻外记者|摄影记者|前方记者|高级记者|主任记者|"
    r"资深记者|小记者|记者(?!会|站|证|节|招待会|问|提问|团|们|协会)|特约通讯员|骨干通讯员|通讯员|特约评论员|评论员|特约撰稿人|特约撰稿|"
    r"特约观察员|实习生|编译|撰稿|主笔|首席記者|實習記者|特約記者|攝影記者|特派記者|記者|特派員|"
    r"通訊員|實習生|評論員|編譯)"
)
ROLE = Lazy(ROLE_WORD)
_SIGNED_WITHIN = 60
"""So many characters at a paragraph's end may be who signs it."""
_SIGNER = rf"(?:本[报報刊网網台])?{ROLE_WORD}"
"""Only roles of reporters sign so: each has one of 者员員生."""
_SIGNED = Lazy(
    rf"[。！？!?…][”’」』]?[{BLANKS}]*(?P<who>{_SIGNER}(?P<names>(?:{HAN}|[·、{BLANKS}]){{2,40}}))$"
)
_SIGNERS = Lazy(_SIGNER)
_PADDED = Lazy(rf"(?<!{HAN})({HAN})[{BLANKS}]+({HAN})(?!{HAN})")
_DUTY_SIGN = Lazy(
    r"(?:文|图|圖|文图|图文|图/文|文/图|摄影|攝影|摄|撰文|绘图|绘|画)\s*[/／:：]\s*\S"
)
_AUTHOR = Lazy(r"(?:作者|撰稿|编译|整理|口述|采写)\s*[:：]\s*\S{1,30}")
_SOURCE_START = Lazy(
    r"作者|据|據|原载|摘自|来源|來源|编译|执笔|选自|综合|綜合|新华社|本报综合|图片|本文|本版"
)
_WIRE_END = Lazy(r"[日社报網网][^，。]{0,8}[电電讯訊]$|^本[报報].{2,20}[电電讯訊]$")
_SIGN = "■□◆◇●○▲△★☆◎▶►▪•※"
_PHOTO_END = Lazy(
    r"(?:(?<!的拍)[摄攝]|[摄攝]影报道|[摄攝]影報道|资料图片|资料照片|資料圖片|供图|供圖|[摄攝]影|新华社发|绘|制图)"
    r"(?:\s*[（(][^（()）]{1,20}[)）])?[。]?$|[（(][^（()）。]{0,30}(?:[摄攝]|资料图片|资料照片|"
    r"供图|供圖|资料图|[摄攝]影|新华社发|影像中国|网络图片|视觉中国)[)）][。]?$"
)
_PHOTO_START = Lazy(
    r"(?:图[①-⑳一二三四五1-9]{0,2}|上图|下图|左图|右图|题图|題圖|圖|上圖|图片)[为為是:：]|[图圖][①-⑳][:：\s]|[▲△▼▽]"
)
_NOTE_WORD = (
    r"(?:编\s*者\s*按|編\s*者\s*按|编后|編後|编者的话|編者的話|开栏的话|開欄的話|开栏语|編前|编前|"
    r"主持人语|主持人語)"
)
_NOTE = Lazy(rf"[【\[（(〔]{_NOTE_WORD}[】\])）〕]|{_NOTE_WORD}(?:[:：\s]|$)")
_SUMMARY_WORD = (
    r"(?:核心阅读|核心閱讀|内容提要|內容提要|内容摘要|內容摘要|提要|阅读提示|閱讀提示|本期导读|"
    r"本期導讀|导读|導讀|摘要|重点提示)"
)
_SUMMARY = Lazy(rf"[【\[]\s*{_SUMMARY_WORD}\s*[】\]]|■?\s*{_SUMMARY_WORD}(?:[:：]|$)")
_SUMMARY_FIRST = "【[■核内內提阅閱本导導摘重"
_NUMBERED = Lazy(
    r"(?:[一二三四五六七八九十]{1,3}\s*[、.．]|[（(][一二三四五六七八九十]{1,3}[)）]\s*、?|"
    r"第[一二三四五六七八九十]{1,3}[章节部][:：\s、]|"
    rf"[①-⑳]|[{_DIGITS}]{{1,2}}\s*[、.．](?![{_DIGITS}]))\s*(?=\S)"
)


def ends_sentence(text: str) -> bool:
    """Whether a text ends with 。！？… or such a mark inside closing quotes or brackets, or before
    a last bracket or signature: …通车。（记者 甲）, …通车。 本报记者 甲"""
    last = text[-1:]
    if last in ENDERS:
        return True
    if last not in CLOSERS and last != ".":
        return last > _LATIN and signature(text) is not None
    if _ender_before(text, len(text)):
        return True
    if last not in (")", "）"):
        return False
    least = max(0, len(text) - _CREDIT)
    start = max(text.rfind("(", least), text.rfind("（", least))
    while start > 0 and text[start - 1] in BLANKS:
        start -= 1
    return start > 0 and _ender_before(text, start)


def _ender_before(text: str, end: int) -> bool:
    while end and text[end - 1] in CLOSERS:
        end -= 1
    if end > 0 and text[end - 1] in ENDERS:
        return True
    if text.endswith("...", 0, end):
        return True
    return end > 1 and text[end - 1] == "." and text[end - 2] > _LATIN  # 上了山. for 上了山。


def signature(text: str) -> tuple[int, int] | None:
    """Who signs a paragraph without a bracket, right after its last sentence: offsets of 本报记者
    何青禾 in …坐满了人。 本报记者 何青禾. None where the end reads otherwise: names begin as names
    do, and without 本报 they stand apart from their role, or 。记者看到 would sign."""
    tail = text[-_SIGNED_WITHIN:]
    if not _may_be_signed(tail):
        return None
    found = _SIGNED.search(text, len(text) - len(tail))
    if found is None or (found["who"][0] != "本" and found["names"][0] not in BLANKS):
        return None
    names = _PADDED.sub(r"\1\2", _SIGNERS.sub(" ", found["names"])).replace("、", " ").split()
    return found.span("who") if names and all(map(is_name, names)) else None


def _may_be_signed(tail: str) -> bool:
    """Whether a paragraph's end has a reporter in it, after a sentence: cheaper than a search."""
    if tail[-1] in ENDERS:
        return False
    reporter = "者" in tail or "员" in tail or "員" in tail or "生" in tail
    return reporter and not ENDERS.isdisjoint(tail)


def kind_of(text: str) -> Kind:
    """The first look at a line that is neither blank nor marked."""
    if len(text) > SHORT:
        return _first_of(_LONG_LINES, text)
    return _first_of(_SENTENCES if ends_sentence(text) else _SHORT_LINES, text)


def page_header(text: str) -> tuple[str, str | None] | None:
    """The page's number as printed and its name, of a line that heads a page: 第01版：要闻,
    □02版 民生, 要闻·第三版, 霖川日报/2031年/5月/12日/第001版."""
    bare = text.strip(_PAGE_BOX).lstrip(_SIGN + BLANKS)
    for pattern in (_PAGE, _PAGE_AFTER, _PAGE_SLASHED):
        found = pattern.fullmatch(bare)
        if found is not None:
            parts = found.groupdict()
            number = parts["a"] or parts.get("b") or parts.get("c") or ""
            return number, parts["name"]
    return None


def _is_page(text: str, first: str) -> bool:
    return (
        len(text) <= 40
        and ("版" in text or first in "0123456789ABCD")
        and page_header(text) is not None
    )


def _is_folio(text: str, first: str) -> bool:
    return len(text) <= 40 and not _NO_DIGIT.isdisjoint(text) and bool(_FOLIO.fullmatch(text))


def _is_rule(text: str, first: str) -> bool:
    return first in "-—=_*＊※·•~～═─━" and bool(_RULE.fullmatch(text))


def _is_jump(text: str, first: str) -> bool:
    return "版" in text and len(text) <= 40 and bool(JUMP.fullmatch(text))


def _is_jump_sentence(text: str, first: str) -> bool:
    return first in "（(下上紧转接▲▼" and bool(JUMP.fullmatch(text))


def _is_staff(text: str, first: str) -> bool:
    bare = text.strip("（()）【】").lstrip(_SIGN + BLANKS)
    if _STAFF_SIGNS.isdisjoint(bare):
        return False
    return bool(STAFF.match(bare) or _STAFF_PLAIN.fullmatch(bare) or _STAFF_MIXED.match(bare))


def _is_note(text: str, first: str) -> bool:
    return first in "编編开開主【[（(〔" and bool(_NOTE.match(text))


def _is_summary(text: str, first: str) -> bool:
    return first in _SUMMARY_FIRST and bool(_SUMMARY.match(text))


def _is_end_credit(text: str, first: str) -> bool:
    if first not in "（(" or text[-1] not in "）)":
        return False
    inside = text[1:-1]
    if "（" in inside or "(" in inside or "，" in inside:
        return False
    return bool(ROLE.search(inside) or _SOURCE_START.match(inside) or _WIRE_END.search(inside))


def _is_long_credit(text: str, first: str) -> bool:
    """Two dozen reporters of a round-up in one bracket."""
    return (
        len(text) <= _LONGEST_CREDIT
        and _is_end_credit(text, first)
        and _SENTENCE_MARKS.isdisjoint(text)
        and ROLE.search(text, 0, _CREDIT_ROLE) is not None
    )


def _is_photo(text: str, first: str) -> bool:
    return (text[-1] in _PHOTO_LAST and bool(_PHOTO_END.search(text))) or _is_caption(text, first)


def _is_photo_sentence(text: str, first: str) -> bool:
    return (text[-1] in CLOSERS and bool(_PHOTO_END.search(text))) or _is_caption(text, first)


def _is_long_photo(text: str, first: str) -> bool:
    return text[-1] in "摄攝发图影片）)" and bool(_PHOTO_END.search(text, len(text) - 60))


def _is_caption(text: str, first: str) -> bool:
    return (
        first in "图圖上下左右题題▲△▼▽"
        and bool(_PHOTO_START.match(text))
        and not LEADING_JUMP.match(text)
    )


def _is_long_caption(text: str, first: str) -> bool:
    return len(text) < 300 and _is_caption(text, first)


def _is_byline(text: str, first: str) -> bool:
    if len(text) > 70 or _BYLINE_SIGNS.isdisjoint(text):
        return False
    bare = text.lstrip(_SIGN + BLANKS)
    if _DUTY_SIGN.match(bare) or _AUTHOR.match(bare):
        return True
    found = ROLE.search(bare)
    return (
        found is not None
        and found.start() <= 16
        and not any(char in bare for char in "，,。？！《》“”")
        and _names_follow(bare[found.end() :])
    )


_NAMES = Lazy(
    rf"[\s\u3000:：/／]*[{HAN_RANGE}·•．]{{1,12}}(?:[\s\u3000、,，/／]+[{HAN_RANGE}·•．]{{1,12}}){{0,12}}\s*"
    r"(?:[文图摄圖攝/／\s]*)"
)


def _names_follow(rest: str) -> bool:
    """Whether what follows a role is a list of names, or another role's list."""
    for piece in ROLE.split(rest):
        if piece and not _NAMES.fullmatch(piece):
            return False
    first = re.split(r"[\s\u3000、/／:：]+", rest.strip(" \u3000:：/／"))[0]
    return 0 < len(ROLE.split(first)[0]) <= 6


def _is_subhead(text: str, first: str) -> bool:
    if len(text) > 40:
        return False
    if first in "【〖" and text[-1] in "】〗":
        return True
    if first in _SIGN and len(text) > 1:
        return True
    return first in _NUMBER_FIRST and len(text) <= 34 and bool(_NUMBERED.match(text))


_APART = Lazy(r"\t+|\s{2,}|\s*[|｜]\s*")


def _is_row(text: str, first: str) -> bool:
    """Cells apart by tabs, bars or runs of spaces: a row of a small table."""
    if len(text.split(maxsplit=1)) < 2 and "|" not in text and "｜" not in text:
        return False
    return len(_APART.findall(text)) >= 2


_Tests = tuple[tuple[Kind, Callable[[str, str], bool]], ...]
"""Kinds, the likelier first to be told from the rest, each with what tells a line of it by its
text and first character."""
_LONG_LINES: _Tests = (
    ("note", _is_note),
    ("summary", _is_summary),
    ("photo", _is_long_photo),
    ("endcredit", _is_long_credit),
    ("photo", _is_long_caption),
)
_SENTENCES: _Tests = (
    ("note", _is_note),
    ("jump", _is_jump_sentence),
    ("photo", _is_photo_sentence),
    ("summary", _is_summary),
)
_SHORT_LINES: _Tests = (
    ("page", _is_page),
    ("folio", _is_folio),
    ("rule", _is_rule),
    ("jump", _is_jump),
    ("staff", _is_staff),
    ("note", _is_note),
    ("summary", _is_summary),
    ("endcredit", _is_end_credit),
    ("photo", _is_photo),
    ("byline", _is_byline),
    ("subhead", _is_subhead),
    ("row", _is_row),
)


def _first_of(tests: _Tests, text: str) -> Kind:
    first = text[0]
    for kind, test in tests:
        if test(text, first):
            return kind
    return "text"
