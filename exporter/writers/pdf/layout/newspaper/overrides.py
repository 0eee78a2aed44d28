"""What a person decides about single stories, in TOML:

    [story.a3]                  # by the article's id, as `exporter read` prints it
    level = 2

    [story."把路修到家门口"]        # or by how its headline begins
    box = true
    columns = 2

`level` is 1 to 4, 5 for a brief; `box` yes or no; `columns` how many the story takes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from typing import Any

from exporter.errors import OptionError
from exporter.messages import say
from exporter.model import Article, Notice
from exporter.titles import headline_text
from exporter.writers.pdf.layout.newspaper.levels import BRIEF, LEAD, Override

_KINDS: dict[str, tuple[type, int]] = {"level": (int, 1), "box": (bool, 0), "columns": (int, 1)}
"""The type of each value, and its least."""


def overrides_of(
    toml: str, articles: Iterable[Article], columns: int
) -> tuple[dict[str, Override], list[Notice]]:
    """The overrides by article id on pages of so many columns, and a notice for each that fits no
    article or no page. Raises OptionError with what is wrong in the TOML."""
    if not toml:
        return {}, []
    stories = _stories(toml)
    titles = {article.id: headline_text(article) for article in articles}
    found: dict[str, Override] = {}
    unused: list[Notice] = []
    for key, table in stories.items():
        own = _override(key, table)
        ids = [key] if key in titles else [i for i, title in titles.items() if _begins(title, key)]
        if not ids:
            detail = f"the layout decides about {key!r}, but no article is or begins like that"
            unused.append(Notice(code="layout-unused", detail=detail))
        elif (own.columns or 0) > columns:
            detail = (
                f"the layout gives {key!r} {own.columns} columns; it takes all {columns} there are"
            )
            unused.append(Notice(code="layout-unused", detail=detail))
        found |= dict.fromkeys(ids, own)
    return found, unused


def _begins(title: str, key: str) -> bool:
    return "".join(title.split()).startswith("".join(key.split()))


def _stories(toml: str) -> dict[str, Any]:
    try:
        data = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise OptionError(say("The layout cannot be read: {error}.", error=error)) from error
    stories = data.pop("story", {})
    if data or not isinstance(stories, dict):
        raise OptionError(
            say(
                'The layout has {data}; it holds tables [story.ID] or [story."HEADLINE"] and '
                "nothing else.",
                data=", ".join(data) or "a story that is no table",
            )
        )
    return stories


def _override(key: str, table: Any) -> Override:
    if not isinstance(table, dict) or set(table) - set(_KINDS):
        raise OptionError(
            say(
                "The layout says of {key!r} something else than {kinds}.",
                key=key,
                kinds=tuple(_KINDS),
            )
        )
    for name, value in table.items():
        kind, least = _KINDS[name]
        fits = type(value) is kind  # exactly: true is no number here
        if not fits or value < least:
            raise OptionError(
                say(
                    "The layout says of {key!r} {name} = {value!r}, which cannot be.",
                    key=key,
                    name=name,
                    value=value,
                )
            )
    if not LEAD <= table.get("level", LEAD) <= BRIEF:
        raise OptionError(
            say(
                "The layout gives {key!r} level {table}; there are 1 to 5.",
                key=key,
                table=table["level"],
            )
        )
    return Override(**table)
