"""The book's one style sheet: ours, the theme's, what vertical setting needs, the embedded fonts'
rules, and last the reader's own, which wins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

THEMES = ("newspaper", "reader", "tearsheet")
STYLE_HREF = "style.css"
_HERE = Path(__file__).parent
_OUTSIDE = re.compile(r"@import|url\(\s*['\"]?(?!data:|#)", re.IGNORECASE)


def style_sheet(theme: str, *, vertical: bool, font_rules: str = "", own: str = "") -> str:
    """The text of the style sheet."""
    parts = [_shipped("style.css")]
    if theme != "newspaper":
        parts.append(_shipped(f"themes/{theme}.css"))
    if vertical:
        parts.append(_shipped("vertical.css"))
    parts += [part for part in (font_rules, own) if part]
    return joined(parts)


def leads_outside(own: str) -> bool:
    """Whether the reader's own style sheet asks for other files, none of which can be there."""
    return _OUTSIDE.search(own) is not None


def joined(parts: Iterable[str]) -> str:
    """Style sheets one after another, a blank line between."""
    return "\n\n".join([part.strip() for part in parts]) + "\n"


def _shipped(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
