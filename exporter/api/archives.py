"""Verbs about archives: attach, pack, and verify one as a whole.

attach          files → an archive, with what the files themselves say of how they were made
pack            sources → read, exported, certified, attached; all of it or nothing
verify_archive  an archive → its sums, its certificates, its outputs proved (and made again)
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any, TypedDict, Unpack

from exporter.api import exports, proofs
from exporter.api.exports import Exported
from exporter.api.provenance import PROVABLE, ROOM, certificate_in, describe, made_from
from exporter.api.sources import STDIN, is_model_name, read
from exporter.api.world import context_from_environment
from exporter.archive import anywhere
from exporter.archive.attaching import Receipt, attachment, attachment_of_bytes
from exporter.archive.checking import Checked, check
from exporter.archive.kinds.crates import About
from exporter.archive.kinds.job import Attachment, Listed, Options
from exporter.errors import ExporterError, SinkError, VerifyError
from exporter.files.names import safe_stem
from exporter.files.sources import (
    SETTINGS_SUFFIX,
    Pathish,
    overrides_beside,
    paths_of,
    settings_beside,
    shown_name,
    source_bytes,
)
from exporter.files.whole import means_folder
from exporter.model import Issue, Reading
from exporter.proof.certificate import certificate_bytes
from exporter.proof.paths import examine_files
from exporter.proof.rebuild import Rebuilt
from exporter.proof.records import source_bytes as carried_source
from exporter.proof.verdict import Verdict, examine
from exporter.startup.records import dataclass, replace
from exporter.writers.base import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What one source, or several read together, gave. `verdict` is None where no format that can
    be proved was asked for."""

    reading: Reading
    exported: tuple[Exported, ...]
    verdict: Verdict | None
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """A certificate found in an archive: `stale` names the files it speaks of that are not there
    with the bytes it saw; `proved` is its own result."""

    name: str
    proved: bool
    stale: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What verifying an archive gave. `unproved` are outputs that cannot be examined, with why;
    outputs that carry no record of ours are files like any other."""

    checked: Checked
    certificates: tuple[Certified, ...]
    verdicts: tuple[Verdict, ...]
    unproved: tuple[tuple[str, str], ...]
    rebuilt: tuple[Rebuilt, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing at all is wrong."""
        return (
            self.checked.intact
            and all(one.proved and not one.stale for one in self.certificates)
            and all(verdict.proved for verdict in self.verdicts)
            and not self.unproved
            and all(one.same for one in self.rebuilt)
        )


class AttachFields(TypedDict, total=False):
    """How to attach, by keyword; see `archive.kinds.Options`."""

    kind: str | None
    replace: bool
    dry_run: bool
    wait: bool
    stamp: dt.datetime | None
    identifier: str | None
    info: tuple[tuple[str, str], ...]


def attach(
    archive: Pathish,
    files: Pathish | Attachment | Sequence[Pathish | Attachment],
    options: Options | None = None,
    **given: Unpack[AttachFields],
) -> Receipt:
    """Files into an archive, all of them or none; the archive is made where there is none.

    What the files carry of their making (source, options, version) goes into a bag's
    `ro-crate-metadata.json`. Raises SinkError, and the archive is what it was; InputError,
    OptionError.
    """
    named = [files] if isinstance(files, str | os.PathLike | Attachment) else files
    ready = [one if isinstance(one, Attachment) else attachment(Path(one)) for one in named]
    chosen = options or Options(stamp=context_from_environment().epoch)
    chosen = replace(chosen, **given)
    if chosen.about == About():
        chosen = replace(chosen, about=describe(ready))
    return anywhere.attach(archive, ready, chosen)


class ReadFields(TypedDict, total=False):
    """How the sources are read, by keyword; see `sources.read`."""

    toml: Pathish | None
    encoding: str | None
    house: str | None


def pack(
    sources: Pathish | Sequence[Pathish],
    *,
    formats: str | Sequence[str] = (),
    stem: str | None = None,
    meta: Mapping[str, Any] | None = None,
    context: Context | None = None,
    options: Mapping[str, Any] | None = None,
    **how: Unpack[ReadFields],
) -> Packed:
    """Sources read as one issue, exported and certified: what `attach` then puts away.

    `options` go to every writer that has them, as in `exports.make_all`; `how` is how the sources
    are read. The attachments are the outputs, `STEM.certificate.json`, and below `source/` the
    sources, their pictures and the settings that were used. Raises what `sources.read` and
    `exports.write` raise.
    """
    paths = paths_of(sources)
    reading = read(paths, **how, **(meta or {}))
    name = stem or safe_stem(Path(shown_name(Path(paths[0]))).stem)
    made = exports.make_all(reading, formats, stem=name, context=context, **(options or {}))
    given = list(_given(paths, reading.issue))
    verdict = _proved(made, given)
    kept = [attachment_of_bytes(one.name, one.data) for one in made]
    if verdict is not None:
        kept.append(attachment_of_bytes(f"{name}.certificate.json", certificate_bytes(verdict)))
    kept += [
        attachment_of_bytes(f"source/{shown}", data)
        for shown, data in (*given, *_pictures(reading))
    ]
    for settings in _settings(paths, how.get("toml"), how.get("house")):
        kept.append(attachment(settings, f"source/{shown_name(settings)}"))
    return Packed(reading=reading, exported=made, verdict=verdict, attachments=tuple(kept))


def _proved(made: Sequence[Exported], given: Sequence[tuple[str, bytes]]) -> Verdict | None:
    """The outputs against the texts they were made from; None where none can be proved."""
    provable = [(one.name, one.data) for one in made if one.name.endswith(PROVABLE)]
    texts = [(shown, data) for shown, data in given if not is_model_name(shown)]
    return examine(provable, texts) if provable else None


