"""Raw newspaper text to an `Issue`, with every guess and doubt beside it.

    inputs     what reading is given         scanning   inputs → lines, and the files they name
    desk       what a person knows of it     settings   … in the TOML beside a source
    text/      bytes → text → lines with their kinds; mastheads, and doubts for a person to look at
    dialects/  other forms of text → lines with their kinds
    heads/     starts of articles; groups of kicker, headline and deck; the scores behind them
    credits/   datelines, bylines, photo credits; roles and names in a statement
    body/      lines → blocks; seams, where the end of a page cut a paragraph; views on the text
    articles   rows → articles               jumps      parts on other pages joined
    issues     sources → pages → one issue   gallery    pictures that texts name
    decided/   what a person decided, laid upon the lines
    review     decisions as a TOML to edit   recorded   how an issue was read, for its record
    profiles   what a house does; those shipped are in houses/
    word/      a Word file of ours that a desk corrected → model

Refused: changing a character of the source (doubts are flagged, never corrected), reading files,
and asking the clock or the network. A text that names files is read in two steps: `scan_sources`
says which, whoever has them puts what came of each into `Scanned.pictures`, and `read_sources` goes
on. So it is with settings: `profiles.file_of_profile` says which file they name.
"""

from __future__ import annotations

from collections.abc import Sequence

from exporter.declared import parse_toml
from exporter.errors import OptionError
from exporter.model import Reading
from exporter.reading import issues
from exporter.reading.decided.overrides import Override
from exporter.reading.desk import Settings as Settings
from exporter.reading.inputs import RawInput as RawInput
from exporter.reading.profiles import Profile
from exporter.reading.scanning import Scanned as Scanned
from exporter.reading.scanning import scan_sources as scan_sources

_NO_SETTINGS = Settings()


def read_sources(
    inputs: Sequence[RawInput | Scanned],
    settings: Settings = _NO_SETTINGS,
    *,
    encoding: str | None = None,
) -> Reading:
    """All inputs as one issue, with what was guessed and what to look at.

    `encoding` names the inputs' encoding; without it each is recognised. Raises InputError,
    OptionError.
    """
    return issues.read_sources(inputs, settings, encoding=encoding)


def review_sources(
    inputs: Sequence[RawInput | Scanned],
    settings: Settings = _NO_SETTINGS,
    *,
    encoding: str | None = None,
    doubtful: bool = False,
) -> tuple[Reading, dict[str, str]]:
    """The reading, and by source name a TOML of every decision in it for a person to put right;
    with `doubtful` only of those that are. Raises InputError, OptionError."""
    from exporter.reading.review import review_toml

    weighed = issues.weigh_sources(inputs, settings, encoding=encoding)
    files: dict[str, str] = {}
    for source in weighed.reading.issue.sources:
        names = {source.name, ""} if len(inputs) == 1 else {source.name}
        told = [one for one in settings.overrides if one.source in names]
        files[source.name] = review_toml(
            weighed.reading, weighed.heads, source, told, doubtful=doubtful
        )
    return weighed.reading, files


def read_settings(data: bytes, name: str) -> Settings:
    """The settings in a TOML that stands in no folder. Raises OptionError naming the file and the
    key that is wrong."""
    from exporter.reading import settings  # the TOML parser is loaded only when there is a TOML

    return settings.settings_of(parse_toml(data, name), name)


def named_house(word: str, file: bytes | OptionError | None) -> Profile:
    """A house's profile: a shipped one by its name, or the one in a file, of which came `file`.
    Raises OptionError."""
    from exporter.reading import settings

    return settings.named_house(word, file)


def read_overrides(data: bytes, name: str, source: str) -> tuple[Override, ...]:
    """The overrides in a TOML that holds nothing else, about the source of that name. Raises
    OptionError."""
    from exporter.reading import settings

    return settings.read_overrides(data, name, source)
