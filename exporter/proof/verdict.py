"""The whole examination of a set of outputs, and what came of it.

How the proof goes: the record in each output gives the issue, and it must be the same issue in all.
`model.unaccounted` proves that the issue holds its sources, whose hashes are checked; then each
output must show what `exporter.display` shows of the issue, character for character in order. So
source, model and shown text hang together, and every substitution between them is one of a short
list that can be undone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from exporter.display import Punctuation
from exporter.errors import InputError, VerifyError
from exporter.interchange.record import Record
from exporter.messages import say
from exporter.model import Issue
from exporter.proof.compared.compare import differences
from exporter.proof.compared.differences import Difference
from exporter.proof.compared.expected import Expected, expect
from exporter.proof.compared.flow import flow_differences
from exporter.proof.found.docx import read_docx
from exporter.proof.found.epub import read_epub
from exporter.proof.found.extracted import Extracted
from exporter.proof.found.pdf.document import read_pdf
from exporter.proof.records import (
    RecordReader,
    given_differences,
    issue_differences,
    moved_differences,
    record_differences,
)
from exporter.startup.records import dataclass, replace
from exporter.untrusted.containers import kind_of

_READERS: dict[str, Callable[[bytes, str], Extracted]] = {
    "epub": read_epub,
    "docx": read_docx,
    "pdf": read_pdf,
}
File = tuple[str, bytes]
"""A file's name and its bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One output as it was examined. Counts are of what was compared: articles, parts, non-blank
    characters, entries of lists, links, fonts; `generated` are characters that are not the
    paper's. `record` is None where the file carries none."""

    name: str
    format: str
    sha256: str
    size: int
    record: Record | None
    articles: int
    parts: int
    characters: int
    entries: int
    links: int
    fonts: int
    generated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the examination of a set of outputs gave. `issue` is None where no file carried one;
    `issues` are those of a volume, whose `issue` is all in one, else the issue alone;
    `substitutions` counts by code what is shown otherwise than in the source; `models` are files
    of JSON among the outputs, in which there is nothing to prove."""

    outputs: tuple[Examined, ...]
    differences: tuple[Difference, ...]
    issue: Issue | None
    issues: tuple[Issue, ...]
    given: tuple[tuple[str, str], ...]
    substitutions: tuple[tuple[str, int], ...]
    models: tuple[str, ...] = ()

    @property
    def proved(self) -> bool:
        """Whether nothing at all differs, and there was something to compare with."""
        return not self.differences and self.issue is not None

    @property
    def date(self) -> dt.date | None:
        """The date the outputs claim: SOURCE_DATE_EPOCH's, else the issue's; never the clock's."""
        for output in self.outputs:
            if output.record is not None and output.record.epoch is not None:
                return output.record.epoch.date()
        return None if self.issue is None else self.issue.meta.date


def examine(
    outputs: Sequence[File],
    sources: Sequence[File] = (),
    *,
    issue: Issue | None = None,
    fresh: Callable[[Sequence[File]], Issue] | None = None,
) -> Verdict:
    """Examines a set of outputs of one issue. `issue` may be given where the outputs carry none,
    or must be the one they carry; `fresh` reads sources where nothing else gives the issue.

    Raises VerifyError when a file cannot be examined.
    """
    if not outputs:
        raise VerifyError(say("No output is given. Name at least one EPUB, PDF or DOCX file."))
    return _Examination(issue).run(outputs, sources, fresh)


