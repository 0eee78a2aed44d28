"""A newsroom's own template: its styles win by name, what it lacks is added; page, headers, theme
and settings stay. Its text, macros and whatever else it holds do not come along.

A style of the house is taken for one of ours when its name (or an alias) is the whole of ours
(引题 Kicker) or either half of it, whatever the case.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from exporter.lexicon.word_styles import plain
from exporter.startup.records import dataclass
from exporter.writers.docx.languages import Language
from exporter.writers.docx.newsroom.metrics import house_rows
from exporter.writers.docx.parts.defaults import numbering_part
from exporter.writers.docx.parts.markup import Element, add, number, q, w
from exporter.writers.docx.parts.package import OFFICE, PackagePart
from exporter.writers.docx.parts.sections import SectionLayout, Start, add_columns, add_references
from exporter.writers.docx.parts.styles import WordStyle, all_styles

_CARRIED = (OFFICE + "theme", OFFICE + "fontTable")
_GAP = 720  # twips between columns
_UNSETTLED = frozenset(
    q(name)
    for name in ("attachedTemplate", "mailMerge", "documentProtection", "writeProtection",
                 "saveThroughXslt", "footnotePr", "endnotePr", "rsids", "docVars", "formsDesign",
                 "attachedSchema", "linkStyles", "trackRevisions", "updateFields")
)  # fmt: skip
"""Settings that point to parts that do not come along, or that are of that one document."""
_SECTION_ORDER = (
    "headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar",
    "paperSrc", "pgBorders", "lnNumType", "pgNumType", "cols", "formProt", "vAlign", "noEndnote",
    "titlePg", "textDirection", "bidi", "rtlGutter", "docGrid", "printerSettings",
)  # fmt: skip
_REFERENCES = (q("headerReference"), q("footerReference"))
_OURS = frozenset((*_REFERENCES, *map(q, ("type", "cols", "printerSettings", "sectPrChange"))))
"""Of a section's properties, what is written anew."""


class HouseLayout(SectionLayout):
    """The house's page, from its last section; `refs` are its header and footer references."""

    sizes_known = False

    def __init__(self, properties: Element, refs: list[Element]) -> None:
        self._base = properties
        self._refs = refs
        self.own_header = any(ref.tag == q("headerReference") for ref in refs)
        self.own_footer = any(ref.tag == q("footerReference") for ref in refs)
        size, margins = properties.find(q("pgSz")), properties.find(q("pgMar"))
        if size is not None and margins is not None:
            sides = [_number(margins, side) for side in ("left", "right", "gutter")]
            self.width = max(1440, _number(size, "w") - sum(sides))
            ends = abs(_number(margins, "top")) + abs(_number(margins, "bottom"))
            self.height = max(720, _number(size, "h") - ends) / 20
        grid = properties.find(q("docGrid"))
        self.grid = 0 if grid is None else _number(grid, "linePitch") / 20

    def section(
        self, start: Start, columns: int, header: str | None = None, footer: str | None = None
    ) -> Element:
        made = copy.deepcopy(self._base)
        add_references(
            made, None if self.own_header else header, None if self.own_footer else footer
        )
        if start == "nextPage":
            made.extend(copy.deepcopy(ref) for ref in self._refs)
        add(made, "type", start)
        add_columns(made, columns, _GAP)
        made[:] = sorted(made, key=_section_place)
        return made

    def column_width(self, columns: int) -> int:
        return (self.width - (columns - 1) * _GAP) // columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A template as its file has it. `trees` are by kind (styles, settings, numbering) as far as it
    has them; `related`, by relationship id, are kind and name of some of `parts`; `macros`: it has
    some, which do not come along."""

    document: Element
    trees: Mapping[str, Element]
    related: Mapping[str, tuple[str, str]]
    parts: Mapping[str, PackagePart]
    macros: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsroomTemplate:
    """What a template gives. `ids` are the ids its styles have for ours, `headline` the name of its
    headline style; `parts` by name come along whole, `references` and `used` say which of them are
    headers and footers, with the references to fill in, and which others the document names;
    `rows` are our styles with its sizes."""

    layout: SectionLayout
    styles: Element
    ids: Mapping[str, str]
    headline: str
    settings: Element | None
    numbering: Element | None
    parts: Mapping[str, PackagePart]
    references: tuple[tuple[str, str, Element], ...]
    used: tuple[tuple[str, str], ...]
    rows: Mapping[str, WordStyle]
    macros: bool

    def adapt(self, tree: Element) -> None:
        """Our style ids and list numbers in a part become those of the house; what it does on a
        first page is for the document's first, not for every newspaper page."""
        rename(tree, self.ids)
        for later in list(tree.iter(q("sectPr")))[1:]:
            for node in later.findall(q("titlePg")):
                later.remove(node)
        offset = _highest(self.numbering, "num", "numId")
        for node in tree.iter(q("numId")):
            node.set(q("val"), str(int(node.get(q("val"), "0")) + offset))

    def numbered(self, starts: tuple[int, ...]) -> Element:
        """The house's numbering with our lists after it."""
        ours = numbering_part(starts)
        abstracts = _highest(self.numbering, "abstractNum", "abstractNumId") + 1
        numbers = _highest(self.numbering, "num", "numId")
        for node in [*ours.iter(q("abstractNum")), *ours.iter(q("abstractNumId"))]:
            key = q("abstractNumId") if node.tag == q("abstractNum") else q("val")
            node.set(key, str(int(node.get(key, "0")) + abstracts))
        for node in ours.iter(q("num")):
            node.set(q("numId"), str(int(node.get(q("numId"), "0")) + numbers))
        for node in list(ours.iter(q("pStyle"))):  # the house's list styles keep their own numbers
            _remove(node)
        if self.numbering is None:
            return ours
        made = copy.deepcopy(self.numbering)
        made[:] = sorted([*made, *ours], key=_numbering_place)
        return made


