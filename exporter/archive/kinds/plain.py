"""A plain ZIP or tar with a list of SHA-256 sums: what `sha256sum --check` reads once unpacked.

The list covers what was attached here. Members that others put in are left as they are and are not
listed: to hash them, all of a large archive would have to be unpacked at every attach.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.archive.containers.members import Changes, Container, content_of_bytes, text_of
from exporter.archive.kinds.findings import Finding, Sums
from exporter.archive.kinds.job import Job, Listed, Plan, changed
from exporter.archive.kinds.kind import MAYBE, NOT
from exporter.errors import OptionError, SinkError
from exporter.messages import say

TITLE = "a plain archive"
FORMS = "a .zip or .tar file"
TAKES_FIELDS = False
MANIFEST = "exporter-manifest-sha256.txt"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")
_BOOKS = ("mimetype", "[Content_Types].xml")


def found(container: Container) -> int:
    """Any ZIP or tar may be one. Raises SinkError for a document that is a ZIP inside: one more
    member would make a broken book of it."""
    if not fits(container.form):
        return NOT
    if container.form == "zip" and any(name in container.members() for name in _BOOKS):
        raise SinkError(
            say(
                "{shown} is a document that uses ZIP inside, not an archive. Name an archive "
                "first, then the files to put into it.",
                shown=container.shown,
            ),
            path=container.shown,
        )
    return MAYBE if container.stands() else NOT


def fits(form: str) -> bool:
    """A folder has bags and objects, which say what they are."""
    return form != "folder"


def plan(job: Job) -> Plan:
    """The new members, then the list, renewed. Raises SinkError, OptionError."""
    files = job.named({one.name: _plain_name(one.name) for one in job.attachments})
    put = changed(job, files)
    if not put:
        return Plan(files=files, changes=Changes())
    sums = _read_manifest(job.container) | {name: one.sha256 for name, one in put.items()}
    lines = [f"{digest}  {name}\n" for name, digest in sums.items()]
    manifest = content_of_bytes("".join(lines).encode())
    return Plan(files=files, changes=Changes(put={**put, MANIFEST: manifest}))


def listed(container: Container) -> Iterator[Listed]:
    """All members but the list itself."""
    sums = _read_manifest(container)
    for name, member in container.members().items():
        if name != MANIFEST:
            yield Listed(name=name, member=name, bytes=member.size, sha256=sums.get(name))


def check(container: Container, sums: Sums) -> Iterator[Finding]:
    """A member that is not in the list has no sum, and that is no fault."""
    for name, digest in _read_manifest(container).items():
        sums.setdefault(name, set()).add(("sha256", digest))
    for name in container.members():
        if name not in sums and name != MANIFEST:
            yield Finding(
                code="uncovered", name=name, detail=say("it was not attached by Exporter")
            )


def _read_manifest(container: Container) -> dict[str, str]:
    """SHA-256 by name; empty where there is no list. Raises SinkError when it is damaged."""
    if MANIFEST not in container.members():
        return {}
    return dict(_lines(text_of(container, MANIFEST), container.shown))


def _lines(text: str, shown: str) -> Iterator[tuple[str, str]]:
    for line in text.removesuffix("\n").split("\n"):
        read = _LINE.fullmatch(line)
        if read is None:
            raise SinkError(
                say(
                    "{name} in {archive} is damaged at {line!r}. The archive is left as it is.",
                    name=MANIFEST,
                    archive=shown,
                    line=line[:80],
                ),
                path=shown,
            )
        yield read[2], read[1]


def _plain_name(name: str) -> str:
    """Where a file of that name goes. Raises OptionError for the list's own name."""
    if name == MANIFEST:
        raise OptionError(
            say(
                "{name} is the list of sums itself. Give another name with --as.",
                name=MANIFEST,
            )
        )
    return name
