"""The book's one style sheet: the faces of its language, our rules, the theme's, what vertical
setting needs, and last the reader's own, which wins.

The looks ask for Song, Kai and Hei; each language has its own names for them. A reader's own font
choice still wins everywhere, for reading systems set it with more weight than a book may.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from exporter.startup.patterns import Lazy
from exporter.writers.shared.words import script_of

STYLE_HREF = "style.css"
_HERE = Path(__file__).parent
_OUTSIDE = Lazy(r"@import|url\(\s*['\"]?(?!data:|#)", re.IGNORECASE)

KAI_SELECTORS = (
    *(".kicker", ".deck", ".byline", ".credit", ".caption", ".photo-credit", ".editor-note"),
    ".row-kicker",
)
HEI_SELECTORS = (
    *(".page", ".dateline", ".subhead", ".contents-head", ".jump-line", ".turn"),
    *("th", "strong"),
)
HEAVY_SELECTORS = (".headline", ".paper")
"""Set in the heavy weight of Song."""

_STACKS = {
    "zh-Hans": (
        '"Songti SC", "Noto Serif CJK SC", "Source Han Serif SC", SimSun, serif',
        '"Kaiti SC", KaiTi, STKaiti, "LXGW WenKai", "Songti SC", serif',
        '"PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", SimHei, sans-serif',
    ),
    "zh-Hant": (
        '"Songti TC", "Noto Serif CJK TC", "Source Han Serif TC", PMingLiU, serif',
        '"Kaiti TC", DFKai-SB, BiauKai, "Songti TC", serif',
        '"PingFang TC", "Noto Sans CJK TC", "Microsoft JhengHei", sans-serif',
    ),
    "ja": (
        '"Hiragino Mincho ProN", "Noto Serif CJK JP", "Yu Mincho", serif',
        '"Klee One", "Hiragino Mincho ProN", "Yu Mincho", serif',
        '"Hiragino Sans", "Noto Sans CJK JP", "Yu Gothic", sans-serif',
    ),
    "ko": (
        'AppleMyungjo, "Noto Serif CJK KR", Batang, serif',
        "GungSeo, Gungsuh, AppleMyungjo, serif",
        '"Apple SD Gothic Neo", "Noto Sans CJK KR", "Malgun Gothic", sans-serif',
    ),
}
"""Song, Kai and Hei by script."""


def style_sheet(
    theme: str, language: str, *, vertical: bool, fonts: str = "", own: str = ""
) -> str:
    """The text of the style sheet; `fonts` are the rules that name embedded ones, if any."""
    parts = [fonts, _faces(language, embedded=bool(fonts)), _shipped("style.css")]
    if theme != "newspaper":
        parts.append(_shipped(f"themes/{theme}.css"))
    if vertical:
        parts.append(_shipped("vertical.css"))
    return _joined([*parts, own])


def leads_outside(own: str) -> bool:
    """Whether the reader's own style sheet asks for other files, none of which can be there."""
    return _OUTSIDE.search(own) is not None


def _faces(language: str, *, embedded: bool) -> str:
    """Which parts are set in which face."""
    song, kai, hei = _STACKS.get(script_of(language), _STACKS["zh-Hans"])
    if embedded:
        base = '"Exporter Song", "Exporter Rare", '
        song, kai, hei = base + song, f'"Exporter Kai", {base}{kai}', f'"Exporter Hei", {base}{hei}'
    return "\n".join(
        f"{', '.join(selectors)} {{ font-family: {stack}; }}"
        for selectors, stack in ((("body",), song), (KAI_SELECTORS, kai), (HEI_SELECTORS, hei))
    )


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join([part.strip() for part in parts if part]) + "\n"


def _shipped(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
