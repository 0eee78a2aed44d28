"""Where the package's sentences are made, read from its code: what is said by no template, and
what is glued to one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import exporter
from exporter import errors

PACKAGE = Path(exporter.__file__).parent

_SAYING = frozenset(("say", "say_counted", "say_chain", "sentence"))
_SAID = frozenset(("say", "say_counted", "say_chain", "resaid", "as_message"))
_ERRORS = frozenset(
    name
    for name, one in vars(errors).items()
    if isinstance(one, type) and issubclass(one, errors.ExporterError)
)
_TOLD = {
    "Notice": "detail",
    "Finding": "detail",
    "Difference": "detail",
    "Fault": "detail",
    "Guess": "reason",
}
"""What is made of a sentence besides errors, and which of its fields that is."""
_WORDS = re.compile("[a-z]{2}")


def parsed() -> dict[str, ast.Module]:
    """The package's modules by their paths in it, but the one that makes sentences."""
    return {
        str(path.relative_to(PACKAGE)): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name != "messages.py"
    }


class Told:
    """What modules say. Places are "path:line"."""

    def __init__(self, modules: Mapping[str, ast.Module]) -> None:
        self.modules = modules
        self.own = {name: _own_tables(tree) for name, tree in modules.items()}
        self.typed = {name for tree in modules.values() for name in _typed(tree)}

    def count(self) -> int:
        """How many sentences are said or marked."""
        return sum(len(_calls(tree, _SAYING)) for tree in self.modules.values())

    def unmarked(self) -> list[str]:
        """Templates that are no literals and come from no table of marked literals: translators
        would not find them."""
        return [
            f"{name}:{call.lineno}"
            for name, tree in self.modules.items()
            for scope in _scopes(tree)
            for call in _walk(scope)
            if isinstance(call, ast.Call) and _name_of(call) in _SAYING
            for template in call.args[: 2 if _name_of(call) == "say_counted" else 1]
            if not isinstance(template, ast.Constant)
            if not _is_template(template, self._tables(name), dict(_assigned(scope)))
        ]

    def glued(self) -> list[str]:
        """Fields that are filled with English: pieces of a sentence that stand in no template."""
        return [
            f"{name}:{part.lineno}"
            for name, tree in self.modules.items()
            for call in _calls(tree, _SAYING)
            for field in call.keywords
            for part in _literals(field.value)
            if " " in _text_of(part) and _WORDS.search(_text_of(part))
        ]

    def unsaid(self) -> list[str]:
        """Errors, notices, guesses … that are made of no sentence."""
        return [
            f"{name}:{call.lineno}"
            for name, tree in self.modules.items()
            for scope in _scopes(tree)
            for call in _walk(scope)
            if isinstance(call, ast.Call) and (told := _told_by(call)) is not None
            if not self._is_said(told, scope, tree)
        ]

    def bare_prints(self) -> list[str]:
        """What commands print of words that no template has."""
        return [
            f"{name}:{call.lineno}"
            for name, tree in self.modules.items()
            if name.startswith("cli/")
            for call in _calls(tree, frozenset({"print"}))
            for argument in call.args
            for part in _literals(argument)
            if _WORDS.search(_text_of(part))
        ]

    def _tables(self, name: str) -> set[str]:
        """The tables of sentences that a module has, and those it takes from where they are."""
        return self.own[name] | {
            alias.name
            for node in self.modules[name].body
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("exporter.")
            for alias in node.names
            if alias.name in self.own.get(f"{node.module[9:].replace('.', '/')}.py", ())
        }

    def _is_said(self, node: ast.expr, scope: ast.AST, tree: ast.Module) -> bool:
        """Whether it is a sentence, by how it is made or by a type that mypy holds to be true; or
        a code or an excerpt, which are no sentences."""
        match node:
            case ast.Constant(value=value):
                return value is None or " " not in str(value)
            case ast.Subscript() | ast.Attribute(attr="code" | "kind"):
                return not any(map(_text_of, _literals(node)))
            case ast.Call():
                return _name_of(node) in _SAID | self.typed
            case ast.Attribute(attr=name):
                return name in self.typed
            case ast.IfExp(body=one, orelse=other):
                return all(self._is_said(part, scope, tree) for part in (one, other))
            case ast.BoolOp(values=parts):
                return all(self._is_said(part, scope, tree) for part in parts)
            case ast.Name(id=name):
                wheres = (scope, tree) if scope is not tree else (tree,)
                given = [(e, at) for at in wheres for known, e in _assigned(at) if known == name]
                given += _passed(name, scope, tree)
                return name in _annotated(scope) or (
                    bool(given) and all(self._is_said(one, where, tree) for one, where in given)
                )
        return False


