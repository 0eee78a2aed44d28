"""Labelled articles for fitting, from files that stay outside the project.

A file is named YYYYMMDD-PP-NN.txt and holds the kicker on line 1, the headline on line 2, the
deck on line 3 (lines are empty where there is none), then a paragraph a line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HALF = str.maketrans("，（）；：！？", ",();:!?")
_BLANKS = re.compile(r"[ \t\u3000\xa0\u2002\u2003\u200b\ufeff]+")
NOT_ARTICLES = re.compile(r"图片报道|导读|责编|公益广告|简讯|要闻速览|更正|本版")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One article with its truth; marks are half width, as sites flatten them."""

    ident: str
    kicker: str
    headline: str
    deck: str
    paragraphs: tuple[str, ...]

    @property
    def page(self) -> str:
        return self.ident[:11]


def flat(text: str) -> str:
    return _BLANKS.sub(" ", text).strip().translate(_HALF)


def labelled(folder: Path, *, half_width: bool = True, every: bool = False) -> Iterator[Labelled]:
    """The articles of the folder with a headline and some text, in the order of the paper; with
    `every`, also what is hardly an article."""
    for path in sorted(folder.rglob("*.txt"), key=_name):
        lines = [*re.split(r"\r?\n", path.read_text(encoding="utf-8")), "", "", ""]
        clean = flat if half_width else _squeeze
        kicker, headline, deck = (clean(line) for line in lines[:3])
        paragraphs = tuple(clean(line) for line in lines[3:] if _squeeze(line))
        whole = headline and paragraphs
        if (every and whole) or (
            whole
            and len(paragraphs) >= 2
            and sum(map(len, paragraphs)) >= 150
            and not NOT_ARTICLES.match(headline)
        ):
            yield Labelled(
                ident=path.stem,
                kicker=kicker,
                headline=headline,
                deck=deck,
                paragraphs=paragraphs,
            )


def _squeeze(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _name(path: Path) -> str:
    return path.name


def half_of(ident: str) -> int:
    """1 or 2, the same for all of one day, by which a day is looked at or kept unseen."""
    return 1 + hashlib.sha256(ident[:8].encode()).digest()[0] % 2
