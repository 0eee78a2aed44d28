"""Verification of files by their paths: what `exporter.proof` does when it is called."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from exporter.files.sources import Pathish, output_bytes, paths_of, shown_name, source_bytes
from exporter.model import Issue
from exporter.proof.records import carried_volume
from exporter.proof.verdict import File, Remake, Verdict, examine
from exporter.proof.volumes import examine_volume
from exporter.reading import RawInput, read_sources
from exporter.startup.records import replace
from exporter.untrusted.containers import is_json


def verify_paths(
    outputs: Pathish | Sequence[Pathish],
    source: Pathish | Sequence[Pathish] = (),
    remake: Remake | None = None,
) -> Verdict:
    """Proves finished EPUB, PDF and DOCX files of one issue against the record they carry and, if
    given, its source files; the strongest proof takes `remake`. Raises VerifyError for a file that
    cannot be examined, InputError."""
    files = [(os.fspath(path), output_bytes(Path(path))) for path in paths_of(outputs)]
    given = [(shown_name(Path(path)), source_bytes(Path(path))) for path in paths_of(source)]
    return examine_files(files, given, remake)


def examine_files(
    outputs: Sequence[File], sources: Sequence[File] = (), remake: Remake | None = None
) -> Verdict:
    """Examines a set of outputs of one issue, or one volume of many; JSON among them is left out
    and told. Raises VerifyError."""
    models = tuple(name for name, data in outputs if is_json(data))
    if models and len(models) < len(outputs):
        finished = [(name, data) for name, data in outputs if name not in models]
        return replace(examine_files(finished, sources, remake), models=models)
    volume = carried_volume(outputs[0][1], outputs[0][0]) if len(outputs) == 1 else None
    if volume is not None:
        return examine_volume(volume, outputs[0], sources, remake)
    return examine(outputs, sources, fresh=_fresh, remake=remake)


def _fresh(files: Sequence[File]) -> Issue:
    """Sources read anew, where the outputs carry no record."""
    return read_sources([RawInput(name=name, data=data) for name, data in files]).issue
