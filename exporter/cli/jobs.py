"""What SRC… and -o mean: which sources are read together, and how outputs are called."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from exporter.api.sources import STDIN, STDIN_NAME
from exporter.errors import OptionError
from exporter.files.names import distinct_stems
from exporter.files.sources import shown_name
from exporter.files.whole import means_folder
from exporter.messages import say
from exporter.startup.records import dataclass
from exporter.writers.registry import BUILTIN

STDOUT = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One reading and the stem of the files made from it."""

    sources: tuple[str, ...]
    stem: str

    def paths(self) -> tuple[Path, ...]:
        """The sources that are files."""
        return tuple(Path(source) for source in self.sources if source != STDIN)


def planned(sources: Sequence[str], *, together: bool) -> tuple[Job, ...]:
    """A job a source, or one for all. No two jobs share a stem, on any system."""
    if sources.count(STDIN) > 1:
        raise OptionError(say("Standard input (-) can be named once only."))
    groups = [tuple(sources)] if together else [(source,) for source in sources]
    names = [STDIN_NAME if group[0] == STDIN else shown_name(Path(group[0])) for group in groups]
    stems = distinct_stems(names)
    return tuple(Job(sources=group, stem=stem) for group, stem in zip(groups, stems, strict=True))


def destination(output: str | None, jobs: Sequence[Job], suffix: str) -> str:
    """Where one format goes: "-" (standard output), a file, or a folder (ends in a separator).

    Without -o this is the current folder, or standard output when the source is standard input.
    Several outputs need a folder: -o then names one, existing or not. Raises OptionError for a
    name that is another format's; `suffix` is that of this one.
    """
    if output is None:
        return STDOUT if jobs[0].sources == (STDIN,) and len(jobs) == 1 else os.curdir + os.sep
    if len(jobs) == 1:
        if _format_of(output) and not output.lower().endswith(suffix.lower()):
            raise OptionError(
                say(
                    "{name} is called like another format's file, and this one's are called "
                    "{suffix}. Give a name with -o that ends so, or the other command.",
                    name=output,
                    suffix=suffix,
                )
            )
        return output
    if output == STDOUT:
        raise OptionError(
            say(
                "{count} files cannot all go to standard output. Give a folder with -o, or "
                "--together to read the sources as one issue.",
                count=len(jobs),
            )
        )
    return folder_of(output, suffix)


def folder_of(output: str, *suffixes: str) -> str:
    """The folder for several files, ending in a separator. Raises OptionError for a name that is a
    file's: one that ends in a suffix of ours or in one of these, where no folder has it."""
    if output == STDOUT:
        raise OptionError(
            say("Several files cannot go to standard output. Give a folder with -o, such as out/.")
        )
    if means_folder(output):
        return output
    if _format_of(output) or (
        output.lower().endswith(tuple(map(str.lower, suffixes))) and not os.path.isdir(output)
    ):
        raise OptionError(
            say(
                "{name} is called like one file, and several are made. Give a folder with "
                "-o, such as out/.",
                name=output,
            )
        )
    return output + os.sep


def _format_of(output: str) -> str:
    """The format that a name is a file of, by its suffix; "" for none, and for a folder."""
    name = os.path.splitext(output)[1].removeprefix(".").lower()
    return name if name in BUILTIN and not os.path.isdir(output) else ""
