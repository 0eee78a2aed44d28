"""How an issue was read, in a form it can carry: what a person knew and decided, so that the same
sources can be read again and give the same issue.

Metadata is not in it, for the issue has it; nor is the cover, which is a picture of the issue.
"""

from __future__ import annotations

import json

from exporter.interchange.plain import made_of, plain_of
from exporter.model import Issue
from exporter.reading.decided.overrides import Override
from exporter.reading.desk import Settings
from exporter.reading.profiles import Profile
from exporter.startup.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWith:
    """What `Settings` says beside metadata and cover; `encoding` where one was named."""

    encoding: str | None = None
    dialect: str | None = None
    pages: tuple[tuple[int, str], ...] = ()
    profile: Profile | None = None
    overrides: tuple[Override, ...] = ()


def recorded(settings: Settings, encoding: str | None) -> str:
    """The settings as canonical JSON, for `Issue.read_with`."""
    told = ReadWith(
        encoding=encoding,
        dialect=settings.dialect,
        pages=settings.pages,
        profile=settings.profile,
        overrides=settings.overrides,
    )
    return json.dumps(plain_of(told), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def settings_of(issue: Issue) -> tuple[Settings, str | None] | None:
    """The settings an issue was read with, and the encoding that was named; None where it does
    not say. Raises ValueError where what it says is damaged."""
    if issue.read_with is None:
        return None
    told: ReadWith = made_of(ReadWith, json.loads(issue.read_with))
    settings = Settings(
        meta=issue.meta,
        language_named=True,  # in the metadata, whoever told it
        pages=told.pages,
        profile=told.profile,
        dialect=told.dialect,
        overrides=told.overrides,
    )
    return settings, told.encoding
