"""How an issue was read, in a form it can carry: what a person knew and decided, so that the same
sources can be read again and give the same issue.

Metadata is not in it, for the issue has it; nor is the cover, which is a picture of the issue.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from exporter.interchange.plain import made_of, plain_of
from exporter.model import Issue
from exporter.reading.decided.overrides import Override
from exporter.reading.desk import Settings
from exporter.reading.profiles import Profile
from exporter.startup.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWith:
    """What `Settings` says beside metadata and cover; `encoding` where one was named; `pictures`
    that came: the source whose text names it, by which address, and the asset's id."""

    encoding: str | None = None
    dialect: str | None = None
    pages: tuple[tuple[int, str], ...] = ()
    profile: Profile | None = None
    overrides: tuple[Override, ...] = ()
    pictures: tuple[tuple[str, str, str], ...] = ()

    @property
    def settings(self) -> Settings:
        """The settings, but for the metadata."""
        return Settings(
            pages=self.pages,
            profile=self.profile,
            dialect=self.dialect,
            overrides=self.overrides,
        )


def recorded(
    settings: Settings, encoding: str | None, pictures: Mapping[tuple[str, str], str]
) -> str:
    """How an issue was read as canonical JSON, for `Issue.read_with`; `pictures` are the ids of
    assets by source and address."""
    told = ReadWith(
        encoding=encoding,
        dialect=settings.dialect,
        pages=settings.pages,
        profile=settings.profile,
        overrides=settings.overrides,
        pictures=tuple((*where, asset) for where, asset in pictures.items()),
    )
    return json.dumps(plain_of(told), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_with(issue: Issue) -> ReadWith | None:
    """How an issue was read; None where it does not say. Raises ValueError where what it says is
    damaged."""
    if issue.read_with is None:
        return None
    told: ReadWith = made_of(ReadWith, json.loads(issue.read_with))
    return told
