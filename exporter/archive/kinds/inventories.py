"""The rules of an OCFL inventory by itself (OCFL 1.1, 3.5; 1.0 has the same but for E107).

A rule yields what is wrong as (code, sentence), the code being the one of the standard's own list
of validation codes. Nothing here knows of containers: JSON goes in, faults come out.
"""

from __future__ import annotations

import datetime as dt
import json
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from exporter.messages import Message, say

Fault = tuple[str, Message]
"""A code of the standard and a sentence's end: what is wrong."""

ALGORITHMS = {"sha512": 128, "sha256": 64}
"""What may name contents, with the length of a digest in hexadecimal digits."""
TYPE = "https://ocfl.io/{}/spec/#inventory"
VERSION = re.compile(r"v(0*)([1-9][0-9]*)")

_TYPE = re.compile(r"https://ocfl\.io/(1\.[01])/spec/#inventory")
_CREATED = re.compile(  # RFC 3339, to the second at least and with a zone
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?"
    r"([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)"
)
_KEYS = frozenset(
    {"id", "type", "digestAlgorithm", "head", "contentDirectory", "manifest", "versions", "fixity"}
)
_HEX = re.compile(r"[0-9A-Fa-f]+")


def parsed(text: str) -> Any:
    """The JSON. Raises ValueError or RecursionError where it is none, or says one key twice."""
    inventory = json.loads(text, object_pairs_hook=_once)
    json.dumps(inventory, ensure_ascii=False).encode()  # half a character can only be read
    return inventory


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def faults(inventory: Any) -> Iterator[Fault]:
    """All that is wrong with an inventory; where its shape is, that alone."""
    wrong = list(shape_faults(inventory))
    yield from wrong
    for rule in () if wrong else _RULES:
        yield from rule(inventory)


def spec_of(inventory: Mapping[str, Any]) -> str:
    """The version of the standard that an inventory claims, "1.1"."""
    found = _TYPE.fullmatch(inventory["type"])
    return found[1] if found else ""


def folder_of(inventory: Mapping[str, Any]) -> str:
    """Where in a version's folder its contents lie."""
    return str(inventory.get("contentDirectory", "content"))


def state_of(inventory: Mapping[str, Any], version: str) -> dict[str, str]:
    """Digest, as it is spelt, by logical name in a version; empty where there is no such."""
    state = inventory["versions"].get(version, {}).get("state", {})
    return {name: digest for digest, names in state.items() for name in names}


# --- shape: what every other rule, and whoever reads on, may take for granted


def shape_faults(inventory: Any) -> Iterator[Fault]:
    """Where a block is missing or of the wrong type."""
    if not isinstance(inventory, dict):
        yield "E034", say("it is no JSON object")
        return
    for key in ("id", "type", "digestAlgorithm", "head"):
        if key not in inventory:
            yield "E036", say("{key!r} is missing", key=key)
        elif not isinstance(inventory[key], str):
            yield _NOT_TEXT[key], say("{key} is no text", key=key)
    told = inventory.get("digestAlgorithm", "sha512")
    if isinstance(told, str) and told not in ALGORITHMS:
        yield (
            "E025",
            say("it names contents by {told!r}, and OCFL allows sha512 and sha256", told=told),
        )
    yield from _block(inventory, "manifest", "E041", _lists_of_paths, "E041")
    yield from _block(inventory, "fixity", "", _blocks_of_paths, "E111")
    yield from _block(inventory, "versions", "E041", _versions, "E044")
    if not isinstance(inventory.get("contentDirectory", ""), str):
        yield "E017", say("contentDirectory is no text")


_NOT_TEXT = {"id": "E037", "type": "E038", "digestAlgorithm": "E025", "head": "E040"}
_Look = Callable[[Mapping[str, Any]], Iterator[Fault]]


def _block(
    inventory: Mapping[str, Any], key: str, missing: str, look: _Look, wrong: str
) -> Iterator[Fault]:
    """One of the large blocks: `missing` and `wrong` are the codes where it is not there (allowed
    where there is no code) or no object."""
    if key not in inventory:
        if missing:
            yield missing, say("{key!r} is missing", key=key)
    elif not isinstance(inventory[key], dict):
        yield wrong, say("{key} is no JSON object", key=key)
    else:
        yield from look(inventory[key])


def _lists_of_paths(block: Mapping[str, Any]) -> Iterator[Fault]:
    for paths in block.values():
        if not _are_texts(paths) or not paths:
            yield "E091", say("a content has no path, or one that is no text")


def _blocks_of_paths(fixity: Mapping[str, Any]) -> Iterator[Fault]:
    for algorithm, block in fixity.items():
        if not isinstance(block, dict) or not all(map(_are_texts, block.values())):
            yield (
                "E057",
                say("fixity of {algorithm} has a path that is no text", algorithm=algorithm),
            )


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _versions(versions: Mapping[str, Any]) -> Iterator[Fault]:
    for name, version in versions.items():
        if not isinstance(version, dict):
            yield "E047", say("{name} is no JSON object", name=name)
            continue
        for code, right, what in _VERSION_BLOCK:
            if not right(version):
                yield code, say("{name} has {what}", name=name, what=what)


def _is_created(version: Mapping[str, Any]) -> bool:
    return isinstance(version.get("created"), str)


def _is_state(version: Mapping[str, Any]) -> bool:
    state = version.get("state", {})
    return isinstance(state, dict) and all(map(_are_texts, state.values()))


def _is_user(version: Mapping[str, Any]) -> bool:
    user = version.get("user", {"name": ""})
    return (
        isinstance(user, dict)
        and isinstance(user.get("name"), str)
        and isinstance(user.get("address", ""), str)
    )


