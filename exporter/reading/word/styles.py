"""What the styles of a Word file stand for: parts of an article, by the names styles may have."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from exporter.lexicon.word_styles import FURNITURE, PARTS, styles_named

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_PARTS = {
    **{style: style for style in PARTS},
    **dict.fromkeys(FURNITURE, ""),
    "CaptionAlone": "Caption",
}
"""Part of an article by style. The empty part is what is not the paper's own."""


def style_parts(styles: etree._Element | None) -> dict[str, str]:
    """Style id → part, by the style's names, else by what it is based on; unknown ones are Body."""
    known: dict[str, str | None] = {}
    bases: dict[str, str] = {}
    for style in () if styles is None else styles.iter(_W + "style"):
        key = style.get(_W + "styleId", "")
        names = [value_of(style, "name"), *value_of(style, "aliases").split(",")]
        known[key] = next((part for name in names if (part := part_named(name)) is not None), None)
        bases[key] = value_of(style, "basedOn")
    return {key: _inherited(key, known, bases) for key in known}


def part_named(name: str) -> str | None:
    """The part a style's name stands for: the whole name, or its Chinese or English half."""
    return next((_PARTS[style] for style in styles_named(name) if style in _PARTS), None)


def _inherited(key: str, known: Mapping[str, str | None], bases: Mapping[str, str]) -> str:
    seen: set[str] = set()
    while key in known and key not in seen:
        part = known[key]
        if part is not None:
            return part
        seen.add(key)
        key = bases[key]
    return "Body"


def value_of(element: etree._Element, name: str) -> str:
    """The `val` of an element's property; nothing where it has none."""
    found = element.find(_W + name)
    return "" if found is None else found.get(_W + "val", "")
