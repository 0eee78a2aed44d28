"""Which stretches of a text are in another language than the rest, as far as letters can tell; and
which tags name Traditional Chinese.

Kana are Japanese and hangul is Korean. Latin letters alone say little (names, abbreviations,
pinyin): they are English where at least three words stand together, one of them a word that only
English builds its sentences with. What stays unsure is left in the text's own language.
"""

from __future__ import annotations

from typing import NamedTuple

from exporter.startup.patterns import Lazy

_TRADITIONAL = frozenset(("zh-hant", "zh-tw", "zh-hk", "zh-mo"))


class Foreign(NamedTuple):
    """Characters [start, end) in a language (BCP 47)."""

    start: int
    end: int
    language: str


KANA = ("\u3041", "\u30ff")
HANGUL = ("\uac00", "\ud7a3")
_LEAST_WORDS = 3
_ENGLISH = frozenset((
    "a", "an", "and", "are", "as", "at", "by", "for", "from", "have", "in", "is", "it", "not",
    "of", "on", "or", "that", "the", "this", "to", "was", "we", "with", "you",
))  # fmt: skip
_PHRASE = Lazy(
    r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]*(?:[ ,.;:!?'’“”‘()\-&]+[A-Za-z0-9]+){2,}[.!?”’)]*"
)
_WORDS = Lazy("[A-Za-z]+")
_SCRIPTS = (
    ("ja", Lazy("[\u3041-\u30ff]+")),
    ("ko", Lazy("[\uac00-\ud7a3]+(?: [\uac00-\ud7a3]+)*")),
)


def is_traditional(language: str) -> bool:
    """Whether a language (BCP 47) is written in Traditional Chinese characters."""
    return "-".join(language.lower().split("-")[:2]) in _TRADITIONAL


def has_letters_of_others(char: str) -> bool:
    """Whether a character alone is a sign of another language than Chinese."""
    return KANA[0] <= char <= KANA[1] or HANGUL[0] <= char <= HANGUL[1]


def foreign(text: str, language: str, *, letters: bool = True) -> tuple[Foreign, ...]:
    """The stretches that are not in `language`, in order. Without `letters` nobody saw kana or
    hangul, and they are not looked for."""
    own = language.partition("-")[0]
    found: list[Foreign] = []
    if letters:
        for name, pattern in _SCRIPTS:
            if name != own:
                found += [Foreign(*m.span(), name) for m in pattern.finditer(text)]
    if own != "en" and " " in text:
        for match in _PHRASE.finditer(text):
            words = [word.lower() for word in _WORDS.findall(match.group())]
            if len(words) >= _LEAST_WORDS and not _ENGLISH.isdisjoint(words):
                found.append(Foreign(*match.span(), "en"))
    return tuple(sorted(found))
