"""One attach at a time, and an archive that is the old one or the finished one at every moment.

How the promise is kept, however the process ends:

* A new archive is built whole under another name beside the old one, read back, flushed to the
  disk, and takes the old one's name in one step.
* For a file that step is a rename. For a folder it is an exchange of two names (Linux's
  `renameat2` with RENAME_EXCHANGE, macOS's `renamex_np` with RENAME_SWAP). Files that do not
  change are hard links to the old ones, so a large bag costs its number of files, not its bytes;
  where links are not possible they are copied.
* Where a file system cannot exchange two folders (Windows, some network file systems) two renames
  are made instead. A process killed between the two leaves the old and the finished folder under
  their other names and none under its own, until the next attach finishes the work: this is the
  one case in which another program can find nothing there. It never finds a mixture.
* Leftovers of a killed process have names that depend on the archive's name alone, and belong to
  whoever holds the lock: the next attach removes them. The lock is the system's (flock, or its
  Windows kin), so a dead process holds none.

Refused: a journal that is replayed at the next start, because between the kill and the next start
every other tool would see a bag whose manifest and payload differ.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from exporter.archive.containers.members import Changes, copied
from exporter.errors import SinkError
from exporter.files.names import same_key
from exporter.files.whole import sink_error, sync_folder
from exporter.messages import say
from exporter.startup.records import dataclass

_NO_LINKS = frozenset(
    {errno.EPERM, errno.EACCES, errno.EXDEV, errno.EMLINK, errno.ENOTSUP, errno.ENOSYS}
)
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS


@dataclass(frozen=True, slots=True, kw_only=True)
class Staging:
    """The names beside an archive that one attach may use. `target` is free of links."""

    target: Path

    @property
    def new(self) -> Path:
        """Where the finished archive is built."""
        return self._beside("new")

    @property
    def old(self) -> Path:
        """Where the old folder waits between two renames."""
        return self._beside("old")

    @property
    def lock(self) -> Path:
        """The file that is locked."""
        return self._beside("lock")

    def _beside(self, what: str) -> Path:
        key = hashlib.sha256(same_key(self.target.name).encode("utf-8", "surrogatepass"))
        return self.target.parent / f".exporter-{key.hexdigest()[:16]}.{what}"


@contextlib.contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[Staging]:
    """Holds the archive's lock; what a killed process left is finished or cleared first.

    Raises SinkError where the folder cannot be written to, or, without `wait`, where another
    process is attaching to the same archive.
    """
    staging = Staging(target=Path(os.path.realpath(path)))
    try:
        handle = _take(staging.lock, wait)
    except BlockingIOError as error:
        raise SinkError(
            say("Another process is attaching to {path}. Try again when it is done.", path=path),
            path=str(path),
        ) from error
    except OSError as error:
        raise _refused(path, error) from error
    try:
        recover(staging)
        if _exists(staging.target) and not os.access(staging.target, os.W_OK):
            raise OSError(errno.EACCES, "not writable")
        try:
            yield staging
        finally:
            with contextlib.suppress(OSError):
                clear(staging.new)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        _release(staging.lock, handle)


def _refused(path: Path, error: OSError) -> SinkError:
    """The sentence of `files`, without the option that exports have and attaching has not."""
    return sink_error(path, error, option=False)


def recover(staging: Staging) -> None:
    """What a killed attach left: the finished folder gets its name, everything else goes."""
    target, new, old = staging.target, staging.new, staging.old
    if _exists(old):
        if _exists(target) and _exists(new):
            raise SinkError(
                say(
                    "{target} was made while an attach to its namesake stood half done: the old "
                    "folder is {old}, the finished one {new}. Keep the one you want under the "
                    "name {name} and remove the others.",
                    target=target,
                    old=old,
                    new=new,
                    name=target.name,
                ),
                path=str(target),
            )
        if not _exists(target):
            os.rename(new if _exists(new) else old, target)
            sync_folder(target.parent)
        clear(old)
    clear(new)


def clear(path: Path) -> None:
    """Removes a leftover of ours, file or folder. Its folders have the permissions of those they
    stand for; where these forbid it they are lifted. Raises OSError where that is not allowed."""
    if not _exists(path):
        return
    if not path.is_dir() or path.is_symlink():
        path.unlink()
        return
    try:
        shutil.rmtree(path)
    except PermissionError:
        _unlock(path)
        shutil.rmtree(path)


def _unlock(root: Path) -> None:
    """Lets the owner change these folders. Files are left: they may be links to those that stay."""
    root.chmod(stat.S_IRWXU)
    for folder, inner, _ in os.walk(root):
        for name in inner:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(stat.S_IRWXU)


def replace_file(
    staging: Staging, build: Callable[[BinaryIO], None], check: Callable[[Path], None]
) -> None:
    """`build` writes the new file, `check` reads it back; then it takes the old one's name."""
    target, new = staging.target, staging.new
    clear(new)
    with open(new, "x+b") as file:
        build(file)
        file.flush()
        _like(target, new)
        os.fsync(file.fileno())
    check(new)
    os.replace(new, target)
    sync_folder(target.parent)


