"""The themes that come with the package, as parsed tables."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from exporter.declared import parse_toml


def shipped_themes() -> tuple[str, ...]:
    """Names of the themes that come with the package."""
    return tuple(sorted(path.stem for path in _folder().glob("*.toml")))


def _folder() -> Path:
    return Path(__file__).parent / "themes"


def shipped_styles() -> tuple[str, ...]:
    """Names of the styles that shipped themes have, in their order."""
    named = (name for theme in shipped_themes() for name in shipped(theme).get("style", {}))
    return tuple(sorted(dict.fromkeys(named)))


@cache
def shipped(name: str) -> dict[str, Any]:
    """The tables of a shipped theme as its file has them. Read once: they are not to be changed."""
    file = f"{name}.toml"
    return parse_toml((_folder() / file).read_bytes(), file)
