"""Where Unicode lets a line break (UAX #14, untailored), as a reference for our own rules.

The rules LB2 to LB31 with the treatment of numbers that Unicode's own test file uses (8.2, example
7). `rules` is what sets Chinese: it is a tailoring of this, and these are the differences:

* dashes and ellipses, ・·～ and the like never begin a line, and doubled ones are never parted
  (unless the level lets them begin one where the line before would else gape)
* the full-width solidus never begins a line; from level "gb" on it does not end one between Han
* opening and closing quotes are told apart (“ as an opening bracket, ” as a closing one)
* a number stays with a following 年月日号时分秒点岁 (and their Traditional forms), with its %, ℃
  and ‰, and with ≤≥≈≠± before it
* within Latin words, numbers and addresses a line breaks after - and / only, before a letter, and
  in addresses after ?&=#_@; at need an address or a word longer than a line breaks between letters
* small kana may begin a line: they are Han to our classes, and so are arrows, enclosed numbers,
  shapes and stars
* an invisible character allows no break before it, ZWSP included
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from pathlib import Path

_HARD = frozenset(("BK", "CR", "LF", "NL"))
_LETTERS = frozenset(("AL", "HL"))
_WORD = _LETTERS | {"NU"}
_NUMERIC = frozenset(("NU", "SY", "IS"))
_OPEN = frozenset(("OP", "OPW"))
_CLOSE = frozenset(("CL", "CP", "CPW"))
_IDEOGRAPHS = frozenset(("ID", "IDE", "EB", "EM"))
_HANGUL = frozenset(("JL", "JV", "JT", "H2", "H3"))
_AFFIX = frozenset(("PR", "PO"))
_HYPHENS = frozenset(("BA", "HY"))
_KEEP_BEFORE = frozenset(("CL", "CP", "CPW", "IS", "SY"))
"""What no line begins with (LB13), but where a number goes on (LB25)."""
_HOLDS_NEXT = frozenset(("WJ", "GL", "QU"))
_HOLDS_LAST = frozenset(("WJ", "QU"))
"""What is never parted from what follows or from what it follows (LB11, LB12, LB19)."""
_NEVER_BEFORE = _HYPHENS | {"NS", "IN"}
_NEVER_AFTER = frozenset(("BB",))
"""The same where no CB is beside it (LB21, LB22)."""
_PAIRS = {
    (before, after)
    for befores, afters in (
        (("SY",), ("HL",)),  # LB21b
        (_LETTERS, _WORD),  # LB23, LB28
        (("NU",), _LETTERS),  # LB23
        (("PR",), _IDEOGRAPHS),  # LB23a
        (_IDEOGRAPHS, ("PO",)),
        (_AFFIX, _LETTERS),  # LB24
        (_LETTERS, _AFFIX),
        (_OPEN | _AFFIX | {"HY", "NU"}, ("NU",)),  # LB25
        (("JL",), ("JL", "JV", "H2", "H3")),  # LB26
        (("JV", "H2"), ("JV", "JT")),
        (("JT", "H3"), ("JT",)),
        (_HANGUL, ("PO",)),  # LB27
        (("PR",), _HANGUL),
        (("IS",), _LETTERS),  # LB29
        (_WORD, ("OP",)),  # LB30
        (("CP",), _WORD),
        (("EB", "IDE"), ("EM",)),  # LB30b
    )
    for before in befores
    for after in afters
}
"""Neighbours of which two classes say enough: no line ends between them."""


@cache
def _table() -> tuple[list[int], list[str]]:
    rows = (Path(__file__).parent / "line_break.txt").read_text(encoding="utf-8").splitlines()
    pairs = [row.split() for row in rows if not row.startswith("#")]
    return [int(code, 16) for code, _ in pairs], [name for _, name in pairs]


def line_break_class(char: str) -> str:
    """The class of a character as UAX #14 names them, LB1 done; OPW, CPW and IDE are OP and CP of
    East Asian width and ID kept for emoji."""
    starts, names = _table()
    return names[bisect_right(starts, ord(char)) - 1]


def breaks(text: str) -> list[int]:
    """The places where a line may or must end: offsets in 1…len(text), the end always."""
    raw = [line_break_class(char) for char in text]
    kept: list[str] = []
    joined = False
    out: list[int] = []
    for at, name in enumerate(raw):
        combining = name in ("CM", "ZWJ")
        if combining and kept and kept[-1] not in _HARD and kept[-1] not in ("SP", "ZW"):
            joined = name == "ZWJ"  # LB9
            continue
        kept.append("AL" if combining else name)  # LB10
        if at and not joined and _breaks_before(kept, _next(raw, at)):  # LB8a
            out.append(at)
        joined = name == "ZWJ"
    return [*out, len(text)] if text else []


def _next(raw: list[str], at: int) -> str:
    """The class after position `at`, what combines with it left out."""
    return next((name for name in raw[at + 1 : at + 9] if name not in ("CM", "ZWJ")), "")


def _breaks_before(names: list[str], following: str) -> bool:
    """Whether a line may end before the last of these classes (LB4 to LB31); `following` is the
    class that comes next."""
    before, after = names[-2], names[-1]
    if before in _HARD:
        return not (before == "CR" and after == "LF")
    if after in _HARD or after in ("SP", "ZW"):
        return False
    # What stands before spaces decides several rules.
    base = _before_spaces(names)
    if base == "ZW":
        return True
    spaced = before == "SP"
    if _kept_over_spaces(base, after, spaced=spaced):
        return False
    if spaced:
        return after != "WJ"  # LB11, LB18
    if before in _AFFIX and after in _OPEN and following == "NU":
        return False  # LB25: (PR | PO) × (OP | HY)? NU
    return not _together(names, before, after)


def _before_spaces(names: list[str]) -> str:
    return next((name for name in reversed(names[:-1]) if name != "SP"), "")


def _kept_over_spaces(base: str, after: str, *, spaced: bool) -> bool:
    """LB13 to LB17, which look through spaces."""
    if after == "EX" or base in _OPEN:
        return True
    if after in _KEEP_BEFORE:
        return spaced or base != "NU"
    if after in _OPEN:
        return base == "QU"
    return (after == "NS" and base in _CLOSE) or base == after == "B2"


def _together(names: list[str], before: str, after: str) -> bool:
    """LB11 and LB12, LB19 to LB30b, for neighbours: `names` ends with these two."""
    if before in _HOLDS_NEXT or after in _HOLDS_LAST:
        return True
    if after == "GL":
        return before not in _HYPHENS
    if "CB" in (before, after):
        return False
    if after in _NEVER_BEFORE or before in _NEVER_AFTER or (before, after) in _PAIRS:
        return True
    return _after_hebrew_hyphen(names) or _in_number(names, after) or _in_flag(names)


def _after_hebrew_hyphen(names: list[str]) -> bool:
    """LB21a: HL (HY | BA) × whatever comes."""
    return len(names) > 2 and names[-3] == "HL" and names[-2] in _HYPHENS


def _in_number(names: list[str], after: str) -> bool:
    """LB25 as 8.2 example 7 has it: (PR | PO)? (OP | HY)? NU (NU|SY|IS)* (CL|CP)? (PR|PO)?"""
    if after in _NUMERIC or after in _CLOSE:
        return _runs_from_number(names[:-1])
    if after in _AFFIX:
        return _runs_from_number(names[:-2] if names[-2] in _CLOSE else names[:-1])
    return False


def _runs_from_number(names: list[str]) -> bool:
    """Whether the classes end in NU (NU | SY | IS)*."""
    for name in reversed(names):
        if name == "NU":
            return True
        if name not in _NUMERIC:
            return False
    return False


def _in_flag(names: list[str]) -> bool:
    """LB30a: two regional indicators make one flag, so every second one is kept to that before."""
    count = 0
    for name in reversed(names):
        if name != "RI":
            break
        count += 1
    return count > 0 and count % 2 == 0
