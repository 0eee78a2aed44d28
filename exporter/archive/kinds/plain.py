"""A plain ZIP or tar with a list of SHA-256 sums: what `sha256sum --check` reads once unpacked.

The list covers what was attached here. Members that others put in are left as they are and are not
listed: to hash them, all of a large archive would have to be unpacked at every attach.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from exporter.archive.containers.members import (
    Changes,
    Container,
    Content,
    content_of_bytes,
    text_of,
)
from exporter.archive.kinds import plain
from exporter.archive.kinds.job import Job, Listed, Plan, changed
from exporter.errors import OptionError, SinkError
from exporter.messages import say

MANIFEST = "exporter-manifest-sha256.txt"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


def read_manifest(container: Container) -> dict[str, str]:
    """SHA-256 by name; empty where there is no list. Raises SinkError when it is damaged."""
    if MANIFEST not in container.members():
        return {}
    return dict(_lines(text_of(container, MANIFEST), container.shown))


def _lines(text: str, shown: str) -> Iterator[tuple[str, str]]:
    for line in text.removesuffix("\n").split("\n"):
        found = _LINE.fullmatch(line)
        if found is None:
            raise SinkError(
                say(
                    "{name} in {archive} is damaged at {line!r}. The archive is left as it is.",
                    name=MANIFEST,
                    archive=shown,
                    line=line[:80],
                ),
                path=shown,
            )
        yield found[2], found[1]


def plain_name(name: str) -> str:
    """Where a file of that name goes. Raises OptionError for the list's own name."""
    if name == MANIFEST:
        raise OptionError(
            say(
                "{name} is the list of sums itself. Give another name with --as.",
                name=MANIFEST,
            )
        )
    return name


def added(container: Container, put: Mapping[str, Content]) -> Changes:
    """The changes that put these files and renew the list; the list comes last."""
    sums = read_manifest(container) | {name: content.sha256 for name, content in put.items()}
    lines = [f"{digest}  {name}\n" for name, digest in sums.items()]
    return Changes(put={**put, MANIFEST: content_of_bytes("".join(lines).encode())})


def plan_plain(job: Job) -> Plan:
    files = job.named({one.name: plain.plain_name(one.name) for one in job.attachments})
    put = changed(job, files)
    return None, files, plain.added(job.container, put) if put else Changes()


def list_plain(container: Container) -> Iterator[Listed]:
    sums = plain.read_manifest(container)
    for name, member in container.members().items():
        if name != plain.MANIFEST:
            yield Listed(name=name, bytes=member.size, sha256=sums.get(name))
