"""Finished files proved, recovered from, made again."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from exporter.files.sources import (
    Pathish,
    output_bytes,
)
from exporter.model import Issue
from exporter.startup.records import replace
from exporter.writers import registry
from exporter.writers.base import Context
from exporter.writers.options import made_options

if TYPE_CHECKING:
    from exporter.interchange.record import Record
    from exporter.proof.rebuild import Rebuilt
    from exporter.proof.verdict import Verdict
from exporter.api.exports import written, written_volume
from exporter.api.world import context_from_environment


def verify(
    outputs: Pathish | Sequence[Pathish], *, source: Pathish | Sequence[Pathish] = ()
) -> Verdict:
    """Proves finished EPUB, PDF and DOCX files of one issue against the record they carry and, if
    given, its source files. Raises VerifyError for a file that cannot be examined, InputError."""
    from exporter.proof.paths import verify_paths

    return verify_paths(outputs, source)


def recover(output: Pathish) -> Issue:
    """The issue a finished file carries, identical to the one it was made from; its sources are
    in it, each exactly as it was read. Raises VerifyError."""
    from exporter.proof.records import carried_record

    return carried_record(output_bytes(Path(output)), os.fspath(output)).issue


def recover_all(output: Pathish) -> tuple[Issue, ...]:
    """The issues a finished file carries: a volume's all, in order; of any other file the one that
    `recover` gives. Raises VerifyError."""
    from exporter.proof.records import Volume, carried

    made_of = carried(output_bytes(Path(output)), os.fspath(output))
    return made_of.issues if isinstance(made_of, Volume) else (made_of.issue,)


def rebuild(output: Pathish, *, context: Context | None = None) -> Rebuilt:
    """Exports a finished file again from its record, its options and its stamp, and compares
    bytes. Raises VerifyError."""
    return rebuild_bytes(output_bytes(Path(output)), os.fspath(output), context=context)


def rebuild_bytes(data: bytes, name: str, *, context: Context | None = None) -> Rebuilt:
    """`rebuild` for a file in memory, as it lies in an archive."""
    from exporter.proof.rebuild import rebuild_output
    from exporter.proof.records import Volume

    world = context or context_from_environment()

    def again(made_of: Record | Volume, pictures: Mapping[str, bytes]) -> bytes:
        told = made_of.told if isinstance(made_of, Volume) else made_of
        name, here = told.format, replace(world, epoch=told.epoch)
        here = replace(here, assets={**world.assets, **pictures})
        if isinstance(made_of, Volume):
            binder = registry.volume_writer(name)
            options = made_options(name, binder.options, told.options)
            issues, meta = made_of.issues, made_of.told.meta
            return written_volume(name, binder, issues, meta, options, here).data
        writer = registry.writer(name)
        options = made_options(name, writer.options, told.options)
        return written(name, writer, made_of.issue, options, here).data

    return rebuild_output(data, name, again)
