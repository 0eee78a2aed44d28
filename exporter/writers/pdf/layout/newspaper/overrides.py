"""What a person decides about single stories, in TOML:

    [story.a3]                  # by the article's id, as `exporter read` prints it
    level = 2

    [story."把路修到家门口"]        # or by how its headline begins
    box = true
    columns = 2

`level` is 1 to 4, 5 for a brief; `box` yes or no; `columns` how many the story takes.
"""

from __future__ import annotations

from collections.abc import Iterable

from exporter.declared import YES, TableOf, checked, count, in_file, parse_toml
from exporter.messages import say
from exporter.model import Article, Notice
from exporter.titles import headline_text
from exporter.writers.pdf.layout.newspaper.levels import BRIEF, LEAD, StoryDecision

_STORY = TableOf(
    {"level": count(LEAD, BRIEF), "box": YES, "columns": count(1)},
    made=lambda one: StoryDecision(**one),
)
_LAYOUT = TableOf({"story": TableOf({}, rest=_STORY)})


def overrides_of(
    toml: str, articles: Iterable[Article], columns: int, file: str | None = None
) -> tuple[dict[str, StoryDecision], list[Notice]]:
    """The overrides by article id on pages of so many columns, and a notice for each that fits no
    article or no page. Raises OptionError with what is wrong in the TOML, which is from `file`."""
    file = file or say("the layout")
    stories = checked(parse_toml(toml, file), _LAYOUT, in_file(file)).get("story", {})
    titles = {article.id: headline_text(article) for article in articles}
    found: dict[str, StoryDecision] = {}
    unused: list[Notice] = []
    for key, own in stories.items():
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
