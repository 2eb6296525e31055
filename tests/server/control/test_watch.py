"""`-watch`: a profile that is saved again is what the server does, and a broken one is told."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sanic_mock.errors import SettingsError
from sanic_mock.profile.resolve import Given, resolve
from sanic_mock.server.watcher import LOOK_S
from tests.controlling import answered, controlled
from tests.processes import serving_apart, wait_until
from tests.serving import Server, errors_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text("model: base\n")
    (tmp_path / "rules.yaml").write_text("- {match: {user: hi}, text: first}\n")
    (tmp_path / "own.yaml").write_text("extends: ./base.yaml\nanswers: rules.yaml\n")
    return tmp_path


@pytest.fixture(params=["1", "2"], ids=["1 worker", "2 workers"])
def server(request: pytest.FixtureRequest, folder: Path) -> Iterator[Server]:
    words = ("-profile", str(folder / "own.yaml"), "-watch", "-workers", request.param)
    with serving_apart(*words) as one:
        os.set_blocking(errors_of(one), False)
        yield one
        os.set_blocking(errors_of(one), True)


def errors_of(server: Server) -> int:
    assert server.process.stderr is not None
    return server.process.stderr.fileno()


def model(server: Server) -> set[str]:
    """Return by which models many requests are answered."""
    return {answered(server)["model"] for _ in range(6)}


def empty(file: Path) -> None:
    file.write_text("")


def written(server: Server, text: str) -> str:
    """Wait until the server has written a text to stderr; return all that came until then."""
    found = bytearray()

    def is_there() -> bool:
        with suppress(BlockingIOError):
            found.extend(os.read(errors_of(server), 65_536))
        return text.encode() in found

    wait_until(is_there)
    return found.decode()


def test_any_of_its_files_may_change(server: Server, folder: Path) -> None:
    assert model(server) == {"base"}

    (folder / "base.yaml").write_text("model: edited\n")
    wait_until(lambda: model(server) == {"edited"})
    (folder / "rules.yaml").write_text("- {match: {user: hi}, text: second}\n")
    wait_until(lambda: answered(server, "hi")["choices"][0]["message"]["content"] == "second")
    (folder / "own.yaml").write_text("model: own\n")
    wait_until(lambda: model(server) == {"own"})


def test_an_editor_may_put_another_file_in_its_place(server: Server, folder: Path) -> None:
    (folder / "new").write_text("extends: ./base.yaml\nmodel: replaced\n")
    (folder / "new").replace(folder / "own.yaml")

    wait_until(lambda: model(server) == {"replaced"})


def test_a_broken_edit_is_told_with_its_line_and_the_old_one_stays(
    server: Server, folder: Path
) -> None:
    (folder / "own.yaml").write_text("extends: ./base.yaml\nlatncy: 5\n")
    written(server, "own.yaml:2: latncy: unknown key; nearest is latency")
    assert model(server) == {"base"}

    (folder / "own.yaml").write_text("model: mended\n")
    wait_until(lambda: model(server) == {"mended"})


@pytest.mark.parametrize("begin", [Path.unlink, empty], ids=["gone", "emptied"])
def test_what_is_written_in_two_steps_is_read_after_the_second(
    server: Server, folder: Path, begin: Callable[[Path], None]
) -> None:
    begin(folder / "own.yaml")
    time.sleep(3 * LOOK_S)
    (folder / "own.yaml").write_text("extends: ./base.yaml\nlatncy: 5\n")

    broken = "own.yaml:2: latncy: unknown key; nearest is latency"
    said = errors_in(written(server, broken))

    assert broken in said.splitlines()[0]  # nothing was read before
    assert model(server) == {"base"}


def test_what_stays_empty_is_read_as_that(server: Server, folder: Path) -> None:
    (folder / "own.yaml").write_text("")

    wait_until(lambda: "base" not in model(server))


def test_what_lasts_as_long_as_the_server_is_not_changed(server: Server, folder: Path) -> None:
    (folder / "own.yaml").write_text("model: moved\ngrace: 1s\n")

    written(server, "own.yaml:2: grace: cannot be changed while the server runs")

    assert model(server) == {"base"}


def test_what_was_said_meanwhile_stays_said(server: Server, folder: Path) -> None:
    controlled(server, "PATCH", "/profile", {"model": "said"})
    (folder / "base.yaml").write_text("model: edited\nlocale: de_DE\n")

    wait_until(lambda: controlled(server, "GET", "/profile").get("locale") == "de_DE")

    assert model(server) == {"said"}
    controlled(server, "POST", "/reset")
    assert model(server) == {"edited"}


def test_without_a_profile_there_is_nothing_to_watch() -> None:
    with pytest.raises(SettingsError) as raised:
        resolve({"watch": Given("true", "flag -watch")})

    assert raised.value.problems == ("-watch: does nothing without a profile",)
