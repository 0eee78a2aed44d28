"""A plain theme: Word expects one, and takes colours and fallback faces from it. Everything that
matters is said in the styles; the theme repeats their faces and offers black, white and our red."""

from __future__ import annotations

from lxml import etree

from exporter.writers.docx.languages import Language
from exporter.writers.docx.parts.markup import NS, Element, q
from exporter.writers.docx.parts.styles import ACCENT, QUIET

_COLOURS = (
    ("dk1", "000000"), ("lt1", "FFFFFF"), ("dk2", QUIET), ("lt2", "F7F4EC"), ("accent1", ACCENT),
    ("accent2", QUIET), ("accent3", "8C8C8C"), ("accent4", "333333"), ("accent5", "B8B2A6"),
    ("accent6", "6E6E6E"), ("hlink", "0B5394"), ("folHlink", "4A4A4A"),
)  # fmt: skip


def theme_part(language: Language) -> Element:
    """The theme: our colours, and the language's faces for headings and text."""
    theme = etree.Element(q("theme", "a"), nsmap={"a": NS["a"]}, name="Exporter")
    elements = _a(theme, "themeElements")
    colours = _a(elements, "clrScheme", name="Exporter")
    for name, value in _COLOURS:
        _a(_a(colours, name), "srgbClr", val=value)
    faces = _a(elements, "fontScheme", name="Exporter")
    for kind in ("majorFont", "minorFont"):
        face = _a(faces, kind)
        _a(face, "latin", typeface=language.western("song"))
        _a(face, "ea", typeface=language.faces["song"].name)
        _a(face, "cs", typeface=language.western("song"))
    _formats(_a(elements, "fmtScheme", name="Exporter"))
    return theme


def _formats(scheme: Element) -> None:
    """Three of each, as the schema demands: plain fills, plain lines, no effects."""
    fills = _a(scheme, "fillStyleLst")
    lines = _a(scheme, "lnStyleLst")
    effects = _a(scheme, "effectStyleLst")
    backgrounds = _a(scheme, "bgFillStyleLst")
    for width in (6350, 12700, 19050):  # a half point, one, one and a half, in EMU
        _plain_fill(fills)
        _plain_fill(_a(lines, "ln", w=str(width)))
        _a(_a(effects, "effectStyle"), "effectLst")
        _plain_fill(backgrounds)


def _plain_fill(parent: Element) -> None:
    _a(_a(parent, "solidFill"), "schemeClr", val="phClr")


def _a(parent: Element, name: str, /, **attributes: str) -> Element:
    return etree.SubElement(parent, q(name, "a"), attributes)
