"""Whether an archive is whole: every member unpacked, every sum it keeps computed again.

Independent of attaching: nothing is taken from a receipt or from an attach's own bookkeeping, only
from what the archive says of itself by the standards of its kind (RFC 8493, OCFL 1.1, sha256sum).
What its lists say is the kind's part (`kinds`), reading and computing is done here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Set

from exporter.archive.containers.members import Container
from exporter.archive.kinds.findings import Finding, Sums
from exporter.archive.kinds.kind import Kind
from exporter.archive.kinds.table import KINDS, kind_of
from exporter.errors import SinkError, VerifyError
from exporter.messages import say
from exporter.startup.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check gave: `files` members of `bytes` in all were read, `sums` sums computed."""

    archive: str
    kind: str
    form: str
    files: int
    bytes: int
    sums: int
    findings: tuple[Finding, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong."""
        return not any(finding.is_fault for finding in self.findings)


def check(container: Container) -> Checked:
    """Reads the whole archive once, in memory that does not grow with its members' sizes.

    Raises VerifyError where it cannot be examined at all.
    """
    kind = _kind(container)
    sums: Sums = {}
    findings = list(_read_lists(KINDS[kind], container, sums))
    count = size = done = 0
    for name, pieces in container.each():
        wanted = sums.get(name, set())
        try:
            digests, length = _digests(pieces, {algorithm for algorithm, _ in wanted})
        except SinkError as error:
            findings.append(Finding(code="unreadable", name=name, detail=error.message))
            continue
        count, size, done = count + 1, size + length, done + len(digests)
        findings += _altered(name, wanted, digests)
    members = container.members()
    findings += [
        Finding(code="missing", name=name, detail=say("it is listed"))
        for name in sums
        if name not in members
    ]
    return Checked(
        archive=container.shown,
        kind=kind,
        form=container.form,
        files=count,
        bytes=size,
        sums=done,
        findings=tuple(findings),
    )


def _kind(container: Container) -> str:
    try:
        kind = kind_of(container)
        container.members()
    except SinkError as error:
        raise VerifyError(error.message, path=container.shown) from error
    if kind is None:
        raise VerifyError(
            say("{shown} holds nothing to verify.", shown=container.shown), path=container.shown
        )
    return kind


def _read_lists(kind: Kind, container: Container, sums: Sums) -> Iterator[Finding]:
    """Fills `sums`; a list that cannot be read is a finding."""
    try:
        yield from kind.check(container, sums)
    except SinkError as error:
        yield Finding(code="malformed", name="", detail=error.message)


def _digests(pieces: Iterator[bytes], algorithms: set[str]) -> tuple[dict[str, str], int]:
    running = {name: hashlib.new(name, usedforsecurity=False) for name in algorithms}
    length = 0
    for piece in pieces:
        length += len(piece)
        for digest in running.values():
            digest.update(piece)
    return {name: digest.hexdigest() for name, digest in running.items()}, length


def _altered(name: str, wanted: Set[tuple[str, str]], digests: dict[str, str]) -> Iterator[Finding]:
    for algorithm, told in sorted(wanted):
        if digests[algorithm] != told.lower():
            detail = say(
                "{algorithm} is {digests}, not {told}",
                algorithm=algorithm,
                digests=digests[algorithm],
                told=told,
            )
            yield Finding(code="altered", name=name, detail=detail)
