"""What surrounds the package: the lock, the Procfile, the test command, the Python."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path

import httpx
import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.patience import Patience, exit_code
from tests.serving import ROOT, START_S, STOP_S

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PROCFILE = (ROOT / "Procfile").read_text(encoding="utf-8")
# it has vocabularies of its own, and every bill is counted by them
PINNED = {"toktok-rs"}
TEST_COMMAND = re.compile(r"^python3 -m venv \.venv && .* && \.venv/bin/python -m pytest$", re.M)


# --- the lock ---------------------------------------------------------------------------------


def locked_lines() -> list[str]:
    return [line for line in LOCK.splitlines() if not line.startswith("#")]


def locked() -> dict[str, Requirement]:
    pins = map(Requirement, locked_lines()[:-1])
    return {canonicalize_name(pin.name): pin for pin in pins}


def version(pin: Requirement) -> str:
    (one,) = pin.specifier
    assert one.operator == "==", f"{pin} is no pin"
    assert not one.version.endswith(".*"), f"{pin} is no pin"
    return one.version


def needed_here(wanted: Requirement) -> bool:
    return wanted.marker is None or wanted.marker.evaluate({"extra": ""})


def test_the_lock_ends_with_the_project_itself() -> None:
    assert locked_lines()[-1] == "."


def test_the_lock_names_no_host() -> None:
    assert not re.search(r"https?:|^-|^[^#]*://", LOCK, re.M)


@pytest.mark.parametrize("dependency", PROJECT["dependencies"])
def test_a_dependency_is_locked_to_a_version_it_allows(dependency: str) -> None:
    wanted = Requirement(dependency)
    pin = locked()[canonicalize_name(wanted.name)]
    assert wanted.specifier.contains(version(pin))


@pytest.mark.parametrize("dependency", PROJECT["dependencies"])
def test_a_dependency_leaves_its_users_a_choice(dependency: str) -> None:
    """It is installed beside theirs; what fits a version alone is named here, with its reason."""
    wanted = Requirement(dependency)
    is_pinned = any(one.operator in ("==", "===") for one in wanted.specifier)
    assert is_pinned == (wanted.name in PINNED)


@pytest.mark.parametrize("name", [name for name, pin in locked().items() if needed_here(pin)])
def test_what_a_locked_package_needs_is_locked(name: str) -> None:
    """As the package installed here says it; versions may differ between lock and environment."""
    needs = map(Requirement, distribution(name).requires or ())
    missing = {canonicalize_name(one.name) for one in needs if needed_here(one)} - set(locked())
    assert not missing


def test_the_buildpacks_python_is_allowed() -> None:
    named = (ROOT / ".python-version").read_text(encoding="utf-8").strip()
    assert SpecifierSet(PROJECT["requires-python"]).contains(named)


# --- the Procfile -----------------------------------------------------------------------------


@contextmanager
def web(environ: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run the Procfile's line as a platform does: a shell reads it and becomes the command."""
    line = PROCFILE.removeprefix("web: ").strip()
    if shutil.which("sanic-mock", path=environ["PATH"]) is None:
        line = line.replace("sanic-mock", f"{sys.executable} -m sanic_mock", 1)
    process = subprocess.Popen(
        ["sh", "-c", f"exec {line}"],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=STOP_S)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
    return port


def answered(url: str) -> httpx.Response:
    """Return the first answer that can be had."""
    patience = Patience(START_S)
    while not patience.is_over():
        try:
            return httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"nothing listens at {url}")


def test_the_procfile_serves_on_the_platforms_port_and_stops_when_told() -> None:
    port = free_port()
    beside = str(Path(sys.executable).parent)
    environ = {**os.environ, "PORT": str(port), "PATH": f"{beside}{os.pathsep}{os.environ['PATH']}"}
    with web(environ) as process:
        assert answered(f"http://127.0.0.1:{port}/ready").status_code == 200
        os.killpg(process.pid, signal.SIGTERM)  # Heroku's way: every process is told
        assert exit_code(process, STOP_S) == 0


def test_the_procfile_has_one_line_for_all_interfaces_and_cores() -> None:
    assert PROCFILE == "web: sanic-mock -host 0.0.0.0 -port $PORT -workers auto\n"


# --- the test command -------------------------------------------------------------------------


def test_the_readme_has_one_test_command_and_ci_runs_it() -> None:
    assert len(TEST_COMMAND.findall((ROOT / "README.md").read_text(encoding="utf-8"))) == 1
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_ci_may_be_run_and_is_a_script_the_shell_can_read() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
