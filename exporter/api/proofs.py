"""Finished files proved, recovered from, made again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from exporter.files.sources import (
    Pathish,
    output_bytes,
)
from exporter.model import Issue
from exporter.writers.base import Context

if TYPE_CHECKING:
    from exporter.proof.rebuild import Rebuilt
    from exporter.proof.verdict import Verdict
from exporter.api.world import context_from_environment


def verify(
    outputs: Pathish | Sequence[Pathish],
    *,
    source: Pathish | Sequence[Pathish] = (),
    context: Context | None = None,
) -> Verdict:
    """Proves finished EPUB, PDF and DOCX files of one issue, or a volume of many.

    Each is exported again from the record it carries and compared part for part; where that cannot
    be done or does not give the same, everything that stands in it is compared with what may.
    Where sources are given they are read again, and must give the issue. `Verdict.result` says
    which proof it is. The context's fonts and templates are those of the export. Raises VerifyError
    for a file that cannot be examined, InputError.
    """
    from exporter.api.again import remake
    from exporter.proof.paths import verify_paths

    return verify_paths(outputs, source, remake(context))


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
    from exporter.api.again import exported_again
    from exporter.proof.rebuild import rebuild_output

    world = context or context_from_environment()
    return rebuild_output(data, name, partial(exported_again, world=world))
