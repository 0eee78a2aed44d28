"""Who wrote it: a statement such as 河北日报首席记者 甲 通讯员 乙、丙 to roles and names.

The grammar is open: an organisation before the role, names glued to the role or apart, several
roles run on, two-character names padded with blanks, names run together (cut at surnames).
"""

from __future__ import annotations

from exporter.lexicon.characters import HAN
from exporter.lexicon.surnames import DOUBLE, is_name
from exporter.reading.text.kinds import ROLE_WORD
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass

_BLANK = r" \t\u3000\xa0\u2002\u2003"
_ROLE = Lazy(
    rf"(?P<role>{ROLE_WORD}|(?<!{HAN})(?:(?:文/图|图/文|文图|图文)(?=[{_BLANK}/／:：]+{HAN}{{2}})"
    rf"|(?:文字|图片|作者|文|图|圖|摄影|攝影|摄|攝|整理|撰文|采写|口述|绘图|绘|漫画|插图|"
    rf"执笔)(?=[{_BLANK}]*[/／:：][{_BLANK}]*{HAN}{{2}}))"
    rf"|(?<=[{_BLANK}])(?:摄影|攝影|摄像)(?=[{_BLANK}]+(?!报道|報道){HAN}{{2}}))"
)
_ORG_END = Lazy(
    r"(?:本报|本報|本刊|本台|本网|本網|本社|报|報|社|网|網|台|臺|刊|中心|传媒|傳媒|融媒体?|客户端|电视|"
    r"广播|新闻|發布|发布|部|局|厅|院|所|站|公司|集团|大学|学院|中学|小学|委|办|组|频道|工作室|協會|协会|"
    r"支队|大队|总队|队|团|区|县|市|省|乡|镇|街道|法院|检察院|银行|医院|学校)$"
)
_PLACED = Lazy(rf"(?:本报|本報|本刊|人民日报|新华社)?驻{HAN}{{1,10}}$")
_DUTY = Lazy(
    rf"(?:(?<={HAN}{{2}})[{_BLANK}]+(?:[文图圖摄攝绘/／]{{1,4}}|文并图|图并文)|[{_BLANK}]*(?:文并摄|文/图|图/文|图文报道|图文|文图|"
    r"摄影报道|攝影報道|参与采写|参与报道|参与记者|采写|采访整理|整理|综合报道|整合|报道|報道|電|电|撰写|编辑|"
    rf"摄影|攝影|采访|执笔|统筹|编译)){{1,6}}[{_BLANK}]*$"
)
"""What people did, after their names. Words are made of words (图文报道), so a run of them can be
read in many ways: no more are looked at than anybody prints."""
_SHOT = Lazy(rf"(?<={HAN}{{3}})[摄攝]$|[{_BLANK}]+[摄攝]$")
_FROM = Lazy(rf"[{_BLANK}]+(?P<place>{HAN}{{2,4}})(?:报道|報道)$")
_TAIL = Lazy(r"[（(].*$|[等]$|^[和与及、：:/／]+")
_SPLIT = Lazy(
    rf"(?:参与采写|参与报道|参与记者|协助采访)[:：]|[、，,；;/／]"
    rf"|(?<![A-Za-z0-9])[&＆]|[&＆](?![A-Za-z0-9])|[{_BLANK}]{{1,}}"  # A&B is one name
)


@dataclass(frozen=True, slots=True)
class Named:
    """One role with its names, as the paper has them."""

    role: str
    organisation: str | None
    names: tuple[str, ...]


def read_names(statement: str) -> tuple[Named, ...]:
    """Every role of a statement, brackets already off. Roles without a name are left out."""
    roles = list(_ROLE.finditer(statement))
    if not roles:
        return ()
    found: list[Named] = []
    first, organisation = _names_first(_clean_org(statement[: roles[0].start()]))
    if first:  # 甲 本报记者 乙
        found.append(Named("", None, first))
    for i, role in enumerate(roles):
        end = roles[i + 1].start() if i + 1 < len(roles) else len(statement)
        between = statement[role.end() : end]
        following: str | None = None
        if i + 1 < len(roles):
            between, following = _split_off_org(between)
        names = split_names(between.partition("。")[0])
        if names:
            found.append(Named(role.group("role"), organisation, names))
        elif following is None and organisation and i + 1 < len(roles):
            following = organisation if not between.strip() else None
        organisation = following
    return tuple(found)


