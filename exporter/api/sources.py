"""Sources read, reviewed, learnt from: the verbs that gather bytes and hand them to `reading`."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Unpack

from exporter.api.metadata import MetaFields, checked_meta, plain_meta
from exporter.api.option_files import picture
from exporter.declared import parse_toml
from exporter.errors import InputError, OptionError
from exporter.files.names import native
from exporter.files.pictures import pictures_beside
from exporter.files.sources import (
    Pathish,
    overrides_beside,
    paths_of,
    settings_beside,
    settings_bytes,
    shown_name,
    source_bytes,
)
from exporter.interchange.json_form import from_json
from exporter.messages import say
from exporter.model import SCHEMA, Issue, Reading
from exporter.reading import (
    RawInput,
    Scanned,
    Settings,
    named_house,
    read_overrides,
    read_sources,
    review_sources,
    scan_sources,
)
from exporter.reading.decided.overrides import Override
from exporter.reading.gallery import FoundPicture, Pictures
from exporter.reading.profiles import Profile, file_of_profile, learn_profile
from exporter.startup.records import dataclass, replace
from exporter.volumes import COVER

STDIN = "-"
STDIN_NAME = "stdin.txt"
"""What standard input is called where a name is needed."""
_WORD = ".docx"


def read(
    sources: Pathish | Sequence[Pathish],
    *,
    encoding: str | None = None,
    toml: Pathish | None = None,
    house: str | None = None,
    settings: Settings | None = None,
    **meta: Unpack[MetaFields],
) -> Reading:
    """Reads one source, or several as one issue.

    A source is a path, or "-" for standard input. A model (`.json`, as `exporter read --json` or
    `exporter json` writes it) is taken as it is, and so is a Word file that was made from one and
    corrected by hand: what changed is noticed. Settings come from `settings`, else from `toml`,
    else from the TOML beside the first source; metadata given by keyword wins over them, and so
    does `house`, a shipped profile's name or a TOML file. Without `settings` the decisions in
    `NAME.overrides.toml` beside each source are replayed. A model was read already: for it
    `encoding`, `toml`, `house` and `settings` are OptionErrors. Raises InputError, OptionError.
    """
    paths = _listed(sources)
    given = plain_meta(meta)
    inputs = [_raw_input(path) for path in paths]
    models = [raw for raw in inputs if _is_model(raw)]
    if models:
        configured = any(one is not None for one in (toml, settings, house, encoding))
        return _model(paths, models[0], given, configured=configured)
    chosen = settings or _settings(paths, toml)
    chosen = replace(
        chosen,
        meta=checked_meta(replace(chosen.meta, **given)),
        language_named=chosen.language_named or "language" in given,
    )
    if house is not None:
        chosen = replace(chosen, profile=named_house(house, _profile_file(Path(), house)))
    reading = read_sources(_gathered(paths, inputs, chosen, encoding), chosen)
    return reading if chosen.cover is None else _covered(reading, Path(chosen.cover))


def _listed(sources: Pathish | Sequence[Pathish]) -> list[Pathish]:
    """The sources, one or several. Raises OptionError where there is none."""
    paths = paths_of(sources)
    if not paths:
        raise OptionError(say("No source is given. Name at least one text file."))
    return paths


def _covered(reading: Reading, cover: Path) -> Reading:
    """The reading with the picture that its settings name as cover."""
    asset, data = picture(COVER, cover)
    issue = replace(reading.issue, assets=(*reading.issue.assets, asset))
    return replace(reading, issue=issue, pictures={**reading.pictures, asset.sha256: data})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A reading, and for each of its sources by name the TOML of decisions to put right."""

    reading: Reading
    files: Mapping[str, str]


