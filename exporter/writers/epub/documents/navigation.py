"""The navigation document: contents by page and article, landmarks, and the newspaper's pages."""

from __future__ import annotations

from collections.abc import Sequence

from exporter.startup.records import dataclass
from exporter.titles import page_text
from exporter.writers.epub.documents.article import Setting, page_label
from exporter.writers.epub.documents.xhtml import Element, add, append, page, serialise, typed
from exporter.writers.epub.look.styles import STYLE_HREF
from exporter.writers.epub.plan import page_anchor
from exporter.writers.epub.words import Labels

NAV_HREF = "nav.xhtml"


@dataclass(frozen=True, slots=True, kw_only=True)
class NavPoint:
    """One line of the contents; without an href it only groups those beneath."""

    label: str
    href: str
    children: tuple[NavPoint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A place every book has: `kind` is its epub:type."""

    kind: str
    label: str
    href: str


def issue_points(setting: Setting) -> tuple[NavPoint, ...]:
    """Page → article; articles of a page that has neither number nor name stand by themselves."""
    points: list[NavPoint] = []
    for page_, entries in setting.part.pages():
        articles = tuple(NavPoint(label=entry.title, href=entry.href) for entry in entries)
        label = page_text(page_, setting.language)
        if label:
            points.append(NavPoint(label=label, href=entries[0].href, children=articles))
        else:
            points += articles
    return tuple(points)


def page_points(setting: Setting) -> tuple[NavPoint, ...]:
    """The newspaper's pages, each leading to its page break."""
    points = []
    for page_, entries in setting.part.pages():
        if label := page_label(page_):
            anchor = page_anchor(page_, setting.part)
            points.append(NavPoint(label=label, href=f"{entries[0].href}#{anchor}"))
    return tuple(points)


def contents_point(setting: Setting) -> tuple[NavPoint, ...]:
    """The way to the contents page, where there is one."""
    href = setting.part.contents
    return (NavPoint(label=setting.labels.contents, href=href),) if href else ()


def landmarks(labels: Labels, cover: str, contents: str, start: str) -> tuple[Landmark, ...]:
    """Cover, contents, and where the text begins, by their hrefs, as far as there are any; a
    landmark must lead to what is read, which the navigation itself is not."""
    found = (
        Landmark(kind="cover", label=labels.cover, href=cover),
        Landmark(kind="toc", label=labels.contents, href=contents),
        Landmark(kind="bodymatter", label=labels.start, href=start),
    )
    return tuple(mark for mark in found if mark.href)


def navigation_bytes(
    title: str,
    language: str,
    labels: Labels,
    points: Sequence[NavPoint],
    pages: Sequence[NavPoint],
    marks: Sequence[Landmark],
) -> bytes:
    """The navigation document."""
    html, body = page(title, language, STYLE_HREF, "nav-page")
    toc = _nav(body, "toc", "doc-toc", labels.contents)
    _list(toc, points)
    listed = _nav(body, "landmarks", "", labels.landmarks, hidden=True)
    rows = add(listed, "ol", feed=True)
    rows.text = "\n"
    for mark in marks:
        link = add(add(rows, "li", feed=True), "a", href=mark.href)
        typed(link, mark.kind)
        append(link, mark.label)
    if pages:
        _list(_nav(body, "page-list", "doc-pagelist", labels.pages, hidden=True), pages)
    return serialise(html)


def _nav(body: Element, kind: str, role: str, heading: str, *, hidden: bool = False) -> Element:
    nav = typed(add(body, "nav", feed=True, id=kind), kind, role)
    nav.set("aria-label", heading)
    if hidden:
        nav.set("hidden", "hidden")
    nav.text = "\n"
    append(add(nav, "h2", feed=True), heading)
    return nav


def _list(parent: Element, points: Sequence[NavPoint]) -> None:
    rows = add(parent, "ol", feed=True)
    rows.text = "\n"
    for point in points:
        item = add(rows, "li", feed=True)
        holder = add(item, "a", href=point.href) if point.href else add(item, "span")
        append(holder, point.label)
        if point.children:
            _list(item, point.children)
