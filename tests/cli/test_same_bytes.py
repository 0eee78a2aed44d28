"""The same source gives the same bytes in every format, wherever and whenever it is made."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import command, source

from exporter.cli import main
from exporter.writers import registry

PLACES = (
    {"TZ": "UTC", "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"},
    {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "1", "LC_ALL": "C", "USER": "clerk"},
    {"TZ": "America/St_Johns", "PYTHONHASHSEED": "4294967295", "HOSTNAME": "elsewhere"},
)


@pytest.mark.parametrize("epoch", ["", "1936310400"], ids=["no date", "SOURCE_DATE_EPOCH"])
def test_every_format_has_the_same_bytes_everywhere(tmp_path: Path, epoch: str) -> None:
    made, said = [], {"SOURCE_DATE_EPOCH": epoch}
    for number, place in enumerate(PLACES):
        folder = tmp_path / f"place{number}"
        folder.mkdir()
        source(folder)
        done = command("all", "要闻.txt", "-o", "out", cwd=folder, environment=place | said)
        assert done.returncode == 0, done.stderr.decode()
        made.append({path.name: path.read_bytes() for path in (folder / "out").iterdir()})
    assert len(made[0]) == len(registry.names())
    for other in made[1:]:
        assert sorted(other) == sorted(made[0])
        for name, data in made[0].items():
            assert other[name] == data, f"{name} differs between two places"


@pytest.mark.parametrize("name", registry.BUILTIN)
def test_a_format_alone_has_the_bytes_it_has_in_a_set_and_twice_in_one_process(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source(tmp_path)
    assert main(["all", "要闻.txt", "-o", "set"]) == 0
    (in_set,) = Path("set").glob(f"*.{name}")
    for attempt in ("once", "twice"):
        assert main([name, "要闻.txt", "-o", attempt]) == 0
        assert Path(attempt).read_bytes() == in_set.read_bytes()
