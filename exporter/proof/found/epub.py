"""A finished EPUB as `Extracted`: its spine in order, each article by classes and elements.

The names of classes stand here once more, on purpose: a reader that borrowed the writer's names
would follow the writer's mistakes.
"""

from __future__ import annotations

import json
import posixpath
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from exporter.errors import VerifyError
from exporter.interchange.record import NAME, VOLUME_NAME
from exporter.messages import Message, say
from exporter.proof.found.extracted import Entry, Extracted, Found, Listing, Part, Text, fault
from exporter.untrusted.containers import MOST_DEPTH, Element, Zip, all_text

_X = "{http://www.w3.org/1999/xhtml}"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_BY_CLASS = {
    "kicker": "kicker",
    "headline": "headline",
    "column": "column",
    "deck": "deck",
    "subhead": "subhead",
    "byline": "byline",
    "staff": "staff",
    "jump-line": "jump-line",
    "photo-credit": "photo-credit",
}
_BY_HOLDER = {"summary": "summary", "editor-note": "editor-note", "quote": "quote"}
_BY_TAG = {"li": "item", "th": "header-cell", "td": "cell", "p": "paragraph"}
_THROUGH = frozenset(
    {"header", "div", "section", "figure", "figcaption", "table", "thead", "tbody", "tr", "ul",
     "ol", "aside", "blockquote"}
)  # fmt: skip
_STRETCHES = frozenset({"dateline", "credit", "jump"})
_SILENT = frozenset({"rt", "rp", "script", "style", "template"})
_LINED = frozenset({"headline", "deck"})
_FACTS = {"title": "title", "creator": "creators", "language": "language", "publisher": "publisher",
          "date": "date", "rights": "rights", "subject": "subjects"}  # fmt: skip


def read_epub(data: bytes, name: str) -> Extracted:
    """The whole book. Raises VerifyError when it cannot be examined."""
    with Zip(data, name) as archive:
        return _Book(archive).read()


def spine_bodies(archive: Zip) -> list[Element]:
    """The bodies of the spine's documents, for whoever wants all text and nothing else."""
    book = _Book(archive)
    found = [book.pages[href] for href in book.spine() if href in book.pages]
    bodies = [html.find(_X + "body") for html in found]
    return [body for body in bodies if body is not None]


def record_of_epub(data: bytes, name: str) -> bytes | None:
    """The record alone. Raises VerifyError for a volume, which has several."""
    with Zip(data, name) as archive:
        if _named(archive, VOLUME_NAME):
            raise VerifyError(
                say(
                    "{name} is a volume of several issues: recover them all, into a folder.",
                    name=name,
                ),
                path=name,
            )
        return _record(archive)


def volume_of_epub(data: bytes, name: str) -> tuple[bytes, dict[str, bytes]] | None:
    """What a volume says of itself, and its issues' records by name; None of any other book."""
    with Zip(data, name) as archive:
        told = _named(archive, VOLUME_NAME)
        if told is None:
            return None
        stem = NAME.rpartition(".")[0]
        found = [one for one in archive if posixpath.basename(one).startswith(f"{stem}-")]
        return archive.read(told), {posixpath.basename(one): archive.read(one) for one in found}


def _record(archive: Zip) -> bytes | None:
    found = _named(archive, NAME)
    return None if found is None else archive.read(found)


def _named(archive: Zip, name: str) -> str | None:
    return next((member for member in archive if posixpath.basename(member) == name), None)


