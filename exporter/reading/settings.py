"""The TOML beside a source: metadata, page names, the paper's house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exporter.declared import (
    TEXT,
    ListOf,
    Place,
    Table,
    checked,
    filled,
    in_file,
    one_of,
    parse_toml,
    within,
)
from exporter.errors import OptionError
from exporter.messages import say
from exporter.model import Meta
from exporter.reading.decided.overrides import OVERRIDE, Override, override_of
from exporter.reading.desk import ABOUT, Settings
from exporter.reading.dialects import NAMES as DIALECTS
from exporter.reading.profiles import HOUSE, NAMED, Profile, file_of_profile, profile_of
from exporter.startup.records import replace

_OVERRIDES = ListOf(OVERRIDE, say("tables [[override]]"))
_SETTINGS = Table(
    {
        "issue": Table({**ABOUT, "cover": filled("cover.png")}),
        "pages": Table({}, rest=TEXT),
        "profile": HOUSE,
        "dialect": one_of(DIALECTS),
        "override": _OVERRIDES,
    }
)
HouseFile = bytes | OptionError | None
"""What came of the file that names a profile (`profiles.file_of_profile`): its bytes, why there are
none, or None where it was not looked for."""


def settings_of(tables: Mapping[str, Any], name: str, house: HouseFile = None) -> Settings:
    """The settings in a parsed TOML. Raises OptionError naming the file and the key that is
    wrong."""
    place = in_file(name)
    for key in tables:
        if key in ABOUT or key == "cover":
            what = place.of(key)
            raise place.error(say("{what} is outside a table. Write it below [issue].", what=what))
    said = checked({key: tables[key] for key in tables if key != "profile"}, _SETTINGS, place)
    issue = said.get("issue", {})
    cover = issue.pop("cover", None)
    return Settings(
        meta=Meta(**issue),
        pages=_pages(said.get("pages", {}), place),
        profile=_house(tables["profile"], place, house) if "profile" in tables else None,
        dialect=said.get("dialect"),
        overrides=_overrides(said, place),
        cover=cover,
        language_named="language" in issue,
    )


def read_overrides(data: bytes, name: str, source: str) -> tuple[Override, ...]:
    """The overrides in a TOML of nothing else; those that name no source are of `source`. Raises
    OptionError naming the file and what is wrong."""
    place = in_file(name)
    said = checked(parse_toml(data, name), Table({"override": _OVERRIDES}), place)
    found = _overrides(said, place)
    return tuple(one if one.source else replace(one, source=source) for one in found)


def _overrides(said: Mapping[str, Any], place: Place) -> tuple[Override, ...]:
    return tuple(
        override_of(one, place, f"override[{number}]")
        for number, one in enumerate(said.get("override", ()), 1)
    )


def named_house(word: str, house: HouseFile) -> Profile:
    """A shipped profile by its name, or the one in a file. Raises OptionError."""
    if file_of_profile(word) is None:
        checked(word, NAMED, _ASKED)
    return _house(word, _ASKED, house)


_ASKED = Place(lambda key: say("The option 'house'"))


def _house(value: object, place: Place, house: HouseFile) -> Profile:
    """`profile = "hong-kong"`, a file `profile = "house.toml"`, or a table [profile] with what
    differs from its `base`."""
    file = file_of_profile(value)
    if file is None:
        return profile_of(value, "of this issue", place, "profile")
    name = file.replace("\\", "/").rpartition("/")[2]
    table = parse_toml(_fetched(file, house), name)
    return profile_of(table, name.removesuffix(".toml"), in_file(name))


def _fetched(file: str, house: HouseFile) -> bytes:
    if house is None:
        raise OptionError(
            say("{file} is not looked for: the settings did not come from a folder.", file=file)
        )
    if isinstance(house, OptionError):
        raise house
    return house


def _pages(pages: Mapping[str, str], place: Place) -> tuple[tuple[int, str], ...]:
    found: dict[int, str] = {}
    for key, name in pages.items():
        what = place.of(within("pages", key))
        if not key.isascii() or not key.isdigit() or int(key) < 1:
            raise place.error(
                say("{what} names no page: page numbers are whole numbers from 1.", what=what)
            )
        if int(key) in found:
            raise place.error(
                say("{what} names page {page} again; keep one.", what=what, page=int(key))
            )
        found[int(key)] = name
    return tuple(sorted(found.items()))
