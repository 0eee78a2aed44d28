"""Raw newspaper text to an `Issue`, with every guess and doubt beside it.

    inputs      what reading is given        settings    the TOML beside a source
    decode      bytes → text, with proof     lines       text → lines with their kinds
    dialects    other forms of source        boundaries  articles without any mark
    heads       kicker, headline, deck       headmodel   the scores behind them
    credits     datelines, bylines, photos   names       roles and names in a statement
    seams       paragraphs cut by the page   blocks      lines → blocks
    articles    rows → articles              jumps       parts on other pages put together
    profiles    what a house does            overrides   what a person decided, replayed
    doubts      what a person should look at issues      sources → pages → one issue

Refused: changing a character of the source (doubts are flagged, never corrected), reading files,
and asking the clock or the network.
"""

from __future__ import annotations

from collections.abc import Sequence

from exporter.model import Reading
from exporter.reading import issues
from exporter.reading.inputs import RawInput as RawInput
from exporter.reading.inputs import Settings as Settings

_NO_SETTINGS = Settings()


def read_sources(
    inputs: Sequence[RawInput],
    settings: Settings = _NO_SETTINGS,
    *,
    encoding: str | None = None,
) -> Reading:
    """All inputs as one issue, with what was guessed and what to look at.

    `encoding` names the inputs' encoding; without it each is recognised. Raises InputError,
    OptionError.
    """
    return issues.read_sources(inputs, settings, encoding=encoding)


def read_settings(data: bytes, name: str) -> Settings:
    """The settings in a TOML. Raises OptionError naming the file and the key that is wrong."""
    from exporter.reading import settings  # the TOML parser is loaded only when there is a TOML

    return settings.read_settings(data, name)
