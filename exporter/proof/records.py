"""The record that outputs carry: found, read, and checked against itself and its sources."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from exporter.conservation import unaccounted
from exporter.errors import InputError, VerifyError
from exporter.interchange.record import (
    SCHEMA,
    Record,
    VolumeRecord,
    options_hash,
    read_record,
    read_volume,
)
from exporter.messages import Message, as_message, say
from exporter.model import (
    Article,
    Issue,
    Meta,
    Range,
    Source,
    articles_of,
    group_lines,
    line_number,
    text_of,
)
from exporter.proof.compared.differences import Difference, excerpt
from exporter.proof.compared.order import out_of_order
from exporter.proof.compared.texts import text_differences
from exporter.proof.found.docx import record_of_docx
from exporter.proof.found.epub import record_of_epub, volume_of_epub
from exporter.proof.found.pdf.attachments import record_of
from exporter.proof.found.pdf.metadata import never_carried
from exporter.startup.records import dataclass, replace
from exporter.titles import volume_title
from exporter.untrusted.containers import kind_of
from exporter.untrusted.pdf_file import PdfFile


def _record_of_pdf(data: bytes, name: str) -> bytes | None:
    file = PdfFile(data, name)
    return record_of(file, file.dictionary(file.trailer.get("Root")))


_CARRIERS: dict[str, Callable[[bytes, str], bytes | None]] = {
    "epub": record_of_epub,
    "docx": record_of_docx,
    "pdf": _record_of_pdf,
}


def carried_bytes(data: bytes, name: str, kind: str) -> bytes | None:
    """The record of a file of one issue as it is carried; None where there is none. Raises
    VerifyError for a volume."""
    if kind == "epub" and volume_of_epub(data, name) is not None:
        raise VerifyError(
            say(
                "{name} is a volume of several issues: verify it by itself, apart from the "
                "files of single issues.",
                name=name,
            ),
            path=name,
        )
    return _CARRIERS[kind](data, name)


def carried_record(data: bytes, name: str) -> Record:
    """The record of a finished file. Raises VerifyError when there is none or it is damaged."""
    kind = kind_of(data, name)
    if kind == "json":
        raise VerifyError(
            say("{name} is a model itself; there is nothing to recover.", name=name), path=name
        )
    found = _CARRIERS[kind](data, name)
    if found is None:
        raise VerifyError(
            say(
                "{name} carries no record: {why}",
                name=name,
                why=_no_record(kind, data, name),
            ),
            path=name,
        )
    try:
        return read_record(found, name)
    except InputError as error:
        raise VerifyError(error.message, path=name) from error


def _no_record(kind: str, data: bytes, name: str) -> Message:
    """Why there may be none, and what to do where that is known."""
    if kind == "pdf":
        file = PdfFile(data, name)
        if never_carried(file, file.dictionary(file.trailer.get("Root"))):
            return say(
                "Exporter made it with --profile plain or pdf/a-2a, which attach nothing. Recover "
                "from an output of another format or of profile pdf/a-3a, or keep the source."
            )
    return say("it was not made by Exporter, or another program took the record out.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """What a volume carries: what it says of itself, and its issues' records, in order. `faults`
    is where these do not agree."""

    about: VolumeRecord
    records: tuple[Record, ...]
    faults: tuple[Difference, ...]

    @property
    def issues(self) -> tuple[Issue, ...]:
        """The issues, in order."""
        return tuple(record.issue for record in self.records)

    @property
    def record(self) -> Record:
        """The volume as one record, its issue all the issues in one."""
        about = self.about
        return Record(
            format=about.format, version=about.version, options=about.options,
            options_sha256=about.options_sha256, epoch=about.epoch,
            issue=bound(about.meta, self.issues),
        )  # fmt: skip


def bound(meta: Meta, issues: Sequence[Issue]) -> Issue:
    """Issues in one, to be compared with a volume; ids are told apart by the issue's number."""
    pages = [
        replace(
            page,
            id=f"{number}/{page.id}",
            articles=tuple(replace(one, id=f"{number}/{one.id}") for one in page.articles),
        )
        for number, issue in enumerate(issues, 1)
        for page in issue.pages
    ]
    return Issue(
        meta=replace(meta, title=volume_title(meta, issues)),
        sources=tuple(source for issue in issues for source in issue.sources),
        pages=tuple(pages),
        assets=tuple(asset for issue in issues for asset in issue.assets),
    )