def house_of(opened: Opened, language: Language) -> NewsroomTemplate:
    """What the template gives, with ours for what it lacks."""
    styles = opened.trees.get("styles")
    styles = w("styles") if styles is None else styles
    layout, references = _layout(opened)
    headline, ids = _merged(styles, language, layout.width)
    return NewsroomTemplate(
        layout=layout,
        styles=styles,
        ids=ids,
        headline=headline,
        settings=_settings(opened.trees.get("settings")),
        numbering=opened.trees.get("numbering"),
        parts=opened.parts,
        references=tuple(references),
        rows=house_rows(styles, ids),
        macros=opened.macros,
        used=tuple((name, kind) for kind, name in opened.related.values() if kind in _CARRIED),
    )


def rename(tree: Element, ids: Mapping[str, str]) -> None:
    for node in tree.iter(q("pStyle"), q("rStyle"), q("tblStyle")):
        value = node.get(q("val"), "")
        if value in ids:
            node.set(q("val"), ids[value])


def _layout(opened: Opened) -> tuple[SectionLayout, list[tuple[str, str, Element]]]:
    """The last section's page, and its header and footer parts with the references to fill in."""
    sections = [
        section for section in opened.document.iter(q("sectPr"))
        if not any(True for _ in section.iterancestors(q("sectPrChange")))
    ]  # fmt: skip
    if not sections:
        return SectionLayout(), []
    properties = copy.deepcopy(sections[-1])
    for node in list(properties):
        if node.tag in _OURS:
            properties.remove(node)
    references = list(_references(opened, sections))
    return HouseLayout(properties, [ref for _, _, ref in references]), references


def _references(opened: Opened, sections: Iterable[Element]) -> Iterator[tuple[str, str, Element]]:
    """Headers and footers of the last section; what it does not name it has from those before."""
    named: dict[tuple[str, str], Element] = {}
    for section in sections:
        for node in section.iterchildren(*_REFERENCES):
            named[str(node.tag), node.get(q("type"), "default")] = node
    for node in named.values():
        kind, name = opened.related.get(node.get(q("id", "r"), ""), ("", ""))
        if node.tag == q(f"{kind.removeprefix(OFFICE)}Reference"):
            yield name, kind, copy.deepcopy(node)


