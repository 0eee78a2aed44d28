"""The data files beside the code: weights and houses."""

from __future__ import annotations

import os


def data_bytes(name: str) -> bytes:
    """A data file of this package: "weights/heads.json", "houses/plain.toml"."""
    with open(os.path.join(os.path.dirname(__file__), *name.split("/")), "rb") as file:
        return file.read()