def carried(data: bytes, name: str) -> Record | Volume:
    """What a finished file carries, a volume's too. Raises VerifyError as `carried_record` does."""
    volume = carried_volume(data, name)
    return carried_record(data, name) if volume is None else volume


def carried_volume(data: bytes, name: str) -> Volume | None:
    """What a volume carries; None of any other file. Raises VerifyError where it is damaged."""
    found = volume_of_epub(data, name) if kind_of(data, name) == "epub" else None
    if found is None:
        return None
    told_bytes, files = found
    try:
        told = read_volume(told_bytes, name)
        missing = [file for file, _ in told.records if file not in files]
        if missing or not told.records:
            lacks = (
                say("{name} lacks {parts}.", name=name, parts=missing)
                if missing
                else say("{name} lacks its records.", name=name)
            )
            raise InputError(lacks, path=name)
        records = tuple(read_record(files[file], name) for file, _ in told.records)
    except InputError as error:
        raise VerifyError(error.message, path=name) from error
    return Volume(
        about=told, records=records, faults=tuple(_volume_faults(told, records, files, name))
    )


def _volume_faults(
    told: VolumeRecord, records: Sequence[Record], files: Mapping[str, bytes], output: str
) -> Iterator[Difference]:
    for (file, digest), record in zip(told.records, records, strict=True):
        found = hashlib.sha256(files[file]).hexdigest()
        if found != digest:
            yield _of("record-damaged", output, digest, found, as_message(file))
        if (record.options, record.epoch) != (told.options, told.epoch):
            yield _of("record-damaged", output, "", file, say("its options are not the volume's"))
        yield from record_differences(record, told.format, output)
    known = {file for file, _ in told.records}
    for file in files:
        if file not in known:
            yield _of("record-damaged", output, "", file, say("the volume does not name it"))


@dataclass(slots=True)
class RecordReader:
    """Reads the records of several outputs; an issue that several carry is decoded once."""

    plain: Any = None
    issue: Issue | None = None

    def read(self, data: bytes, name: str) -> Record:
        """Raises InputError when it is no record."""
        if self.issue is None:
            record = read_record(data, name)
            self.plain, self.issue = json.loads(data)["issue"], record.issue
            return record
        try:
            document = json.loads(data)
            same = document["record"] == SCHEMA and document["issue"] == self.plain
        except (ValueError, TypeError, KeyError, RecursionError):
            return read_record(data, name)
        if not same:
            return read_record(data, name)
        # The same issue: what is left of the record is read with the smallest issue there is.
        empty = {"meta": self.plain["meta"], "sources": [], "pages": [], "dropped": [],
                 "moves": [], "assets": []}  # fmt: skip
        small = json.dumps({**document, "issue": empty, "guesses": [], "notices": []})
        record = read_record(small.encode("utf-8", "surrogatepass"), name)
        return Record(
            format=record.format, version=record.version, options=record.options,
            options_sha256=record.options_sha256, epoch=record.epoch, issue=self.issue,
        )  # fmt: skip


def record_differences(record: Record, format_name: str, output: str) -> Iterator[Difference]:
    """Where a record contradicts itself or the file it is in."""
    if record.format != format_name:
        yield _of("record-damaged", output, format_name, str(record.format), "format")
    if options_hash(record.options) != record.options_sha256:
        yield _of(
            "record-damaged", output, str(record.options_sha256), options_hash(record.options),
            say("the options are not those their hash was taken of"),
        )  # fmt: skip


def issue_differences(issue: Issue) -> Iterator[Difference]:
    """Where the issue breaks the promise of conservation, or a source is not what it was."""
    for source in issue.sources:
        if source_hash(source) != source.sha256:
            yield Difference(
                code="source-damaged", output="", place=source.name, expected=source.sha256,
                found=source_hash(source), detail=say("the carried text gives another SHA-256"),
            )  # fmt: skip
    for hole in unaccounted(issue):
        yield Difference(
            code=f"model-{hole.code}", output="", place=_where(hole.range, issue), expected="",
            found=hole.detail, detail="",
        )  # fmt: skip


