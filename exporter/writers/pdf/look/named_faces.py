"""Which font files a theme of one's own names: asked before anything else is done with it."""

from __future__ import annotations

import tomllib
from typing import Any


def named_faces(theme: str) -> tuple[str, ...]:
    """The words that a theme in TOML has for faces, short names of shipped ones among them; what
    is wrong in it is said when it is loaded."""
    try:
        data = tomllib.loads(theme)
    except tomllib.TOMLDecodeError:
        return ()
    parts = (*_table(data.get("style")).values(), data.get("masthead"))
    faces = [_table(part).get("face") for part in parts]
    return tuple(dict.fromkeys(face for face in faces if isinstance(face, str)))


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
