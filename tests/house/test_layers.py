"""The rooms, and who may look into which (sanic_mock/README.md), held by reading the imports."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.imports import circles, described, dotted_name, parsed, ties
from tests.house.sources import MODULES, PACKAGE, imported, modules_in

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
    ("flag_tables",),
    ("flags",),
    ("settings",),
    ("profile",),
    ("distributions",),
    ("shared",),
    ("units", "errors", "histogram", "output", "__init__"),
)
HEIGHT = {name: -place for place, names in enumerate(ROOMS) for name in names}
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "info", "data", "manager", "misc", "common"}
HEAVY = ("sanic", "faker", "toktok", "uvloop", "numpy", "matplotlib")


def room(dotted: str) -> str:
    """Return the room of a module of ours, by its dotted name."""
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


EXISTING = set(map(room, MODULES))


def test_a_room_imports_only_from_those_below_it() -> None:
    assert {name: above for name in MODULES if (above := rooms_above(name))} == {}


def rooms_above(name: str) -> set[str]:
    """Return the rooms that a module imports from and must not."""
    own = room(name)
    used = {
        room(one)
        for one in imported(MODULES[name])
        if one.startswith("sanic_mock.") and room(one) in EXISTING
    }
    return {other for other in used - {own} if HEIGHT[other] >= HEIGHT[own]}


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


def test_modules_are_named_for_what_is_in_them() -> None:
    assert [name for name in MODULES if EMPTY_NAMES & set(name.split("."))] == []


def test_each_module_says_what_it_is_for() -> None:
    written = [name for name, path in MODULES.items() if path.read_text().strip()]

    assert [name for name in written if not ast.get_docstring(parsed(MODULES[name]))] == []


def test_every_room_has_its_place() -> None:
    assert set(HEIGHT) >= EXISTING


@pytest.mark.parametrize("room", ["dialects", "engine", "profile", "distributions"])
def test_no_room_but_the_server_knows_sockets_or_sanic(room: str) -> None:
    for module in modules_in(PACKAGE / room):
        tops = {name.partition(".")[0] for name in imported(module)}
        assert not tops & {"sanic", "asyncio", "socket", "uvloop"}, module


@pytest.mark.parametrize("room", ["dialects", "engine", "profile", "distributions"])
def test_no_room_but_the_server_reads_a_clock(room: str) -> None:
    for module in modules_in(PACKAGE / room):
        tops = {name.partition(".")[0] for name in imported(module)}
        assert not tops & {"time", "datetime"}, module


ENDPOINTS = ("chat", "completions", "embeddings", "moderations", "responses")


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_no_endpoint_knows_another(endpoint: str) -> None:
    """What several need stands beside them; Azure's stands on top of them."""
    openai = PACKAGE / "dialects" / "openai"
    others = {f"{dotted_name(openai, PACKAGE)}.{one}" for one in ENDPOINTS if one != endpoint}
    for module in modules_in(openai / endpoint):
        used = {".".join(name.split(".")[:4]) for name in imported(module)}
        assert not used & others, module


def test_the_command_line_is_there_without_the_server() -> None:
    """`profiles list` must not wait for what only serving needs."""
    code = f"import sys, sanic_mock.cli; print([name for name in {HEAVY!r} if name in sys.modules])"

    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )

    assert found.stdout == "[]\n"
