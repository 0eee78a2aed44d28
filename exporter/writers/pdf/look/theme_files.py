"""The themes that come with the package, as parsed tables."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from exporter.errors import OptionError
from exporter.messages import say


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
    return parsed((_folder() / f"{name}.toml").read_text(encoding="utf-8"))


def parsed(text: str) -> dict[str, Any]:
    """A theme's table. Raises OptionError where it is no TOML: no shipped one is that."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OptionError(
            say("The theme of your own cannot be read: {error}.", error=error)
        ) from error
