"""The whole examination of a set of outputs, and what came of it.

How the proof goes: the record in each output gives the issue, and it must be the same issue in all.
`model.unaccounted` proves that the issue holds its sources, whose hashes are checked; then each
output must show what `exporter.display` shows of the issue, character for character in order. So
source, model and shown text hang together, and every substitution between them is one of a short
list that can be undone.

Stronger where it can be had (`Remake`): the source is read again and gives the issue, the issue is
exported again and gives the file, part for part. The verdict says which proof each file has.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from exporter.display import Punctuation
from exporter.errors import InputError, VerifyError
from exporter.interchange.record import Record
from exporter.messages import Message, say
from exporter.model import Issue
from exporter.proof.compared.compare import differences
from exporter.proof.compared.differences import OF_TEXT, Difference
from exporter.proof.compared.expected import Expected, expect
from exporter.proof.compared.flow import flow_differences
from exporter.proof.edits import Edits, edits_of
from exporter.proof.found.docx import read_docx
from exporter.proof.found.epub import read_epub
from exporter.proof.found.extracted import Extracted, Fault
from exporter.proof.found.pdf.document import read_pdf
from exporter.proof.records import (
    RecordReader,
    Volume,
    carried_bytes,
    given_differences,
    issue_differences,
    moved_differences,
    read_differences,
    record_differences,
)
from exporter.proof.same import parts_apart, same_content
from exporter.startup.records import dataclass, replace
from exporter.untrusted.containers import kind_of
from exporter.version import __version__

_READERS: dict[str, Callable[[bytes, str], Extracted]] = {
    "epub": read_epub,
    "docx": read_docx,
    "pdf": read_pdf,
}
_CLOSED = {"epub": "exporter.proof.closed.epub"}
"""By format, the room that knows all that may stand in a file; loaded where it is needed. A file
of another format that does not come out again is never more than its text."""
File = tuple[str, bytes]
"""A file's name and its bytes."""
Proof = Literal["same", "compared", "text"]
"""How a file was proved: made again part for part; compared with all that may stand in it; or its
text alone, and nothing else of it examined."""
Result = Literal["proved", "record", "text", "edited", "differs"]
"""Against the source given; against its own record only; text alone; as a person edited it; no."""