class _Book:
    def __init__(self, archive: Zip) -> None:
        self.archive = archive
        self.out = Extracted(format="epub")
        self.pages: dict[str, Element] = {}
        """Every XHTML document of the manifest by its path."""
        self.ids: dict[str, dict[str, str | None]] = {}
        """For each document: id to the key of the article it lies in, if it lies in one."""
        self.first: dict[str, str] = {}
        container = self.archive.xml("META-INF/container.xml")
        root = container.find(".//{*}rootfile")
        path = "" if root is None else root.get("full-path", "")
        self.package = self.archive.xml(path)
        self.manifest = self._manifest(self.package, posixpath.dirname(path))

    def spine(self) -> list[str]:
        """The paths of the spine's documents."""
        return self._spine(self.package, self.manifest)

    def read(self) -> Extracted:
        package = self.package
        self.out.spine = tuple(self.spine())
        for href in self.out.spine:
            self._document(href)
        for href, count in Counter(self.out.spine).items():
            if count > 1:
                self._fault("member-twice", "spine", "", href, say("the spine names it twice"))
        rows = self.manifest.values()
        navs = [href for href, item in rows if "nav" in item.get("properties", "").split()]
        nav = navs[0] if navs else None
        if nav is not None and nav in self.pages:
            self._navigation(nav)
        for href, html in self.pages.items():
            self._check_links(href, html)
            if href != nav:
                self._contents(href, html)
        self._package_facts(package)
        for member, why in self.archive.damaged():
            self._fault("member-damaged", member, "", "", why)
        return self.out

    # -- package -------------------------------------------------------------------------------

    def _manifest(self, package: Element, base: str) -> dict[str, tuple[str, Element]]:
        found: dict[str, tuple[str, Element]] = {}
        for item in package.iter(_OPF + "item"):
            href = posixpath.normpath(posixpath.join(base, unquote(item.get("href", ""))))
            found[item.get("id", "")] = (href, item)
            if href not in self.archive:
                self._fault(
                    "link-dead", "package", href, "", say("the manifest names a missing file")
                )
            elif item.get("media-type") == "application/xhtml+xml":
                self.pages[href] = self.archive.xml(href)
        for twice in self.archive.twice:
            self._fault("member-twice", twice, "", twice, say("two parts have one name"))
        return found

    def _spine(self, package: Element, manifest: dict[str, tuple[str, Element]]) -> list[str]:
        found: list[str] = []
        for ref in package.iter(_OPF + "itemref"):
            idref = ref.get("idref", "")
            if idref not in manifest:
                self._fault(
                    "link-dead", "spine", idref, "", say("the spine names no manifest item")
                )
            else:
                found.append(manifest[idref][0])
        return found

    def _package_facts(self, package: Element) -> None:
        told: dict[str, list[str]] = {}
        for element in package.iter(*[_DC + name for name in _FACTS]):
            told.setdefault(_FACTS[element.tag[len(_DC) :]], []).append(element.text or "")
        if "title" in told:  # a subtitle is a title too; the first is the main one
            told["title"] = told["title"][:1]
        self.out.facts += [(fact, "package", tuple(values)) for fact, values in told.items()]

    def _document(self, href: str) -> None:
        html = self.pages.get(href)
        if html is None:
            return
        language = html.get(_LANG) or html.get("lang") or ""
        self.out.facts.append(("language", href, (language,)))
        body = html.find(_X + "body")
        if body is None:
            return
        for element, inside in _outer(body, 0):
            if inside:
                self._article(href, element, html)
            elif text := _own_text(element):
                self._fault(
                    "text-outside", _place(href, element), "", text, say("not in an article")
                )

    def _article(self, href: str, element: Element, html: Element) -> None:
        key = f"{href}#{element.get('id', '')}"
        if key in self.ids.get(href, {}).values():
            self._fault(
                "member-twice", _place(href, element), "", key, say("two articles of one id")
            )
        reader = _ArticleReader(href, self.out)
        parts = tuple(reader.parts(element, "", 0))
        self.out.articles.append(Found(key, href, parts))
        self.first.setdefault(href, key)
        ids = self.ids.setdefault(href, {})
        for inner in element.iter(_X + "*"):
            if inner.get("id"):
                ids[inner.get("id", "")] = key
        self._article_facts(href, key, html)

    def _article_facts(self, href: str, key: str, html: Element) -> None:
        title = html.findtext(f"{_X}head/{_X}title")
        if title is not None:
            self.out.facts.append(("article-title", key, (title,)))
        for script in html.iter(_X + "script"):
            if script.get("type") != "application/ld+json":
                continue
            try:
                told = json.loads(script.text or "")
                authors = tuple(author["name"] for author in told.get("author", ()))
                headline = told["headline"]
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                told = say("its JSON-LD: {error}", error=repr(error))
                self._fault("metadata-damaged", href, "", "", told)
                continue
            self.out.facts.append(("article-title", key, (str(headline),)))
            self.out.facts.append(("article-authors", key, tuple(map(str, authors))))

    # -- links and lists -----------------------------------------------------------------------

    def _target(self, base: str, href: str) -> str | None:
        """The key of the article a link leads to; None: to something else that exists; "":
        nowhere."""
        parts = urlsplit(href)
        if parts.scheme or parts.netloc:
            return None
        path = self._path(base, href)
        if path not in self.archive:
            return ""
        if not parts.fragment:
            return self.first.get(path)
        fragment = unquote(parts.fragment)
        if fragment in self.ids.get(path, {}):
            return self.ids[path][fragment]
        html = self.pages.get(path)
        known = html is not None and any(
            element.get("id") == fragment for element in html.iter(_X + "*")
        )
        return None if known else ""

    def _path(self, base: str, href: str) -> str:
        """The document a link leads to."""
        path = unquote(urlsplit(href).path)
        return posixpath.normpath(posixpath.join(posixpath.dirname(base), path)) if path else base

    def _check_links(self, base: str, html: Element) -> None:
        for element in html.iter(_X + "a", _X + "link", _X + "img"):
            href = element.get("src" if element.tag == _X + "img" else "href")
            if href is None:
                continue
            self.out.links += element.tag == _X + "a"
            try:
                dead = self._target(base, href) == ""
            except ValueError:
                dead = True
            if dead:
                self._fault("link-dead", _place(base, element), "", href, say("leads nowhere"))

    def _navigation(self, href: str) -> None:
        for nav in self.pages[href].iter(_X + "nav"):
            kinds = (nav.get(_TYPE) or "").split()
            name = {"toc": "navigation", "page-list": "pages"}.get(kinds[0] if kinds else "")
            if name is not None:
                self._list(name, href, nav)
            self.out.generated += len(all_text(nav))

    def _contents(self, href: str, html: Element) -> None:
        for nav in html.iter(_X + "nav"):
            if "contents" in _classes(nav):
                self._list("contents", href, nav)

    def _list(self, name: str, href: str, nav: Element) -> None:
        entries: list[Entry] = []
        for item in nav.iter(_X + "li"):
            level = sum(1 for one in item.iterancestors(_X + "ol"))
            holder = next((one for one in item if one.tag in (_X + "a", _X + "span")), None)
            if holder is None:
                continue
            label = all_text(holder)
            try:
                target = self._target(href, holder.get("href", ""))
            except ValueError:
                target = ""
            place = _place(href, holder)
            document = self._path(href, holder.get("href", "")) if target is None else ""
            entries.append(Entry(label, target, place, level, document=document))
        self.out.listings.append(Listing(name, tuple(entries)))

    def _fault(self, code: str, place: str, expected: str, found: str, detail: Message) -> None:
        self.out.faults.append(fault(code, place, expected, found, detail))