# -- templates -----------------------------------------------------------------------------------


def _own_tables(tree: ast.Module) -> set[str]:
    """The names a module gives to sentences that are said later."""
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and _calls(node.value, frozenset({"sentence"}))
    }


def _is_template(node: ast.expr, tables: set[str], local: Mapping[str, ast.expr]) -> bool:
    """A literal, or what is looked up in a table of literals, perhaps under a name of its own."""
    match node:
        case ast.Constant(value=str()):
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
        case ast.Attribute(attr="summary" | "group"):  # of a Command, whose table is marked
            return True
    return False


# -- sentences -----------------------------------------------------------------------------------


def _told_by(call: ast.Call) -> ast.expr | None:
    """The sentence that a call makes an error, a notice, a guess … of."""
    name = _name_of(call)
    if name in _ERRORS and call.args:
        return call.args[0]
    fields = {"detail", "reason"} if name == "replace" else {_TOLD.get(name, "")}
    told = [one.value for one in call.keywords if one.arg in fields]
    return told[0] if told else call.args[-1] if name == "Fault" and call.args else None


def _typed(tree: ast.Module) -> Iterator[str]:
    """Functions that give sentences and fields that hold them, by their annotations."""
    yield "message"  # of an error
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name, returns=ast.expr() as hint):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), annotation=hint):
                pass
            case _:
                continue
        if "Message" in ast.unparse(hint):
            yield name


def _annotated(scope: ast.AST) -> set[str]:
    """The parameters that are sentences."""
    return {
        one.arg
        for one in ast.walk(scope)
        if isinstance(one, ast.arg)
        and one.annotation is not None
        and "Message" in ast.unparse(one.annotation)
    }


def _passed(name: str, scope: ast.AST, tree: ast.Module) -> list[tuple[ast.expr, ast.AST]]:
    """What a function's parameter is given where the module calls it, and in which scope."""
    if not isinstance(scope, ast.FunctionDef):
        return []
    names = [one.arg for one in scope.args.args if one.arg != "self"]
    if name not in names:
        return []
    at = names.index(name)
    return [
        (one, caller)
        for caller in _scopes(tree)
        for call in _walk(caller)
        if isinstance(call, ast.Call) and _name_of(call) == scope.name
        for one in (*call.args[at : at + 1], *(k.value for k in call.keywords if k.arg == name))
    ]


# -- code ----------------------------------------------------------------------------------------


def _name_of(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _calls(tree: ast.AST, names: frozenset[str]) -> list[ast.Call]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _name_of(n) in names]


def _scopes(tree: ast.Module) -> list[ast.AST]:
    """The module and its functions."""
    return [tree, *(one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))]


def _walk(scope: ast.AST) -> Iterator[ast.AST]:
    """Everything in a scope that stands in no function within it."""
    left = [scope]
    while left:
        for child in ast.iter_child_nodes(left.pop()):
            if not isinstance(child, ast.FunctionDef):
                yield child
                left.append(child)


def _assigned(scope: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """What plain names are given in a scope; of several at once each has the whole."""
    for node in _walk(scope):
        match node:
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                targets = [target]
            case _:
                continue
        for target in targets:
            yield from _given(target, value)


def _given(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    match target, value:
        case ast.Name(id=name), _:
            yield name, value
        case ast.Tuple(elts=names), ast.Tuple(elts=values):
            for one, its in zip(names, values, strict=False):
                yield from _given(one, its)
        case ast.Tuple(elts=names), _:
            for one in names:
                yield from _given(one, value)


def _literals(node: ast.expr) -> Iterator[ast.expr]:
    """The texts in an expression, without those of sentences said within it, and without keys."""
    match node:
        case ast.Constant():
            yield node
        case ast.JoinedStr(values=parts):
            yield node
            for part in parts:
                if isinstance(part, ast.FormattedValue):
                    yield from _literals(part.value)
        case ast.Subscript(value=value):
            yield from _literals(value)
        case ast.Call() if _name_of(node) in _SAYING:
            return
        case _:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    yield from _literals(child)


def _text_of(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_text_of(part) for part in parts)
    return ""