def replace_folder(staging: Staging, changes: Changes, check: Callable[[Path], None]) -> None:
    """The folder with the changes made, in one step."""
    target, new = staging.target, staging.new
    clear(new)
    new.mkdir()
    if target.is_dir():
        _linked_copy(target, new, skip=frozenset(changes.put) | changes.remove)
    written = {_written(new, name, changes) for name in changes.put}
    _drop_empty(new, changes)
    for folder in sorted(
        {new, *(up for path in written for up in path.parents if new in up.parents)}
    ):
        sync_folder(folder)
    check(new)
    if not _exists(target):
        os.rename(new, target)
    elif not _exchange(new, target):
        os.rename(target, staging.old)
        try:
            os.rename(new, target)
        except BaseException:
            os.rename(staging.old, target)
            raise
    sync_folder(target.parent)
    # It is done. What cannot be removed now is removed by the next attach, and is no reason to say
    # that this one failed.
    for leftover in (staging.old, new):
        with contextlib.suppress(OSError):
            clear(leftover)


def _written(root: Path, name: str, changes: Changes) -> Path:
    path = root.joinpath(*name.split("/"))
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as file:
        copied(changes.put[name], file)
        file.flush()
        os.fsync(file.fileno())
    return path


def _linked_copy(source: Path, to: Path, skip: frozenset[str]) -> None:
    """The tree with its files as links; what is in `skip` is left out. Folders keep permissions
    and times, files are the same files."""
    copies: list[tuple[str, str]] = []
    for folder, inner, names in os.walk(source, onerror=_raise):
        relative = os.path.relpath(folder, source).replace(os.sep, "/")
        prefix = "" if relative == "." else relative + "/"
        here = os.path.join(to, prefix)
        os.makedirs(here, exist_ok=True)
        copies.append((folder, here))
        links = [name for name in inner if os.path.islink(os.path.join(folder, name))]
        for name in (*names, *links):
            if prefix + name not in skip:
                _link(os.path.join(folder, name), here + name)
    for folder, here in reversed(copies):
        shutil.copystat(folder, here)
        _own(Path(folder), Path(here))


def _raise(error: OSError) -> None:
    raise error


def _link(source: str, to: str) -> None:
    try:
        os.link(source, to, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        shutil.copy2(source, to, follow_symlinks=False)


def _drop_empty(root: Path, changes: Changes) -> None:
    """Folders that only held removed members; RFC 8493 has no place for empty ones."""
    for name in changes.remove:
        folder = root.joinpath(*name.split("/")).parent
        while folder != root and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def _like(old: Path, new: Path) -> None:
    """Permissions and owner of the file that is replaced."""
    if old.exists():
        with contextlib.suppress(OSError):
            os.chmod(new, stat.S_IMODE(old.stat().st_mode))
        _own(old, new)


def _own(old: Path, new: Path) -> None:
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):  # only root may give files away
            os.chown(new, old.stat().st_uid, old.stat().st_gid)


def _exists(path: Path) -> bool:
    return os.path.lexists(path)


def _exchange(one: Path, two: Path) -> bool:
    """Swaps two names in one step; False where the system or file system cannot."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            done = libc.renamex_np(os.fsencode(one), os.fsencode(two), _EXCHANGE)
        else:
            at = -100  # AT_FDCWD
            done = libc.renameat2(at, os.fsencode(one), at, os.fsencode(two), _EXCHANGE)
    except (AttributeError, OSError, TypeError):  # no such function, no libc of that kind
        return False
    if done == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EXDEV):
        return False
    raise OSError(number, os.strerror(number), str(two))


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int, wait: bool) -> None:
        try:
            # LK_LOCK gives up after ten seconds; it is asked again until it is granted.
            while True:
                try:
                    msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
                except OSError:
                    if not wait:
                        raise
                else:
                    return
        except OSError as error:
            raise BlockingIOError(errno.EAGAIN, "locked") from error
else:
    import fcntl

    def _lock(handle: int, wait: bool) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def _take(path: Path, wait: bool) -> int:
    """An open handle that holds the lock. A lock file that its holder removed while we waited is
    no lock any more: the new one is asked for."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(handle, wait)
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(handle), os.stat(path)):
                    return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _release(path: Path, handle: int) -> None:
    if sys.platform == "win32":
        os.close(handle)  # an open file cannot be removed there; it stays, empty
        return
    with contextlib.suppress(OSError):
        path.unlink()
    os.close(handle)
