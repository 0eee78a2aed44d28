"""A newsroom's own template: its styles win by name, what it lacks is added; page, headers, theme
and settings stay. Its text, macros and whatever else it holds do not come along.

A style of the house is taken for one of ours when its name (or an alias) is the whole of ours
(引题 Kicker) or either half of it, whatever the case.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import Part
from docx.package import Package
from lxml import etree

from exporter.errors import WriterError
from exporter.records import dataclass
from exporter.writers.docx.languages import Language
from exporter.writers.docx.markup import Element, add, q, w
from exporter.writers.docx.sections import Layout, Start, add_columns, add_references
from exporter.writers.docx.styles import CHARACTER, PARAGRAPH, all_styles
from exporter.writers.docx.template import numbering_part

_CARRIED = (RT.THEME, RT.FONT_TABLE)
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


class HouseLayout(Layout):
    """The house's page, from its last section; `refs` are its header and footer references."""

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
class House:
    """What a template gives. `ids` are the ids its styles have for ours, `headline` the name of its
    headline style, `parts` what comes along whole, each with the kind of its relationship."""

    layout: Layout
    styles: Element
    ids: Mapping[str, str]
    headline: str
    settings: Element | None
    numbering: Element | None
    references: tuple[tuple[Part, str, Element], ...]
    parts: tuple[tuple[Part, str], ...]

    def adapt(self, tree: Element) -> None:
        """Our style ids and list numbers in a part become those of the house."""
        rename(tree, self.ids)
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


def open_house(data: bytes, language: Language) -> House:
    """Raises WriterError when `data` is no Word file or template."""
    main = _main_part(data)
    document = _tree(main)
    if document.tag != q("document"):
        raise _refused("it is not a document in the transitional form Word saves by default")
    related = {rel.rId: rel for rel in main.rels.values() if not rel.is_external}
    by_kind = {rel.reltype: rel.target_part for rel in related.values()}
    styles = _tree(by_kind[RT.STYLES]) if RT.STYLES in by_kind else w("styles")
    layout, references = _layout(document, related)
    headline, ids = _merged(styles, language, layout.width)
    return House(
        layout=layout,
        styles=styles,
        ids=ids,
        headline=headline,
        settings=_settings(by_kind.get(RT.SETTINGS)),
        numbering=_tree(by_kind[RT.NUMBERING]) if RT.NUMBERING in by_kind else None,
        references=tuple(references),
        parts=tuple((by_kind[kind], kind) for kind in _CARRIED if kind in by_kind),
    )


def rename(tree: Element, ids: Mapping[str, str]) -> None:
    for node in tree.iter(q("pStyle"), q("rStyle"), q("tblStyle")):
        value = node.get(q("val"), "")
        if value in ids:
            node.set(q("val"), ids[value])


def _main_part(data: bytes) -> Part:
    try:
        main: Part = Package.open(io.BytesIO(data)).main_document_part
    except (KeyError, ValueError, zipfile.BadZipFile, PackageNotFoundError, etree.XMLSyntaxError,
            AttributeError, NotImplementedError, EOFError) as error:  # fmt: skip
        raise _refused(f"it cannot be opened ({error})") from error
    return main


def _refused(why: str) -> WriterError:
    return WriterError(
        f"The template is not a Word file that can be used: {why}. "
        "Save it in Word as .docx or .dotx."
    )


def _tree(part: Part) -> Element:
    try:
        return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise _refused(f"its part {part.partname} is damaged ({error})") from error


def _layout(
    document: Element, related: Mapping[str, object]
) -> tuple[Layout, list[tuple[Part, str, Element]]]:
    """The last section's page, and its header and footer parts with the references to fill in."""
    found = document.find(f"{q('body')}/{q('sectPr')}")
    if found is None:
        return Layout(), []
    properties = copy.deepcopy(found)
    kinds = {q("headerReference"): RT.HEADER, q("footerReference"): RT.FOOTER}
    references: list[tuple[Part, str, Element]] = []
    for node in list(properties):
        if node.tag in kinds:
            rel = related.get(node.get(q("id", "r"), ""))
            if rel is not None:
                references.append((rel.target_part, kinds[node.tag], node))  # type: ignore[attr-defined]
            properties.remove(node)
        elif node.tag in (q("type"), q("cols"), q("printerSettings"), q("sectPrChange")):
            properties.remove(node)
    return HouseLayout(properties, [ref for _, _, ref in references]), references


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
                found.setdefault((kind, _plain(name)), style)
    return found


_ALIASES = {row.id: row.aliases for row in (*PARAGRAPH, *CHARACTER)}


def _names(key: str, name: str) -> Iterator[str]:
    """What a house may call a style of ours, the whole name first."""
    yield _plain(name)
    chinese, _, english = name.partition(" ")
    if not name.isascii():
        yield from (_plain(chinese), _plain(english))
    yield from (_plain(alias) for alias in _ALIASES.get(key, ()))


def _plain(name: str) -> str:
    return "".join(name.lower().split()).replace("'", "").replace("’", "")


def _settings(part: Part | None) -> Element | None:
    if part is None:
        return None
    settings = _tree(part)
    for node in list(settings):
        if node.tag in _UNSETTLED or node.get(q("id", "r")) is not None:
            settings.remove(node)
    return settings


def _highest(tree: Element | None, name: str, attribute: str) -> int:
    nodes: Iterable[Element] = () if tree is None else tree.iter(q(name))
    return max((_number(node, attribute) for node in nodes), default=0)


def _number(element: Element, attribute: str) -> int:
    text = element.get(q(attribute), "0")
    return int(float(text)) if text.replace(".", "", 1).lstrip("-").isdigit() else 0


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
