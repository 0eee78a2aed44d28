"""Sentences are templates with named fields, each said in one place."""

from __future__ import annotations

import ast
import copy
import pickle
from pathlib import Path

import pytest

import exporter
from exporter.messages import Message, say

PACKAGE = Path(exporter.__file__).parent


def test_a_sentence_is_a_text_that_remembers_what_it_is_made_of() -> None:
    told = say("{path} has no {key!r}. Known: {known}.", path="a", key="x", known=["y", "z"])
    assert told == "a has no 'x'. Known: y, z."
    assert told.template == "{path} has no {key!r}. Known: {known}."
    assert told.fields == {"path": "a", "key": "x", "known": ("y", "z")}


def test_numbers_stay_numbers_and_everything_else_becomes_text() -> None:
    told = say("{count:,} of {path}", count=12345, path=Path("b"))
    assert told == "12,345 of b"
    assert told.fields == {"count": 12345, "path": "b"}


@pytest.mark.parametrize("again", [copy.deepcopy, lambda told: pickle.loads(pickle.dumps(told))])
def test_a_sentence_travels_whole(again: object) -> None:
    told = again(say("{name} is empty.", name=say("{what}", what="a")))  # type: ignore[operator]
    assert (told, told.template) == ("a is empty.", "{name} is empty.")
    assert isinstance(told.fields["name"], Message)


def _said() -> list[tuple[str, ast.Call]]:
    """Every call of `say`, with where it stands."""
    return [
        (f"{path.relative_to(PACKAGE)}:{node.lineno}", node)
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
    ]


def test_templates_are_literals_so_that_translators_find_them() -> None:
    said = _said()
    assert len(said) > 100
    assert [place for place, call in said if not isinstance(call.args[0], ast.Constant)] == []
