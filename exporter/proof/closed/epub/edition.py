"""What the records in a file say that it is: issues, what is said of them as a whole, options."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from exporter.display import Punctuation, display_text
from exporter.interchange.record import Record, VolumeRecord
from exporter.model import Issue, Meta
from exporter.startup.records import dataclass
from exporter.titles import issue_title, volume_title

FOLDER = "EPUB"
"""Where the package document and all it names lie."""
_ZERO_STAMP = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What a file's records say: the issues, what is said of them as a whole, the options."""

    meta: Meta
    issues: tuple[Issue, ...]
    options: Mapping[str, Any]
    epoch: dt.datetime | None

    @property
    def is_volume(self) -> bool:
        """Whether it holds several issues."""
        return len(self.issues) > 1

    @property
    def title(self) -> str:
        """What the book is called."""
        if self.is_volume:
            return clean(volume_title(self.meta, self.issues))
        return clean(issue_title(self.issues[0]))

    @property
    def stamp(self) -> dt.datetime:
        """The moment it claims to be of: no clock's."""
        dates = [issue.meta.date for issue in self.issues if issue.meta.date is not None]
        moments = [dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC) for date in dates]
        return max([_ZERO_STAMP, *([self.epoch] if self.epoch else moments)])

    @property
    def is_vertical(self) -> bool:
        """Whether it is set in columns from right to left."""
        return bool(self.options.get("vertical"))

    @property
    def punctuation(self) -> Punctuation:
        """How marks are shown."""
        return "source" if self.options.get("punctuation") == "source" else "full"


def edition_of(meta: Meta, issues: tuple[Issue, ...], told: Record | VolumeRecord) -> Edition:
    """What a record says, its moment in UTC."""
    epoch = told.epoch
    if epoch is not None:
        try:
            epoch = epoch.astimezone(dt.UTC) if epoch.tzinfo else epoch.replace(tzinfo=dt.UTC)
        except OverflowError:
            epoch = None
    return Edition(meta=meta, issues=issues, options=told.options, epoch=epoch)


def prefix_of(edition: Edition, number: int) -> str:
    """What the names of the n-th issue's files begin with."""
    return f"i{number:03}-" if edition.is_volume else ""


def shown(words: str) -> str:
    """A name as it is shown: never altered but for what no format can carry."""
    return display_text(words, "source")[0]


def clean(words: str | None) -> str:
    """A string of the metadata as it is shown."""
    return shown(words.strip()) if words else ""
