"""A kind of archive is one module and one line in a table."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from archive_files import files, names

from exporter import attach, verify_archive
from exporter.archive.attaching import attachment
from exporter.archive.checking import check
from exporter.archive.containers.members import Changes, Container, content_of_bytes, text_of
from exporter.archive.containers.places import container_at
from exporter.archive.kinds import table
from exporter.archive.kinds.findings import Finding, Sums
from exporter.archive.kinds.job import AttachJob, Listed, Plan, changed
from exporter.archive.kinds.kind import DECLARED, NOT, Kind
from exporter.errors import OptionError

LIST = "shelf.md5"


class Shelf:
    """A folder of files beside one list of MD5 sums: a kind that no standard knows."""

    TITLE = "a shelf"
    FORMS = "a folder"
    TAKES_FIELDS = False

    def found(self, container: Container) -> int:
        return DECLARED if LIST in container.members() else NOT

    def fits(self, form: str) -> bool:
        return form == "folder"

    def base(self, names: Collection[str]) -> str:
        return ""

    def plan(self, job: AttachJob) -> Plan:
        named = job.named({one.name: one.name for one in job.attachments})
        put = changed(job, named)
        old = "" if job.new else text_of(job.container, LIST)
        lines = "".join(f"{one.digest('md5')} {name}\n" for name, one in put.items())
        listing = {LIST: content_of_bytes((old + lines).encode())}
        return Plan(files=named, changes=Changes(put={**put, **listing} if put else {}))

    def listed(self, container: Container) -> Iterator[Listed]:
        for line in text_of(container, LIST).splitlines():
            name = line.partition(" ")[2]
            yield Listed(name=name, member=name, bytes=container.members()[name].size)

    def check(self, container: Container, sums: Sums) -> Iterator[Finding]:
        for line in text_of(container, LIST).splitlines():
            digest, _, name = line.partition(" ")
            sums.setdefault(name, set()).add(("md5", digest))
        for name in container.members():
            if name not in sums and name != LIST:
                yield Finding(code="unlisted", name=name, detail="not on the shelf's list")


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table with one line more."""
    kind: Kind = Shelf()
    monkeypatch.setattr(table, "KINDS", {**table.KINDS, "shelf": kind})
    for module in ("attaching", "checking"):
        monkeypatch.setattr(f"exporter.archive.{module}.KINDS", table.KINDS)


@pytest.mark.usefixtures("shelf")
def test_a_kind_of_ones_own_is_made_added_to_listed_and_checked(tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    first = attach(tmp_path / "s", text, kind="shelf")
    assert (first.kind, first.created) == ("shelf", True)
    assert not attach(tmp_path / "s", text).changed
    attach(tmp_path / "s", [attachment(noise, "图/一.png")])
    assert names(tmp_path / "s") == ["图/一.png", "要闻.txt"]
    assert check(container_at(tmp_path / "s")).intact
    assert verify_archive(tmp_path / "s").sound
    (tmp_path / "s/more").touch()
    (tmp_path / "s/要闻.txt").write_text("other", encoding="utf-8")
    found = check(container_at(tmp_path / "s")).findings
    assert [(one.code, one.name) for one in found] == [
        ("unlisted", "more"),
        ("altered", "要闻.txt"),
    ]


def test_a_kind_that_there_is_not_is_told_with_those_there_are(tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    with pytest.raises(OptionError, match=r"no kind of archive 'rar'.*bag, plain, ocfl"):
        attach(tmp_path / "s", text, kind="rar")
