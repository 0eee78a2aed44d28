"""How large a newsroom's styles are: our table of styles with its sizes, leading and white."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from exporter.startup.records import replace
from exporter.writers.docx.parts.markup import Element, number, q
from exporter.writers.docx.parts.styles import PARAGRAPH, WordStyle

_NATURAL = 1.3  # the height of a line, in ems, where a style leaves it to the face
_SINGLE = 240  # what `line` says of single spacing


def house_rows(styles: Element, ids: Mapping[str, str]) -> dict[str, WordStyle]:
    """Our paragraph styles by id, as the house's have them; `ids` are those that differ."""
    by_id = {style.get(q("styleId"), ""): style for style in styles.iter(q("style"))}
    defaults = styles.findall(f"{q('docDefaults')}//{q('pPr')}/*")
    defaults += styles.findall(f"{q('docDefaults')}//{q('rPr')}/*")
    return {
        row.id: _measured(row, _said(defaults, _chain(ids.get(row.id, row.id), by_id)))
        for row in PARAGRAPH
    }


def _chain(key: str, by_id: Mapping[str, Element]) -> list[Element]:
    """A style and what it is based on, the base first."""
    found: list[Element] = []
    while key in by_id and by_id[key] not in found:
        found.insert(0, by_id[key])
        base = by_id[key].find(q("basedOn"))
        key = "" if base is None else base.get(q("val"), "")
    return found


def _said(defaults: list[Element], chain: list[Element]) -> dict[str, str]:
    """Attributes by `element.attribute`, later styles winning."""
    said: dict[str, str] = {}
    for node in (*defaults, *(node for style in chain for node in _properties(style))):
        name = etree.QName(node).localname
        if name == "keepNext":
            said[name] = node.get(q("val"), "1")
        said.update(
            (f"{name}.{etree.QName(str(key)).localname}", str(value))
            for key, value in node.attrib.items()
        )
    return said


def _properties(style: Element) -> Iterator[Element]:
    for name in ("pPr", "rPr"):
        yield from style.iterfind(f"{q(name)}/*")


def _measured(row: WordStyle, said: Mapping[str, str]) -> WordStyle:
    size = number(said.get("sz.val"), 20) / 2
    line = number(said.get("spacing.line"), _SINGLE)
    natural = said.get("spacing.lineRule", "auto") == "auto"
    return replace(
        row,
        size=size,
        line=line / _SINGLE * size * _NATURAL if natural else line / 20,
        before=number(said.get("spacing.before")) / 20,
        after=number(said.get("spacing.after")) / 20,
        first=_ems(said, "firstLine", size),
        indent=(_ems(said, "left", size) + _ems(said, "right", size)) / 2,
        keep=said.get("keepNext", "0") not in ("0", "false", "off"),
    )


def _ems(said: Mapping[str, str], side: str, size: float) -> float:
    """An indent, given in hundredths of a character or in twips."""
    chars = number(said.get(f"ind.{side}Chars"))
    return chars / 100 if chars else number(said.get(f"ind.{side}")) / 20 / max(size, 1)
