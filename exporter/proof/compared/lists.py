"""Contents, navigation, bookmarks and page lists against the articles they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from exporter.messages import say
from exporter.proof.compared.align import align, text_likeness
from exporter.proof.compared.differences import Difference, within
from exporter.proof.compared.expected import Expected, ShownArticle, page_name, plain, short_label
from exporter.proof.found.extracted import Entry, Extracted, Listing
from exporter.startup.records import dataclass, replace

_NEEDED = {"pdf": ("contents", "bookmarks"), "epub": ("navigation",), "docx": ("contents",)}
_WITH_PAGES = {("pdf", "contents"), ("pdf", "bookmarks"), ("epub", "navigation"),
               ("docx", "contents")}  # fmt: skip
"""Lists that also name the newspaper's pages."""
_TITLES = frozenset(
    {"本期目录", "本期目錄", "目录", "目錄", "目次", "차례", "Inthisissue", "Contents", "封面",
     "表紙", "표지", "Cover"}
)  # fmt: skip
"""What a list may say of itself: the contents' own title, and the way to it."""


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry that must be there: the labels it may have, the key it must lead to; of a page or
    an issue, `documents` are those it may lead to instead, None where any will do."""

    labels: frozenset[str]
    target: str | None
    page: bool = False
    names: tuple[str, ...] = ()
    documents: frozenset[str] | None = None

    @property
    def label(self) -> str:
        return min(self.labels, key=len)


def list_differences(
    expected: Expected, found: Extracted, targets: Mapping[str, str], output: str
) -> Iterator[Difference]:
    """`targets` gives, by article id, the key of the article found for it."""
    have = {listing.name for listing in found.listings}
    articles = [article for article in expected.articles if article.id in targets]
    for name in _NEEDED.get(found.format, ()):
        asked = (
            found.contents if found.format == "docx" else len(articles) > 1 or name != "contents"
        )
        if name not in have and articles and asked:
            yield Difference(code="listing-missing", output=output, place=name)
    bare = _without_articles(expected)
    openings = _openings(expected, found.spine, targets)
    contents = _volume_contents(expected, targets, openings)
    for listing in found.listings:
        # A printed list breaks its lines, and blanks at their ends go: they are not compared.
        printed = found.format == "pdf" and listing.name == "contents"
        if listing.name == "pages":
            rows = _page_rows(expected, targets)
        elif listing.name == "contents" and expected.sections:
            rows = next(contents, [])
        else:
            rows = _rows(expected, targets, openings, (found.format, listing.name) in _WITH_PAGES)
        if printed:
            rows = [replace(row, names=()) for row in rows]
        yield from _compare(listing, rows, bare, output)
    if any(contents):
        yield Difference(code="listing-missing", output=output, place="contents")


def _openings(
    expected: Expected, spine: Sequence[str], targets: Mapping[str, str]
) -> list[frozenset[str] | None]:
    """Of each issue of a volume, the documents between the issue before it and its first article:
    what a link to the issue may lead to. None where none of its articles was found."""
    at = {href: i for i, href in enumerate(spine)}
    out: list[frozenset[str] | None] = []
    before = -1
    for section in expected.sections:
        articles = expected.articles[section.start : section.stop]
        keys = [targets[one.id] for one in articles if one.id in targets]
        places = [at[href] for key in keys if (href := key.partition("#")[0]) in at]
        out.append(frozenset(spine[before + 1 : min(places)]) if places else None)
        before = max(places, default=before)
    return out


def _volume_contents(
    expected: Expected, targets: Mapping[str, str], openings: Sequence[frozenset[str] | None]
) -> Iterator[list[_Row]]:
    """The lists a volume must have besides its navigation: of its issues, then in each issue of
    more than one article of these."""
    if not expected.sections:
        return
    issues = []
    for section, documents in zip(expected.sections, openings, strict=True):
        lead = expected.articles[section.start : section.stop][:1]
        label = plain(section.label + "".join([article.title for article in lead]))
        target = targets.get(lead[0].id) if lead else None
        issues.append(_Row(frozenset((label,)), target, page=True, documents=documents))
    yield issues
    for section in expected.sections:
        articles = expected.articles[section.start : section.stop]
        if len(articles) != 1:
            yield [_article_row(article, targets) for article in articles]


def _article_row(article: ShownArticle, targets: Mapping[str, str]) -> _Row:
    return _Row(article.labels, targets.get(article.id), names=article.names)


def _rows(
    expected: Expected,
    targets: Mapping[str, str],
    openings: Sequence[frozenset[str] | None],
    with_pages: bool,
) -> list[_Row]:
    out: list[_Row] = []
    last = -1
    labels = expected.page_labels()
    headings = _headings(expected, targets, openings)
    for i, article in enumerate(expected.articles):
        target = targets.get(article.id)
        out += headings.pop(i, [])
        if article.page != last and with_pages and plain(labels[article.page]):
            named = frozenset(map(plain, (labels[article.page], *expected.short_labels(article))))
            out.append(_Row(named, target, page=True))
        last = article.page
        out.append(_article_row(article, targets))
    return [*out, *(row for rows in headings.values() for row in rows)]


def _headings(
    expected: Expected, targets: Mapping[str, str], openings: Sequence[frozenset[str] | None]
) -> dict[int, list[_Row]]:
    """Years, months and days above a volume's issues, by the article they stand before; one that
    stands above several issues is told once."""
    out: dict[int, list[_Row]] = {}
    before: tuple[str, ...] = ()
    for section, documents in zip(expected.sections, openings, strict=True):
        pairs = zip(before, section.headings[:-1], strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        lead = expected.articles[section.start : section.stop][:1]
        target = targets.get(lead[0].id) if lead else None
        rows = [
            _Row(frozenset((plain(one),)), target, page=True, documents=documents)
            for one in section.headings[same:]
        ]
        out.setdefault(section.start, []).extend(rows)
        before = section.headings[:-1]
    return out


def _page_rows(expected: Expected, targets: Mapping[str, str]) -> list[_Row]:
    out: list[_Row] = []
    last = -1
    for article in expected.articles:
        if article.page != last:
            name = plain(page_name(expected.issue.pages[article.page]))
            if name:
                out.append(_Row(frozenset((name,)), targets.get(article.id), page=True))
        last = article.page
    return out


def _without_articles(expected: Expected) -> frozenset[str]:
    """Labels of pages that hold no article: a list may name them, and need not."""
    full = {article.page for article in expected.articles}
    labels = zip(expected.page_labels(), map(short_label, expected.issue.pages), strict=True)
    return frozenset(
        plain(label)
        for page, (long, short) in enumerate(labels)
        for label in (long, *short)
        if page not in full and label
    )


@dataclass(frozen=True, slots=True)
class _List:
    """A list of one output, of which differences are told."""

    output: str
    name: str

    def differs(
        self, code: str, place: str, expected: str, found: str, detail: str = ""
    ) -> Difference:
        """A difference at a place of the list, or of the list as a whole where that is ""."""
        where = within(self.name, place) if place else self.name
        return Difference(
            code=code,
            output=self.output,
            place=where,
            expected=expected,
            found=found,
            detail=detail,
        )


def _compare(
    listing: Listing, rows: Sequence[_Row], bare: frozenset[str], output: str
) -> Iterator[Difference]:
    """What of a list is not as its rows must be; `bare` are labels it may have besides."""
    entries = [one for one in listing.entries if not _is_title(one)]
    wanted, got = [row.label for row in rows], _canonical(entries, rows)
    aligned = align(wanted, got, lambda i, j: text_likeness(wanted[i], got[j]))
    here = _List(output, listing.name)
    for i, j in aligned.pairs:
        yield from _entry_differences(here, entries[j], got[j], rows[i])
    for i in aligned.missing:
        yield here.differs("entry-missing", "", wanted[i][:60], "")
    for j in aligned.extra:
        if plain(entries[j].label) not in bare:
            yield here.differs("entry-inserted", entries[j].place, "", entries[j].label[:60])
    for _, j in aligned.moved:
        yield here.differs("entry-order", entries[j].place, "", entries[j].label[:60])


def _entry_differences(here: _List, entry: Entry, label: str, row: _Row) -> Iterator[Difference]:
    """`label` is what the entry says, as its row would say it."""
    spaced = not row.names or any(name.strip() in entry.label for name in row.names)
    if label != row.label or not spaced:
        yield here.differs("entry-label", entry.place, row.label[:60], plain(entry.label)[:60])
    led = _astray(entry, row)
    if led is not None:
        yield here.differs("entry-target", entry.place, row.target or "", led, row.label[:24])


def _astray(entry: Entry, row: _Row) -> str | None:
    """Where an entry leads that does not lead where its row must; None of one that does."""
    elsewhere = row.target and entry.target != row.target
    if elsewhere and not (row.page and entry.target is None):
        return entry.target or say("nowhere")
    if entry.target or row.documents is None or entry.document in row.documents:
        return None
    return entry.document


def _canonical(entries: Sequence[Entry], rows: Sequence[_Row]) -> list[str]:
    """What each entry says, in the words of the row it stands for where there is one; at its own
    place first, for two articles may share a label."""
    known: dict[str, str] = {}
    for row in rows:
        for label in row.labels:
            known.setdefault(label, row.label)
    said = [plain(entry.label) for entry in entries]
    return [
        rows[at].label if at < len(rows) and one in rows[at].labels else known.get(one, one)
        for at, one in enumerate(said)
    ]


def _is_title(entry: Entry) -> bool:
    """The list's own title, or the way to it."""
    return entry.target is None and plain(entry.label) in _TITLES