def moved_differences(issue: Issue) -> Iterator[Difference]:
    """Blocks that stand in another order than the source's, without a recorded move. Asked where
    the source is given: an issue put together by hand may have any order it likes."""
    for article, text, where in out_of_order(issue):
        place = _where(where, issue)
        yield Difference(
            code="model-moved", output="", place=f"{article}, {place}", found=text[:40]
        )


def read_differences(issue: Issue, again: Issue) -> Iterator[Difference]:
    """Where an issue is not what its sources give, read again with the settings it carries."""
    if issue == again:
        return
    pairs = zip_longest(articles_of(issue), articles_of(again))
    one, other = next((pair for pair in pairs if pair[0] != pair[1]), (None, None))
    told, read = (_opening(article) for article in (one, other))
    shown = one or other
    yield Difference(
        code="model-differs", output="", place="issue" if shown is None else shown.id,
        expected=read if told != read else "", found=told if told != read else "",
        detail=say("its parts, what is set aside or what is said of it are not what is read"),
    )  # fmt: skip


def _opening(article: Article | None) -> str:
    """What tells an article from another: its lines as they are, cut where they first end."""
    return "" if article is None else " / ".join(map(text_of, group_lines(article)))[:80]


def source_bytes(source: Source) -> bytes:
    """The file a source was read from, byte for byte."""
    return source.text.encode(source.encoding)


def source_hash(source: Source) -> str:
    """SHA-256 of the source as it is carried; "" where its text cannot be in its encoding."""
    try:
        return hashlib.sha256(source_bytes(source)).hexdigest()
    except (UnicodeError, LookupError):
        return ""


def given_differences(issue: Issue, given: Sequence[tuple[str, bytes]]) -> Iterator[Difference]:
    """The carried sources against the files they are said to come from."""
    if not given:
        return
    left = list(given)
    unmatched: list[Source] = []
    for source in issue.sources:
        same = next(
            (pair for pair in left if hashlib.sha256(pair[1]).hexdigest() == source.sha256), None
        )
        if same is None:
            unmatched.append(source)
        else:
            left.remove(same)
    for source in unmatched:
        pair = next((one for one in left if one[0] == source.name), left[0] if left else None)
        if pair is None:
            yield _source_difference(
                source, source.name, "", say("it was not among the sources given")
            )
            continue
        left.remove(pair)
        yield from _file_differences(source, *pair)
    for name, data in left:
        yield Difference(
            code="source-differs", output="", place=name, expected="",
            found=hashlib.sha256(data).hexdigest(),
            detail=say("no carried source comes from this file"),
        )  # fmt: skip


def _file_differences(source: Source, name: str, data: bytes) -> Iterator[Difference]:
    try:
        text = data.decode(source.encoding)
    except (UnicodeError, LookupError):
        told = say("the file is not {encoding} text", encoding=source.encoding)
        yield _source_difference(source, name, "", told)
        return
    differs = next(text_differences(text, source.text), None)
    at = next((i for i, (a, b) in enumerate(zip(text, source.text, strict=False)) if a != b),
              min(len(text), len(source.text)))  # fmt: skip
    line = line_number(text, at)
    yield Difference(
        code="source-differs", output="", place=f"{name}:{line}",
        expected=excerpt(text, at), found=excerpt(source.text, at),
        detail=say("in its bytes alone") if differs is None else differs.code,
    )  # fmt: skip


def _source_difference(source: Source, place: str, found: str, detail: str) -> Difference:
    return Difference(
        code="source-differs", output="", place=place, expected=source.sha256, found=found,
        detail=detail,
    )  # fmt: skip


def _where(where: Range | None, issue: Issue) -> str:
    if where is None:
        return "issue"
    source = next((one for one in issue.sources if one.id == where.src), None)
    if source is None:
        return "issue"
    return f"{source.name}:{source.text.count(chr(10), 0, where.start) + 1}"


def _of(code: str, output: str, expected: str, found: str, detail: str) -> Difference:
    return Difference(
        code=code, output=output, place="record", expected=expected, found=found, detail=detail
    )
