"""The TOML beside a source: metadata, page names, the paper's house."""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from exporter.errors import OptionError
from exporter.messages import say
from exporter.model import Meta
from exporter.reading.decided.overrides import HOW, KEYS, Override, override_of
from exporter.reading.desk import Settings
from exporter.reading.dialects import NAMES as DIALECTS
from exporter.reading.profiles import SHIPPED, Profile, file_of_profile, profile_of
from exporter.startup.records import field_names, replace

_TEXT_KEYS = (
    "publication",
    "number",
    "title",
    "publisher",
    "language",
    "rights",
    "identifier",
    "series",
)
_ISSUE_KEYS = (*_TEXT_KEYS, "date", "subjects", "cover")
_TABLES = ("issue", "pages", "profile", "dialect", "override")
_UNQUOTED = ("Invalid value", "Expected newline")
"""How the parser begins to speak of a value without quotes, or in Chinese ones."""
_HINT = '. Texts stand in straight quotes, "霖川日报", days as 2031-05-12'
HouseFile = bytes | OptionError | None
"""What came of the file that names a profile (`profiles.file_of_profile`): its bytes, why there are
none, or None where it was not looked for."""


def settings_of(tables: Mapping[str, Any], name: str, house: HouseFile = None) -> Settings:
    """The settings in a parsed TOML. Raises OptionError naming the file and the key that is
    wrong."""
    for key in tables:
        if key in _ISSUE_KEYS:
            raise wrong(name, f"has {key} outside a table. Write it below a line [issue]")
    refuse_unknown(tables, _TABLES, name)
    issue = table(tables, "issue", name)
    pages = table(tables, "pages", name)
    return Settings(
        meta=_meta(issue, name),
        pages=_pages(pages, name),
        profile=_profile(tables.get("profile"), name, house),
        dialect=_dialect(tables.get("dialect"), name),
        overrides=_overrides(tables.get("override", []), name),
        cover=_cover(issue, name),
        language_named="language" in issue,
    )


def read_overrides(data: bytes, name: str, source: str) -> tuple[Override, ...]:
    """The overrides in a TOML of nothing else; those that name no source are of `source`. Raises
    OptionError naming the file and what is wrong."""
    tables = parse_toml(data, name)
    refuse_unknown(tables, ("override",), name)
    found = _overrides(tables.get("override", []), name)
    return tuple(one if one.source else replace(one, source=source) for one in found)


def _overrides(value: object, name: str) -> tuple[Override, ...]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise wrong(name, "has override as something else than tables [[override]]")
    found: list[Override] = []
    for i, one in enumerate(value):
        try:
            found.append(override_of(one))
        except KeyError as error:
            near = difflib.get_close_matches(str(error.args[0]), KEYS, 1)
            hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(KEYS)}"
            what = f"has an unknown key {error.args[0]} in its override {i + 1}. {hint}"
            raise wrong(name, what, stop="") from error
        except ValueError as error:
            how = HOW.get(str(error).partition(" = ")[0])
            hint = f". Write {how}" if how else ""
            raise wrong(
                name, f"has override {i + 1} with {error}, which cannot be{hint}"
            ) from error
    return tuple(found)


def read_house(data: bytes, name: str) -> Profile:
    """The profile in a TOML of its own, as `exporter learn` writes it. Raises OptionError."""
    table_of = parse_toml(data, name)
    table_of.setdefault("name", name.removesuffix(".toml"))
    found = _profile(table_of, name, None)
    assert found is not None
    return found


def named_house(word: str, name: str, house: HouseFile) -> Profile:
    """A shipped profile by its name, or the one in a file; `name` is what says so. Raises
    OptionError."""
    found = _profile(word, name, house)
    assert found is not None
    return found


