"""The rooms, and who may look into which (sanic_mock/README.md), held by reading the imports."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.imports import circles, described, dotted_name, imports, ties

PACKAGE = Path(__file__).resolve().parents[2] / "sanic_mock"

# Highest first; a room imports from itself and from rooms below it.
ROOMS = (
    ("__main__",),
    ("testing",),
    ("cli",),
    ("commands",),
    ("deploy", "fixtures"),
    ("control",),
    ("help_text",),
    ("invocation",),
    ("command_line",),
    ("verify",),
    ("server",),
    ("dialects",),
    ("expectations",),
    ("report",),
    ("engine",),
    ("ledger",),
    ("flags",),
    ("settings",),
    ("profile",),
    ("distributions",),
    ("shared",),
    ("units", "errors", "histogram", "output", "__init__"),
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
    """Return the dotted name of a module of ours."""
    return dotted_name(module, PACKAGE)


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


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Nor for types, nor inside a function: what both sides need stands below them."""
    tied = ties(PACKAGE)

    found = ["\n".join(described(circle, tied)) for circle in circles(tied)]
    assert not found, "import circles:\n\n" + "\n\n".join(found)


A_CIRCLE = {
    "at the top": ("from package.b import B", "import package.a"),
    "for types": (
        "if TYPE_CHECKING:\n    from package.b import B",
        "from package import a",
    ),
    "in a function": ("def a():\n    from package import b", "from package.a import A"),
}


@pytest.mark.parametrize("sources", A_CIRCLE.values(), ids=A_CIRCLE)
def test_a_circle_is_found_wherever_its_imports_stand(
    sources: tuple[str, str], tmp_path: Path
) -> None:
    tied = ties(package_of({"a": sources[0], "b": sources[1]}, tmp_path))

    assert circles(tied) == [{"package.a", "package.b"}]


def test_a_circle_names_what_ties_it_and_nothing_beside_it(tmp_path: Path) -> None:
    tied = ties(
        package_of(
            {
                "__init__": "from package.a import A",
                "a": "from package.b import B, C",
                "b": "from package.c import D",
                "c": "from package import a\nfrom package.low import E",
                "low": "import ast",
            },
            tmp_path,
        )
    )

    (circle,) = circles(tied)
    assert list(described(circle, tied)) == [
        "package.a takes B, C from package.b",
        "package.b takes D from package.c",
        "package.c takes a from package.a",
    ]


def package_of(sources: dict[str, str], folder: Path) -> Path:
    """Write a package's modules; returns its folder."""
    package = folder / "package"
    package.mkdir()
    for name, source in sources.items():
        (package / f"{name}.py").write_text(source)
    return package


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