def _merged(styles: Element, language: Language, width: int) -> tuple[str, dict[str, str]]:
    """Adds to the house's styles what they lack. Gives the headline style's name, and the ids of
    all that are called otherwise than ours."""
    theirs = _by_name(styles)
    used = {style.get(q("styleId"), "") for style in styles.iter(q("style"))}
    ids = _default_ids(styles)
    headline = ""
    added: list[Element] = []
    for style in all_styles(language, width):
        key, kind = style.get(q("styleId"), ""), style.get(q("type"), "")
        name = _value(style, "name")
        match = next((theirs[kind, n] for n in _names(key, name) if (kind, n) in theirs), None)
        if match is None:
            new = key if key not in used else next(
                f"{key}{n}" for n in range(2, 1000) if f"{key}{n}" not in used
            )  # fmt: skip
            style.set(q("styleId"), new)
            used.add(new)
            added.append(style)
        else:
            new = match.get(q("styleId"), "")
            name = _value(match, "name")
        if new != key:
            ids[key] = new
        headline = name if key == "Headline" else headline
    for style in added:
        for node in style.iter(q("basedOn"), q("next")):
            node.set(q("val"), ids.get(node.get(q("val"), ""), node.get(q("val"), "")))
        styles.append(style)
    return headline, ids


def _default_ids(styles: Element) -> dict[str, str]:
    """What the house calls the styles that everything is based on; ours where it has none."""
    defaults = {"paragraph": "Normal", "character": "DefaultParagraphFont", "table": "TableNormal"}
    ids: dict[str, str] = {}
    for style in styles.iter(q("style")):
        kind = style.get(q("type"), "")
        if style.get(q("default")) in ("1", "true", "on") and kind in defaults:
            ids[defaults.pop(kind)] = style.get(q("styleId"), "")
    for kind, name in defaults.items():
        made = w("style", type=kind, default=1, styleId=name)
        add(made, "name", {"TableNormal": "Normal Table"}.get(name, name))
        styles.append(made)
    return ids


def _by_name(styles: Element) -> dict[tuple[str, str], Element]:
    found: dict[tuple[str, str], Element] = {}
    for style in styles.iter(q("style")):
        kind = style.get(q("type"), "")
        for name in (_value(style, "name"), *_value(style, "aliases").split(",")):
            if name.strip():
                found.setdefault((kind, plain(name)), style)
    return found


_ALIASES = {"EditorNote": ("editornote", "note")}
"""What else a house may call a style of ours, as `plain` has it."""


def _names(key: str, name: str) -> Iterator[str]:
    """What a house may call a style of ours, the whole name first."""
    yield plain(name)
    chinese, _, english = name.partition(" ")
    if not name.isascii():
        yield from (plain(chinese), plain(english))
    yield from _ALIASES.get(key, ())


def _settings(settings: Element | None) -> Element | None:
    if settings is None:
        return None
    for node in list(settings):
        if node.tag in _UNSETTLED or node.get(q("id", "r")) is not None:
            settings.remove(node)
    return settings


def _highest(tree: Element | None, name: str, attribute: str) -> int:
    nodes: Iterable[Element] = () if tree is None else tree.iter(q(name))
    return max((_number(node, attribute) for node in nodes), default=0)


def _number(element: Element, attribute: str) -> int:
    return int(number(element.get(q(attribute))))


def _value(style: Element, name: str) -> str:
    found = style.find(q(name))
    return "" if found is None else found.get(q("val"), "")


def _remove(node: Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _section_place(node: Element) -> int:
    local = etree.QName(node).localname
    return _SECTION_ORDER.index(local) if local in _SECTION_ORDER else len(_SECTION_ORDER)


def _numbering_place(node: Element) -> int:
    order = ("numPicBullet", "abstractNum", "num", "numIdMacAtCleanup")
    local = etree.QName(node).localname
    return order.index(local) if local in order else len(order)
