"""What reading is given: bytes with a name, and what the desk knows about them."""

from __future__ import annotations

from exporter.model import Meta
from exporter.reading.gallery import Lookup, no_files
from exporter.reading.overrides import Override
from exporter.reading.profiles import Profile
from exporter.records import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class RawInput:
    """One file as it came. `name` is the file's name without its folder; `pictures` finds the
    files its text names."""

    name: str
    data: bytes
    pictures: Lookup = field(default=no_files, compare=False)


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
