"""Many issues in one book: its contents by year, month and day."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from exporter.model import Issue
from exporter.titles import day_labels
from exporter.writers.epub.documents.navigation import NavPoint

Day = tuple[Issue, tuple[NavPoint, ...]]


def dated_points(days: Sequence[Day]) -> tuple[NavPoint, ...]:
    """Year → month → day; an issue without a date stands by itself among the years."""
    return _grouped([(day_labels(issue), children) for issue, children in days])


def _grouped(rows: Sequence[tuple[tuple[str, ...], tuple[NavPoint, ...]]]) -> tuple[NavPoint, ...]:
    """Neighbours with the same first label under one heading; the last label is the issue's."""
    points: list[NavPoint] = []
    for (label, depth), group in groupby(rows, key=lambda row: (row[0][0], len(row[0]))):
        inside = [(labels[1:], children) for labels, children in group]
        if depth > 1:
            points.append(_group(label, _grouped(inside)))
        else:
            points += [_group(label, children) for _, children in inside]
    return tuple(points)


def _group(label: str, children: tuple[NavPoint, ...]) -> NavPoint:
    """A heading that leads to the first thing beneath it."""
    return NavPoint(label=label, href=children[0].href if children else "", children=children)
