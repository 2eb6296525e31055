"""The page's tests in other frameworks and languages run, where what they need is there."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import openai
import pytest
import yaml

from tests.house.pages import TESTING
from tests.installing import install, install_node_modules, tool
from tests.patience import exit_code, run
from tests.processes import wait_until
from tests.serving import ROOT

RUN_S = 120.0
VITEST = '{"private": true, "type": "module", "devDependencies": {"vitest": "3.2.4"}}'
VITEST_CONFIG = 'export default { test: { globalSetup: "./mock.setup.mjs" } };\n'
JUNIT = "org.junit.platform:junit-platform-console-standalone:1.11.4"
# what ends so soon is not worth compiling well, nor a collector with threads
JAVA = ("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Variables with which `sanic-mock` is this checkout's."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "sanic-mock"
    words = shlex.join([sys.executable, "-m", "sanic_mock"])
    command.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {words} "$@"\n')
    command.chmod(0o755)
    return os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def write(language: str, name: str, folder: Path) -> None:
    """Write the block of the page that begins with a file's name."""
    (block,) = (one for one in TESTING.blocks(language) if name in one.partition("\n")[0])
    (folder / name).write_text(block, encoding="utf-8")


def said(command: list[str], folder: Path, environ: dict[str, str]) -> str:
    """Run a command that must do its work, and return what it says."""
    done = run(command, RUN_S, cwd=folder, environ=environ)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_unittest(tmp_path: Path) -> None:
    write("python", "test_unittest.py", tmp_path)
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "unittest", "test_unittest"]
    assert "Ran 1 test" in said(words, tmp_path, environ)


def test_vitest(request: pytest.FixtureRequest, environ: dict[str, str], tmp_path: Path) -> None:
    npm = tool("npm")
    folder: Path = request.config.cache.mkdir("vitest-3.2.4")
    for name in ("mock.setup.mjs", "retries.test.mjs"):
        write("javascript", name, folder)
    (folder / "package.json").write_text(VITEST)
    (folder / "vitest.config.mjs").write_text(VITEST_CONFIG)
    install_node_modules("vitest", npm, folder)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environ["TMPDIR"] = str(temporary)
    told = said([str(folder / "node_modules" / ".bin" / "vitest"), "run"], folder, environ)
    assert "1 passed" in told
    assert [*temporary.glob("sanic-mock-*")] == []


def test_go(tmp_path: Path, environ: dict[str, str]) -> None:
    go = tool("go")
    write("go", "retries_test.go", tmp_path)
    (tmp_path / "go.mod").write_text("module retries\n\ngo 1.22\n")
    assert "PASS: TestARefusalThenAnAnswer" in said([go, "test", "-v"], tmp_path, environ)


def test_junit(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    environ: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    java, javac, maven = (tool(one) for one in ("java", "javac", "mvn"))
    monkeypatch.setenv(*JAVA)
    environ |= [JAVA]
    folder: Path = request.config.cache.mkdir("junit-1.11.4")
    if not (found := [*folder.glob("*.jar")]):
        goal = ["dependency:copy", f"-Dartifact={JUNIT}", f"-DoutputDirectory={folder}"]
        install("JUnit", [maven, "-q", "-B", *goal], tmp_path)
        found = [*folder.glob("*.jar")]
    (jar,) = map(str, found)
    write("java", "RetriesTest.java", tmp_path)
    said([javac, "-cp", jar, "-d", "out", "RetriesTest.java"], tmp_path, environ)
    words = [java, "-jar", jar, "execute", "--class-path", "out", "--scan-class-path"]
    assert "1 tests successful" in said(words, tmp_path, environ)


def starting() -> str:
    """Return the workflow's step that starts a server."""
    (block,) = TESTING.blocks("yaml")
    steps: list[dict[str, Any]] = yaml.safe_load(block)["jobs"]["tests"]["steps"]
    (script,) = (one["run"] for one in steps if one.get("name") == "start sanic-mock")
    return str(script)


def step(script: str, environ: dict[str, str]) -> int:
    """Run a step of a workflow, and return its exit code; what it leaves running goes on."""
    words = ["bash", "-e", "-c", script]
    with subprocess.Popen(words, env=environ, stdout=subprocess.DEVNULL) as process:
        return exit_code(process, RUN_S)


def broken(environ: dict[str, str]) -> None:
    """Let the command end before it serves."""
    command = Path(environ["PATH"].partition(os.pathsep)[0], "sanic-mock")
    command.write_text("#!/bin/sh\nexit 2\n")


def test_the_workflows_step_fails_where_the_server_ends(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    broken(environ)
    environ |= {"RUNNER_TEMP": str(tmp_path), "GITHUB_ENV": str(tmp_path / "github.env")}
    assert step(starting(), environ) not in (0, 124)


def test_the_workflows_step_starts_a_server_for_those_that_follow(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    script = starting()
    told, port, pid = (tmp_path / name for name in ("github.env", "port", "pid"))
    environ |= {"RUNNER_TEMP": str(tmp_path), "GITHUB_ENV": str(told)}
    script += f"\necho $! > {shlex.quote(str(pid))}\n"
    assert step(script, environ) == 0
    try:
        variables = dict(line.split("=", 1) for line in told.read_text().splitlines())
        with openai.OpenAI(
            base_url=variables["OPENAI_BASE_URL"], api_key=variables["OPENAI_API_KEY"]
        ) as client:
            assert [one.id for one in client.models.list()]
    finally:
        os.kill(int(pid.read_text()), signal.SIGTERM)
    wait_until(lambda: not port.exists())
