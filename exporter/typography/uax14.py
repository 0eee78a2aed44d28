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
_NUMERIC = frozenset(("NU", "SY", "IS"))
_OPEN = frozenset(("OP", "OPW"))
_CLOSE = frozenset(("CL", "CP", "CPW"))
_IDEOGRAPHS = frozenset(("ID", "IDE", "EB", "EM"))
_HANGUL = frozenset(("JL", "JV", "JT", "H2", "H3"))
_SYLLABLE = {"JL": frozenset(("JL", "JV", "H2", "H3")), "JV": frozenset(("JV", "JT")),
             "H2": frozenset(("JV", "JT")), "JT": frozenset(("JT",)),
             "H3": frozenset(("JT",))}  # fmt: skip
_AFFIX = frozenset(("PR", "PO"))
_NEVER_BEFORE = frozenset(("WJ", "QU", "BA", "HY", "NS", "IN", "EX"))
_NEVER_AFTER = frozenset(("WJ", "GL", "QU", "BB"))


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
    if after == "EX" or (after in ("CL", "CP", "CPW", "IS", "SY") and (spaced or base != "NU")):
        return True
    return (
        base in _OPEN
        or (base == "QU" and after in _OPEN)
        or (base in _CLOSE and after == "NS")
        or (base == "B2" and after == "B2")
    )


def _together(names: list[str], before: str, after: str) -> bool:
    """LB11 and LB12, LB19 to LB30b, for neighbours."""
    if before in ("WJ", "GL") or after in ("WJ", "QU") or before == "QU":
        return True
    if after == "GL":
        return before not in ("BA", "HY")
    if before == "CB" or after == "CB":
        return False
    if after in _NEVER_BEFORE or before in _NEVER_AFTER:
        return True
    if len(names) > 2 and names[-3] == "HL" and before in ("HY", "BA"):
        return True
    return (
        (before == "SY" and after == "HL")
        or (before in _LETTERS and after in ("NU", *_LETTERS))
        or (before == "NU" and after in _LETTERS)
        or (before == "PR" and after in _IDEOGRAPHS)
        or (before in _IDEOGRAPHS and after == "PO")
        or (before in _AFFIX and after in _LETTERS)
        or (before in _LETTERS and after in _AFFIX)
        or _number(names, before, after)
        or after in _SYLLABLE.get(before, ())
        or (before in _HANGUL and after == "PO")
        or (before == "PR" and after in _HANGUL)
        or (before == "IS" and after in _LETTERS)
        or (before in (*_LETTERS, "NU") and after == "OP")
        or (before == "CP" and after in (*_LETTERS, "NU"))
        or (before == "RI" and after == "RI" and _odd_flags(names))
        or (before in ("EB", "IDE") and after == "EM")
    )


def _number(names: list[str], before: str, after: str) -> bool:
    """LB25 as 8.2 example 7 has it: (PR | PO)? (OP | HY)? NU (NU|SY|IS)* (CL|CP)? (PR|PO)?"""
    if after == "NU" and (before in _OPEN or before in ("HY", "NU") or before in _AFFIX):
        return True
    body = [*_NUMERIC, *_CLOSE]
    if after in ("NU", *body) and _runs_from_number(names[:-1]):
        return True
    if after in _AFFIX:
        return _runs_from_number(names[:-2] if before in _CLOSE else names[:-1])
    return False


def _runs_from_number(names: list[str]) -> bool:
    """Whether the classes end in NU (NU | SY | IS)*."""
    for name in reversed(names):
        if name == "NU":
            return True
        if name not in _NUMERIC:
            return False
    return False


def _odd_flags(names: list[str]) -> bool:
    count = 0
    for name in reversed(names[:-1]):
        if name != "RI":
            break
        count += 1
    return count % 2 == 1
