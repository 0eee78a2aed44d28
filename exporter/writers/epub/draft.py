"""Everything about a book that is decided before its first document is written."""

from __future__ import annotations

import datetime as dt

from exporter.messages import say
from exporter.model import Issue, Meta, Notice
from exporter.startup.records import dataclass
from exporter.titles import date_text, issue_title, volume_title
from exporter.volumes import COVER
from exporter.writers.base import Context
from exporter.writers.epub.documents.article import Setting
from exporter.writers.epub.look.styles import leads_outside
from exporter.writers.epub.metadata import clean
from exporter.writers.epub.options import EpubOptions
from exporter.writers.epub.pictures import BookPicture, pictures_of
from exporter.writers.epub.plan import BookEntry, part_of
from exporter.writers.epub.words import Labels, labels_for


@dataclass(frozen=True, slots=True, kw_only=True)
class BookDraft:
    """What all parts of a book depend on. `stamp` is the moment every member claims; `cover` is
    the picture that was given as cover."""

    meta: Meta
    title: str
    labels: Labels
    settings: tuple[Setting, ...]
    options: EpubOptions
    context: Context
    stamp: dt.datetime
    cover: BookPicture | None
    notices: tuple[Notice, ...]

    @property
    def is_volume(self) -> bool:
        """Whether it holds several issues."""
        return len(self.settings) > 1

    @property
    def issues(self) -> tuple[Issue, ...]:
        """The issues, in order."""
        return tuple(setting.part.issue for setting in self.settings)

    @property
    def entries(self) -> tuple[BookEntry, ...]:
        """All articles' documents, in reading order."""
        return tuple(entry for setting in self.settings for entry in setting.part.entries)


def book_of(
    issues: tuple[Issue, ...], meta: Meta, options: EpubOptions, context: Context
) -> BookDraft:
    """The book of these issues; `meta` speaks of it as a whole."""
    settings: list[Setting] = []
    notices: list[Notice] = []
    covers: list[BookPicture | None] = []
    for number, issue in enumerate(issues, 1):
        prefix = f"i{number:03}-" if len(issues) > 1 else ""
        pictures, told = pictures_of(issue.assets, context.assets, prefix)
        notices += told
        covers.append(pictures.pop(COVER, None))
        settings.append(_setting(issue, prefix, pictures, options))
    if leads_outside(options.css):
        notices.append(_OUTSIDE)
    return BookDraft(
        meta=meta,
        title=clean(issue_title(issues[0]) if len(issues) == 1 else volume_title(meta, issues)),
        labels=labels_for(meta.language),
        settings=tuple(settings),
        options=options,
        context=context,
        stamp=max(context.stamp(issue) for issue in issues),
        cover=covers[0],
        notices=tuple(notices),
    )


_OUTSIDE = Notice(
    code="css-outside",
    detail=say(
        "the style sheet given names files that are not in the book; reading systems "
        "will not fetch them."
    ),
)


def _setting(
    issue: Issue, prefix: str, pictures: dict[str, BookPicture], options: EpubOptions
) -> Setting:
    return Setting(
        part=part_of(issue, options.punctuation, prefix),
        labels=labels_for(issue.meta.language),
        language=issue.meta.language,
        punctuation=options.punctuation,
        vertical=options.vertical,
        pictures=pictures,
        day=date_text(issue) if prefix else "",
    )