def _profile(value: object, name: str, house: HouseFile) -> Profile | None:
    """`profile = "hong-kong"`, a file `profile = "house.toml"`, or a table [profile] with what
    differs from its `base`."""
    if value is None:
        return None
    file = file_of_profile(value)
    if file is not None:
        return read_house(_fetched(file, house), file.replace("\\", "/").rpartition("/")[2])
    table_of = {"base": value} if isinstance(value, str) else value
    if not isinstance(table_of, dict):
        raise wrong(name, 'has profile that is neither a name nor a table, such as "hong-kong"')
    try:
        named = value if isinstance(value, str) else str(table_of.get("name", "of this issue"))
        return profile_of(table_of, named)
    except KeyError as error:
        known = (*SHIPPED, "name", *field_names(Profile))
        near = difflib.get_close_matches(str(error.args[0]), known, 1)
        known_as = f"Profiles: {', '.join(SHIPPED)}, or a file that ends in .toml."
        hint = f"Did you mean {near[0]}?" if near else known_as
        raise wrong(name, f"has an unknown profile {error.args[0]!r}. {hint}", stop="") from error
    except (TypeError, ValueError) as error:
        raise wrong(name, f"has profile.{error}, which is not what it can be") from error


def _fetched(file: str, house: HouseFile) -> bytes:
    if house is None:
        raise OptionError(
            say("{file} is not looked for: the settings did not come from a folder.", file=file)
        )
    if isinstance(house, OptionError):
        raise house
    return house


def _dialect(value: object, name: str) -> str | None:
    if value is None or value in DIALECTS:
        return None if value is None else str(value)
    raise wrong(name, f"has dialect = {value!r}. Known: {', '.join(DIALECTS)}")


def parse_toml(data: bytes, name: str) -> dict[str, Any]:
    """The document as plain data. Raises OptionError with the place of the first mistake."""
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise wrong(name, f"is not UTF-8 (byte {error.start}). Save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        hint = _HINT if str(error).startswith(_UNQUOTED) else ""
        raise wrong(name, f"is not TOML: {error}{hint}") from error


def table(tables: Mapping[str, Any], key: str, name: str) -> dict[str, Any]:
    """The table `key`, empty when absent."""
    value = tables.get(key, {})
    if not isinstance(value, dict):
        raise wrong(name, f"has {key} as a single value; write it as a table [{key}]")
    return value


def refuse_unknown(keys: Iterable[str], known: Iterable[str], name: str, where: str = "") -> None:
    """An unknown key is an error: a misspelt one would be silently without effect."""
    names = list(known)
    for key in keys:
        if key not in names:
            near = difflib.get_close_matches(key, names, 1)
            hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(names)}."
            raise wrong(name, f"has an unknown key {where}{key}. {hint}", stop="")


def wrong(name: str, what: str, stop: str = ".") -> OptionError:
    """An OptionError about the file `name`."""
    return OptionError(say("{name} {what}{stop}", name=name, what=what, stop=stop), path=name)


def _meta(issue: Mapping[str, Any], name: str) -> Meta:
    refuse_unknown(issue, _ISSUE_KEYS, name, "issue.")
    texts: dict[str, Any] = {}
    for key in _TEXT_KEYS:
        if key in issue:
            value = issue[key]
            if key == "number" and isinstance(value, int) and not isinstance(value, bool):
                value = str(value)
            if not isinstance(value, str):
                raise wrong(name, f"has issue.{key} = {value!r}, which must be text in quotes")
            texts[key] = value
    return Meta(**texts, date=_date(issue, name), subjects=_subjects(issue, name))


def _date(issue: Mapping[str, Any], name: str) -> dt.date | None:
    value = issue.get("date")
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise wrong(
            name, f"has issue.date = {value!r}, which is not a day such as 2031-05-12"
        ) from error


def _cover(issue: Mapping[str, Any], name: str) -> str | None:
    value = issue.get("cover")
    if value is not None and not (isinstance(value, str) and value):
        raise wrong(name, f"has issue.cover = {value!r}, which must be a file's name in quotes")
    return value


def _subjects(issue: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = issue.get("subjects", [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise wrong(name, 'has issue.subjects that is not a list of texts such as ["防汛", "交通"]')
    return tuple(value)


def _pages(pages: Mapping[str, Any], name: str) -> tuple[tuple[int, str], ...]:
    found: dict[int, str] = {}
    for key, value in pages.items():
        if not key.isascii() or not key.isdigit() or int(key) < 1:
            raise wrong(name, f"has pages.{key}; page numbers are whole numbers from 1")
        if not isinstance(value, str):
            raise wrong(name, f"has pages.{key} = {value!r}, which must be a name in quotes")
        if int(key) in found:
            raise wrong(name, f"has pages.{key} beside another name for page {int(key)}; keep one")
        found[int(key)] = value
    return tuple(sorted(found.items()))
