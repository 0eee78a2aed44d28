"""What of a file a person chose: told with the verdict, since a choice may hide or recolour what a
proof of the text does not see."""

from __future__ import annotations

import json
from collections.abc import Iterator

from exporter.interchange.record import Record
from exporter.messages import Message, say
from exporter.volumes import COVER

_OPTIONS = {
    "css": say("a style sheet of their own (css)"),
    "template": say("a Word template of their own (template)"),
    "theme": say("a theme of their own (theme)"),
    "layout": say("decisions about stories (layout)"),
    "font": say("a font of their own (font)"),
}
"""Options by which looks change most, with what each is."""
_COVER = say("the cover")


def chosen(record: Record) -> Iterator[Message]:
    """What a person chose of one output, a phrase each: decisions about how the source is read,
    the house, and options that change how it looks."""
    told = {} if record.issue.read_with is None else json.loads(record.issue.read_with)
    if count := len(told.get("overrides", ())):
        yield say("{count} decisions about how the source is read", count=count)
    if isinstance(profile := told.get("profile"), dict):
        yield say("the house {name}", name=str(profile.get("name", "")))
    if any(asset.id == COVER for asset in record.issue.assets):
        yield _COVER
    for name, phrase in _OPTIONS.items():
        value = record.options.get(name)
        if value and (name != "theme" or "\n" in value):  # a shipped theme is a word
            yield phrase
