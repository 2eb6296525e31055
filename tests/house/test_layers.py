"""The rooms, and who may look into which (sanic_mock/README.md), held by reading the imports."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.imports import imports

PACKAGE = Path(__file__).resolve().parents[2] / "sanic_mock"

# Highest first; a room imports from itself and from rooms below it.
ROOMS = (
    ("__main__",),
    ("cli",),
    ("commands",),
    ("help_text",),
    ("invocation",),
    ("command_line",),
    ("verify",),
    ("expectations",),
    ("server",),
    ("dialects",),
    ("engine",),
    ("flags",),
    ("settings",),
    ("profile",),
    ("distributions",),
    ("shared",),
    ("units", "errors", "histogram", "__init__"),
)
HEIGHT = {name: -place for place, names in enumerate(ROOMS) for name in names}
MODULES = sorted(PACKAGE.rglob("*.py"))
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "info", "data", "manager", "misc", "common"}
HEAVY = ("sanic", "faker", "toktok", "uvloop", "numpy", "matplotlib")


def room(dotted: str) -> str:
    """Return the room of a module of ours, by its dotted name."""
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def dotted(module: Path) -> str:
    """Return a module's dotted name."""
    parts = module.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("module", MODULES, ids=dotted)
def test_a_room_imports_only_from_those_below_it(module: Path) -> None:
    own = room(dotted(module))
    used = {
        room(name)
        for name in imports(ast.parse(module.read_text()))
        if name.startswith("sanic_mock.") and (PACKAGE / room(name)).exists() | is_module(name)
    }

    above = {other for other in used - {own} if HEIGHT[other] >= HEIGHT[own]}
    assert not above, f"{dotted(module)} imports from {above}"


def is_module(name: str) -> bool:
    """Return whether a dotted name's room is a file."""
    return (PACKAGE / f"{room(name)}.py").exists()


@pytest.mark.parametrize("module", MODULES, ids=dotted)
def test_a_module_is_named_for_what_is_in_it(module: Path) -> None:
    assert not EMPTY_NAMES & set(dotted(module).split("."))


@pytest.mark.parametrize("module", MODULES, ids=dotted)
def test_a_module_says_what_it_is_for(module: Path) -> None:
    source = module.read_text()

    assert not source.strip() or ast.get_docstring(ast.parse(source))


def test_every_room_has_its_place() -> None:
    assert {room(dotted(module)) for module in MODULES} <= set(HEIGHT)


@pytest.mark.parametrize("room", ["dialects", "engine", "profile", "distributions"])
def test_no_room_but_the_server_knows_sockets_or_sanic(room: str) -> None:
    for module in (PACKAGE / room).rglob("*.py"):
        tops = {name.partition(".")[0] for name in imports(ast.parse(module.read_text()))}
        assert not tops & {"sanic", "asyncio", "socket", "uvloop"}, module


@pytest.mark.parametrize("room", ["dialects", "engine", "profile", "distributions"])
def test_no_room_but_the_server_reads_a_clock(room: str) -> None:
    for module in (PACKAGE / room).rglob("*.py"):
        tops = {name.partition(".")[0] for name in imports(ast.parse(module.read_text()))}
        assert not tops & {"time", "datetime"}, module


ENDPOINTS = ("chat", "completions", "embeddings", "moderations", "responses")


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_no_endpoint_knows_another(endpoint: str) -> None:
    """What several need stands beside them; Azure's stands on top of them."""
    openai = PACKAGE / "dialects" / "openai"
    others = {f"{dotted(openai)}.{one}" for one in ENDPOINTS if one != endpoint}
    for module in (openai / endpoint).rglob("*.py"):
        used = {".".join(name.split(".")[:4]) for name in imports(ast.parse(module.read_text()))}
        assert not used & others, module


def test_the_command_line_is_there_without_the_server() -> None:
    """`profiles list` must not wait for what only serving needs."""
    code = f"import sys, sanic_mock.cli; print([name for name in {HEAVY!r} if name in sys.modules])"

    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )

    assert found.stdout == "[]\n"
