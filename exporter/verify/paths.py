"""Verification of files by their paths: what `exporter.verify` does when it is called."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from exporter.archive.sources import output_bytes, shown_name, source_bytes
from exporter.model import Issue
from exporter.verify.verdict import File, Verdict, examine

Pathish = str | os.PathLike[str]


def verify_paths(outputs: Pathish | Sequence[Pathish], source: Sequence[Pathish] = ()) -> Verdict:
    """Proves finished EPUB, PDF and DOCX files of one issue against the record they carry and, if
    given, its source files. Raises VerifyError for a file that cannot be examined, InputError."""
    paths = [outputs] if isinstance(outputs, str | os.PathLike) else list(outputs)
    files = [(os.fspath(path), output_bytes(Path(path))) for path in paths]
    given = [(shown_name(Path(path)), source_bytes(Path(path))) for path in source]
    return examine(files, given, fresh=_fresh)


def _fresh(files: Sequence[File]) -> Issue:
    """Sources read anew, where the outputs carry no record."""
    from exporter.reading import RawInput, read_sources  # 100 ms, and seldom needed

    return read_sources([RawInput(name=name, data=data) for name, data in files]).issue
