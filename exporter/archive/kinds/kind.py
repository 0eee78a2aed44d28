"""What a kind of archive is: a module of functions, one line in `table.KINDS`.

A kind knows the standard its archives follow and nothing of where they lie: it is shown a
`Container` and says what stands there, which members an attach means, what is listed, and what is
wrong. Reading takes nothing of a kind: what it lists names the member that holds the bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from exporter.archive.containers.members import Container
from exporter.archive.kinds.findings import Finding, Sums
from exporter.archive.kinds.job import Job, Listed, Plan

NOT, MAYBE, DECLARED = range(3)
"""How surely something is of a kind: not at all, perhaps (nothing says otherwise), as it says."""


class Kind(Protocol):
    """One kind of archive. `TITLE` is what a sentence calls one ("a BagIt bag"), `FORMS` what it
    may be put into ("a folder", "a .zip or .tar file"); `TAKES_FIELDS` whether it has a place for
    `Options.info`."""

    TITLE: str
    FORMS: str
    TAKES_FIELDS: bool

    def found(self, container: Container) -> int:
        """How surely one stands there. Raises SinkError for what only looks like one, or may not
        be added to."""
        ...

    def fits(self, form: str) -> bool:
        """Whether one can be made in a container of that form ("folder", "zip", "tar.gz" …)."""
        ...

    def plan(self, job: Job) -> Plan:
        """What an attach is to do; nothing is written. Raises SinkError, OptionError."""
        ...

    def listed(self, container: Container) -> Iterator[Listed]:
        """The files that were put in, in order, each with the member that holds it. Raises
        SinkError."""
        ...

    def check(self, container: Container, sums: Sums) -> Iterator[Finding]:
        """What the lists say: faults come out, the sums to be computed go into `sums`. Raises
        SinkError where a list cannot be read at all."""
        ...
