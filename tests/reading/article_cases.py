"""Whole texts with what a person says of them: `cases/articles/*.txt`.

    === name                     a case; "=== ! name" is one the reader does not read yet
    the text, as it would stand in a file
    ---
    page 3 要闻                   what it holds, in order; "-" is nothing
    article
    kicker …  headline …  column …  deck …  summary …     a line each
    dateline agency | place | date
    credit role | organisation | names | where
    jump to|from page
    paragraph 开头…结尾           a block, its text cut short; ⏎ parts its lines, cells and items
    join 管|理                    a healed cut, by the characters beside it
    drop code text               a line that is not shown
    flag word                    a word told as likely wrong

A case whose name begins with @md is read as a Markdown file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from exporter.conservation import healed
from exporter.interchange.json_form import block_text, block_type
from exporter.model import Article, Reading, lines_of_article, raw_text, text_of
from exporter.reading import RawInput, read_sources

CASES = Path(__file__).with_name("cases") / "articles"
_TOLD = frozenset(("folio", "rule", "repeated-headline", "page-header", "jump-line"))


@dataclass(frozen=True)
class Case:
    """`open` says that it is known to be read otherwise."""

    file: str
    name: str
    text: str
    labels: tuple[str, ...]
    open: bool

    @property
    def articles(self) -> int:
        return self.labels.count("article")


def all_cases() -> list[Case]:
    """Every case of every file."""
    return [case for path in sorted(CASES.glob("*.txt")) for case in _cases(path)]


def _cases(path: Path) -> Iterator[Case]:
    for block in path.read_text(encoding="utf-8").split("\n=== ")[1:]:
        name, rest = block.split("\n", 1)
        text, labels = rest.rsplit("\n---\n", 1)
        lines = tuple(line.strip() for line in labels.splitlines() if line.strip())
        yield Case(path.stem, name.removeprefix("! "), text, lines, name.startswith("! "))


def read(case: Case) -> Reading:
    """The case's reading."""
    name = "案.md" if case.name.startswith("@md") else "案.txt"
    return read_sources([RawInput(name=name, data=(case.text + "\n").encode())])


def told(reading: Reading) -> list[str]:
    """A reading in the words of labels, texts whole."""
    issue = reading.issue
    out: list[str] = []
    for page in issue.pages:
        if page.number is not None or page.name:
            out.append(f"page {page.number or '-'} {page.name or '-'}")
        for article in page.articles:
            out += ["article", *_article(article, reading)]
    out += [
        f"drop {drop.code} {raw_text([drop.range], issue.sources)}"
        for drop in issue.dropped
        if drop.code in _TOLD
    ]
    out += [
        f"flag {raw_text([n.range], issue.sources)}"
        for n in reading.notices
        if n.code == "suspect-word" and n.range is not None
    ]
    return out


def _article(article: Article, reading: Reading) -> Iterator[str]:
    parts = (
        ("kicker", () if article.kicker is None else (article.kicker,)),
        ("headline", article.headline),
        ("column", () if article.column is None else (article.column,)),
        ("deck", article.deck),
        ("summary", article.summary),
    )
    for name, lines in parts:
        yield from (f"{name} {text_of(line)}" for line in lines)
    view = article.dateline
    if view is not None:
        yield f"dateline {_joined(view.agency, view.place, view.date)}"
    for credit in article.credits:
        names = " ".join(credit.names)
        yield f"credit {_joined(credit.role, credit.organisation, names, credit.where)}"
    for jump in article.jumps:
        yield f"jump {jump.direction} {jump.page or '-'}"
    for block in article.blocks:
        yield f"{block_type(block)} {block_text(block)}".replace("\n", " ⏎ ")
    for line in lines_of_article(article):
        for before, after in healed(line, reading.issue.sources):
            yield f"join {before.text[-1]}|{after.text[0]}"


def _joined(*values: str | None) -> str:
    return " | ".join(value or "-" for value in values)


def agrees(label: str, said: str) -> bool:
    """Whether a label, perhaps cut short with …, says the same."""
    head, cut, tail = label.partition("…")
    if not cut or label.startswith(("headline", "deck", "kicker")):
        return label == said
    return said.startswith(head) and said.endswith(tail) and len(said) >= len(head) + len(tail)


def differences(case: Case) -> list[str]:
    """Where the reading is not as labelled."""
    said = told(read(case))
    found = [
        f"- {label}\n+ {one}"
        for label, one in zip(case.labels, said, strict=False)
        if not agrees(label, one)
    ]
    more = len(said) - len(case.labels)
    return [*found, f"{more:+d} lines"] if more else found