def _pictures(reading: Reading) -> Iterator[tuple[str, bytes]]:
    """The pictures of an issue that are at hand, by their names."""
    for asset in reading.issue.assets:
        if asset.sha256 in reading.pictures:
            yield asset.name, reading.pictures[asset.sha256]


def _given(sources: Sequence[Pathish], issue: Issue) -> Iterator[tuple[str, bytes]]:
    """The sources' bytes, under safe names; standard input's from the issue, where they are."""
    carried = {source.name: source for source in issue.sources}
    for path in sources:
        if path == STDIN:
            yield from ((name, carried_source(source)) for name, source in carried.items())
            return
        yield safe_stem(shown_name(Path(path)), 200), source_bytes(Path(path))


def _settings(
    sources: Sequence[Pathish], toml: Pathish | None, house: str | None
) -> Iterator[Path]:
    """The settings files that were used: the issue's, the decisions about each source, the
    house's profile."""
    if toml:
        yield Path(toml)
    elif sources[0] != STDIN and (beside := settings_beside(Path(sources[0]))) is not None:
        yield beside
    for path in sources:
        if path != STDIN and (decided := overrides_beside(Path(path))).is_file():
            yield decided
    if house is not None and house.endswith(SETTINGS_SUFFIX):
        yield Path(house)


def verify_archive(
    archive: Pathish, *, rebuild: bool = False, context: Context | None = None
) -> Proof:
    """An archive as a whole: every sum it keeps, then its certificates against what is there, then
    its outputs proved anew against the sources kept with them, and, with `rebuild`, made again.

    Raises VerifyError where it cannot be examined at all.
    """
    try:
        with anywhere.opened(archive) as found, anywhere.in_any_order(found) as container:
            checked = check(container)
            return _proof(checked, *anywhere.files(container), rebuild=rebuild, context=context)
    except SinkError as error:
        raise VerifyError(error.message, path=error.path) from error


def _proof(
    checked: Checked,
    listed: Sequence[Listed],
    read: anywhere.Read,
    *,
    rebuild: bool,
    context: Context | None,
) -> Proof:
    """Outputs are in memory one issue at a time, however many the archive holds."""
    kept = [one for one in listed if one.bytes <= ROOM]
    groups, sums = _groups(kept, read)
    verdicts: list[Verdict] = []
    unproved: list[tuple[str, str]] = []
    rebuilt: list[Rebuilt] = []
    for names, wanted in groups:
        outputs = [(one.name, _bytes(one, read)) for one in names]
        try:
            verdicts.append(examine_files(outputs, _sources(listed, read, wanted)))
        except ExporterError as error:
            unproved += [(name, error.message) for name, _ in outputs]
        if rebuild:
            rebuilt += [proofs.rebuild_bytes(data, name, context=context) for name, data in outputs]
    return Proof(
        checked=checked,
        certificates=tuple(_certified(kept, read, sums)),
        verdicts=tuple(verdicts),
        unproved=tuple(unproved),
        rebuilt=tuple(rebuilt),
    )


_Outputs = list[tuple[str, bytes]]
_Sources = dict[str, tuple[str, int]]
"""A source's name and length in bytes, by SHA-256."""


def _bytes(one: Listed, read: anywhere.Read) -> bytes:
    """A member's bytes; none where it is damaged, which the check has told."""
    try:
        return read(one)
    except SinkError:
        return b""


def _groups(
    kept: Sequence[Listed], read: anywhere.Read
) -> tuple[list[tuple[list[Listed], _Sources]], set[str]]:
    """Outputs that carry a record, by the sources they were made from; and the SHA-256 of every
    file that could be an output."""
    groups: dict[str, tuple[list[Listed], _Sources]] = {}
    sums = set()
    for one in kept:
        if not one.name.lower().endswith(PROVABLE):
            continue
        data = _bytes(one, read)
        sums.add(hashlib.sha256(data).hexdigest())
        try:
            sources = made_from(data, one.name).issue.sources
        except VerifyError:
            continue
        key = repr([(source.name, source.sha256) for source in sources])
        wanted = {source.sha256: (source.name, len(carried_source(source))) for source in sources}
        groups.setdefault(key, ([], wanted))[0].append(one)
    return list(groups.values()), sums


def _sources(listed: Sequence[Listed], read: anywhere.Read, wanted: _Sources) -> _Outputs:
    """The source files of an issue that are in the archive, found by their bytes; none unless all
    are there."""
    sizes = {size for _, size in wanted.values()}
    found: dict[str, tuple[str, bytes]] = {}
    for one in listed:
        if one.sha256 in wanted or (one.sha256 is None and one.bytes in sizes):
            data = _bytes(one, read)
            digest = hashlib.sha256(data).hexdigest()
            if digest in wanted:
                found[digest] = (one.name.rpartition("/")[2], data)
    return list(found.values()) if len(found) == len(wanted) else []


def _certified(kept: Sequence[Listed], read: anywhere.Read, sums: Set[str]) -> Iterator[Certified]:
    for one in kept:
        if not one.name.lower().endswith(".json"):
            continue
        found = certificate_in(_bytes(one, read))
        if found is not None:
            proved, outputs = found
            stale = tuple(name for name, digest in outputs.items() if digest not in sums)
            yield Certified(name=one.name, proved=proved, stale=stale)


def is_archive(path: Pathish) -> bool:
    """Whether a name given to verify is an archive: a URL, a folder, or a ZIP or tar that is no
    finished export."""
    text = os.fspath(path)
    return (
        anywhere.is_url(text)
        or means_folder(text)
        or Path(text).is_dir()
        or (not text.lower().endswith(PROVABLE) and anywhere.looks_packed(Path(text)))
    )
