"""How the judges of `judges.py` are found, started, timed and stopped.

A judge's own files live in `.judges/` of the checkout (laid down by `.ci/judges`; another folder by
the environment's EXPORTER_JUDGES_HOME), ordinary programs on the PATH. A judge that is not there
skips its test with a sentence, unless EXPORTER_JUDGES=required: then it is a failure, so that a
green run of CI never means that nobody looked.
"""

import atexit
import functools
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
WORKERS = Path(__file__).resolve().parent / "judge_workers"

_FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


class JudgeMissing(Exception):  # noqa: N818 - reads as a sentence in tests
    """A judge that was required is not on this machine."""


class JudgeBroken(Exception):  # noqa: N818 - reads as a sentence in tests
    """A judge gave no verdict: it crashed, took too long, or made nothing."""


class JudgeRefused(Exception):  # noqa: N818 - reads as a sentence in tests
    """A judge could not even read the file; its message is the judge's own."""


def absent(what: str, remedy: str = "bash .ci/judges") -> NoReturn:
    """Skip the running test, or fail it where judges are required."""
    sentence = f"{what} is not installed here; `{remedy}` installs it"
    if os.environ.get("EXPORTER_JUDGES") == "required":
        raise JudgeMissing(sentence)
    pytest.skip(sentence)


def judges_home() -> Path:
    return Path(os.environ.get("EXPORTER_JUDGES_HOME") or CHECKOUT / ".judges")


def program(*names: str) -> str:
    """The first of these programs that exists, in `.judges/bin` or on the PATH."""
    places = f"{judges_home() / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    for name in names:
        if found := shutil.which(name, path=places):
            return found
    absent(names[0])


def judge_file(relative: str, what: str) -> Path:
    """A file inside `.judges/`."""
    path = judges_home() / relative
    return path if path.is_file() else absent(what)


def package_file(package: str, name: str) -> Path:
    """A file that an installed Python package carries, found without importing the package."""
    spec = importlib.util.find_spec(package)
    for folder in spec.submodule_search_locations or () if spec else ():
        if (path := Path(folder) / name).is_file():
            return path
    absent(package, "pip install -e '.[judges]'")


@functools.cache
def scratch_home() -> Path:
    """One throw-away home for all programs of this run, so that none of them touches the user's.

    Kept for the whole run because LibreOffice's and fontconfig's first start, which fills it, takes
    seconds.
    """
    home = Path(tempfile.mkdtemp(prefix="exporter-judges-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    conf = _FONTS_CONF.format(fonts=CHECKOUT / "fonts", cache=home / "fontcache")
    (home / "fonts.conf").write_text(conf, encoding="utf-8")
    return home


def environment(**extra: str) -> dict[str, str]:
    """The environment of every judge: UTF-8 names, a throw-away home, and the checkout's fonts.

    With the project's own faces a picture shows the same Chinese on every machine; with a UTF-8
    locale Java opens files with Chinese names.
    """
    home = scratch_home()
    ours = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_STATE_HOME": str(home / "state"),
        "FONTCONFIG_FILE": str(home / "fonts.conf"),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }
    return {**os.environ, **ours, **extra}


def run(
    command: Sequence[str | Path], timeout_s: float, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and return what it said; its exit code is the caller's to judge.

    The program gets a process group of its own, and the whole group is killed when time is up:
    browsers and office programs leave children behind otherwise.
    """
    args = [str(part) for part in command]
    with subprocess.Popen(
        args,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        env=dict(env if env is not None else environment()),
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise JudgeBroken(f"{args[0]} gave no answer in {timeout_s:g} s") from None
    return subprocess.CompletedProcess(args, process.returncode, out, err)


class Worker:
    """A judge that stays awake between questions (see `judge_workers/`).

    It reads one JSON request a line and answers with one JSON line. It ends with this process, when
    its standard input closes.
    """

    def __init__(self, name: str, command: Sequence[str | Path]) -> None:
        self._name = name
        self._errors = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115
        self._process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            encoding="utf-8",
            env=environment(),
        )
        atexit.register(self.close)

    def ask(self, request: Mapping[str, str], timeout_s: float) -> Any:
        """Put one question.

        Raises `JudgeBroken` when the judge dies or overruns, `JudgeRefused` when it could not read
        the file.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise JudgeBroken(f"{self._name} has no pipes")
        alarm = threading.Timer(timeout_s, self._process.kill)
        alarm.start()
        try:
            stdin.write(json.dumps(dict(request)) + "\n")
            stdin.flush()
            line = stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            alarm.cancel()
        if not line:
            raise JudgeBroken(f"{self._name} died or overran {timeout_s:g} s: {self._last_words()}")
        reply = json.loads(line)
        if "error" in reply:
            raise JudgeRefused(f"{self._name}: {reply['error']}")
        return reply["answer"]

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def _last_words(self) -> str:
        self._process.wait(timeout=10)
        self._errors.seek(0)
        return self._errors.read()[-2000:].strip()

    def close(self) -> None:
        if self.alive:
            self._process.kill()
        self._process.communicate()
        self._errors.close()


_workers: dict[str, Worker] = {}


def worker(name: str, command: Sequence[str | Path]) -> Worker:
    """The worker of this name, started when first asked for, and again should it have died."""
    known = _workers.get(name)
    if known is None or not known.alive:
        known = _workers[name] = Worker(name, command)
    return known
