"""Many issues in one book: what it is called, and its contents by year, month and day."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from exporter.display import issue_title
from exporter.model import Issue, Meta
from exporter.writers.epub.metadata import clean
from exporter.writers.epub.navigation import Point

Day = tuple[Issue, tuple[Point, ...]]


def volume_title(meta: Meta, issues: Sequence[Issue]) -> str:
    """The title given, else the publication and the months the issues are of."""
    if meta.title:
        return meta.title
    name = meta.publication or issues[0].meta.publication or issue_title(issues[0])
    days = [issue.meta.date for issue in issues if issue.meta.date is not None]
    if not days:
        return name
    first, last = min(days), max(days)
    start, end = f"{first.year}年{first.month}月", f"{last.year}年{last.month}月"
    return f"{name}\u3000{start}" if start == end else f"{name}\u3000{start}—{end}"


def dated_points(days: Sequence[Day]) -> tuple[Point, ...]:
    """Year → month → day; an issue without a date stands by itself among the years."""
    points: list[Point] = []
    for year, of_year in groupby(days, key=_year):
        inside = list(of_year)
        if year:
            points.append(_group(f"{year}年", _months(inside)))
        else:
            points += [_day(issue, children) for issue, children in inside]
    return tuple(points)


def _months(days: Sequence[Day]) -> tuple[Point, ...]:
    return tuple(
        _group(f"{month}月", tuple(_day(issue, children) for issue, children in inside))
        for month, inside in groupby(days, key=_month)
    )


def _day(issue: Issue, children: tuple[Point, ...]) -> Point:
    date = issue.meta.date
    label = clean(issue_title(issue)) if date is None else f"{date.month}月{date.day}日"
    return _group(label, children)


def _group(label: str, children: tuple[Point, ...]) -> Point:
    """A heading that leads to the first thing beneath it."""
    return Point(label=label, href=children[0].href if children else "", children=children)


def _year(day: Day) -> int:
    return day[0].meta.date.year if day[0].meta.date else 0


def _month(day: Day) -> int:
    return day[0].meta.date.month if day[0].meta.date else 0
