"""The examination of a volume: many issues in one EPUB, each with its own record and sources.

All its issues are compared as one, so that an article in the wrong issue shows as well; what is
the volume's own (the days in its navigation, its opening page, its metadata) comes from the record
of the whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from exporter.display import Punctuation
from exporter.model import Issue
from exporter.proof.closed.epub import strangers, unexamined
from exporter.proof.compared.compare import differences
from exporter.proof.compared.expected import Expected, Section, expect
from exporter.proof.found.epub import read_epub
from exporter.proof.records import (
    Volume,
    given_differences,
    issue_differences,
    moved_differences,
    record_differences,
)
from exporter.proof.same import parts_apart
from exporter.proof.verdict import (
    File,
    Remake,
    Verdict,
    counted,
    fault_differences,
    remade,
    twin_of,
    unknown_substitutions,
)
from exporter.startup.records import replace
from exporter.titles import day_labels, issue_label


def examine_volume(
    volume: Volume, output: File, sources: Sequence[File] = (), remake: Remake | None = None
) -> Verdict:
    """Examines a volume against what it carries and, where they are given, the sources of all its
    issues. Raises VerifyError."""
    name, data = output
    record = volume.record
    expected = _expected(volume, record.issue)
    found = [*volume.faults, *record_differences(record, "epub", name)]
    for issue in volume.issues:
        found += issue_differences(issue)
        found += moved_differences(issue) if sources else ()
    found += given_differences(record.issue, sources)
    found += unknown_substitutions(expected)
    twin = None if volume.faults else twin_of(data, name, volume, remake)
    if twin is not None and not parts_apart(data, twin):
        examined = remade(name, data, record, expected)
    else:
        one = read_epub(data, name)
        one.epoch = record.epoch
        found += differences(expected, one, name)
        found += fault_differences(strangers(data, name, volume, twin), name)
        examined = counted(name, data, one, record, expected)
        examined = replace(examined, unexamined=unexamined(data, name, volume, twin))
    again = _read_again(volume, remake) if sources else False
    return Verdict(
        outputs=(examined,),
        differences=tuple(dict.fromkeys(found)),
        issue=record.issue,
        issues=volume.issues,
        given=tuple((given, hashlib.sha256(text).hexdigest()) for given, text in sources),
        substitutions=tuple(sorted(expected.substitutions.items())),
        read_again=again,
    )


def _read_again(volume: Volume, remake: Remake | None) -> bool:
    """Whether the sources of every issue, read again, give it."""
    return remake is not None and all(remake.read(issue) == issue for issue in volume.issues)


def _expected(volume: Volume, whole: Issue) -> Expected:
    asked = volume.about.options.get("punctuation")
    punctuation: Punctuation = "source" if asked == "source" else "full"
    expected = expect(whole, punctuation)
    expected.sections = tuple(_sections(volume.issues))
    expected.languages = tuple(issue.meta.language for issue in volume.issues for _ in issue.pages)
    return expected


def _sections(issues: Sequence[Issue]) -> Iterator[Section]:
    start = 0
    for issue in issues:
        stop = start + sum(len(page.articles) for page in issue.pages)
        yield Section(start, stop, day_labels(issue), issue_label(issue))
        start = stop