def _clean_org(text: str) -> str | None:
    """The organisation printed before a role: the last piece before it, without connectives."""
    last = text.strip(" \t\u3000\xa0:：、，,■□●◆▲◎").replace(",", "，").rpartition("，")[2]
    bare = last.strip().lstrip("据據")
    return bare.removeprefix("综合").removeprefix("綜合") or None


def _names_first(text: str | None) -> tuple[tuple[str, ...], str | None]:
    """Names that stand before an organisation, apart from it by a blank: 甲 本报."""
    names, _, organisation = ("", "", "") if text is None else text.rpartition(" ")
    if not names or not _ORG_END.search(organisation) or not are_names(names):
        return (), text
    return split_names(names), organisation


def _split_off_org(between: str) -> tuple[str, str | None]:
    """Names of this role, and the organisation of the next, which stands right before it.

    A last piece apart from the rest is an organisation when it looks like one, or when it is too
    long for a name; glued to a name it must end as organisations do.
    """
    if not between or between[-1] in " \t\u3000\xa0、，,；;/":
        return between, None
    cut = max((between.rfind(char) for char in " \t\u3000\xa0、，,；;"), default=-1)
    head, last = between[: cut + 1], between[cut + 1 :]
    if not (_ORG_END.search(last) or _PLACED.search(last)):
        return (head, last) if head.strip() and len(last) > 4 else (between, None)
    if head.strip():
        return head, last
    for size in (2, 3, 4):  # 张三本报 …: the shortest name that leaves an organisation
        rest = last[size:]
        if rest.startswith(("本报", "本報", "本刊", "本台", "本网", "本網")):
            return last[:size], rest
    size = 3 if len(last) > 5 else 2
    return (last[:size], last[size:]) if is_name(last[:size]) and len(last) > size else (last, None)


_PLACE_REPORT = Lazy(rf"{HAN}{{2,8}}(?:報導|報道|报道)")
"""What follows a name and a slash: 記者甲／某地報導."""


def split_names(text: str) -> tuple[str, ...]:
    """A list of names: 、 or blanks between, padding closed up, duty words off, run-on cut."""
    text = _without_place(text.strip())
    text = _SHOT.sub("", _DUTY.sub("", text)).strip()
    tokens = [_TAIL.sub("", token) for token in _SPLIT.split(text)]
    out: list[str] = []
    i = 0
    while i < len(tokens):
        token = tokens[i].strip("：:.。/／")
        if len(token) == 1 and i + 1 < len(tokens) and len(tokens[i + 1]) == 1:
            token += tokens[i + 1]
            i += 1
        i += 1
        if token and not _PLACE_REPORT.fullmatch(token):
            out += _cut_run(token)
    return tuple(out)


def _without_place(text: str) -> str:
    """張聰 北京報道 → 張聰; 甲 李四报道 stays: that is another name."""
    found = _FROM.search(text)
    return text if found is None or is_name(found["place"]) else text[: found.start()]


def are_names(text: str) -> bool:
    """Whether a line is nothing but one to three names of two or three characters."""
    if not 2 <= len(text) <= 14 or not text[0] > "\u3400":
        return False
    names = split_names(text)
    return 1 <= len(names) <= 3 and all(is_name(name) and len(name) <= 3 for name in names)


def _cut_run(token: str) -> list[str]:
    """李雪荣张业 → 李雪荣, 张业; 张三和李四 → 张三, 李四. Foreign names (with ·) stay whole."""
    if len(token) <= 3 or "·" in token or "•" in token or not token[0] > "\u3400":
        return [token]
    joined = _cut_at_joint(token)
    if joined:
        return joined
    if len(token) == 4 and token[:2] in DOUBLE:
        return [token]
    return _cut(token, 0) or [token]


def _cut_at_joint(token: str) -> list[str]:
    """张三和李四 → 张三, 李四; 张三及县医院 → 张三; 李和平 → nothing: it joins no two names."""
    for joint in "和与及":
        if joint not in token[2:-1]:
            continue
        left, right = token.split(joint, 1)
        if not is_name(left):
            continue
        if is_name(right):
            return [left, right]
        if _ORG_END.search(right):
            return [left]
    return []


def _cut(token: str, at: int) -> list[str] | None:
    """The rest of the token from `at` as names of three or two characters, each with a surname."""
    if at == len(token):
        return []
    if len(token) > 24:
        return None
    for size in (3, 2) if token[at : at + 2] not in DOUBLE else (4, 3):
        piece = token[at : at + size]
        if len(piece) == size and is_name(piece):
            rest = _cut(token, at + size)
            if rest is not None:
                return [piece, *rest]
    return None
