"""Sentences are templates with named fields, each said in one place."""

from __future__ import annotations

import ast
import copy
import pickle
from collections.abc import Iterator, Mapping
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


_MODULES = {
    str(path.relative_to(PACKAGE)): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(PACKAGE.rglob("*.py"))
}
_SAYING = ("say", "say_counted", "say_chain", "sentence")


def _name_of(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _calls(tree: ast.AST, *names: str) -> list[ast.Call]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _name_of(n) in names]


def _tables(tree: ast.Module) -> set[str]:
    """The names a module gives to sentences that are said later, or takes from where they are."""
    return _own_tables(tree) | {
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module is not None
        for alias in node.names
        if alias.name in _own_tables(_module(node.module))
    }


def _module(dotted: str) -> ast.Module:
    path = dotted.removeprefix("exporter.").replace(".", "/")
    return _MODULES.get(f"{path}.py") or _MODULES.get(f"{path}/__init__.py") or ast.Module([], [])


def _own_tables(tree: ast.Module) -> set[str]:
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and _calls(node.value, "sentence")
    }


def _templates(call: ast.Call) -> list[ast.expr]:
    return call.args[:2] if _name_of(call) == "say_counted" else call.args[:1]


def _is_template(node: ast.expr, tables: set[str], local: Mapping[str, ast.expr]) -> bool:
    """A literal, or what is looked up in a table of literals, perhaps under a name of its own."""
    match node:
        case ast.Constant(value=str()) | ast.Call(func=ast.Name(id="sentence")):
            return True
        case ast.Name(id=name) if name in tables:
            return True
        case ast.Name(id=name) if name in local:
            return _is_template(local[name], tables, local)
        case ast.Subscript(value=table) | ast.Call(func=ast.Attribute(value=table, attr="items")):
            return _is_template(table, tables, local)
        case ast.Call(func=ast.Name(id="zip"), args=[table, *_]):
            return _is_template(table, tables, local)
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[_, *default]):
            return all(_is_template(one, tables, local) for one in (table, *default))
        case ast.IfExp(body=one, orelse=other):
            return _is_template(one, tables, local) and _is_template(other, tables, local)
        case ast.Attribute(attr="summary" | "group"):  # of a Command
            return True
    return False


def _scopes(tree: ast.Module) -> list[tuple[ast.AST, Mapping[str, ast.expr]]]:
    """The module and every function in it, with what each gives to plain names."""
    scopes = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.Module)]
    return [(scope, dict(_assigned(scope))) for scope in scopes]


def _assigned(scope: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                targets = [target]
            case _:
                continue
        names = [one for target in targets for one in ast.walk(target)]
        yield from ((one.id, value) for one in names if isinstance(one, ast.Name))


def test_templates_are_literals_so_that_translators_find_them() -> None:
    said = [
        (f"{name}:{call.lineno}", template, tables, local)
        for name, tree in _MODULES.items()
        if name != "messages.py"
        for tables in [_tables(tree)]
        for scope, local in _scopes(tree)
        for call in _calls(scope, *_SAYING)
        for template in _templates(call)
    ]
    assert len(said) > 100
    assert [place for place, *about in said if not _is_template(*about)] == []
