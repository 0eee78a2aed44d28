"""The library: the verbs of the command line, plain data in and out.

    read         sources → Reading           the only verb that reads files
    review       sources → Reviewed          every decision as a TOML to put right by hand
    learn        sources → Profile           what a paper does, learnt from what was put right
    write        Reading or Issue → Output   one format as bytes in memory
    export       Reading or Issue → Exported `write`, then whole into a file where one is asked
    export_all   the same for every format   all made before the first is put
    write_volume, export_volume              many issues as one file, where a format can
    verify       outputs → Verdict           proves them against source and record
    split        Reading or Issue → Readings each article as an issue, one after another
    recover      output → Issue              the model an output carries
    rebuild      output → Rebuilt            exports again and compares bytes

A set of formats is made whole before its first file is put in place, so that a failing writer
leaves no half set; each file is written under a temporary name and renamed.

An issue that breaks the promise of conservation (`model.unaccounted`) is still exported, for a
person may need it today; but every hole is a Notice ("hole-lost", "hole-doubled" …) of that export.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from exporter.archive.files import ensure_folder, means_folder, put
from exporter.archive.names import file_name, native, safe_stem
from exporter.archive.pictures import pictures_beside
from exporter.archive.sources import (
    Pathish,
    option_bytes,
    output_bytes,
    overrides_beside,
    paths_of,
    settings_beside,
    settings_bytes,
    shown_name,
    source_bytes,
)
from exporter.binding import COVER, articles_apart, in_order, volume_meta
from exporter.codec import from_json
from exporter.display import issue_label, volume_title
from exporter.errors import ExporterError, InputError, OptionError, WriterError
from exporter.model import SCHEMA, Issue, Meta, Notice, Reading, same_ids, unaccounted
from exporter.option_files import load, picture
from exporter.patterns import Lazy
from exporter.reading import (
    RawInput,
    Settings,
    named_house,
    read_overrides,
    read_settings,
    read_sources,
    review_sources,
)
from exporter.reading.overrides import Override
from exporter.reading.profiles import Profile, learn_profile
from exporter.records import dataclass, field_names, replace
from exporter.writers import registry
from exporter.writers.base import Context, Output, Writer
from exporter.writers.options import made_options, nearest, option_specs

if TYPE_CHECKING:
    from exporter.carried import Record
    from exporter.verify.rebuild import Rebuilt
    from exporter.verify.verdict import Verdict

# `exporter.verify` is imported by its verbs alone: with lxml it takes 40 ms exports do not need.

STDIN = "-"
STDIN_NAME = "stdin.txt"
"""What standard input is called where a name is needed."""

_WORD = ".docx"
_LANGUAGE = Lazy(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # the shape of BCP 47
_HOLES = {
    "lost": "this text of the source is in no article and was not set aside: ",
    "doubled": "this text of the source is used twice: ",
    "altered": "this text is not what the source says at its place: ",
    "disorder": "this text stands before what precedes it in the source: ",
}


class MetaFields(TypedDict, total=False):
    """What a caller may say about an issue; a date is a `datetime.date` or "2031-05-12"."""

    publication: str | None
    date: dt.date | str | None
    number: str | None
    title: str | None
    language: str
    publisher: str | None
    rights: str | None
    identifier: str | None
    series: str | None
    subjects: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One finished export. `name` is the file name it has or would have, `path` where it was put,
    None when it was not."""

    format: str
    name: str
    data: bytes
    notices: tuple[Notice, ...] = ()
    path: Path | None = None


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
    given = _plain_meta(meta)
    inputs = [_raw_input(path) for path in paths]
    models = [raw for raw in inputs if _is_model(raw)]
    if models:
        configured = any(one is not None for one in (toml, settings, house, encoding))
        return _model(inputs, models[0], given, configured=configured)
    chosen = settings or _settings(paths, toml)
    chosen = replace(
        chosen,
        meta=_checked(replace(chosen.meta, **given)),
        language_named=chosen.language_named or "language" in given,
    )
    if house is not None:
        chosen = replace(chosen, profile=named_house(house, _beside(Path())))
    reading = read_sources(inputs, chosen, encoding=encoding)
    return reading if chosen.cover is None else _covered(reading, Path(chosen.cover))


