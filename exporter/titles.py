"""What an issue, a page or an article is called: titles, dates, page names in its language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from exporter.display import Punctuation, display_text, shown_text
from exporter.model import (
    Article,
    Block,
    Issue,
    Line,
    Meta,
    Page,
    Table,
    articles_of,
    lines_of_block,
)
from exporter.startup.records import dataclass


def headline_text(article: Article, punctuation: Punctuation = "full") -> str:
    """The headline on one line, clauses set apart by U+3000: for contents, bookmarks, titles.

    An article without a headline is named by the beginning of its first text.
    """
    lines = [shown_text(line, punctuation, heading=True) for line in article.headline]
    return "\u3000".join(lines) if "".join(lines).strip() else opening_words(article, punctuation)


def label_text(article: Article, punctuation: Punctuation = "full") -> str:
    """Kicker, headline and deck in order on one line: for bookmarks and tooltips (rule 11)."""
    parts = [] if article.kicker is None else [article.kicker]
    parts += [*article.headline, *article.deck]
    lines = [shown_text(line, punctuation, heading=True) for line in parts]
    return "\u3000".join(lines) or opening_words(article, punctuation)


def opening_words(article: Article, punctuation: Punctuation, limit: int = 20) -> str:
    """The first `limit` characters of an article's first block that has text, with …… if cut."""
    for block in article.blocks:
        told = [shown_text(line, punctuation).strip() for line in _first_lines(block)]
        words = "\u3000".join(filter(None, told))
        if words:
            return words if len(words) <= limit else words[:limit] + "……"
    return article.id


def _first_lines(block: Block) -> tuple[Line, ...]:
    """What a block begins with: of a table its first row."""
    return block.rows[0] if isinstance(block, Table) and block.rows else lines_of_block(block)[:1]


@dataclass(frozen=True, slots=True)
class Forms:
    """How a language says days, pages and numbers: `y`, `m`, `d` are numbers, `name` the month's.
    `month` and `day` stand below their year, `months` and `date` by themselves. `weekdays` are the
    days' own characters, Monday's first: none where no weekday is told."""

    year: str
    month: str
    day: str
    months: str
    date: str
    page: str
    short_page: str
    pages: str
    number: str
    weekday: str = ""
    weekdays: str = ""
    colon: str = "："


_FORMS = {
    "zh": Forms(
        "{y}年", "{m}月", "{m}月{d}日", "{y}年{m}月", "{y}年{m}月{d}日", "第{}版", "{}版",
        "今日{}版", "第{}期", "星期{}", "一二三四五六日",
    ),
    "ja": Forms(
        "{y}年", "{m}月", "{m}月{d}日", "{y}年{m}月", "{y}年{m}月{d}日", "{}面", "{}面",
        "全{}面", "第{}号", "{}曜日", "月火水木金土日",
    ),
    "ko": Forms(
        "{y}년", "{m}월", "{m}월 {d}일", "{y}년 {m}월", "{y}년 {m}월 {d}일", "제{}면", "{}면",
        "총 {}면", "제{}호", "{}요일", "월화수목금토일", ": ",
    ),
    "en": Forms(
        "{y}", "{name}", "{d} {name}", "{name} {y}", "{d} {name} {y}", "Page {}", "p. {}",
        "{} pages", "No. {}", colon=": ",
    ),
}  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def forms_of(language: str) -> Forms:
    """The forms of a BCP 47 tag; a language without forms of its own gets English ones."""
    return _FORMS.get(language.lower().partition("-")[0], _FORMS["en"])


def date_in_form(form: str, date: dt.date) -> str:
    """A date in one of `Forms`."""
    return form.format(y=date.year, m=date.month, d=date.day, name=_MONTHS[date.month - 1])


def page_text(page: Page, language: str = "zh-Hans") -> str:
    """第3版：要闻, 第3版, 要闻 or nothing, as far as it is known."""
    forms = forms_of(language)
    number = "" if page.number is None else forms.page.format(page.number)
    name = display_text(page.name or "", "source")[0]
    return f"{number}{forms.colon}{name}" if number and name else number or name


def pages_text(issue: Issue) -> str:
    """今日4版, when the pages are numbered from the first on without a gap; else nothing."""
    numbers = [page.number for page in issue.pages]
    if len(numbers) < 2 or numbers != list(range(1, len(numbers) + 1)):
        return ""
    return forms_of(issue.meta.language).pages.format(len(numbers))


def issue_title(issue: Issue) -> str:
    """The title as given, else publication, date and number, else the first headline."""
    meta = issue.meta
    if meta.title:
        return meta.title
    if meta.publication:
        return "\u3000".join(
            part for part in (meta.publication, date_text(issue), number_text(issue)) if part
        )
    for article in articles_of(issue):
        return headline_text(article)
    return issue.sources[0].name if issue.sources else "未命名"


def date_text(issue: Issue) -> str:
    """2031年5月12日, or nothing when no date was given."""
    meta = issue.meta
    return "" if meta.date is None else date_in_form(forms_of(meta.language).date, meta.date)


def weekday_text(issue: Issue) -> str:
    """星期一, or nothing when no date was given or the language tells none."""
    date, forms = issue.meta.date, forms_of(issue.meta.language)
    return forms.weekday.format(forms.weekdays[date.weekday()]) if date and forms.weekdays else ""


def number_text(issue: Issue) -> str:
    """第8412期, or nothing when no number was given."""
    meta = issue.meta
    return forms_of(meta.language).number.format(meta.number) if meta.number else ""


def volume_title(meta: Meta, issues: Sequence[Issue]) -> str:
    """Of many issues in one book: the title as given, else the publication and the months they
    are of."""
    if meta.title:
        return meta.title
    name = meta.publication or issue_title(issues[0])
    return "\u3000".join(filter(None, (name, months_text(issues, meta.language))))


def months_text(issues: Sequence[Issue], language: str) -> str:
    """2031年5月, or 2031年5月—2031年6月, or nothing when no issue has a date."""
    form = forms_of(language).months
    days = [issue.meta.date for issue in issues if issue.meta.date is not None]
    ends = (min(days), max(days)) if days else ()
    return "—".join(dict.fromkeys(date_in_form(form, day) for day in ends))


def issue_label(issue: Issue) -> str:
    """What names an issue among others of its paper: date and number, else its title."""
    told = "\u3000".join(filter(None, (date_text(issue), number_text(issue))))
    return display_text(told or issue_title(issue), "source")[0]


def day_labels(issue: Issue) -> tuple[str, ...]:
    """What stands above an issue in a volume's contents: year, month and day, or, of an issue
    without a date, its title."""
    date, forms = issue.meta.date, forms_of(issue.meta.language)
    if date is None:
        return (display_text(issue_title(issue), "source")[0],)
    return tuple(date_in_form(form, date) for form in (forms.year, forms.month, forms.day))


def creators(issue: Issue) -> tuple[tuple[str, str], ...]:
    """Every reporter found, once, in order: (name, the paper's own word for the role).

    Staff credits (责编, 版式) are not creators of the articles and are left out.
    """
    found: dict[str, str] = {}
    for article in articles_of(issue):
        for credit in article.credits:
            if credit.where != "staff":
                for name in credit.names:
                    found.setdefault(name, credit.role)
    return tuple(found.items())
