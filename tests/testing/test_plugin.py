"""The fixtures, as a project's own tests get them: in a pytest of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.house.pages import TESTING
from tests.serving import ROOT
from tests.started import start


class Ran(NamedTuple):
    """How a pytest has ended, and what it wrote."""

    code: int
    out: str


def words(folder: Path, *flags: str) -> list[str]:
    """Return the arguments of a pytest of a folder, which knows nothing of this project's."""
    plain = ("-q", "-p", "no:cacheprovider", "-o", "addopts=")
    return [*plain, *flags, "--rootdir", str(folder), str(folder)]


def run(folder: Path, *flags: str) -> Ran:
    """Run pytest, forked where all that it loads is loaded; see tests.nursery."""
    process = start("pytest", words(folder, *flags))
    out, err = process.communicate(timeout=120)
    return Ran(process.wait(), out + err)


def test_the_pages_tests_pass(tmp_path: Path) -> None:
    for name in ("test_retries.py", "test_strictly.py"):
        block = next(one for one in TESTING.blocks("python") if name in one)
        (tmp_path / name).write_text(block, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", *words(tmp_path, "--strict-markers")]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout


MANY = """
import asyncio
import os
import openai
import pytest

@pytest.mark.parametrize("number", range(8))
def test_apart(openai_mock, number):
    openai_mock.answer(f"answer {number}")
    for _ in range(5):
        ask = openai_mock.client().chat.completions.create
        answer = ask(model="gpt-4o", messages=[{"role": "user", "content": f"{number}"}])
        assert answer.choices[0].message.content == f"answer {number}"
    assert [one.text for one in openai_mock.requests] == [str(number)] * 5
    with open(os.environ["PORTS"], "a") as file:
        file.write(f"{openai_mock.port}\\n")
"""


def test_each_worker_of_xdist_has_a_mock_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "test_many.py").write_text(MANY, encoding="utf-8")
    monkeypatch.setenv("PORTS", str(tmp_path / "ports"))
    done = run(tmp_path, "-n", "2")
    assert "8 passed" in done.out, done.out
    assert len(set((tmp_path / "ports").read_text().split())) == 2


ASYNC = """
import asyncio
import openai
import pytest

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.mark.openai_mock(strict=True, latency="20ms")
async def test_many_at_once(openai_mock):
    openai_mock.answer("Hi there")
    async with openai.AsyncOpenAI() as client:
        ask = client.chat.completions.create
        messages = [{"role": "user", "content": "Hello"}]
        asked = (ask(model="gpt-4o", messages=messages) for _ in range(20))
        answers = await asyncio.gather(*asked)
    assert {one.choices[0].message.content for one in answers} == {"Hi there"}
    assert len(openai_mock.requests) == 20


@pytest.mark.openai_mock(strict=True)
async def test_strict(openai_mock):
    openai_mock.answer("Hi there")
"""


def test_asynchronous_tests_have_it_too(tmp_path: Path) -> None:
    (tmp_path / "test_async.py").write_text(ASYNC, encoding="utf-8")
    done = run(tmp_path)
    assert "1 failed, 1 passed" in done.out, done.out
    assert "nothing was asked that has this answer" in done.out


def test_the_other_runners_example_runs(tmp_path: Path) -> None:
    block = next(one for one in TESTING.blocks("python") if "any_runner.py" in one)
    done = subprocess.run(
        [sys.executable, "-c", block],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()


def test_each_test_begins_anew(tmp_path: Path) -> None:
    (tmp_path / "test_two.py").write_text(
        "def test_one(openai_mock):\n"
        "    openai_mock.fail(500)\n"
        "    openai_mock.profile(latency='1ms')\n"
        "\n\n"
        "def test_two(openai_mock, monkeypatch):\n"
        "    import os\n"
        "    assert os.environ['OPENAI_BASE_URL'] == openai_mock.base_url\n"
        "    ask = openai_mock.client(max_retries=0).chat.completions.create\n"
        "    ask(model='gpt-4o', messages=[{'role': 'user', 'content': 'x'}])\n"
        "    assert len(openai_mock.requests) == 1\n",
        encoding="utf-8",
    )
    done = run(tmp_path)
    assert done.code == 0, done.out


STRICT = """
import pytest


def ask(mock, text):
    with mock.client(max_retries=0) as client:
        messages = [{"role": "user", "content": text}]
        return client.chat.completions.create(model="gpt-4o", messages=messages)


def test_unused(openai_mock):
    openai_mock.answer("Sunny.", match={"user": {"contains": "weather"}})


def test_unmatched(openai_mock):
    openai_mock.answer("Sunny.", match={"user": {"contains": "weather"}})
    ask(openai_mock, "the weather")
    with pytest.raises(Exception, match="nearest"):
        ask(openai_mock, "Hello")


def test_content(openai_mock):
    openai_mock.answer("Sunny.")
    assert ask(openai_mock, "Hello").choices[0].message.content == "Sunny."


@pytest.mark.openai_mock(strict=False, model="any-model")
def test_mark(openai_mock):
    openai_mock.answer("Sunny.", match={"user": {"contains": "weather"}})
    assert ask(openai_mock, "Hello").model == "any-model"
"""


def test_strict_tests_fail_at_their_end_and_say_why(tmp_path: Path) -> None:
    (tmp_path / "test_strict.py").write_text(STRICT, encoding="utf-8")
    done = run(tmp_path, "-o", "openai_mock_strict=true", "--strict-markers")
    assert "2 failed, 2 passed" in done.out, done.out
    assert "nothing was asked that has this answer: {'match': " in done.out
    assert "no answer matches a request: nearest is answers[0]" in done.out
    assert "ERROR" not in done.out


def test_a_run_that_asks_for_no_mock_imports_no_server() -> None:
    code = "import sys, sanic_mock.testing.plugin; print({'sanic', 'faker'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"
