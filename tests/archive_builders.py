"""Bags and OCFL objects made line by line, so that exactly one thing is wrong with each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

MOMENT = "2031-05-12T06:30:00Z"
Inventory = dict[str, Any]


def sha512(data: bytes) -> str:
    """The digest that names contents."""
    return hashlib.sha512(data).hexdigest()


A, B = sha512("大桥通车".encode()), sha512("灯火入村".encode())
_BYTES = {A: "大桥通车".encode(), B: "灯火入村".encode()}


def inventory(head: str = "v2", **said: Any) -> Inventory:
    """An inventory of two files: 一.txt in v1, 二.txt besides in v2."""
    states = {"v1": {A: ["一.txt"]}, "v2": {A: ["一.txt"], B: ["深/二.txt"]}}
    versions = ["v1", "v2"][: int(head[1:])]
    contents = {A: ["v1/content/一.txt"], B: ["v2/content/深/二.txt"]}
    return {
        "id": "urn:x:overview",
        "type": "https://ocfl.io/1.1/spec/#inventory",
        "digestAlgorithm": "sha512",
        "head": head,
        "manifest": {digest: contents[digest] for digest in states[head]},
        "versions": {
            name: {
                "created": MOMENT,
                "message": name,
                "user": {"name": "青篱", "address": "mailto:q@example.org"},
                "state": states[name],
            }
            for name in versions
        },
        **said,
    }


def write_inventory(folder: Path, told: Inventory) -> None:
    """An inventory with its sum, as its own algorithm makes it."""
    folder.mkdir(parents=True, exist_ok=True)
    data = json.dumps(told, ensure_ascii=False).encode()
    algorithm = told.get("digestAlgorithm", "sha512")
    (folder / "inventory.json").write_bytes(data)
    known = algorithm if algorithm in hashlib.algorithms_available else "sha512"
    digest = hashlib.new(known, data).hexdigest()
    sidecar = folder / f"inventory.json.{algorithm}"
    sidecar.write_text(f"{digest} inventory.json\n", encoding="utf-8")


def ocfl_object(folder: Path, change: Callable[[Inventory], object] | None = None) -> Path:
    """A whole object of two versions; `change` is made to the newest inventory, and its sums are
    those of the inventory as it then is."""
    root = folder / "object"
    newest = inventory()
    for digest, paths in newest["manifest"].items():
        for path in paths:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(_BYTES[digest])
    if change is not None:
        change(newest)
    (root / "0=ocfl_object_1.1").write_text("ocfl_object_1.1\n", encoding="utf-8")
    write_inventory(root / "v1", inventory("v1"))
    write_inventory(root / "v2", newest)
    write_inventory(root, newest)
    return root


def bag(
    folder: Path,
    *,
    version: str = "1.0",
    algorithms: tuple[str, ...] = ("sha256",),
    payload: Mapping[str, str] | None = None,
    tags: Mapping[str, str] | None = None,
) -> Path:
    """A whole bag; `tags` are files beside those that it must have."""
    root = folder / "bag"
    texts = payload or {"一.txt": "大桥通车", "深/二.txt": "灯火入村"}
    for name, text in texts.items():
        path = root / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    said = f"BagIt-Version: {version}\nTag-File-Character-Encoding: UTF-8\n"
    (root / "bagit.txt").write_text(said, encoding="utf-8")
    for name, text in (tags or {}).items():
        (root / name).write_text(text, encoding="utf-8")
    for algorithm in algorithms:
        names = [f"data/{name}" for name in texts]
        (root / f"manifest-{algorithm}.txt").write_text(
            sums(root, algorithm, names), encoding="utf-8"
        )
    return root


def sums(root: Path, algorithm: str, names: list[str]) -> str:
    """A manifest's lines."""
    return "".join(
        f"{hashlib.new(algorithm, (root / name).read_bytes()).hexdigest()}  {name}\n"
        for name in names
    )


def sign(root: Path, algorithm: str = "sha256") -> Path:
    """A tag manifest of all tag files as they are."""
    names = [p.name for p in root.iterdir() if p.is_file() and not p.name.startswith("tagman")]
    text = sums(root, algorithm, sorted(names))
    (root / f"tagmanifest-{algorithm}.txt").write_text(text, encoding="utf-8")
    return root