def _listed(sources: Pathish | Sequence[Pathish]) -> list[Pathish]:
    """The sources, one or several. Raises OptionError where there is none."""
    paths = paths_of(sources)
    if not paths:
        raise OptionError("No source is given. Name at least one text file.")
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
                f"{raw.name} is a model: what was decided is in it. Review the text it came from.",
                path=raw.name,
            )
    names = [raw.name for raw in inputs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise OptionError(
            f"Two sources are called {twice}, and decisions name their source. Review them one by "
            "one, or give them other names."
        )
    chosen = _settings(paths, toml)
    if house is not None:
        chosen = replace(chosen, profile=named_house(house, _beside(Path())))
    reading, files = review_sources(inputs, chosen, encoding=encoding, doubtful=doubtful)
    return Reviewed(reading=reading, files=files)


def learn(readings: Iterable[Reading], name: str) -> Profile:
    """The house profile of readings a person has put right."""
    return learn_profile(readings, name)


def write(
    source: Reading | Issue, format_name: str, *, context: Context | None = None, **options: Any
) -> Output:
    """One format, in memory. `options` are the writer's own (`exporter FORMAT --help` lists them);
    where one takes a file, a `pathlib.Path` names it.

    Without a `context` the environment's is used. Raises OptionError, WriterError, FontError.
    """
    writer = registry.writer(format_name)
    files = load([writer.options], options)
    issue = files.issue(_issue(source))
    made = made_options(format_name, writer.options, files.options)
    world = files.context(_world(source, context))
    output = _written(format_name, writer.write, issue, made, world)
    return replace(output, notices=(*output.notices, *holes(issue)))


def export(
    source: Reading | Issue,
    format_name: str,
    *,
    to: Pathish | None = None,
    name: str | None = None,
    keep: Iterable[Path] = (),
    context: Context | None = None,
    **options: Any,
) -> Exported:
    """`write`, then into the file or folder `to`; without `to` the bytes are returned alone.

    A folder is one that exists, or a name ending in a separator (it is made); the file in it is
    called `name`, by default after the source. Files in `keep` are never overwritten. Raises what
    `write` raises, and SinkError.
    """
    output = write(source, format_name, context=context, **options)
    made = Exported(
        format=format_name,
        name=name or file_name(_source_name(source), registry.writer(format_name).suffix),
        data=output.data,
        notices=output.notices,
    )
    return made if to is None else _put(made, to, keep)


def export_all(
    source: Reading | Issue,
    formats: str | Sequence[str] = (),
    *,
    to: Pathish,
    stem: str | None = None,
    keep: Iterable[Path] = (),
    context: Context | None = None,
    **options: Any,
) -> tuple[Exported, ...]:
    """Several formats (by default all that are installed) of one reading into the folder `to`.

    An option goes to every writer that has it; one that none has is an OptionError. Nothing is
    put before everything is made. `stem` begins the files' names, by default after the source.
    """
    writers = writers_of(formats)
    files = load([writer.options for writer in writers.values()], options)
    issue = files.issue(_issue(source))
    world = files.context(_world(source, context))
    told = holes(issue)
    finished: list[Exported] = []
    for format_name, made in options_of(writers, files.options).items():
        writer = writers[format_name]
        output = _written(format_name, writer.write, issue, made, world)
        suffix = writer.suffix
        finished.append(
            Exported(
                format=format_name,
                name=file_name(_source_name(source), suffix) if stem is None else stem + suffix,
                data=output.data,
                notices=(*output.notices, *told),
            )
        )
    ensure_folder(Path(to))
    kept = tuple(keep)
    return tuple(_put(one, Path(to) / native(one.name), kept) for one in finished)


def write_volume(
    sources: Sequence[Reading | Issue],
    format_name: str = "epub",
    *,
    about: MetaFields | None = None,
    context: Context | None = None,
    **options: Any,
) -> Output:
    """Many issues as one file, in memory: by date where every issue has one, else as given.

    `about` says of the whole what a caller may say of an issue; what it leaves out is what all the
    issues say alike. Raises what `write` raises, and OptionError for a format of single issues.
    """
    return _bound(sources, format_name, about, context, options)[1]


def export_volume(
    sources: Sequence[Reading | Issue],
    format_name: str = "epub",
    *,
    to: Pathish | None = None,
    name: str | None = None,
    about: MetaFields | None = None,
    keep: Iterable[Path] = (),
    context: Context | None = None,
    **options: Any,
) -> Exported:
    """`write_volume`, then into the file or folder `to` as `export` does; `name` is by default the
    volume's title."""
    title, output = _bound(sources, format_name, about, context, options)
    made = Exported(
        format=format_name,
        name=name or safe_stem(title.replace("\u3000", " ")) + registry.writer(format_name).suffix,
        data=output.data,
        notices=output.notices,
    )
    return made if to is None else _put(made, to, keep)


def _bound(
    sources: Sequence[Reading | Issue],
    format_name: str,
    about: MetaFields | None,
    context: Context | None,
    options: Mapping[str, Any],
) -> tuple[str, Output]:
    """A volume's title, and the volume."""
    if not sources:
        raise OptionError("A volume needs at least one issue.")
    binder = registry.volume_writer(format_name)
    files = load([binder.options], options)
    first, *others = in_order([_issue(source) for source in sources])
    issues = (files.issue(first), *others)
    meta = _checked(volume_meta(issues, _plain_meta(about or {})))
    world = context or context_from_environment()
    for source in sources:
        world = _world(source, world)
    made = made_options(format_name, binder.options, files.options)
    output = _written(format_name, binder.write_volume, issues, meta, made, files.context(world))
    told = tuple(notice for issue in issues for notice in _placed(holes(issue), issue))
    return volume_title(meta, issues), replace(output, notices=(*output.notices, *told))


def _placed(notices: Iterable[Notice], issue: Issue) -> Iterator[Notice]:
    """Notices of one issue among several, their place told in words."""
    label = issue_label(issue)
    for notice in notices:
        yield replace(notice, range=None, detail=f"{label}: {notice.detail}")


def verify(
    outputs: Pathish | Sequence[Pathish], *, source: Pathish | Sequence[Pathish] = ()
) -> Verdict:
    """Proves finished EPUB, PDF and DOCX files of one issue against the record they carry and, if
    given, its source files. Raises VerifyError for a file that cannot be examined, InputError."""
    from exporter.verify.paths import verify_paths

    return verify_paths(outputs, source)


def recover(output: Pathish) -> Issue:
    """The issue a finished file carries, identical to the one it was made from; its sources are
    in it, each exactly as it was read. Raises VerifyError."""
    from exporter.verify.records import carried_record

    return carried_record(output_bytes(Path(output)), os.fspath(output)).issue


def recover_all(output: Pathish) -> tuple[Issue, ...]:
    """The issues a finished file carries: a volume's all, in order; of any other file the one that
    `recover` gives. Raises VerifyError."""
    from exporter.verify.records import Volume, carried

    made_of = carried(output_bytes(Path(output)), os.fspath(output))
    return made_of.issues if isinstance(made_of, Volume) else (made_of.issue,)


def split(source: Reading | Issue) -> Iterator[Reading]:
    """Each article as an issue of its own, to be exported by itself. It keeps the whole source,
    so that `verify` can prove it; what stands in other articles is set aside in it."""
    pictures = source.pictures if isinstance(source, Reading) else {}
    for issue in articles_apart(_issue(source)):
        yield Reading(issue=issue, pictures=pictures)


def rebuild(output: Pathish, *, context: Context | None = None) -> Rebuilt:
    """Exports a finished file again from its record, its options and its stamp, and compares
    bytes. Raises VerifyError."""
    return rebuild_bytes(output_bytes(Path(output)), os.fspath(output), context=context)


def rebuild_bytes(data: bytes, name: str, *, context: Context | None = None) -> Rebuilt:
    """`rebuild` for a file in memory, as it lies in an archive."""
    from exporter.verify.rebuild import rebuild_output
    from exporter.verify.records import Volume

    world = context or context_from_environment()

    def again(made_of: Record | Volume, pictures: Mapping[str, bytes]) -> bytes:
        told = made_of.told if isinstance(made_of, Volume) else made_of
        name, here = told.format, replace(world, epoch=told.epoch)
        here = replace(here, assets={**world.assets, **pictures})
        if isinstance(made_of, Volume):
            binder = registry.volume_writer(name)
            options = made_options(name, binder.options, told.options)
            arguments = (made_of.issues, made_of.told.meta, options, here)
            return _written(name, binder.write_volume, *arguments).data
        writer = registry.writer(name)
        options = made_options(name, writer.options, told.options)
        return _written(name, writer.write, made_of.issue, options, here).data

    return rebuild_output(data, name, again)


def writers_of(formats: str | Sequence[str] = ()) -> dict[str, Writer[Any]]:
    """The writers of these formats, or of all that are installed, by name and in order."""
    named = (formats,) if isinstance(formats, str) and formats else formats
    return {name: registry.writer(name) for name in named or registry.names()}


def options_of(writers: Mapping[str, Writer[Any]], given: Mapping[str, Any]) -> dict[str, Any]:
    """Each writer's options, from what was given for all of them. Raises OptionError."""
    has = {name: {spec.name for spec in option_specs(w.options)} for name, w in writers.items()}
    known = sorted(set().union(*has.values()))
    for option in given:
        if option not in known:
            formats = ", ".join(writers)
            raise OptionError(f"{formats} have no option {option!r}. {nearest(option, known)}")
    return {
        name: made_options(
            name, writer.options, {key: given[key] for key in given if key in has[name]}
        )
        for name, writer in writers.items()
    }


def holes(issue: Issue) -> tuple[Notice, ...]:
    """Where the issue breaks the promise of conservation, as notices of its export."""
    return tuple(
        replace(hole, code=f"hole-{hole.code}", detail=_HOLES[hole.code] + hole.detail)
        for hole in unaccounted(issue)
    )


def context_from_environment(
    *,
    font_dirs: Iterable[Pathish] = (),
    assets: Mapping[str, bytes] | None = None,
    templates: Iterable[Pathish] = (),
    environ: Mapping[str, str] = os.environ,
) -> Context:
    """The world as the environment describes it: SOURCE_DATE_EPOCH (seconds since 1970, UTC), and
    EXPORTER_FONTS, folders searched after `font_dirs`. `templates` are files that what is exported
    again was made with. Raises OptionError when any of it is wrong."""
    listed = [Path(part) for part in environ.get("EXPORTER_FONTS", "").split(os.pathsep) if part]
    folders = (*(Path(folder) for folder in font_dirs), *listed)
    for folder in folders:
        if not folder.is_dir():
            raise OptionError(f"The font folder {folder} does not exist.", path=str(folder))
    return Context(
        epoch=_epoch(environ.get("SOURCE_DATE_EPOCH", "")),
        font_dirs=folders,
        assets={**({} if assets is None else assets), **_by_sum(templates)},
    )


def _by_sum(files: Iterable[Pathish]) -> dict[str, bytes]:
    """Files by their SHA-256, as a record names them."""
    read = [option_bytes(Path(file)) for file in files]
    return {hashlib.sha256(data).hexdigest(): data for data in read}


def _world(source: Reading | Issue, context: Context | None) -> Context:
    """The context, with the pictures a reading brings along."""
    world = context or context_from_environment()
    if not isinstance(source, Reading) or not source.pictures:
        return world
    return replace(world, assets={**source.pictures, **world.assets})


def _epoch(text: str) -> dt.datetime | None:
    if not text:
        return None
    try:
        return dt.datetime.fromtimestamp(int(text), dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise OptionError(
            f"SOURCE_DATE_EPOCH is {text!r}; it must be whole seconds since 1970, as `date +%s` "
            "prints them. Correct or unset it."
        ) from error


def _raw_input(path: Pathish) -> RawInput:
    if path == STDIN:
        data = sys.stdin.buffer.read()
        if not data:
            raise InputError("Standard input is empty: there is nothing to export.", path=STDIN)
        return RawInput(name=STDIN_NAME, data=data)
    here = Path(path)
    pictures = pictures_beside(here.parent)
    return RawInput(name=shown_name(here), data=source_bytes(here), pictures=pictures)


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
    inputs: Sequence[RawInput], model: RawInput, given: dict[str, Any], *, configured: bool
) -> Reading:
    if len(inputs) > 1:
        raise OptionError(f"{model.name} is a model: it is read alone, not with other sources.")
    if configured:
        raise OptionError(
            f"{model.name} is a model and carries how it was read. Leave settings, house and "
            "encoding out; single facts can be given as options."
        )
    reading = _corrected(model) if _is_word(model) else from_json(model.data, name=model.name)
    meta = _checked(replace(reading.issue.meta, **given))
    return replace(
        reading,
        issue=replace(reading.issue, meta=meta),
        pictures={**_pictures(reading.issue, model), **reading.pictures},
    )


def _pictures(issue: Issue, model: RawInput) -> dict[str, bytes]:
    """The pictures a model names, where they still stand beside it as they were."""
    looked = [model.pictures(asset.name) for asset in issue.assets]
    found = [one.data for one in looked if not isinstance(one, str)]
    wanted = {asset.sha256 for asset in issue.assets}
    by_hash = {hashlib.sha256(data).hexdigest(): data for data in found}
    return {digest: by_hash[digest] for digest in by_hash if digest in wanted}


def _corrected(word: RawInput) -> Reading:
    from exporter.reading.dialects.docx_edited import read_edited  # lxml, for Word files alone

    return read_edited(word.data, word.name)


def _settings(paths: Sequence[Pathish], toml: Pathish | None) -> Settings:
    """The settings, with the decisions about each source that stand beside it."""
    found = Path(toml) if toml is not None else None
    if found is None and paths[0] != STDIN:
        found = settings_beside(Path(paths[0]))
    chosen = (
        Settings()
        if found is None
        else read_settings(settings_bytes(found), str(found), _beside(found.parent))
    )
    if chosen.cover is not None and found is not None:
        chosen = replace(chosen, cover=str(found.parent / native(chosen.cover)))
    told = [one for path in paths if path != STDIN for one in _overrides(Path(path))]
    return replace(chosen, overrides=(*chosen.overrides, *told)) if told else chosen


def _overrides(path: Path) -> tuple[Override, ...]:
    beside = overrides_beside(path)
    if not beside.is_file():
        return ()
    return read_overrides(settings_bytes(beside), str(beside), shown_name(path))


def _beside(folder: Path) -> Callable[[str], bytes]:
    """The files that settings in a folder name."""

    def look(file: str) -> bytes:
        return settings_bytes(folder / file)

    return look


def _plain_meta(given: Mapping[str, Any]) -> dict[str, Any]:
    known = field_names(Meta)
    for name in given:
        if name not in known:
            raise OptionError(f"There is no metadata {name!r}. {nearest(name, known)}")
    plain = dict(given)
    if "date" in plain:
        plain["date"] = _date(plain["date"])
    if isinstance(plain.get("subjects"), list):
        plain["subjects"] = tuple(plain["subjects"])
    if type(plain.get("number")) is int:  # as the TOML may have it
        plain["number"] = str(plain["number"])
    return plain


def _date(value: dt.date | str | None) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise OptionError(f"The date {value!r} is not a day such as 2031-05-12.") from error


def _checked(meta: Meta) -> Meta:
    """The metadata, if every format can carry it."""
    for name in field_names(Meta):
        value = getattr(meta, name)
        if not _HOLDS.get(name, _is_text_or_none)(value):
            raise OptionError(f"The {name} {value!r} is not {_WANTED.get(name, 'text')}.")
    if not _LANGUAGE.fullmatch(meta.language):
        raise OptionError(
            f"The language {meta.language!r} is not a language tag such as zh-Hans, zh-Hant or ja."
        )
    for name in field_names(Meta):
        value = getattr(meta, name)
        texts = value if isinstance(value, tuple) else (value,)
        if any(isinstance(text, str) and not _is_utf8(text) for text in texts):
            raise OptionError(f"The {name} {value!r} is not valid text.")
    return meta


def _is_text_or_none(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_day_or_none(value: object) -> bool:
    return value is None or isinstance(value, dt.date)


def _are_texts(value: object) -> bool:
    return isinstance(value, tuple) and all(map(_is_text, value))


_HOLDS: Mapping[str, Callable[[object], bool]] = {
    "date": _is_day_or_none,
    "language": _is_text,
    "subjects": _are_texts,
}
_WANTED = {"date": "a datetime.date", "subjects": 'a list of texts such as ["防汛", "交通"]'}


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _issue(source: Reading | Issue) -> Issue:
    """The issue; one that was made by hand is held to what `read` holds metadata to, and to ids
    that are each of one thing."""
    issue = source.issue if isinstance(source, Reading) else source
    _checked(issue.meta)
    if twice := same_ids(issue):
        raise InputError(
            f"In this issue {twice}, and nothing could tell them apart. Give each its own, or read "
            "the sources together."
        )
    return issue


def _written(format_name: str, write: Callable[..., Output], *arguments: Any) -> Output:
    """Writers load their libraries when they write; one that is missing is told in a sentence, and
    so is whatever a third party's writer raises."""
    try:
        output = write(*arguments)
        if not isinstance(output, Output) or not isinstance(output.data, bytes):
            raise TypeError("write must return an Output, and its data must be bytes")
        return output
    except ModuleNotFoundError as error:
        raise registry.missing_library(format_name, error) from error
    except UnicodeEncodeError as error:
        at = error.start
        if not "\ud800" <= error.object[at] <= "\udfff":
            raise
        raise WriterError(
            f"The text {error.object[max(0, at - 8) : at + 8]!r} holds half of a character "
            f"(U+{ord(error.object[at]):04X}), which no file can carry. Correct the source."
        ) from error
    except Exception as error:
        if format_name in registry.BUILTIN or isinstance(error, ExporterError | MemoryError):
            raise
        raise registry.failed(format_name, error) from error


def _source_name(source: Reading | Issue) -> str:
    sources = _issue(source).sources
    return sources[0].name if sources else "issue"


def _put(made: Exported, to: Pathish, keep: Iterable[Path]) -> Exported:
    text, path = os.fspath(to), Path(to)
    if means_folder(text):
        ensure_folder(path)
    if path.is_dir():
        path /= native(made.name)
    put(path, made.data, keep=keep)
    return replace(made, path=path, name=shown_name(path))
