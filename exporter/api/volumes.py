"""Many issues as one file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from exporter.api.exports import Exported, holes, issue_of, put_export, written_volume
from exporter.api.metadata import MetaFields, checked_meta, plain_meta
from exporter.api.option_files import load
from exporter.api.world import context_from_environment, world_of
from exporter.errors import OptionError
from exporter.files.names import safe_stem
from exporter.files.sources import (
    Pathish,
)
from exporter.messages import say
from exporter.model import Issue, Notice, Reading
from exporter.startup.records import replace
from exporter.titles import issue_label, volume_title
from exporter.volumes import in_order, volume_meta
from exporter.writers import registry
from exporter.writers.base import Context, Output
from exporter.writers.options import made_options


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
    return made if to is None else put_export(made, to, keep)


def _bound(
    sources: Sequence[Reading | Issue],
    format_name: str,
    about: MetaFields | None,
    context: Context | None,
    options: Mapping[str, Any],
) -> tuple[str, Output]:
    """A volume's title, and the volume."""
    if not sources:
        raise OptionError(say("A volume needs at least one issue."))
    binder = registry.volume_writer(format_name)
    files = load([binder.options], options)
    first, *others = in_order([issue_of(source) for source in sources])
    issues = (files.issue(first), *others)
    meta = checked_meta(volume_meta(issues, plain_meta(about or {})))
    world = context or context_from_environment()
    for source in sources:
        world = world_of(source, world)
    made = made_options(format_name, binder.options, files.options)
    output = written_volume(format_name, binder, issues, meta, made, files.context(world))
    told = tuple(notice for issue in issues for notice in _placed(holes(issue), issue))
    return volume_title(meta, issues), replace(output, notices=(*output.notices, *told))


def _placed(notices: Iterable[Notice], issue: Issue) -> Iterator[Notice]:
    """Notices of one issue among several, their place told in words."""
    label = issue_label(issue)
    for notice in notices:
        yield replace(
            notice, range=None, detail=say("{issue}: {detail}", issue=label, detail=notice.detail)
        )
