"""The data files that come with the package, each beside the code that reads it."""

from __future__ import annotations

import os


def shipped_bytes(name: str) -> bytes:
    """A data file by its path in the package: "reading/heads/weights/heads.json"."""
    with open(os.path.join(os.path.dirname(__file__), *name.split("/")), "rb") as file:
        return file.read()
