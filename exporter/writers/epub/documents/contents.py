"""The page that opens an issue: by newspaper page, each article with kicker, headline and byline.

All of it repeats what stands in the articles, so all of it is "generated"."""

from __future__ import annotations

from exporter.display import display_text, shown_text
from exporter.model import Article, Issue, Page, written_by
from exporter.titles import date_text, issue_title, number_text, weekday_text
from exporter.writers.epub.documents.article import SHEET, Setting, neighbour_href
from exporter.writers.epub.documents.xhtml import Element, add, append, page, serialise, typed
from exporter.writers.epub.plan import BookEntry


def contents_bytes(setting: Setting) -> bytes:
    """The contents page of a part."""
    issue, labels = setting.part.issue, setting.labels
    html, body = page(labels.contents, setting.language, SHEET, "contents-page")
    typed(body, "frontmatter")
    nav = add(body, "nav", "contents generated", feed=True, role="doc-toc")
    nav.set("aria-labelledby", "contents-title")
    nav.text = "\n"
    _masthead(nav, issue, setting)
    for page_, entries in setting.part.pages():
        _page_heading(nav, page_, setting)
        rows = add(nav, "ol", "contents-list", feed=True)
        rows.text = "\n"
        for entry in entries:
            _row(add(rows, "li", feed=True), entry, setting)
    return serialise(html)


def _masthead(nav: Element, issue: Issue, setting: Setting) -> None:
    """The paper's name and the issue's date and number, as far as they are known."""
    meta, labels = issue.meta, setting.labels
    name = meta.publication or meta.title or labels.contents
    append(add(nav, "h1", "paper", feed=True, id="contents-title"), display_text(name, "source")[0])
    facts = [date_text(issue), weekday_text(issue), number_text(issue)]
    facts = [fact for fact in facts if fact]
    if not facts and name == labels.contents:
        return
    told = facts or [issue_title(issue)] if name != meta.title else facts
    line = add(nav, "p", "issue-line", feed=True)
    setting.inline.words(line, display_text("\u3000".join(told), "source")[0])


def _page_heading(nav: Element, page_: Page, setting: Setting) -> None:
    """The page's number, two digits wide, and its name."""
    if page_.number is None and not page_.name:
        return
    heading = add(nav, "h2", "contents-head", feed=True)
    if page_.number is not None:
        number = add(heading, "span", "number")
        setting.inline.words(number, f"{page_.number:02}")
        number.tail = " " if page_.name else None
    if page_.name:
        append(heading, display_text(page_.name, "source")[0])


def _row(item: Element, entry: BookEntry, setting: Setting) -> None:
    """One article, the whole row a link."""
    link = add(item, "a", href=neighbour_href(entry.href))
    article = entry.article
    if article.kicker is not None:
        kicker = shown_text(article.kicker, setting.punctuation, heading=True)
        setting.inline.words(add(link, "span", "row-kicker", feed=True), kicker)
    setting.inline.words(add(link, "span", "row-headline", feed=True), entry.title)
    if names := byline_text(article):
        append(add(link, "span", "row-byline", feed=True), names)


def byline_text(article: Article) -> str:
    """The writers' names, each once."""
    names = dict.fromkeys(name for credit in written_by(article) for name in credit.names)
    return display_text("、".join(names), "source")[0]