@dataclass(frozen=True, slots=True)
class Remake:
    """What only the library can do, since the proof knows no reader of sources and no writer.

    `read` reads an issue's sources again, with the settings it carries: the same issue where they
    give it, another where they do not, None where that cannot be told. `make` exports again what a
    file was made of; None where that cannot be done here. `edited` reads a Word file that another
    program saved, changes marked.
    """

    read: Callable[[Issue], Issue | None]
    make: Callable[[bytes, str, Record | Volume], bytes | None]
    edited: Callable[[bytes, str], Issue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One output as it was examined. Counts are of what was compared: articles, parts, non-blank
    characters, entries of lists, links, fonts; `generated` are characters that are not the
    paper's. Of a file made again no entries, links and fonts are counted: its parts were compared
    whole. `record` is None where the file carries none."""

    name: str
    format: str
    sha256: str
    size: int
    record: Record | None
    proof: Proof
    articles: int
    parts: int
    characters: int
    entries: int
    links: int
    fonts: int
    generated: int
    unexamined: tuple[Message, ...] = ()
    """What is bounded and not proved, a phrase each."""


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
    read_again: bool = False
    edits: Edits = Edits(())

    @property
    def result(self) -> Result:
        """What came of it, in one word."""
        if self.differences or self.issue is None:
            return "differs"
        if self.edits:
            return "edited"
        if any(output.proof == "text" for output in self.outputs):
            return "text"
        return "proved" if self.given and self.read_again else "record"

    @property
    def proved(self) -> bool:
        """Whether all that stands in the files is proved: against the source or, where that cannot
        be had, against the record they carry."""
        return self.result in ("proved", "record")

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
    remake: Remake | None = None,
) -> Verdict:
    """Examines a set of outputs of one issue. `issue` may be given where the outputs carry none,
    or must be the one they carry; `fresh` reads sources where nothing else gives the issue;
    without `remake` files are compared and no more.

    Raises VerifyError when a file cannot be examined.
    """
    if not outputs:
        raise VerifyError(say("No output is given. Name at least one EPUB, PDF or DOCX file."))
    return _Examination(issue, remake).run(outputs, sources, fresh)


class _Examination:
    def __init__(self, issue: Issue | None, remake: Remake | None) -> None:
        self.issue = issue
        self.remake = remake
        self.edits = Edits(())
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
        records = [self._record(name, data) for name, data in outputs]
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
            self._output(name, data, record)
            for (name, data), record in zip(outputs, records, strict=True)
            if name not in self.others
        )
        read_again = bool(sources) and self._read_again()
        self.edits = self.edits or edits_of(self.issue)
        counted = [one.substitutions for one in self.expected.values()]
        substitutions = max(counted, key=len)
        return Verdict(
            outputs=examined,
            differences=tuple(dict.fromkeys(self.found)),
            issue=self.issue,
            issues=(self.issue,),
            given=tuple((name, _hash(data)) for name, data in sources),
            substitutions=tuple(sorted(substitutions.items())),
            read_again=read_again,
            edits=self.edits,
        )

    def _read_again(self) -> bool:
        """Whether the sources, read again, give the issue; where they give another, and no person
        edited it, that is a difference."""
        assert self.issue is not None
        if self.remake is None or edits_of(self.issue):
            return False
        again = self.remake.read(self.issue)
        if again is None:
            return False
        self.found += read_differences(self.issue, again)
        return again == self.issue

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
                    record=None, proof="text", articles=0, parts=0, characters=characters,
                    entries=0, links=0, fonts=0, generated=0,
                )
                for name, data in outputs
            ),
            differences=tuple(dict.fromkeys(self.found)),
            issue=issue,
            issues=(issue,),
            given=tuple((name, _hash(data)) for name, data in sources),
            substitutions=(),
        )  # fmt: skip

    def _record(self, name: str, data: bytes) -> Record | None:
        kind = _kind(data, name)
        told = carried_bytes(data, name, kind)
        if told is None:
            self.found.append(
                Difference(code="record-missing", output=name, place="record",
                           detail=say("another program may have taken it out"))
            )  # fmt: skip
            return None
        try:
            record = self.reader.read(told, name)
        except InputError as error:
            self.found.append(
                Difference(code="record-damaged", output=name, place="record",
                           detail=error.message)
            )  # fmt: skip
            return None
        self.found += record_differences(record, kind, name)
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

    def _output(self, name: str, data: bytes, record: Record | None) -> Examined:
        assert self.issue is not None
        options: dict[str, Any] = {} if record is None else record.options
        expected = self._expected("source" if options.get("punctuation") == "source" else "full")
        twin = None
        if record is not None:
            record = replace(record, issue=self.issue)
            twin = twin_of(data, name, record, self.remake)
            if twin is not None and not parts_apart(data, twin):
                return remade(name, data, record, expected)
        one = _read(name, data)
        one.epoch = None if record is None else record.epoch
        one.contents = options.get("contents") is not False
        found = differences(expected, one, name)
        if record is not None and one.saved_by is not None:
            return self._saved_elsewhere(name, data, record, expected, found)
        if record is None and self._would_fit("source", one, name, found):
            found = []
        self.found += found
        self.found += _attached(one, self.issue, name)
        examined = counted(name, data, one, record, expected)
        if record is None:
            return examined
        if one.format not in _CLOSED:
            known = self.remake is None or (twin is not None and same_content(data, twin))
            return examined if known else replace(examined, proof="text")
        room: Any = importlib.import_module(_CLOSED[one.format])
        self.found += told_faults(room.strangers(data, name, record, twin), name)
        return replace(examined, unexamined=room.unexamined(data, name, record, twin))

    def _saved_elsewhere(
        self, name: str, data: bytes, record: Record, expected: Expected, found: list[Difference]
    ) -> Examined:
        """A Word file that a word processor saved: how it looks is that program's doing, and of it
        nothing is examined. Its text is, and what a person changed in it is told as edits."""
        apart = [one for one in found if one.code in OF_TEXT]
        if apart and self.remake is not None:
            issue = self.remake.edited(data, name)
            self.edits, apart = edits_of(issue), [] if edits_of(issue) else apart
        self.found += apart
        return replace(remade(name, data, record, expected), proof="text")

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


def twin_of(
    data: bytes, name: str, made_of: Record | Volume, remake: Remake | None
) -> bytes | None:
    """The file made again of what it carries; None where that cannot be done here."""
    version = made_of.version if isinstance(made_of, Record) else made_of.told.version
    return None if remake is None or version != __version__ else remake.make(data, name, made_of)


def unknown_substitutions(expected: Expected) -> list[Difference]:
    """What is shown otherwise than in the source by no rule there is."""
    return [
        Difference(code="substitution-unknown", output="", place=article, expected=source,
                   found=shown)
        for article, source, shown in expected.unknown
    ]  # fmt: skip


def told_faults(faults: Iterable[Fault], output: str) -> list[Difference]:
    """What shows without comparing, as differences of a file."""
    return [
        Difference(code=one.code, output=output, place=one.place, expected=one.expected,
                   found=one.found, detail=one.detail)
        for one in faults
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
        proof="compared",
        articles=len(one.articles),
        parts=expected.parts,
        characters=expected.characters,
        entries=sum(len(listing.entries) for listing in one.listings),
        links=one.links,
        fonts=one.fonts,
        generated=one.generated,
    )


def remade(name: str, data: bytes, record: Record, expected: Expected) -> Examined:
    """An output that was made again part for part."""
    return Examined(
        name=name,
        format=record.format,
        sha256=_hash(data),
        size=len(data),
        record=record,
        proof="same",
        articles=len(expected.articles),
        parts=expected.parts,
        characters=expected.characters,
        entries=0,
        links=0,
        fonts=0,
        generated=0,
    )


def _read(name: str, data: bytes) -> Extracted:
    return _READERS[_kind(data, name)](data, name)


def _kind(data: bytes, name: str) -> str:
    """What an output is. Raises VerifyError for a model."""
    kind = kind_of(data, name)
    if kind == "json":
        raise VerifyError(
            say("{name} is a model, not an output: verify what was made from it.", name=name),
            path=name,
        )
    return kind


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
