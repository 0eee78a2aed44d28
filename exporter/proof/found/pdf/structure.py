"""The structure tree of a tagged PDF: which marked content is what, in reading order
(ISO 32000-1, 14.7)."""

from __future__ import annotations

from exporter.messages import say
from exporter.proof.found.pdf.content import text_string
from exporter.startup.records import dataclass, field
from exporter.untrusted.pdf_file import PdfFile
from exporter.untrusted.pdf_syntax import Ref, damaged

MOST_DEPTH = 64
MOST_NODES = 1_000_000


@dataclass(frozen=True, slots=True)
class Content:
    """A piece of marked content: the page's index and the MCID."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """A link or other annotation that belongs to an element."""

    number: int
    entries: dict[str, object]


@dataclass(slots=True)
class Node:
    """An element. `tag` is its own name, `role` the standard type the role map gives it; `actual`
    its own ActualText, where it has one. `number` is its object number (0: none)."""

    tag: str
    role: str
    number: int = 0
    actual: str | None = None
    kids: list[Node | Content | Annotation] = field(default_factory=list)

    def contents(self) -> list[Content]:
        """All marked content of this element and those below, in reading order."""
        found: list[Content] = []
        todo: list[Node | Content | Annotation] = [self]
        while todo:
            kid = todo.pop()
            if isinstance(kid, Content):
                found.append(kid)
            elif isinstance(kid, Node):
                todo.extend(reversed(kid.kids))
        return found


class TreeReader:
    """Walks the tree of one file. An element that stands in two places is read twice, as others
    would read it; one that stands within itself ends the examination."""

    def __init__(self, file: PdfFile, page_index: dict[int, int]) -> None:
        self.file = file
        self.page_index = page_index
        self.roles: dict[str, object] = {}
        self.open: set[int] = set()
        self.nodes = 0

    def read(self, catalog: dict[str, object]) -> list[Node]:
        """The elements at the top; none where the file is not tagged."""
        root = self.file.dictionary(catalog.get("StructTreeRoot"))
        self.roles = self.file.dictionary(root.get("RoleMap"))
        top = Node("", "")
        self._kids(top, root.get("K"), None, 0)
        return [kid for kid in top.kids if isinstance(kid, Node)]

    def _kids(self, parent: Node, value: object, page: int | None, depth: int) -> None:
        if depth > MOST_DEPTH:
            raise damaged(
                say("its tags are nested more than {most} deep", most=MOST_DEPTH), self.file.name
            )
        kids = self.file.resolve(value)
        for kid in kids if isinstance(kids, list) else [value]:
            self._kid(parent, kid, page, depth)

    def _kid(self, parent: Node, kid: object, page: int | None, depth: int) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise damaged(say("it has more tags than are read"), self.file.name)
        number = kid.number if isinstance(kid, Ref) else 0
        found = self.file.resolve(kid)
        if type(found) is int:
            if page is not None:
                parent.kids.append(Content(page, found))
            return
        if not isinstance(found, dict):
            return
        own = found.get("Pg")
        if isinstance(own, Ref):
            page = self.page_index.get(own.number, page)
        if found.get("Type") == "MCR":
            mcid = self.file.resolve(found.get("MCID"))
            if type(mcid) is int and page is not None:
                parent.kids.append(Content(page, mcid))
        elif found.get("Type") == "OBJR":
            target = found.get("Obj")
            where = target.number if isinstance(target, Ref) else 0
            parent.kids.append(Annotation(where, self.file.dictionary(target)))
        elif number and number in self.open:
            raise damaged(say("its tags stand within themselves"), self.file.name)
        else:
            self.open.add(number)
            parent.kids.append(self._element(found, number, page, depth))
            self.open.discard(number)

    def _element(self, found: dict[str, object], number: int, page: int | None, depth: int) -> Node:
        tag = str(self.file.resolve(found.get("S")) or "")
        actual = self.file.resolve(found.get("ActualText"))
        node = Node(
            tag,
            self._role(tag),
            number,
            text_string(actual) if isinstance(actual, bytes) else None,
        )
        if "K" in found:
            self._kids(node, found["K"], page, depth + 1)
        return node

    def _role(self, tag: str) -> str:
        for _ in range(8):  # roles may be mapped again, and in a circle
            role = self.file.resolve(self.roles.get(tag))
            if not isinstance(role, str):
                break
            tag = role
        return tag


def parent_tree(file: PdfFile, catalog: dict[str, object]) -> dict[int, object]:
    """Keys of pages and annotations to what owns their content (7.9.7), as far as it is given."""
    root = file.dictionary(catalog.get("StructTreeRoot"))
    found: dict[int, object] = {}
    todo, seen = [root.get("ParentTree")], 0
    while todo and seen < 100_000:
        node = file.dictionary(todo.pop())
        seen += 1
        numbers = file.array(node.get("Nums"))
        found.update(
            (key, value) for key, value in zip(numbers[::2], numbers[1::2], strict=False)
            if type(key) is int
        )  # fmt: skip
        todo += file.array(node.get("Kids"))
    return found