class _Examination:
    def __init__(self, issue: Issue | None) -> None:
        self.issue = issue
        self.given_issue = issue is not None
        self.reader = RecordReader()
        self.found: list[Difference] = []
        self.expected: dict[Punctuation, Expected] = {}
        self.others: list[str] = []
        """Files that carry another issue than the first: they are not compared with it."""

    def run(
        self,
        outputs: Sequence[File],
        sources: Sequence[File],
        fresh: Callable[[Sequence[File]], Issue] | None,
    ) -> Verdict:
        read = [_read(name, data) for name, data in outputs]
        records = [self._record(name, one) for (name, _), one in zip(outputs, read, strict=True)]
        if self.issue is None and sources and fresh is not None:
            return self._by_text_alone(outputs, sources, fresh(sources))
        if self.issue is None and self.found:
            damaged = [one for one in self.found if one.code == "record-damaged"]
            if damaged:
                raise VerifyError(damaged[0].detail, path=damaged[0].output)
        if self.issue is None:
            raise VerifyError(
                say(
                    "None of the files carries a record, and no source is given to compare with. "
                    "Name the source with --source."
                )
            )
        self.found += issue_differences(self.issue)
        if self.others:
            self.found.append(self._several(len(outputs)))
        elif sources:
            self.found += moved_differences(self.issue)
            self.found += given_differences(self.issue, sources)
        examined = tuple(
            self._output(name, data, one, record)
            for (name, data), one, record in zip(outputs, read, records, strict=True)
            if name not in self.others
        )
        counted = [one.substitutions for one in self.expected.values()]
        substitutions = max(counted, key=len)
        return Verdict(
            outputs=examined,
            differences=tuple(dict.fromkeys(self.found)),
            issue=self.issue,
            issues=(self.issue,),
            given=tuple((name, _hash(data)) for name, data in sources),
            substitutions=tuple(sorted(substitutions.items())),
        )

    def _by_text_alone(
        self, outputs: Sequence[File], sources: Sequence[File], issue: Issue
    ) -> Verdict:
        """Files without a record: nothing is known of them but that the text must be in them."""
        self.found = [one for one in self.found if one.code != "record-missing"]
        self.found += issue_differences(issue)
        characters = expect(issue, "source").characters
        for name, data in outputs:
            self.found += flow_differences(issue, data, name)
        return Verdict(
            outputs=tuple(
                Examined(
                    name=name, format=kind_of(data, name), sha256=_hash(data), size=len(data),
                    record=None, articles=0, parts=0, characters=characters, entries=0, links=0,
                    fonts=0, generated=0,
                )
                for name, data in outputs
            ),
            differences=tuple(dict.fromkeys(self.found)),
            issue=issue,
            issues=(issue,),
            given=tuple((name, _hash(data)) for name, data in sources),
            substitutions=(),
        )  # fmt: skip

    def _record(self, name: str, one: Extracted) -> Record | None:
        if one.is_volume:
            raise VerifyError(
                say(
                    "{name} is a volume of several issues: verify it by itself, apart from the "
                    "files of single issues.",
                    name=name,
                ),
                path=name,
            )
        if one.record is None:
            self.found.append(
                Difference(code="record-missing", output=name, place="record",
                           detail=say("another program may have taken it out"))
            )  # fmt: skip
            return None
        try:
            record = self.reader.read(one.record, name)
        except InputError as error:
            self.found.append(
                Difference(code="record-damaged", output=name, place="record",
                           detail=error.message)
            )  # fmt: skip
            return None
        self.found += record_differences(record, one.format, name)
        if self.issue is None:
            self.issue = record.issue
        elif record.issue != self.issue and self.given_issue:
            self.found.append(
                Difference(code="record-differs", output=name, place="record",
                           detail=say("the issue given"))
            )  # fmt: skip
        elif record.issue != self.issue:
            self.others.append(name)
        return record

    def _several(self, files: int) -> Difference:
        """One sentence for all files of other issues: how they differ would say nothing."""
        return Difference(
            code="record-differs", output=self.others[0], place="record",
            detail=say(
                "{others} of {files} files carry other issues than the first, and were not "
                "examined: verify the files of each issue by themselves",
                others=len(self.others), files=files,
            ),
        )  # fmt: skip

    def _output(self, name: str, data: bytes, one: Extracted, record: Record | None) -> Examined:
        assert self.issue is not None
        options: dict[str, Any] = {} if record is None else record.options
        one.epoch = None if record is None else record.epoch
        one.contents = options.get("contents") is not False
        expected = self._expected("source" if options.get("punctuation") == "source" else "full")
        found = differences(expected, one, name)
        if record is None and self._would_fit("source", one, name, found):
            found = []
        self.found += found
        self.found += _attached(one, self.issue, name)
        kept = record if record is None else replace(record, issue=self.issue)
        return counted(name, data, one, kept, expected)

    def _would_fit(
        self, punctuation: Punctuation, one: Extracted, name: str, found: list[Difference]
    ) -> bool:
        """Whether an output whose record is gone was made with the other punctuation."""
        return bool(found) and not differences(self._expected(punctuation), one, name)

    def _expected(self, punctuation: Punctuation) -> Expected:
        assert self.issue is not None
        made = self.expected.get(punctuation)
        if made is None:
            made = self.expected[punctuation] = expect(self.issue, punctuation)
            self.found += unknown_substitutions(made)
        return made


def unknown_substitutions(expected: Expected) -> list[Difference]:
    """What is shown otherwise than in the source by no rule there is."""
    return [
        Difference(code="substitution-unknown", output="", place=article, expected=source,
                   found=shown)
        for article, source, shown in expected.unknown
    ]  # fmt: skip


def counted(
    name: str, data: bytes, one: Extracted, record: Record | None, expected: Expected
) -> Examined:
    """An output with what was compared in it."""
    return Examined(
        name=name,
        format=one.format,
        sha256=_hash(data),
        size=len(data),
        record=record,
        articles=len(one.articles),
        parts=expected.parts,
        characters=expected.characters,
        entries=sum(len(listing.entries) for listing in one.listings),
        links=one.links,
        fonts=one.fonts,
        generated=one.generated,
    )


def _read(name: str, data: bytes) -> Extracted:
    kind = kind_of(data, name)
    if kind == "json":
        raise VerifyError(
            say("{name} is a model, not an output: verify what was made from it.", name=name),
            path=name,
        )
    return _READERS[kind](data, name)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _attached(one: Extracted, issue: Issue, name: str) -> list[Difference]:
    """Files attached beside the record must be the record's sources or its pictures."""
    known = {source.sha256 for source in issue.sources} | {asset.sha256 for asset in issue.assets}
    return [
        Difference(
            code="attachment-differs", output=name, place=file, expected="",
            found=_hash(data), detail=say("no source and no picture has this SHA-256"),
        )
        for file, data in one.attached.items()
        if _hash(data) not in known
    ]  # fmt: skip
