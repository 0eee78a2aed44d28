"""The package document and the parts it names: exactly the book's own, each what it is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from exporter.interchange.record import MEDIA_TYPE, NAME, VOLUME_NAME
from exporter.messages import say
from exporter.proof.closed.epub.edition import FOLDER, prefix_of
from exporter.proof.closed.epub.lists import COVER_PAGE, VOLUME_PAGE, places
from exporter.proof.closed.epub.metadata import statements
from exporter.proof.closed.epub.plan import PlannedBook
from exporter.proof.closed.epub.tree import E, Value, differences
from exporter.proof.found.extracted import Fault
from exporter.startup.patterns import Lazy
from exporter.untrusted.containers import Element

_META = "{http://www.idpf.org/2007/opf}meta"
_INSTANT = Lazy(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_GUIDE = {"cover": "cover", "toc": "toc", "bodymatter": "text"}
XHTML = "application/xhtml+xml"
CONTAINER, APPLE = "META-INF/container.xml", "META-INF/com.apple.ibooks.display-options.xml"
PACKAGE = "EPUB/content.opf"


def container_tree() -> E:
    """What names the package document, and that alone."""
    root = E("ocf:rootfile", media_type="application/oebps-package+xml", full_path=PACKAGE)
    return E("ocf:container", E("ocf:rootfiles", root), version="1.0")


def apple_tree() -> E:
    """What makes a reading system show the book's own fonts."""
    option = E("none:option", "true", name="specified-fonts")
    return E("none:display_options", E("none:platform", option, name="*"))


# -- parts -----------------------------------------------------------------------------------------


def documents(book: PlannedBook) -> Iterator[tuple[str, str]]:
    """The documents of the spine, in order: (manifest id, href)."""
    if book.cover:
        yield "cover-page", COVER_PAGE
    if book.edition.is_volume:
        yield "volume", VOLUME_PAGE
    for number, part in enumerate(book.parts, 1):
        if part.contents:
            yield f"{prefix_of(book.edition, number)}contents", part.contents
        for entry in part.entries:
            yield entry.name, entry.href


def _items(book: PlannedBook, fonts: Mapping[str, str]) -> Iterator[E]:
    """The manifest; `fonts` are hrefs by id."""
    yield _item("nav", "nav.xhtml", XHTML, properties="nav")
    for id_, href in documents(book):
        yield _item(id_, href, XHTML)
    for id_, href in fonts.items():
        yield _item(id_, href, "font/woff2")
    yield _item("style", "style.css", "text/css")
    if book.cover:
        cover = book.cover
        yield _item(cover.name, cover.href, cover.media_type, properties="cover-image")
    for part in book.parts:
        for asset, picture in part.pictures.items():
            if asset != "cover":
                yield _item(picture.name, picture.href, picture.media_type)
    yield from (_item(id_, href, MEDIA_TYPE) for id_, href in _records(book))
    if book.edition.options.get("compat"):
        yield _item("ncx", "toc.ncx", "application/x-dtbncx+xml")


def _item(id_: str, href: str, media_type: str, **properties: str) -> E:
    return E("opf:item", id=id_, href=href, media_type=media_type, **properties)


def _records(book: PlannedBook) -> Iterator[tuple[str, str]]:
    if not book.edition.is_volume:
        yield "record", NAME
        return
    stem, _, end = NAME.rpartition(".")
    for number in range(1, len(book.parts) + 1):
        yield f"record-{number:03}", f"{stem}-{number:03}.{end}"
    yield "record-list", VOLUME_NAME


def paths(book: PlannedBook, fonts: Mapping[str, str]) -> Iterator[str]:
    """The members of the archive."""
    yield from ("mimetype", CONTAINER, PACKAGE)
    if book.edition.options.get("embed_fonts"):
        yield APPLE
    yield from (f"{FOLDER}/{one.attributes['href']}" for one in _items(book, fonts))


# -- the document ----------------------------------------------------------------------------------


def package_faults(
    root: Element, book: PlannedBook, fonts: Mapping[str, str], *, saved_anew: bool
) -> Iterator[Fault]:
    """What in the package document is not the book's. `saved_anew`: whether another tool saved the
    file, at a moment of its own."""
    metadata, manifest = list(root)[:2] if len(root) > 2 else (None, None)
    if metadata is None or manifest is None:
        yield Fault("markup-unknown", PACKAGE, "", "", say("metadata, manifest, spine"))
        return
    yield from _metadata_faults(metadata, book, saved_anew)
    yield from _manifest_faults(manifest, book, fonts)
    for element in (metadata, manifest):
        root.remove(element)
    yield from differences(_frame(book), root, PACKAGE)


def _frame(book: PlannedBook) -> E:
    """The package document without its metadata and manifest."""
    edition = book.edition
    compat = bool(edition.options.get("compat"))
    turned: dict[str, Value] = {"page_progression_direction": "rtl"} if edition.is_vertical else {}
    refs = (E("opf:itemref", idref=id_, linear=(None, "yes")) for id_, _ in documents(book))
    spine = E("opf:spine", *refs, toc="ncx" if compat else None, **turned)
    guide = E(
        "opf:guide",
        *(E("opf:reference", type_=_GUIDE[kind], title=label, href=href)
          for kind, label, href in places(book)),
    )  # fmt: skip
    told: dict[str, Value] = {"unique-identifier": "id", "xml:lang": edition.meta.language}
    return E("opf:package", spine, *([guide] if compat else []), version="3.0", **told)


def _metadata_faults(metadata: Element, book: PlannedBook, saved_anew: bool) -> Iterator[Fault]:
    """The order of elements of one name says something, that of refinements nothing."""
    moments = [one.text or "" for one in metadata.iterchildren(_META) if _is_moment(one)]
    moment = book.edition.stamp.strftime("%Y-%m-%dT%H:%M:%SZ")
    if saved_anew and moments and _INSTANT.fullmatch(moments[0]):
        moment = moments[0]
    modified = E("opf:meta", moment, property="dcterms:modified")
    wanted = sorted((modified, *statements(book)), key=_drawn_key)
    _put_in_order(metadata, _found_key)
    yield from differences(E("opf:metadata", *wanted), metadata, PACKAGE)


def _is_moment(meta: Element) -> bool:
    return meta.get("property") == "dcterms:modified"


def _drawn_key(one: E) -> tuple[str, ...]:
    return _key(one.tag, one.attributes, "".join(map(str, one.content)))


def _found_key(one: Element) -> tuple[str, ...]:
    told = {str(name): str(value) for name, value in one.attrib.items()}
    return _key(str(one.tag), told, one.text or "")


def _key(tag: str, attributes: Mapping[str, Any], text: str) -> tuple[str, ...]:
    """Elements of metadata keep their order, but for `meta`, which are put in one of our own."""
    if tag != _META:
        return (tag,)
    return (tag, *(attributes.get(name) or "" for name in ("property", "refines")), text)


def _manifest_faults(
    manifest: Element, book: PlannedBook, fonts: Mapping[str, str]
) -> Iterator[Fault]:
    """Exactly the book's items, in any order."""
    wanted = sorted(_items(book, fonts), key=lambda one: str(one.attributes["href"]))
    _put_in_order(manifest, lambda item: (item.get("href", ""),))
    yield from differences(E("opf:manifest", *wanted), manifest, PACKAGE)


def _put_in_order(parent: Element, key: Callable[[Element], tuple[str, ...]]) -> None:
    children = sorted(parent, key=key)
    for child in children:
        parent.remove(child)
    parent.extend(children)
