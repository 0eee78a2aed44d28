"""What outputs of an issue must show, in the same neutral form as what was found.

The text comes from `exporter.display`, the one owner of differences between source and shown text;
each of its substitutions is checked against the list of those allowed, kept here once more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from exporter.display import Punctuation, display
from exporter.model import (
    BLOCKS,
    Article,
    Block,
    Issue,
    Line,
    ListBlock,
    Page,
    parts_of,
    written_by,
)
from exporter.proof.compared.texts import unblanked
from exporter.proof.found.extracted import Stretch
from exporter.startup.records import dataclass, field
from exporter.titles import creators, headline_text, label_text, page_text

_ALLOWED = {
    "fullwidth": {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"},
    "clause-space": {" ": "\u3000", "\xa0": "\u3000"},
}
_STRETCH_TAGS = frozenset({"dateline", "credit", "jump"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A part as it must be shown. `prefix` is a marker an output may set before it."""

    kind: str
    text: str
    stretches: tuple[Stretch, ...] = ()
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """An article: its parts, the labels that may name it in lists (blanks aside; `names` with
    them, one of which every label holds), its page's index and its authors."""

    id: str
    parts: tuple[Shown, ...]
    title: str
    labels: frozenset[str]
    names: tuple[str, ...]
    authors: tuple[str, ...]
    page: int


@dataclass(frozen=True, slots=True)
class Section:
    """One issue of a volume: articles [start, stop) of all. `headings` stand above it in the
    navigation (year, month, day); `label` is what the opening page calls it."""

    start: int
    stop: int
    headings: tuple[str, ...]
    label: str


@dataclass(slots=True)
class Expected:
    """Everything an output of an issue must show under one policy of punctuation. Of a volume,
    `issue` is all its issues in one, which `sections` tells apart."""

    issue: Issue
    punctuation: Punctuation
    articles: list[ShownArticle] = field(default_factory=list)
    substitutions: Counter[str] = field(default_factory=Counter)
    unknown: list[tuple[str, str, str]] = field(default_factory=list)
    """Substitutions that no rule allows: (article, from, to)."""
    characters: int = 0
    parts: int = 0
    sections: tuple[Section, ...] = ()
    languages: tuple[str, ...] = ()
    """Of each page, where a volume's issues may have several."""

    def page_labels(self) -> list[str]:
        """第3版：要闻 for each page, "" where nothing is known of it."""
        pages = self.issue.pages
        languages = self.languages or (self.issue.meta.language,) * len(pages)
        return [page_text(*pair) for pair in zip(pages, languages, strict=True)]

    def short_labels(self, article: ShownArticle) -> tuple[str, ...]:
        """03要闻, as printed contents have it, where number and name are known."""
        return short_label(self.issue.pages[article.page])


def short_label(page: Page) -> tuple[str, ...]:
    """03要闻, where number and name are known."""
    return (f"{page.number:02d}{page.name}",) if page.number is not None and page.name else ()


def expect(issue: Issue, punctuation: Punctuation) -> Expected:
    """What must be shown of an issue."""
    out = Expected(issue, punctuation)
    for index, page in enumerate(issue.pages):
        for article in page.articles:
            out.articles.append(_Teller(out, article).shown(index))
    return out


class _Teller:
    """Turns one article into parts."""

    def __init__(self, out: Expected, article: Article) -> None:
        self.out = out
        self.article = article
        self.parts: list[Shown] = []

    def shown(self, page: int) -> ShownArticle:
        article, policy = self.article, self.out.punctuation
        if article.kicker is not None:
            self.add("kicker", article.kicker, heading=True)
        self.add("headline", *article.headline, heading=True)
        if article.column is not None:
            self.add("column", article.column)
        self.add("deck", *article.deck, heading=True)
        for line in article.summary:
            self.add("summary", line)
        for block in article.blocks:
            self.block(block)
        title = headline_text(article, policy)
        return ShownArticle(
            id=article.id,
            parts=tuple(self.parts),
            title=title,
            labels=_labels(article, title, policy),
            names=(title, label_text(article, policy)),
            authors=_authors(article),
            page=page,
        )

    def add(self, kind: str, *lines: Line, heading: bool = False, prefix: str = "") -> None:
        """One part of one line or several; blank ones show nothing."""
        texts: list[str] = []
        stretches: list[Stretch] = []
        at = 0
        for line in lines:
            shown, changes = display(line, self.out.punctuation, heading=heading)
            for change in changes:
                self.out.substitutions[change.code] += 1
                if _ALLOWED.get(change.code, {}).get(change.source) != change.shown and (
                    change.code != "control" or change.source.isprintable()
                ):
                    self.out.unknown.append((self.article.id, change.source, change.shown))
            if len(line) > 1 or (line and line[0].marks):
                stretches += _stretches(line, at)
            texts.append(shown)
            at += len(shown) + 1
        text = "\n".join(texts)
        bare = len(unblanked(text))
        if bare:
            self.parts.append(Shown(kind, text, tuple(stretches), prefix))
            self.out.characters += bare
            self.out.parts += 1

    def block(self, block: Block) -> None:
        heading = BLOCKS[type(block)].heading
        for index, (part, line) in enumerate(parts_of(block)):
            self.add(part, line, heading=heading, prefix=_marker(block, index))


def _marker(block: Block, index: int) -> str:
    """What is drawn before an item of a list."""
    if not isinstance(block, ListBlock):
        return ""
    return {"text": "", "bullet": "• ", "number": f"{block.start + index}. "}[block.marker]


def _stretches(line: Line, at: int) -> Iterator[Stretch]:
    """Where datelines, credits and jumps stand in a line that begins at `at`."""
    for span in line:
        end = at + len(span.text)
        for mark in span.marks:
            if mark.tag in _STRETCH_TAGS:
                yield Stretch(mark.tag, at, end)
        at = end


def _labels(article: Article, title: str, policy: Punctuation) -> frozenset[str]:
    """What may name the article in a list, blanks aside: the headline, before it the kicker, after
    it the writers' names; or kicker, headline and deck in one."""
    kicker = "" if article.kicker is None else display(article.kicker, policy, heading=True)[0]
    names = "、".join(dict.fromkeys(_authors(article)))
    choices = {a + title + b for a in ("", kicker) for b in ("", names)}
    return frozenset(plain(one) for one in (*choices, label_text(article, policy)))


def _authors(article: Article) -> tuple[str, ...]:
    return tuple(name for credit in written_by(article) for name in credit.names)


def plain(text: str) -> str:
    """For metadata and labels: only what every format can carry, without blanks and stand-ins of
    control characters."""
    return "".join([char for char in text if char.isprintable() and not _is_stand_in(char)])


def _is_stand_in(char: str) -> bool:
    return char.isspace() or "\u2400" <= char <= "\u2421" or char == "\ufffd"


def page_name(page: Page) -> str:
    """What a page list calls a page."""
    return str(page.number) if page.number is not None else page.name or ""


def authors_of(issue: Issue) -> tuple[str, ...]:
    """The creators of the issue, in order."""
    return tuple(name for name, _ in creators(issue))