class _ArticleReader:
    """The parts of one article element."""

    def __init__(self, href: str, out: Extracted) -> None:
        self.href = href
        self.out = out

    def parts(self, holder: Element, kind: str, depth: int) -> Iterator[Part]:
        """Parts below `holder`; paragraphs in it are of `kind`, where one is given."""
        if depth > MOST_DEPTH:
            raise VerifyError(
                say(
                    "{href} is nested more than {most} deep.",
                    href=self.href,
                    most=MOST_DEPTH,
                )
            )
        if text := _own_text(holder):
            yield Part("unknown", text, _place(self.href, holder))
        for element in holder:
            if not isinstance(element.tag, str) or _is_hidden(element):
                continue
            classes = _classes(element)
            if "generated" in classes:
                self._generated(element)
                continue
            own = next((_BY_CLASS[one] for one in classes if one in _BY_CLASS), "")
            tag = element.tag.rpartition("}")[2]
            if own:
                yield self._part(element, own)
            elif "caption" in classes or tag == "caption":
                in_table = tag == "caption" or "body" in _classes(holder)
                yield self._part(element, "table-caption" if in_table else "caption")
            elif tag in _THROUGH:
                inner = next((_BY_HOLDER[one] for one in classes if one in _BY_HOLDER), kind)
                yield from self.parts(element, inner, depth + 1)
            elif tag in _BY_TAG:
                yield self._part(element, kind or _BY_TAG[tag])
            else:
                yield self._part(element, "unknown")

    def _generated(self, element: Element) -> None:
        """Not the paper's words: counted, and the page label kept to be compared."""
        text = all_text(element)
        self.out.generated += len(text)
        if "page" in _classes(element):
            self.out.facts.append(("page-label", self.href, (text,)))

    def _part(self, element: Element, kind: str) -> Part:
        text = Text()
        self._inline(element, text, None, kind in _LINED, 0)
        return text.part(kind, _place(self.href, element))

    def _inline(
        self, element: Element, text: Text, stretch: str | None, lined: bool, depth: int
    ) -> None:
        if depth > MOST_DEPTH:
            raise VerifyError(
                say(
                    "{href} is nested more than {most} deep.",
                    href=self.href,
                    most=MOST_DEPTH,
                )
            )
        text.add(element.text or "", stretch)
        for child in element:
            tag = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else "rt"
            classes = _classes(child)
            line = lined and "line" in classes
            if line and text.length:
                text.add("\n")
            if tag == "br":
                text.add("\n")
            elif tag not in _SILENT and not _is_hidden(child):
                own = next((one for one in classes if one in _STRETCHES), stretch)
                self._inline(child, text, own, lined, depth + 1)
            tail = child.tail or ""
            text.add(tail.strip() if line else tail, stretch)


def _outer(element: Element, depth: int) -> Iterator[tuple[Element, bool]]:
    """Elements outside articles, each with False, and article elements with True."""
    if depth > MOST_DEPTH:
        raise VerifyError(
            say("An XHTML document is nested more than {most} deep.", most=MOST_DEPTH)
        )
    if "article" in _classes(element) and element.tag == _X + "article":
        yield element, True
        return
    if "generated" in _classes(element) or element.tag in (_X + "nav", _X + "script"):
        return
    yield element, False
    for child in element:
        if isinstance(child.tag, str):
            yield from _outer(child, depth + 1)


def _own_text(element: Element) -> str:
    """The text directly in an element, blanks aside: between its children, not in them."""
    pieces = [element.text or "", *[child.tail or "" for child in element]]
    return "".join("".join(pieces).split())


def _classes(element: Element) -> list[str]:
    classes: Any = element.get("class")
    return classes.split() if classes else []


def _is_hidden(element: Element) -> bool:
    """What no reading system shows is not in the book."""
    style = element.get("style", "").replace(" ", "")
    return element.get("hidden") is not None or "display:none" in style


def _place(href: str, element: Element) -> str:
    return f"{href}:{element.sourceline}"
