"""What a person knows about an issue before it is read."""

from __future__ import annotations

from exporter.model import Meta
from exporter.reading.decided.overrides import Override
from exporter.reading.profiles import Profile
from exporter.startup.records import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a person knows about the issue; the TOML beside the source says it.

    `pages` pairs page numbers with names (3, "民生"); `profile` is the paper's house and `dialect`
    the form of the text ("plain", "markdown"), None when they are to be guessed; `overrides` are
    decisions to replay; `cover` names a picture's file, which the caller of the reader fetches.
    `language_named`: `meta.language` is what a person said, even where that is the default.
    """

    meta: Meta = field(default_factory=Meta)
    pages: tuple[tuple[int, str], ...] = ()
    profile: Profile | None = None
    dialect: str | None = None
    overrides: tuple[Override, ...] = ()
    cover: str | None = None
    language_named: bool = False
