"""Inputs to scripts: each as its own bytes tell, before any other file is asked for.

Reading is in two steps, so that it never asks for a file: a scan says which pictures a text names,
whoever has the files puts what came of each into `Scanned.pictures`, and `read_sources` goes on
from there.
"""

from __future__ import annotations

from collections.abc import Sequence

from exporter.errors import InputError
from exporter.messages import say
from exporter.model import Guess, Source
from exporter.reading.dialects import DialectLines, dialect_of, read_script
from exporter.reading.gallery import Pictures
from exporter.reading.inputs import RawInput
from exporter.reading.text.decode import decode_input
from exporter.startup.records import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """An input decoded and read as its dialect has it, and how both were told; `dialect` is None
    for plain text, and where a person named it."""

    source: Source
    script: DialectLines
    encoding: Guess
    dialect: Guess | None
    pictures: Pictures = field(default_factory=dict, compare=False)

    def named(self) -> tuple[str, ...]:
        """The addresses of the pictures its text names, each once, in order."""
        return tuple(dict.fromkeys(filter(None, self.script.pictures)))


def scan_sources(
    inputs: Sequence[RawInput | Scanned],
    *,
    encoding: str | None = None,
    dialect: str | None = None,
) -> tuple[Scanned, ...]:
    """All inputs of an issue, numbered; those that are scanned already as they are. Raises
    InputError, OptionError."""
    if not inputs:
        raise InputError(say("There is nothing to read: no source was given."))
    return tuple(
        one if isinstance(one, Scanned) else _scanned(one, f"s{i}", encoding, dialect)
        for i, one in enumerate(inputs, 1)
    )


def _scanned(raw: RawInput, source_id: str, encoding: str | None, dialect: str | None) -> Scanned:
    decoded = decode_input(raw, source_id, encoding)
    source, guess = decoded.source, None
    found = dialect_of(source) if dialect is None else None
    if found is not None:
        dialect, (confidence, reason) = found
        guess = Guess(
            target=source.id,
            part="dialect",
            rule="dialect-signs",
            confidence=confidence,
            reason=say("{name}: {reason}", name=dialect, reason=reason),
        )
    return Scanned(
        source=source,
        script=read_script(source, dialect or "plain"),
        encoding=decoded.guess,
        dialect=guess,
        pictures=raw.pictures,
    )
