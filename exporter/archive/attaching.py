"""`attach`: files into an archive, all of them or none, and a receipt.

What stands at the place decides the kind; where nothing stands, the name does (a folder becomes a
bag, .zip and .tar… a plain archive), unless a type is asked for. The same bytes under the same name
are nothing to do; other bytes under a name that is taken are refused, unless they are to replace
what is there (in an OCFL object: in a new version, the old one stays).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from exporter.archive.containers.members import (
    Container,
    content_of_bytes,
    content_of_file,
    member_name,
)
from exporter.archive.containers.places import container_at
from exporter.archive.containers.staging import locked
from exporter.archive.kinds.job import Attached, Attachment, Job, Listed, Options
from exporter.archive.kinds.table import KINDS, kind_of, refuse_form
from exporter.errors import InputError, OptionError, SinkError
from exporter.files.sources import shown_name
from exporter.messages import say
from exporter.startup.records import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What one attach did. `form` is "folder", "zip", "tar", "tar.gz" …; `version` an OCFL
    object's head afterwards; `changed` False when there was nothing to do or it was a dry run."""

    archive: str
    kind: str
    form: str
    created: bool
    changed: bool
    dry_run: bool
    version: str | None
    files: tuple[Attached, ...]


def attachment(path: Path, name: str | None = None) -> Attachment:
    """A file on disk, hashed. Raises InputError where it cannot be read, OptionError for a name
    no archive should hold."""
    chosen = member_name(name or shown_name(path))
    if path.exists() and not path.is_file() and not path.is_dir():
        raise InputError(
            say(
                "{path} cannot be attached: it is a device or pipe. Save what it gives to a file.",
                path=path,
            ),
            path=str(path),
        )
    try:
        content = content_of_file(path)
        modified = dt.datetime.fromtimestamp(int(path.stat().st_mtime), dt.UTC)
    except OSError as error:
        told = (
            say("{path} cannot be attached: it is a folder; name the files in it.", path=path)
            if path.is_dir()
            else say("{path} cannot be attached: {reason}.", path=path, reason=error.strerror)
        )
        raise InputError(told, path=str(path)) from error
    return Attachment(name=chosen, content=content, modified=modified)


def attachment_of_bytes(name: str, data: bytes) -> Attachment:
    """Bytes in memory."""
    return Attachment(name=member_name(name), content=content_of_bytes(data))


def attach(
    archive: Path, attachments: Sequence[Attachment], options: Options | None = None
) -> Receipt:
    """Puts the files into a local archive, which is made where there is none.

    Raises SinkError (the archive then is what it was), OptionError, InputError.
    """
    chosen = options or Options()
    _distinct(attachments)
    if chosen.dry_run:
        return attached(container_at(archive), archive, attachments, chosen)
    with locked(archive, wait=chosen.wait) as staging:
        container = container_at(staging.target, chosen.stamp, staging)
        return attached(container, archive, attachments, chosen)


def contents(archive: Path) -> tuple[str, str, tuple[Listed, ...]]:
    """(kind, form, files) of a local archive. Raises SinkError."""
    if not archive.exists():
        raise SinkError(say("{archive} does not exist.", archive=archive), path=str(archive))
    container = container_at(archive)
    return listed(container)


def listed(container: Container) -> tuple[str, str, tuple[Listed, ...]]:
    """(kind, form, files) of a container."""
    kind = kind_of(container)
    if kind is None:
        raise SinkError(say("{shown} is no archive of a kind known here.", shown=container.shown))
    return kind, container.form, tuple(KINDS[kind].listed(container))


def renamed(receipt: Receipt, archive: str) -> Receipt:
    """The receipt of an attach that was made on a copy."""
    return replace(receipt, archive=archive)


def attached(
    container: Container, archive: Path | str, attachments: Sequence[Attachment], options: Options
) -> Receipt:
    """The receipt, after the changes are made unless this is a dry run."""
    title = str(archive).replace("\\", "/").rstrip("/").rpartition("/")[2]
    standing = kind_of(container)
    kind = _chosen(container, standing, options.kind)
    refuse_form(kind, container)
    if options.info and not KINDS[kind].TAKES_FIELDS:
        raise OptionError(
            say(
                "{shown} is {named}, which has no place for --bag-info. Leave it out, or name a "
                "bag.",
                shown=container.shown,
                named=KINDS[kind].TITLE,
            )
        )
    job = Job(
        container=container,
        attachments=attachments,
        options=options,
        title=title,
        new=standing is None,
    )
    planned = KINDS[kind].plan(job)
    done = bool(planned.changes) and not options.dry_run
    if done:
        container.apply(planned.changes)
    return Receipt(
        archive=str(archive),
        kind=kind,
        form=container.form,
        created=standing is None,
        changed=done,
        dry_run=options.dry_run,
        version=planned.version,
        files=planned.files,
    )


def _chosen(container: Container, standing: str | None, asked: str | None) -> str:
    """The kind that stands, or is to be made. Raises OptionError where another is asked for."""
    if asked is not None and asked not in KINDS:
        raise OptionError(
            say(
                "There is no kind of archive {asked!r}. There are: {kinds}.",
                asked=asked,
                kinds=tuple(KINDS),
            )
        )
    if standing and asked and standing != asked:
        raise OptionError(
            say(
                "{shown} is {named}, not {named_2}. Leave --type out, or name another archive.",
                shown=container.shown,
                named=KINDS[standing].TITLE,
                named_2=KINDS[asked].TITLE,
            )
        )
    return standing or asked or ("bag" if container.form == "folder" else "plain")


def _distinct(attachments: Sequence[Attachment]) -> None:
    if not attachments:
        raise OptionError(say("No file is given. Name at least one to attach."))
    seen: dict[str, Attachment] = {}
    for one in attachments:
        if one.name in seen:
            raise OptionError(
                say(
                    "Two files would be called {name!r} in the archive. Give one of them another "
                    "name, or attach it by itself with --as.",
                    name=one.name,
                )
            )
        seen[one.name] = one