def review(
    sources: Pathish | Sequence[Pathish],
    *,
    encoding: str | None = None,
    toml: Pathish | None = None,
    house: str | None = None,
    doubtful: bool = False,
) -> Reviewed:
    """Every decision `read` makes of the sources, or with `doubtful` those that are, in files that
    are read again as `NAME.overrides.toml` beside each. Decisions made there already are kept.
    Raises InputError, OptionError."""
    paths = _listed(sources)
    inputs = [_raw_input(path) for path in paths]
    for raw in inputs:
        if _is_model(raw):
            raise InputError(
                say(
                    "{name} is a model: what was decided is in it. Review the text it came from.",
                    name=raw.name,
                ),
                path=raw.name,
            )
    names = [raw.name for raw in inputs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise OptionError(
            say(
                "Two sources are called {name}, and decisions name their source. Review "
                "them one by one, or give them other names.",
                name=twice,
            )
        )
    chosen = _settings(paths, toml)
    if house is not None:
        chosen = replace(chosen, profile=named_house(house, _profile_file(Path(), house)))
    gathered = _gathered(paths, inputs, chosen, encoding)
    reading, files = review_sources(gathered, chosen, doubtful=doubtful)
    return Reviewed(reading=reading, files=files)


def learn(readings: Iterable[Reading], name: str) -> Profile:
    """The house profile of readings a person has put right."""
    return learn_profile(readings, name)


def _raw_input(path: Pathish) -> RawInput:
    if path == STDIN:
        data = sys.stdin.buffer.read()
        if not data:
            raise InputError(
                say("Standard input is empty: there is nothing to export."), path=STDIN
            )
        return RawInput(name=STDIN_NAME, data=data)
    here = Path(path)
    return RawInput(name=shown_name(here), data=source_bytes(here))


def _gathered(
    paths: Sequence[Pathish], inputs: Sequence[RawInput], chosen: Settings, encoding: str | None
) -> list[Scanned]:
    """The inputs scanned, with what came of the pictures that they name."""
    scanned = scan_sources(inputs, encoding=encoding, dialect=chosen.dialect)
    return [
        replace(one, pictures=_pictures(path, one.named()))
        for path, one in zip(paths, scanned, strict=True)
    ]


def _pictures(path: Pathish, named: Iterable[str]) -> Pictures:
    """The pictures that a source names, by the files beside it; beside standard input is none."""
    return {} if path == STDIN else pictures_beside(Path(path).parent, named)


def is_model_name(name: str) -> bool:
    """Whether a file of that name is read as a model: JSON, or a Word file that carries one."""
    return name.lower().endswith((".json", _WORD))


def _is_model(raw: RawInput) -> bool:
    """By name, or where there is no name (standard input) by its first words."""
    return (
        is_model_name(raw.name)
        or _is_word(raw)
        or (raw.name == STDIN_NAME and raw.data[:1] == b"{" and SCHEMA.encode() in raw.data[:200])
    )


def _is_word(raw: RawInput) -> bool:
    """A Word file of ours, corrected by hand, carries its model with it."""
    return raw.name.lower().endswith(_WORD) or (
        raw.name == STDIN_NAME and raw.data[:4] == b"PK\x03\x04"
    )


def _model(
    paths: Sequence[Pathish], model: RawInput, given: dict[str, Any], *, configured: bool
) -> Reading:
    if len(paths) > 1:
        raise OptionError(
            say("{name} is a model: it is read alone, not with other sources.", name=model.name)
        )
    if configured:
        raise OptionError(
            say(
                "{name} is a model and carries how it was read. Leave settings, house and "
                "encoding out; single facts can be given as options.",
                name=model.name,
            )
        )
    reading = _corrected(model) if _is_word(model) else from_json(model.data, name=model.name)
    meta = checked_meta(replace(reading.issue.meta, **given))
    return replace(
        reading,
        issue=replace(reading.issue, meta=meta),
        pictures={**_unchanged(reading.issue, paths[0]), **reading.pictures},
    )


def _unchanged(issue: Issue, model: Pathish) -> dict[str, bytes]:
    """The pictures a model names, where they still stand beside it as they were."""
    looked = _pictures(model, [asset.name for asset in issue.assets]).values()
    found = [one.data for one in looked if isinstance(one, FoundPicture)]
    wanted = {asset.sha256 for asset in issue.assets}
    by_hash = {hashlib.sha256(data).hexdigest(): data for data in found}
    return {digest: by_hash[digest] for digest in by_hash if digest in wanted}


def _corrected(word: RawInput) -> Reading:
    from exporter.reading.word.edited import read_edited  # lxml, for Word files alone

    return read_edited(word.data, word.name)


def _settings(paths: Sequence[Pathish], toml: Pathish | None) -> Settings:
    """The settings, with the decisions about each source that stand beside it."""
    found = Path(toml) if toml is not None else None
    if found is None and paths[0] != STDIN:
        found = settings_beside(Path(paths[0]))
    chosen = Settings() if found is None else _settings_in(found)
    if chosen.cover is not None and found is not None:
        chosen = replace(chosen, cover=str(found.parent / native(chosen.cover)))
    told = [one for path in paths if path != STDIN for one in _overrides(Path(path))]
    return replace(chosen, overrides=(*chosen.overrides, *told)) if told else chosen


def _overrides(path: Path) -> tuple[Override, ...]:
    beside = overrides_beside(path)
    if not beside.is_file():
        return ()
    return read_overrides(settings_bytes(beside), str(beside), shown_name(path))


def _settings_in(path: Path) -> Settings:
    from exporter.reading import settings  # the TOML parser is loaded only when there is a TOML

    tables = parse_toml(settings_bytes(path), str(path))
    house = _profile_file(path.parent, tables.get("profile"))
    return settings.settings_of(tables, str(path), house)


def _profile_file(folder: Path, word: object) -> bytes | OptionError | None:
    """What came of the file that `profile = …` or `--house` names, None where it names none. An
    error is told when its turn comes, after those of the settings themselves."""
    file = file_of_profile(word)
    if file is None:
        return None
    try:
        return settings_bytes(folder / file)
    except OptionError as error:
        return error
