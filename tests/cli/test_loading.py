"""What a command must not load: a cold process pays for every module, needed or not.

Modules are named, not times: what one machine takes says nothing on another (`tests/bench/all.py`
tells times).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from command import command

from exporter.writers import registry

LIBRARIES = frozenset(
    {"reportlab", "ebooklib", "docx", "lxml", "uharfbuzz", "PIL", "fontTools", "brotli", "fsspec"}
)
_UNASKED = frozenset({"importlib.metadata", "concurrent.futures", "subprocess", "email", "http"})
"""Of the standard library: dear, and needed by what nobody has asked for."""

MAY_LOAD = {
    "read": frozenset(),
    "json": frozenset(),
    "epub": frozenset({"ebooklib", "lxml"}),
    "docx": frozenset({"lxml"}),
    "pdf": frozenset({"reportlab", "PIL", "uharfbuzz"}),
}
"""The libraries that making each format of a plain text takes. Word's template and pictures take
python-docx, covers uharfbuzz, web fonts brotli."""


def _loaded(tmp_path: Path, *arguments: str) -> set[str]:
    """The modules that one run of the command has loaded."""
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from exporter.cli import main\n"
        f"sys.exit(main({list(arguments)!r}))\n"
    )
    (tmp_path / "run_once.py").write_text(code, encoding="utf-8")
    done = command(cwd=tmp_path, module="run_once")
    assert done.returncode == 0, done.stderr
    return set(done.stderr.decode().split())


def _libraries(loaded: set[str]) -> set[str]:
    return {module.partition(".")[0] for module in loaded} & LIBRARIES


@pytest.mark.parametrize("flag", ["--help", "--version"])
def test_help_and_version_load_nothing(tmp_path: Path, flag: str) -> None:
    loaded = _loaded(tmp_path, flag)
    assert {module for module in loaded if module.partition(".")[0] == "exporter"} == {
        *("exporter", "exporter.cli", "exporter.errors", "exporter.messages", "exporter.version")
    }
    assert not loaded & {"argparse", "dataclasses", "json", "re", "typing"}
    assert not _libraries(loaded)


@pytest.mark.parametrize("name", [*registry.BUILTIN, "all", "formats", "read", "verify"])
def test_the_help_of_a_command_loads_no_library(tmp_path: Path, name: str) -> None:
    assert not _libraries(_loaded(tmp_path, name, "--help"))


@pytest.mark.parametrize("name", MAY_LOAD)
def test_a_format_loads_what_it_takes_and_no_other_format(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").write_text("# 夜市开张\n\n本报讯(记者 何青禾)昨晚开张。", encoding="utf-8")
    loaded = _loaded(tmp_path, name, "a.txt", "--quiet")
    assert _libraries(loaded) == MAY_LOAD[name]
    assert not loaded & _UNASKED
    others = {f"exporter.writers.{one}" for one in registry.BUILTIN if one != name}
    assert not loaded & {*others, "exporter.proof", "exporter.api.archives"}


def test_reading_alone_takes_no_dataclasses(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("# 夜市开张\n\n昨晚开张。", encoding="utf-8")
    assert not _loaded(tmp_path, "read", "a.txt", "--quiet") & {"dataclasses", "inspect"}


def test_proving_takes_the_writer_of_what_is_proved_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("# 夜市开张\n\n昨晚开张。", encoding="utf-8")
    assert command("pdf", "a.txt", cwd=tmp_path).returncode == 0
    loaded = _loaded(tmp_path, "verify", "a.pdf")
    assert _libraries(loaded) == {*MAY_LOAD["pdf"], "lxml"}
    assert not loaded & {"exporter.writers.epub", "exporter.writers.docx"}
