"""What a person knows about an issue before it is read."""

from __future__ import annotations

from exporter.declared import DAY, TEXT, TEXTS, Kind, OrNone, Value
from exporter.messages import say
from exporter.model import Meta
from exporter.reading.decided.overrides import Override
from exporter.reading.profiles import Profile
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass, field, field_names

_TAG = Lazy(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # the shape of BCP 47
_NUMBER = Value(TEXT.must, lambda value: TEXT.fits(value) or type(value) is int, str)
ABOUT: dict[str, Kind] = {
    **dict.fromkeys(field_names(Meta), OrNone(TEXT)),
    "date": OrNone(DAY),
    "number": OrNone(_NUMBER),
    "language": Value(
        say("a language tag such as zh-Hans, zh-Hant or ja"),
        lambda value: isinstance(value, str) and bool(_TAG.fullmatch(value)),
    ),
    "subjects": TEXTS,
}
"""What one may say of an issue, in a file or to the library."""


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