_VERSION_BLOCK: tuple[tuple[str, Callable[[Mapping[str, Any]], bool], Message], ...] = (
    ("E048", lambda version: "created" in version, say("no date")),
    ("E048", lambda version: "state" in version, say("no state")),
    ("E049", lambda v: "created" not in v or _is_created(v), say("a date that is no text")),
    ("E050", _is_state, say("a state that names files otherwise than in lists")),
    ("E094", lambda v: isinstance(v.get("message", ""), str), say("a message that is no text")),
    ("E054", _is_user, say("a user without a name, or one that is no text")),
)


# --- rules


def _check_head(inventory: Mapping[str, Any]) -> Iterator[Fault]:
    """Names of versions, none left out, padded all or none, and the head the newest."""
    names = list(inventory["versions"])
    read = [VERSION.fullmatch(name) for name in names]
    if not names:
        yield "E008", say("it has no version")
        return
    if not all(read):
        yield "E046", say("versions are {names}", names=names)
        return
    widths = {len(name) if one and one[1] else 0 for name, one in zip(names, read, strict=True)}
    numbers = sorted(int(one[2]) for one in read if one)
    if numbers != list(range(1, len(numbers) + 1)):
        yield "E010", say("versions are {names}: one is left out", names=names)
    if len(widths) > 1:
        yield "E012", say("versions are {names}: padded and not", names=names)
    newest = max(names, key=lambda name: int(name[1:]))
    if inventory["head"] != newest:
        code = "E040" if inventory["head"] not in names or len(widths) == 1 else "E011"
        told = {"head": inventory["head"], "newest": newest}
        yield code, say("head is {head}, and the newest version is {newest}", **told)


def _check_identity(inventory: Mapping[str, Any]) -> Iterator[Fault]:
    if not inventory["id"]:
        yield "E037", say("its id is empty")
    if not spec_of(inventory):
        yield "E038", say("its type is {type!r}", type=inventory["type"])
    folder = folder_of(inventory)
    if "/" in folder or not folder:
        yield "E017", say("its contentDirectory is {folder!r}", folder=folder)
    if folder in (".", ".."):
        yield "E018", say("its contentDirectory is {folder!r}", folder=folder)
    for key in sorted(set(inventory) - _KEYS):
        yield "E102", say("the standard knows no key {key!r}", key=key)


def _check_manifest(inventory: Mapping[str, Any]) -> Iterator[Fault]:
    manifest = inventory["manifest"]
    length = ALGORITHMS[inventory["digestAlgorithm"]]
    for digest in manifest:
        if not _HEX.fullmatch(digest) or len(digest) != length:
            yield "E025", say("{digest!r} is no digest of its algorithm", digest=digest[:20])
    yield from _one_spelling("E096", manifest)
    paths = [path for group in manifest.values() for path in group]
    yield from _paths("E099", "E100", paths)
    yield from _apart("E101", paths)
    folder = folder_of(inventory)
    for path in paths:
        version, _, rest = path.partition("/")
        if version not in inventory["versions"] or not rest.startswith(folder + "/"):
            yield "E042", say("{path!r} lies in no version's folder of contents", path=path)


def _check_versions(inventory: Mapping[str, Any]) -> Iterator[Fault]:
    manifest = inventory["manifest"]
    used: set[str] = set()
    for version, block in inventory["versions"].items():
        if not _is_moment(block["created"]):
            told = {"version": version, "created": block["created"]}
            yield "E049", say("{version} was created {created!r}, which is no moment", **told)
        used |= block["state"].keys()
        for _ in block["state"].keys() - manifest.keys():
            yield (
                "E050",
                say("{version} names a content that is not in the manifest", version=version),
            )
        names = [name for group in block["state"].values() for name in group]
        yield from _paths("E052", "E053", names)
        yield from _apart("E095", names)
    if spec_of(inventory) != "1.0":
        for digest in manifest.keys() - used:
            yield "E107", say("no version has its content {digest}…", digest=digest[:12])


def _is_moment(created: str) -> bool:
    if not _CREATED.fullmatch(created):
        return False
    try:
        dt.date.fromisoformat(created[:10])
    except ValueError:  # the 30th of February
        return False
    return True


def _check_fixity(inventory: Mapping[str, Any]) -> Iterator[Fault]:
    for block in inventory.get("fixity", {}).values():
        yield from _one_spelling("E097", block)
        yield from _paths("E099", "E100", [path for paths in block.values() for path in paths])


def _one_spelling(code: str, digests: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for digest in digests:
        if digest.lower() in seen:
            yield code, say("the digest {digest}… stands twice", digest=digest[:12])
        seen.add(digest.lower())


def _paths(elements: str, ends: str, paths: Iterable[str]) -> Iterator[Fault]:
    """Paths lead down, part by part; `elements` and `ends` are the codes of what is wrong."""
    for path in paths:
        if path.startswith("/") or path.endswith("/"):
            yield ends, say("{path!r} begins or ends with a slash", path=path)
        elif not path or posixpath.normpath(path) != path or path.split("/")[0] in (".", ".."):
            yield elements, say("{path!r} has an empty part, . or .. in it", path=path)


def _apart(code: str, paths: Iterable[str]) -> Iterator[Fault]:
    """No two paths are one, and none is a folder of another."""
    seen: set[str] = set()
    for path in paths:
        if path in seen:
            yield code, say("{path!r} stands twice", path=path)
        seen.add(path)
    folders = {folder for path in seen for folder in _above(path)}
    for path in sorted(seen & folders):
        yield code, say("{path!r} is a file and a folder", path=path)


def _above(path: str) -> Iterator[str]:
    parent = posixpath.dirname(path)
    while parent.strip("/"):
        yield parent
        parent = posixpath.dirname(parent)


_RULES = (_check_identity, _check_head, _check_manifest, _check_versions, _check_fixity)
