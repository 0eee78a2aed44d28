"""What running heads, folios and page labels may say: only what the issue says, or what is plainly
the book's own. Every text must be a sequence of known phrases, or a beginning of one and “……”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.display import shown_text
from exporter.messages import Message
from exporter.model import Article, Issue, Table, articles_of, group_lines, lines_of_article
from exporter.proof.compared.expected import Expected, plain
from exporter.titles import date_text, forms_of, issue_title, number_text, weekday_text

_OWN = (
    *("剪报", "标题", "作者", "版面", "修复", "字数", "来源文件", "行", "SHA-256", "编号"),
    *("剪報", "標題", "修復", "字數", "來源文件", "編號"),
    *("切り抜き", "見出し", "筆者", "紙面", "補修", "字数", "原文", "番号"),
    *("스크랩", "제목", "글쓴이", "지면", "보수", "글자 수", "원본", "번호"),
    *("Clipping", "Title", "Author", "Page", "Repairs", "Length", "Source", "Number"),
)
"""Labels of a clipping and of its record."""
_PAPER = (
    *("今日导读", "简讯", "今日導讀", "簡訊", "今日の紙面", "短信", "오늘의 지면", "단신"),
    *("Inside", "In brief"),
)
"""A newspaper page's own titles."""
_ABOUT_PAPER = ("{}出版", "{}発行", "{} 발행", "Published by {}")
_PRINTED_IN = ("原载《{}》", "原載《{}》", "初出『{}』", "게재《{}》", "From {},", "From {}")
_ON_AND_BACK = (
    *("（下转第{}版）", "（上接第{}版）", "（下轉第{}版）", "（{}面に続く）", "（{}面から続く）"),
    *("({}면에 계속)", "({}면에서 계속)", "(continued on page {})", "(continued from page {})"),
)
_HEALED = r"接合[断斷]段\d+[处處]|段落接合\d+か所|이은문단\d+곳|paragraphsjoined:\d+"
_WIDENED = r"全角[显顯]示\d+[处處]|全角表示\d+か所|전각표시\d+곳|shownfullwidth:\d+"
_IN_SOURCE = r"第\d+至\d+行|\d+行〜\d+行|\d+–\d+행|lines\d+–\d+"
_COUNTED = re.compile(f"({_HEALED})?[，、,]?({_WIDENED})?|{_IN_SOURCE}")
_TURNED = re.compile(r"(\d+)-(?:[2-9]|[1-9]\d+)")
"""The folio of a second or later page of a newspaper page: 02-2."""
_LINES = re.compile(f"({_IN_SOURCE})$")
"""Which lines of a source an article is from, after the source's name."""
_CUT = "……"


class Furniture:
    """The phrases of one issue; blanks aside."""

    def __init__(self, expected: Expected) -> None:
        issue = expected.issue
        phrases = {plain(phrase) for phrase in _phrases(expected)} - {""}
        self.by_start: dict[str, list[str]] = {}
        for phrase in phrases:
            self.by_start.setdefault(phrase[0], []).append(phrase)
        self.counts = {str(_length(article)) for article in articles_of(issue)}
        self.numbers = {f"{p.number:02d}" for p in issue.pages if p.number is not None}

    def accepts(self, place: Message, text: str) -> bool:
        """Whether a text drawn at `place` (`page_place`) is made of nothing else."""
        bare = plain(text)
        if not bare or self._is_number(place, bare):
            return True
        bare = _LINES.sub("", bare)
        return self._reaches(bare, cut=False) or self._is_cut(bare)

    def _is_number(self, place: Message, bare: str) -> bool:
        """The page's own number, a length or a count of an article, or the folio 02-2 of page 2."""
        if bare == str(place.fields["number"]) or bare in self.counts or _COUNTED.fullmatch(bare):
            return True
        turned = _TURNED.fullmatch(bare)
        return turned is not None and turned.group(1) in self.numbers

    def _is_cut(self, bare: str) -> bool:
        """Whether it is a beginning of phrases and “……”."""
        kept = bare.removesuffix(_CUT)
        return kept not in ("", bare) and self._reaches(kept, cut=True)

    def _reaches(self, text: str, *, cut: bool) -> bool:
        """Whether phrases one after another give the text; a cut one may end within a phrase."""
        reached = {0}
        for at in range(len(text)):
            if at not in reached:
                continue
            for phrase in self.by_start.get(text[at], ()):
                if text.startswith(phrase, at):
                    reached.add(at + len(phrase))
                elif cut and phrase.startswith(text[at:]):
                    return True
        return len(text) in reached


def _phrases(expected: Expected) -> Iterator[str]:
    issue = expected.issue
    meta = issue.meta
    yield from (*_OWN, *_PAPER)
    yield from _pages(issue)
    if meta.publisher:
        yield from (form.format(meta.publisher) for form in _ABOUT_PAPER)
    yield from (meta.publication or "", meta.title or "", meta.publisher or "")
    yield from (meta.identifier or "", issue_title(issue), date_text(issue), number_text(issue))
    yield weekday_text(issue)
    yield from expected.page_labels()
    for page in issue.pages:
        yield page.name or ""
    yield from (form.format(meta.publication) for form in _PRINTED_IN)
    yield from (article.title for article in expected.articles)
    for article in articles_of(issue):  # a cover shows the lines of the headline group singly
        for line in group_lines(article):
            yield shown_text(line, expected.punctuation, heading=True)
    yield from _table_heads(expected)
    for article in articles_of(issue):
        yield from (f"{credit.role}{''.join(credit.names)}" for credit in article.credits)
    yield from _sources(issue)


def _table_heads(expected: Expected) -> Iterator[str]:
    """The heads of tables, which stand again where a table goes on in another column."""
    for article in articles_of(expected.issue):
        for block in article.blocks:
            if isinstance(block, Table):
                for row in block.rows[: block.header_rows]:
                    yield from (shown_text(cell, expected.punctuation) for cell in row)


def _pages(issue: Issue) -> Iterator[str]:
    """What is said of the newspaper's pages by their numbers, and how many there are."""
    numbers = [page.number for page in issue.pages if page.number is not None]
    forms = forms_of(issue.meta.language)
    for number in numbers:
        yield f"{number:02d}"
        yield from (form.format(number) for form in (forms.short_page, forms.page, *_ON_AND_BACK))
    if len(numbers) > 1:
        yield forms.pages.format(len(numbers))


def _sources(issue: Issue) -> Iterator[str]:
    for source in issue.sources:
        digest = source.sha256
        yield source.name
        yield f"{digest[:4]}{digest[4:8]}{digest[8:12]}…{digest[-4:]}"


def _length(article: Article) -> int:
    """An article's characters as its record counts them."""
    spans = [span for line in lines_of_article(article) for span in line if span.range is not None]
    return sum(len(span.text.replace(" ", "")) for span in spans)
