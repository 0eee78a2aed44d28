"""Archives at URLs, through fsspec: s3://bucket/name and whatever else it knows.

A packed archive (ZIP, tar) is one object, and one object is replaced in one step: it is copied
here, attached to by the code for local files, checked, and put back on the condition that nobody
changed it meanwhile (S3's If-Match; where somebody did, everything is done again on the new one).

A folder of objects cannot be changed in one step; no store offers that. So an attach is prepared
under other names, then written down in a journal (the moment that decides: before it the old
archive stands, untouched), then carried out object by object, contents before the lists that name
them, then the journal goes. A process that dies in between leaves a bag whose lists may be behind
its files until the next attach, which finishes what the journal says before it begins its own.
The journal is created on the condition that there is none: it is the lock as well. Who finds one
waits as long as its owner may reasonably need (no store can say whether a process is alive), then
takes the owner for dead and finishes its work.

Needs the extra `remote` (fsspec; s3fs for s3://). file:// URLs are local archives.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import posixpath
import re
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from exporter.archive import attaching
from exporter.archive.attaching import Receipt
from exporter.archive.containers.members import (
    PIECE,
    Changes,
    Container,
    Content,
    Member,
    digest_of,
    is_unsafe,
    refuse_unsafe,
)
from exporter.archive.containers.places import container_at, means_packed
from exporter.archive.kinds.job import Attachment, Options
from exporter.errors import ExporterError, SinkError
from exporter.messages import resaid, say

_TRIES = 20
_PART = 64 << 20
"""Bytes of one part of a large object on its way to S3 (5 MB to 5 GB, at most 10,000 parts)."""
PATIENCE_S = 10.0
"""How long a journal may stand before its owner is taken for dead, and …"""
PACE = 4 << 20
"""… a second more for every so many bytes that it has to copy inside the store."""
_LOOK_S = 0.25
_MOST = 1 << 50
_STORE_ERRORS = (
    ("botocore.exceptions", "BotoCoreError"),
    ("botocore.exceptions", "ClientError"),
    ("aiohttp.client_exceptions", "ClientError"),
)
"""What stores raise besides OSError; looked up where their libraries are loaded."""


class _Changed(Exception):  # noqa: N818 - not an error: the work is done again
    """Somebody else attached between our reading and our writing."""


def attach(url: str, attachments: Sequence[Attachment], options: Options) -> Receipt:
    """See `attaching.attach`. Raises SinkError also when others keep changing the archive."""
    if url.startswith("file://"):
        return attaching.renamed(attaching.attach(_local(url), attachments, options), url)
    with _told(url):
        for _ in range(_TRIES):
            with contextlib.suppress(_Changed):
                return _attach(url, attachments, options)
    raise SinkError(
        say(
            "{url} was changed by others {tries} times while this attach was prepared. Try again.",
            url=url,
            tries=_TRIES,
        ),
        path=url,
    )


@contextlib.contextmanager
def opened(url: str) -> Iterator[Container]:
    """The archive, to read from; a packed one is copied here for that time."""
    if url.startswith("file://"):
        yield container_at(_local(url))
        return
    with _told(url):
        fs, path = _file_system(url)
        if not fs.exists(path):
            raise SinkError(say("{url} does not exist.", url=url), path=url)
        if not fs.isfile(path):
            yield RemoteFolder(fs, path, url)
            return
        with tempfile.TemporaryDirectory(prefix="exporter-") as scratch:
            here = Path(scratch, posixpath.basename(path))
            fs.get_file(path, str(here))
            yield container_at(here)


def _attach(url: str, attachments: Sequence[Attachment], options: Options) -> Receipt:
    fs, path = _file_system(url)
    if fs.isfile(path) or (means_packed(posixpath.basename(path)) and not fs.isdir(path)):
        return _attach_packed(fs, path, url, attachments, options)
    if not posixpath.dirname(path.rstrip("/")):
        raise SinkError(say("{url} is a whole bucket. Name an archive in it.", url=url), path=url)
    folder = RemoteFolder(fs, path, url)
    if not options.dry_run:
        folder.recover()
    return attaching.attached(folder, url, attachments, options)


def _attach_packed(
    fs: Any, path: str, url: str, attachments: Sequence[Attachment], options: Options
) -> Receipt:
    with tempfile.TemporaryDirectory(prefix="exporter-") as scratch:
        here = Path(scratch, posixpath.basename(path))
        token = _token(fs, path)
        if token is not None:
            fs.get_file(path, str(here))
        try:
            receipt = attaching.attach(here, attachments, options)
        except SinkError as error:
            told = resaid(error.message, lambda text: text.replace(str(here), url))
            raise SinkError(told, path=url) from error
        if receipt.changed:
            _put_back(fs, path, here, token)
            if _digest(fs, path) != digest_of(_pieces(here)):
                raise SinkError(
                    say("{url} does not read back as it was written.", url=url), path=url
                )
    return attaching.renamed(receipt, url)


class RemoteFolder:
    """See `members.Container` and this module's beginning."""

    form = "folder"

    def __init__(self, fs: Any, root: str, url: str) -> None:
        self.shown = url
        self._fs = fs
        self._root = root.rstrip("/")
        key = hashlib.sha256(posixpath.basename(self._root).encode()).hexdigest()[:16]
        self._staged = posixpath.join(posixpath.dirname(self._root), f".exporter-{key}")
        self._journal = self._staged + ".journal"

    def stands(self) -> bool:
        return bool(self._found)

    @cached_property
    def _found(self) -> dict[str, Any]:
        self._fs.invalidate_cache()
        found = self._fs.find(self._root, detail=True)
        names = {self._name(path): info for path, info in found.items()}
        for name in names:
            refuse_unsafe(name, self.shown)
        return dict(sorted(names.items()))

    def _name(self, path: str) -> str:
        return path.removeprefix(self._root.lstrip("/")).removeprefix(self._root).lstrip("/")

    def members(self) -> Mapping[str, Member]:
        return {name: Member(name=name, size=info["size"]) for name, info in self._found.items()}

    def links(self) -> frozenset[str]:
        return frozenset()

    def folders(self) -> frozenset[str]:
        return frozenset()

    def read(self, name: str) -> Iterator[bytes]:
        return _read(self._fs, f"{self._root}/{name}")

    def each(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        return ((name, self.read(name)) for name in self.members())

    def apply(self, changes: Changes) -> None:
        before = {name: _mark(info) for name, info in self._found.items()}
        # A name of this attach's own, however many there are at once; it is in no output.
        staged = f"{self._staged}/{uuid.uuid4().hex}"
        for number, content in enumerate(changes.put.values()):
            _put(self._fs, f"{staged}/{number}", content)
        journal = {
            "staged": staged,
            "put": [[name, content.sha256] for name, content in changes.put.items()],
            "remove": sorted(changes.remove),
            "bytes": sum(content.size for content in changes.put.values()),
        }
        try:
            self._fs.pipe_file(self._journal, json.dumps(journal).encode(), mode="create")
        except FileExistsError as error:
            self._fs.rm(staged, recursive=True)
            raise _Changed from error
        del self.__dict__["_found"]
        if {name: _mark(info) for name, info in self._found.items()} != before:
            self._fs.rm_file(self._journal)
            self._fs.rm(staged, recursive=True)
            raise _Changed
        self._carry_out(journal)
        for name, content in changes.put.items():
            if digest_of(self.read(name)) != content.sha256:
                raise SinkError(
                    say(
                        "{name} does not read back as it was written to {archive}.",
                        name=name,
                        archive=self.shown,
                    ),
                    path=self.shown,
                )

    def recover(self) -> None:
        """Waits for the owner of a journal, if there is one; carries it out if the owner does
        not. Raises SinkError where it is none that we wrote for this archive."""
        while (text := self._read_journal()) is not None:
            journal = self._own(text)
            if self._vanishes(text, PATIENCE_S + (journal["bytes"] / PACE if journal else 0)):
                continue
            if journal is None:
                raise SinkError(
                    say(
                        "{journal} beside {archive} is damaged, or no journal of this archive. "
                        "Verify the archive, and remove that file.",
                        journal=posixpath.basename(self._journal),
                        archive=self.shown,
                    ),
                    path=self.shown,
                )
            try:
                self._carry_out(journal)
            except OSError:
                if self._read_journal() == text:
                    raise  # nobody else finished it
        self.__dict__.pop("_found", None)

    def _own(self, text: bytes) -> dict[str, Any] | None:
        """A journal as `apply` writes it, which names nothing outside the archive and what is
        staged for it; else None: whoever may write beside the archive could have put it there."""
        try:
            journal = json.loads(text)
            names = [*(name for name, _ in journal["put"]), *journal["remove"]]
            staged = re.fullmatch(re.escape(self._staged) + "/[0-9a-f]{32}", journal["staged"])
            sound = staged and type(journal["bytes"]) is int and 0 <= journal["bytes"] < _MOST
            return None if not sound or any(map(is_unsafe, names)) else journal
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def _vanishes(self, text: bytes, seconds: float) -> bool:
        for _ in range(int(seconds / _LOOK_S)):
            if self._read_journal() != text:
                return True
            time.sleep(_LOOK_S)
        return False

    def _read_journal(self) -> bytes | None:
        self._fs.invalidate_cache()
        try:
            return bytes(self._fs.cat_file(self._journal))
        except FileNotFoundError:
            return None

    def _carry_out(self, journal: Mapping[str, Any]) -> None:
        for number, (name, _) in enumerate(journal["put"]):
            _copy(self._fs, f"{journal['staged']}/{number}", f"{self._root}/{name}")
        for name in journal["remove"]:
            if self._fs.exists(f"{self._root}/{name}"):
                self._fs.rm_file(f"{self._root}/{name}")
        self._fs.rm_file(self._journal)
        self._fs.rm(journal["staged"], recursive=True)
        self._fs.invalidate_cache()
        self.__dict__.pop("_found", None)


def _file_system(url: str) -> tuple[Any, str]:
    try:
        core = importlib.import_module("fsspec.core")
        fs, path = core.url_to_fs(url)
    except ModuleNotFoundError as error:
        raise SinkError(
            say(
                "{url} needs the package {name!r}, which is not installed. Install "
                "exporter[remote], or name a local archive.",
                url=url,
                name=error.name,
            ),
            path=url,
        ) from error
    except (ImportError, ValueError) as error:
        raise SinkError(
            say("{url} cannot be reached: {error}", url=url, error=error), path=url
        ) from error
    fs.use_listings_cache = False
    fs.invalidate_cache()
    return fs, path


@contextlib.contextmanager
def _told(url: str) -> Iterator[None]:
    """A store's refusals as SinkErrors."""
    try:
        yield
    except (ExporterError, _Changed):
        raise
    except OSError as error:
        reason = error.strerror or str(error) or type(error).__name__
        raise SinkError(
            say("{url} cannot be used: {reason}.", url=url, reason=reason.rstrip(".")), path=url
        ) from error
    except _store_errors() as error:
        raise SinkError(
            say("{url} cannot be used: {error}", url=url, error=error), path=url
        ) from error


def _store_errors() -> tuple[type[Exception], ...]:
    """The exceptions of `_STORE_ERRORS` whose modules are loaded."""
    found = (getattr(sys.modules.get(module), name, None) for module, name in _STORE_ERRORS)
    return tuple(one for one in found if isinstance(one, type) and issubclass(one, Exception))


def _token(fs: Any, path: str) -> str | None:
    """What tells this state of an object from every other; None where there is no object."""
    fs.invalidate_cache()
    try:
        return _mark(fs.info(path))
    except FileNotFoundError:
        return None


def _mark(info: Mapping[str, Any]) -> str:
    for key in ("ETag", "etag", "md5", "checksum", "created", "mtime", "LastModified"):
        if info.get(key):
            return f"{info[key]}"
    return f"{info.get('size')}"


def _put_back(fs: Any, path: str, here: Path, token: str | None) -> None:
    """Replaces an object if it still is what the token says. Raises _Changed when it is not."""
    if _protocol(fs) == "s3":
        _put_s3(fs, path, here, token)
        return
    # Other stores: the shortest window that can be had, and one step for the object itself.
    staged = f"{path}.exporter-new"
    fs.put_file(str(here), staged)
    if _token(fs, path) != token:
        fs.rm_file(staged)
        raise _Changed
    fs.mv(staged, path)


def _protocol(fs: Any) -> str:
    names = fs.protocol
    return str(names if isinstance(names, str) else names[0])


def _put_s3(fs: Any, path: str, here: Path, token: str | None) -> None:
    bucket, key, _ = fs.split_path(path)
    where = {"Bucket": bucket, "Key": key}
    condition = {"IfNoneMatch": "*"} if token is None else {"IfMatch": token}
    try:
        if here.stat().st_size <= _PART:
            fs.call_s3("put_object", Body=here.read_bytes(), **where, **condition)
            return
        upload = fs.call_s3("create_multipart_upload", **where)["UploadId"]
        try:
            parts: list[dict[str, Any]] = []
            with open(here, "rb") as file:
                while piece := file.read(_PART):
                    number = {"PartNumber": len(parts) + 1}
                    done = fs.call_s3("upload_part", Body=piece, UploadId=upload, **number, **where)
                    parts.append({"ETag": done["ETag"], **number})
            fs.call_s3(
                "complete_multipart_upload",
                UploadId=upload,
                MultipartUpload={"Parts": parts},
                **where,
                **condition,
            )
        except BaseException:
            with contextlib.suppress(OSError):
                fs.call_s3("abort_multipart_upload", UploadId=upload, **where)
            raise
    except OSError as error:
        if _is_precondition(error):
            raise _Changed from error
        raise


def _is_precondition(error: BaseException) -> bool:
    """Whether S3 said 412 Precondition Failed or 409 Conflict; s3fs wraps it in an OSError."""
    cause: BaseException | None = error
    while cause is not None:
        response = getattr(cause, "response", None)
        if isinstance(response, dict):
            code = response.get("Error", {}).get("Code", "")
            return code in ("PreconditionFailed", "ConditionalRequestConflict", "412", "409")
        cause = cause.__cause__
    return "precondition" in str(error).lower()


def _put(fs: Any, path: str, content: Content) -> None:
    if content.path is None:
        fs.pipe_file(path, content.data or b"")
        return
    with fs.open(path, "wb") as file:
        for piece in content.pieces():
            file.write(piece)


def _copy(fs: Any, one: str, two: str) -> None:
    """Inside the store; the bytes do not pass through here."""
    fs.cp_file(one, two)


def _read(fs: Any, path: str) -> Iterator[bytes]:
    with fs.open(path, "rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _digest(fs: Any, path: str) -> str:
    return digest_of(_read(fs, path))


def _pieces(path: Path) -> Iterator[bytes]:
    with open(path, "rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _local(url: str) -> Path:
    return Path(_file_system(url)[1])
