"""One issue made in one format or several, and put where it was asked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from exporter.api.metadata import checked_meta
from exporter.api.option_files import load
from exporter.api.world import with_fonts, world_of
from exporter.conservation import unaccounted
from exporter.errors import ExporterError, InputError, WriterError
from exporter.files.names import file_name, native
from exporter.files.sources import (
    Pathish,
    shown_name,
)
from exporter.files.whole import ensure_folder, means_folder, put
from exporter.messages import say, sentence
from exporter.model import Issue, Meta, Notice, Reading, same_ids
from exporter.startup.records import dataclass, replace
from exporter.volumes import articles_apart
from exporter.writers import registry
from exporter.writers.base import Context, Output, VolumeWriter, Writer
from exporter.writers.options import asked_of, made_options, option_specs

_HOLES = {
    "lost": sentence("this text of the source is in no article and was not set aside: {text}"),
    "doubled": sentence("this text of the source is used twice: {text}"),
    "altered": sentence("this text is not what the source says at its place: {text}"),
    "disorder": sentence("this text stands before what precedes it in the source: {text}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One finished export. `name` is the file name it has or would have, `path` where it was put,
    None when it was not."""

    format: str
    name: str
    data: bytes
    notices: tuple[Notice, ...] = ()
    path: Path | None = None


def write(
    source: Reading | Issue, format_name: str, *, context: Context | None = None, **options: Any
) -> Output:
    """One format, in memory. `options` are the writer's own (`exporter FORMAT --help` lists them);
    where one takes a file, a `pathlib.Path` names it.

    Without a `context` the environment's is used. Raises OptionError, WriterError, FontError.
    """
    writer = registry.writer(format_name)
    files = load([writer.options], options)
    issue = files.issue(issue_of(source))
    made = made_options(format_name, writer.options, files.options)
    world = files.context(world_of(source, context))
    output = written(format_name, writer, issue, made, world)
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
    return made if to is None else put_export(made, to, keep)


def make_all(
    source: Reading | Issue,
    formats: str | Sequence[str] = (),
    *,
    stem: str | None = None,
    context: Context | None = None,
    **options: Any,
) -> tuple[Exported, ...]:
    """Several formats (by default all that are installed) of one reading, in memory.

    An option goes to every writer that has it; one that none has is an OptionError. `stem` begins
    the files' names, by default after the source. Raises what `write` raises.
    """
    writers = writers_of(formats)
    files = load([writer.options for writer in writers.values()], options)
    issue = files.issue(issue_of(source))
    world = files.context(world_of(source, context))
    told = holes(issue)
    finished: list[Exported] = []
    for format_name, made in options_of(writers, files.options).items():
        writer = writers[format_name]
        output = written(format_name, writer, issue, made, world)
        suffix = writer.suffix
        finished.append(
            Exported(
                format=format_name,
                name=file_name(_source_name(source), suffix) if stem is None else stem + suffix,
                data=output.data,
                notices=(*output.notices, *told),
            )
        )
    return tuple(finished)


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
    """`make_all`, then into the folder `to`: nothing is put before everything is made. Files in
    `keep` are never overwritten. Raises what `write` raises, and SinkError."""
    finished = make_all(source, formats, stem=stem, context=context, **options)
    ensure_folder(Path(to))
    kept = tuple(keep)
    return tuple(put_export(one, Path(to) / native(one.name), kept) for one in finished)


def split(source: Reading | Issue) -> Iterator[Reading]:
    """Each article as an issue of its own, to be exported by itself. It keeps the whole source,
    so that `verify` can prove it; what stands in other articles is set aside in it."""
    pictures = source.pictures if isinstance(source, Reading) else {}
    for issue in articles_apart(issue_of(source)):
        yield Reading(issue=issue, pictures=pictures)


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
            raise asked_of(*writers).unknown("", option, known)
    return {
        name: made_options(
            name, writer.options, {key: given[key] for key in given if key in has[name]}
        )
        for name, writer in writers.items()
    }


def holes(issue: Issue) -> tuple[Notice, ...]:
    """Where the issue breaks the promise of conservation, as notices of its export."""
    return tuple(
        replace(hole, code=f"hole-{hole.code}", detail=say(_HOLES[hole.code], text=hole.detail))
        for hole in unaccounted(issue)
    )


def issue_of(source: Reading | Issue) -> Issue:
    """The issue; one that was made by hand is held to what `read` holds metadata to, and to ids
    that are each of one thing."""
    issue = source.issue if isinstance(source, Reading) else source
    checked_meta(issue.meta)
    if twice := same_ids(issue):
        raise InputError(
            say(
                "In this issue {fault}, and nothing could tell them apart. Give each its "
                "own, or read the sources together.",
                fault=twice,
            )
        )
    return issue


def written(
    format_name: str, writer: Writer[Any], issue: Issue, options: Any, world: Context
) -> Output:
    """What a writer makes of an issue, with the fonts that its options name at hand."""
    return _guarded(
        format_name, lambda: writer.write(issue, options, with_fonts(world, writer, options))
    )


def written_volume(
    format_name: str,
    binder: VolumeWriter[Any],
    issues: Sequence[Issue],
    meta: Meta,
    options: Any,
    world: Context,
) -> Output:
    """`written` for many issues as one file."""
    return _guarded(
        format_name,
        lambda: binder.write_volume(issues, meta, options, with_fonts(world, binder, options)),
    )


def _guarded(format_name: str, write: Callable[[], Output]) -> Output:
    """Writers load their libraries when they write; one that is missing is told in a sentence, and
    so is whatever a third party's writer raises."""
    try:
        output = write()
        if not isinstance(output, Output) or not isinstance(output.data, bytes):
            raise TypeError(say("write must return an Output, and its data must be bytes"))
        return output
    except ModuleNotFoundError as error:
        raise registry.missing_library(format_name, error) from error
    except UnicodeEncodeError as error:
        at = error.start
        if not "\ud800" <= error.object[at] <= "\udfff":
            raise
        raise WriterError(
            say(
                "The text {text!r} holds half of a character (U+{code:04X}), which no "
                "file can carry. Correct the source.",
                text=error.object[max(0, at - 8) : at + 8],
                code=ord(error.object[at]),
            )
        ) from error
    except Exception as error:
        if format_name in registry.BUILTIN or isinstance(error, ExporterError | MemoryError):
            raise
        raise registry.failed(format_name, error) from error


def _source_name(source: Reading | Issue) -> str:
    sources = issue_of(source).sources
    return sources[0].name if sources else "issue"


def put_export(made: Exported, to: Pathish, keep: Iterable[Path]) -> Exported:
    text, path = os.fspath(to), Path(to)
    if means_folder(text):
        ensure_folder(path)
    if path.is_dir():
        path /= native(made.name)
    put(path, made.data, keep=keep)
    return replace(made, path=path, name=shown_name(path))
