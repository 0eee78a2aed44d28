"""Pages, destinations and bookmarks of a PDF (ISO 32000-1, 7.7.3, 12.3)."""

from __future__ import annotations

from typing import NamedTuple

from exporter.messages import say, say_counted
from exporter.proof.found.extracted import Entry, page_place
from exporter.proof.found.pdf.content import text_string
from exporter.untrusted.pdf_file import PdfFile
from exporter.untrusted.pdf_syntax import Ref, damaged

MOST_PAGES = 100_000
MOST_NODES = 400_000


class PageRow(NamedTuple):
    """A page: its object's number, its dictionary, and its resources, inherited or its own."""

    number: int
    entries: dict[str, object]
    resources: dict[str, object]


def pages_of(file: PdfFile, catalog: dict[str, object]) -> list[PageRow]:
    """Every page in order. Raises VerifyError where there are none or too many."""
    found: list[PageRow] = []
    seen: set[int] = set()
    todo: list[tuple[object, dict[str, object], int]] = [(catalog.get("Pages"), {}, 0)]
    while todo:
        reference, resources, depth = todo.pop()
        number = reference.number if isinstance(reference, Ref) else -len(seen) - 1
        if number in seen or depth > 64 or len(seen) > MOST_NODES:
            raise damaged(say("its page tree runs in a circle"), file.name)
        seen.add(number)
        node = file.dictionary(reference)
        resources = file.dictionary(node.get("Resources")) or resources
        if "Kids" in node:
            kids = file.array(node["Kids"])
            todo += [(kid, resources, depth + 1) for kid in reversed(kids)]
        elif node:
            found.append(PageRow(number, node, resources))
    if not found:
        raise damaged(say("it has no pages"), file.name)
    if len(found) > MOST_PAGES:
        raise damaged(say_counted("it has {n} page", "it has {n} pages", len(found)), file.name)
    return found


def page_labels(file: PdfFile, catalog: dict[str, object], count: int) -> list[str]:
    """What each page is called (12.4.2): by its label, where it has one, else by its place."""
    out = [str(index + 1) for index in range(count)]
    numbers = file.array(file.dictionary(catalog.get("PageLabels")).get("Nums"))
    starts = [start for start in numbers[::2] if type(start) is int and 0 <= start < count]
    for at, start in enumerate(starts):
        entries = file.dictionary(numbers[2 * at + 1]) if 2 * at + 1 < len(numbers) else {}
        prefix = file.resolve(entries.get("P"))
        words = text_string(prefix) if isinstance(prefix, bytes) else ""
        end = starts[at + 1] if at + 1 < len(starts) else count
        for index in range(start, end):
            first = file.resolve(entries.get("St", 1))
            counted = str(index - start + (first if type(first) is int else 1))
            out[index] = words + (counted if entries.get("S") == "D" else "")
    return out


class Destinations:
    """Where links and bookmarks lead."""

    def __init__(self, file: PdfFile, catalog: dict[str, object], index: dict[int, int]) -> None:
        self.file = file
        self.index = index
        self.named: dict[bytes | str, object] = {}
        self.named.update(file.dictionary(catalog.get("Dests")))
        names = file.dictionary(catalog.get("Names"))
        self.named.update(name_tree(file, names.get("Dests")))

    def page_of(self, entries: dict[str, object]) -> int | None:
        """The index of the page that an annotation or bookmark leads to; None: nowhere."""
        action = self.file.dictionary(entries.get("A"))
        value = self.file.resolve(entries.get("Dest", action.get("D")))
        if isinstance(value, bytes | str):
            value = self.file.resolve(self.named.get(value))
        if isinstance(value, dict):
            value = self.file.resolve(value.get("D"))
        if not isinstance(value, list) or not value:
            return None
        page = value[0]
        if isinstance(page, Ref):
            return self.index.get(page.number)
        return page if type(page) is int and 0 <= page < len(self.index) else None

    def is_external(self, entries: dict[str, object]) -> bool:
        """Whether it leads out of the file, to an address."""
        return self.file.dictionary(entries.get("A")).get("S") == "URI"


def name_tree(file: PdfFile, root: object) -> dict[bytes | str, object]:
    """A name tree as a dictionary (7.9.6)."""
    found: dict[bytes | str, object] = {}
    todo, seen = [root], 0
    while todo and seen < 100_000:
        node = file.dictionary(todo.pop())
        seen += 1
        names = file.array(node.get("Names"))
        pairs = zip(names[::2], names[1::2], strict=False)
        found.update((key, value) for key, value in pairs if isinstance(key, bytes))
        todo += file.array(node.get("Kids"))
    return found


def outline(file: PdfFile, catalog: dict[str, object], places: Destinations) -> list[Entry]:
    """The bookmarks in the order they are shown."""
    found: list[Entry] = []
    seen: set[object] = set()
    top = file.dictionary(catalog.get("Outlines"))
    todo = [(top.get("First"), 1)]
    while todo:
        reference, level = todo.pop()
        if reference is None:
            continue
        if reference in seen or level > 64:
            raise damaged(say("its bookmarks run in a circle"), file.name)
        seen.add(reference)
        item = file.dictionary(reference)
        title = file.resolve(item.get("Title"))
        page = places.page_of(item)
        found.append(
            Entry(
                text_string(title) if isinstance(title, bytes) else "",
                "" if page is None else page_place(page + 1),
                say("bookmark {number}", number=len(found) + 1),
                level,
            )
        )
        todo += [(item.get("Next"), level), (item.get("First"), level + 1)]
    return found
