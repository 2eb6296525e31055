"""What a user installs: a wheel, from which every shipped profile answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.requests import chat, post
from tests.serving import ROOT, STOP_S, errors_in, wait_ready
from tests.talking import ask

PROFILES = sorted(file.stem for file in (ROOT / "profiles").glob("*.yaml"))
# the fault, which does nothing, takes the place of what goes wrong in some of them
EACH_PROFILE = """
import json, sys, urllib.request
from sanic_mock.testing import serve

body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello"}]}
fields = {"Content-Type": "application/json", "x-mock-fault": "stall;for=1ms"}
told = {}
for profile in sys.argv[1:]:
    with serve(profile, seed=1, time_scale=100) as mock:
        url = f"{mock.base_url}/chat/completions"
        request = urllib.request.Request(url, json.dumps(body).encode(), fields)
        with urllib.request.urlopen(request, timeout=20) as response:
            told[profile] = [response.status, len(response.read())]
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    built = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", str(built), str(ROOT))
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed command, in an environment that has this checkout nowhere on its path."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=False, symlinks=True)
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(home)}))
    python = str(home / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python]
    run(*pip, "install", "-q", "--no-deps", "--no-compile", str(wheel))
    # the dependencies of the environment the tests run in, without what is editable there
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin" / "sanic-mock"


def run(*words: str, cwd: Path | None = None) -> str:
    """Run a command and return its output; a failure shows what it wrote."""
    done = subprocess.run(words, cwd=cwd, env=clean(), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def clean() -> dict[str, str]:
    """Return an environment without a path to this checkout."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def test_the_wheel_holds_the_package_and_the_profiles_and_no_more(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert {name.split("/")[0].partition("-")[0] for name in names} == {"sanic_mock"}
    for profile in PROFILES:
        assert f"sanic_mock/profiles/{profile}.yaml" in names
    assert "sanic_mock/profiles/README.md" in names
    others = [name for name in names if not name.startswith("sanic_mock/testing/")]
    assert not [name for name in others if "test" in name or name.endswith(".pyc")]


def test_the_wheel_says_what_it_is_and_that_it_is_typed(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        (about,) = (name for name in files.namelist() if name.endswith("/METADATA"))
        text = files.read(about).decode()
        assert "sanic_mock/py.typed" in files.namelist()
        assert any(name.endswith("/licenses/LICENSE") for name in files.namelist())
    assert {"Classifier: Typing :: Typed", "Description-Content-Type: text/markdown"} <= {
        *text.splitlines()
    }


def test_the_command_is_the_wheels_and_not_the_checkouts(command: Path, tmp_path: Path) -> None:
    code = "import sanic_mock; print(sanic_mock.__file__)"

    where = run(str(command.parent / "python"), "-c", code, cwd=tmp_path)

    assert str(command.parent.parent) in where


def test_the_installed_command_lists_its_profiles(command: Path, tmp_path: Path) -> None:
    listed = run(str(command), "profiles", "list", cwd=tmp_path)

    firsts = [line for line in listed.splitlines() if line[:1] == " " and line[2] != " "]
    assert sorted(line.split()[0] for line in firsts) == PROFILES


def test_the_installed_command_answers(command: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [str(command), "--profile", "big-payload", "-port", "0"],
        cwd=tmp_path,
        env=clean(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    server = wait_ready(process)
    try:
        answer = ask(server, post(chat()), STOP_S)
    finally:
        code = server.stop()
        errors = errors_in(process.communicate()[1])

    assert answer.status == 200
    assert "big-payload" in server.banner
    assert len(answer.body) > 10_240
    assert (code, errors) == (0, "")


@pytest.fixture(scope="module")
def answered(command: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[int]]:
    """Status and length of what the installed package answers from each profile."""
    words = (str(command.parent / "python"), "-c", EACH_PROFILE, *PROFILES)
    told: dict[str, list[int]] = json.loads(run(*words, cwd=tmp_path_factory.mktemp("anywhere")))
    return told


@pytest.mark.parametrize("profile", PROFILES)
def test_the_installed_package_answers_from_each_profile(
    answered: dict[str, list[int]], profile: str
) -> None:
    status, length = answered[profile]

    assert status == 200
    assert profile != "big-payload" or length > 10_240
