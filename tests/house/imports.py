"""What a module imports, and which modules import each other in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

#: For each module, those that it imports from, and the names that it takes from each.
Ties: TypeAlias = Mapping[str, Mapping[str, set[str]]]


@cache
def parsed(path: Path) -> ast.Module:
    """Return what a module says; whoever asks leaves it as it is."""
    return ast.parse(path.read_text())


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield what a module imports, wherever in it, but not what only its types need."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.expr):  # has no statement in it
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        yield from imports(node)


def dotted_name(module: Path, package: Path) -> str:
    """Return a module's dotted name; that of `__init__.py` is its package's."""
    parts = module.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def ties(package: Path) -> Ties:
    """Return what ties the modules of a package: every import, for types or in functions too.

    A submodule is tied to by itself, not through the `__init__.py` above it.
    """
    modules = {dotted_name(path, package): path for path in package.rglob("*.py")}
    tied: dict[str, dict[str, set[str]]] = {name: {} for name in modules}
    known = set(modules)
    for name, path in modules.items():
        for other, taken in _imported(parsed(path), known):
            tied[name].setdefault(other, set()).add(taken)
    return tied


def _imported(tree: ast.AST, modules: set[str]) -> Iterator[tuple[str, str]]:
    """Yield module and name for each name that is taken from one of the modules."""
    for node in _statements(tree):
        if isinstance(node, ast.Import):
            pairs = [(alias.name, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            pairs = [_source(str(node.module), alias.name, modules) for alias in node.names]
        else:
            continue
        yield from (pair for pair in pairs if pair[0] in modules)


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield all statements, wherever they stand."""
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, ast.expr):
            yield node
            yield from _statements(node)


def _source(module: str, name: str, modules: set[str]) -> tuple[str, str]:
    """Return where a name comes from: a name of a package may be a module of it."""
    whole = f"{module}.{name}"
    return (whole, name) if whole in modules else (module, name)


def circles(tied: Ties) -> list[set[str]]:
    """Return the strongly connected components of more than one module, or of one with itself."""
    reached = {name: _reached(name, tied) for name in tied}
    components = {
        frozenset(other for other in reached[name] if name in reached[other])
        for name in tied
        if name in reached[name]
    }
    return sorted((set(one) for one in components), key=min)


def _reached(start: str, tied: Ties) -> set[str]:
    """Return the modules that imports lead to; the start itself only by way of a circle."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        further = set(tied[waiting.pop()]) - reached
        reached |= further
        waiting += further
    return reached


def described(circle: set[str], tied: Ties) -> Iterator[str]:
    """Yield a line for each import inside a circle, with the names that make it."""
    for name in sorted(circle):
        for other in sorted(circle & set(tied[name])):
            yield f"{name} takes {', '.join(sorted(tied[name][other]))} from {other}"
