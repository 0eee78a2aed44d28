"""A whole guest writer: an issue as Markdown, in fifty lines.

Installed beside Exporter it is a command (`exporter markdown 要闻.txt`) and a format of the library
(`export(reading, "markdown")`). It shows what every writer does: take texts from `display` alone,
walk the blocks with `match`, ask the context for nothing it does not need.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from exporter.display import Punctuation, shown_text
from exporter.model import Article, Block, Issue, Line, ListBlock, Subhead, Table, lines_of_block
from exporter.titles import headline_text, issue_title, page_text
from exporter.writers.base import Context, Output, option


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownOptions:
    """What `exporter markdown --help` offers."""

    punctuation: Punctuation = option(
        "full",
        "ASCII marks standing for Chinese ones: full width, or as in the source",
        ("full", "source"),
    )


class MarkdownWriter:
    """Headline as a heading, kicker and deck in italics around it, the rest as paragraphs."""

    name = "markdown"
    suffix = ".md"
    media_type = "text/markdown"
    options = MarkdownOptions

    def write(self, issue: Issue, options: MarkdownOptions, context: Context) -> Output:
        """The whole file as UTF-8."""
        parts = [f"# {_escaped(issue_title(issue))}"]
        for page in issue.pages:
            if title := page_text(page):
                parts.append(f"*{_escaped(title)}*")
            for article in page.articles:
                parts += _article(article, options.punctuation)
        return Output(data=("\n\n".join(parts) + "\n").encode())


def _article(article: Article, punctuation: Punctuation) -> Iterator[str]:
    def text(line: Line) -> str:
        return _escaped(shown_text(line, punctuation, heading=True))

    if article.kicker is not None:
        yield f"*{text(article.kicker)}*"
    yield f"## {_escaped(headline_text(article, punctuation))}"
    if article.column is not None:
        yield text(article.column)
    for line in (*article.deck, *article.summary):
        yield f"*{text(line)}*"
    for block in article.blocks:
        yield from _block(block, punctuation)


def _block(block: Block, punctuation: Punctuation) -> Iterator[str]:
    lines = [_escaped(shown_text(line, punctuation)) for line in lines_of_block(block)]
    match block:
        case Subhead():
            yield f"### {lines[0]}"
        case ListBlock() | Table():
            yield "\n".join(f"* {line}" for line in lines)
        case _:
            yield from lines


def _escaped(text: str) -> str:
    """Characters that Markdown would take for markup."""
    return "".join("\\" + char if char in "\\`*_{}[]<>#" else char for char in text)
