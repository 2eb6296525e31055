"""`sanic-mock control`: what it prints, and how it ends."""

from __future__ import annotations

import http.server
import io
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from sanic_mock.cli import main
from tests.controlling import answered, controlled
from tests.processes import wait_until
from tests.serving import START_S, Server
from tests.sharing import sharing
from tests.started import start
from tests.talking import serving_quietly

TOKEN = "a-secret-of-mine"


@pytest.fixture(scope="module")
def started() -> Iterator[Server]:
    with serving_quietly("-profile", "fast", "-seed", "7") as one:
        yield one


@pytest.fixture
def server(started: Server) -> Server:
    controlled(started, "POST", "/reset")
    return started


def ran(*words: str, environ: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Return exit code, output and errors."""
    out, err = io.StringIO(), io.StringIO()
    code = main(["control", *words], environ or {}, out, err)
    return code, out.getvalue(), err.getvalue()


def done(server: Server, *words: str) -> str:
    """Return what a command prints that must be done."""
    code, out, err = ran(*words, "-port", str(server.port))
    assert (code, err) == (0, "")
    return out


def test_values_are_set_read_and_unset(server: Server) -> None:
    done(server, "set", "latency=2ms", "tokens.output=7", "faults=[{type: status, code: 503}]")

    assert done(server, "get", "latency") == "2ms\n"
    assert done(server, "get", "latency", "seed") == "latency: 2ms\nseed: 7\n"
    assert 'faults: [{"type": "status", "code": 503}]\n' in done(server, "get")
    done(server, "unset", "latency", "faults", "tokens")
    assert done(server, "get", "latency") == "0ms\n"
    assert "faults" not in done(server, "get")


def test_text_that_looks_like_another_thing_may_be_quoted(server: Server) -> None:
    done(server, "set", 'model="123"')

    assert answered(server)["model"] == "123"


def test_profiles_are_listed_and_run(server: Server) -> None:
    assert "\nfast " in done(server, "profiles")
    assert "faults: " in done(server, "profile", "chaos")
    assert "\nfaults: profiles/chaos.yaml:" in done(server, "origins")


def test_rules_are_added_listed_and_removed(server: Server, tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text("- {match: {user: a}, text: A}\n")
    (tmp_path / "whole.yaml").write_text("answers:\n  - {match: {user: b}, text: B}\n")

    (first,) = done(server, "answers", "add", str(tmp_path / "list.yaml")).split()
    flags = ("-owner", "me", "-ttl", "1h", "-place", "after")
    (second,) = done(server, "answers", "add", str(tmp_path / "whole.yaml"), *flags).split()

    assert done(server, "answers").startswith(f'{first}: {{"match": {{"user": "a"}}')
    assert done(server, "answers", "remove", "-owner", "me") == f"{second}\n"
    assert done(server, "answers", "remove", first) == f"{first}\n"
    assert done(server, "answers") == ""


def test_rules_of_who_gets_what_are_so_too(server: Server, tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text("- {key: sk-a, values: {latency: 1ms}}\n")
    (tmp_path / "whole.yaml").write_text("match:\n  - {key: sk-b, profile: fast}\n")

    (first,) = done(server, "rules", "add", str(tmp_path / "list.yaml")).split()
    (second,) = done(server, "rules", "add", str(tmp_path / "whole.yaml"), "-ttl", "1h").split()

    listed = done(server, "rules", "list")
    assert listed == done(server, "rules")
    assert listed.startswith(f'{second}: {{"key": "sk-b"')
    assert done(server, "rules", "remove", second) == f"{second}\n"
    assert done(server, "rules", "remove") == f"{first}\n"
    assert done(server, "rules") == ""


def test_all_is_frozen_released_and_begun_anew(server: Server) -> None:
    for word in ("freeze", "release", "reset"):
        assert done(server, word) == ""
    assert done(server, "phase") == "phase: -\n"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("set", "latncy=5"), "latncy: unknown key; nearest is latency"),
        (("set", "latency"), '"latency" is no change; want KEY=VALUE'),
        (("set", "latency=[1"), ": not YAML: "),
        (("set", "port=5"), "port: cannot be changed while the server runs"),
        (("get", "latncy"), "latncy: unknown key; nearest is latency"),
        (("profile", "fats"), 'sanic-mock: "fats" is no profile; nearest is fast; known: '),
        (("profile", "fast.yaml"), 'sanic-mock: "fast.yaml" is a file, which only a profile'),
        (("answers", "add", "/nowhere.yaml"), "/nowhere.yaml: No such file or directory"),
        (("answers", "remove", "a999"), "has the id 'a999'"),
        (("answers", "remove", "a1", "-owner", "x"), "-owner: does nothing beside ids"),
        (("rules", "remove", "a999"), "has the id 'a999'"),
        (("rules", "ad", "x"), "is no command; nearest is control rules"),
        (("phase", "begin"), "the profile that runs has no phases"),
        (("phase", "x", "y"), '"y" is not expected'),
        (("set",), "needs KEY=VALUE"),
        (("set", "latency=1", "-latency", "5"), "-latency: does nothing with"),
        (("get", "-url", "localhost"), "-url: "),
        (("get", "-tolerance", "2"), "-tolerance: does nothing with sanic-mock control"),
        (("gett",), "is no command; nearest is control get"),
    ],
)
def test_what_cannot_be_had_ends_with_2(server: Server, words: tuple[str, ...], why: str) -> None:
    place = () if "-url" in words else ("-port", str(server.port))

    code, out, err = ran(*words, *place)

    assert (code, out) == (2, "")
    assert why in err


def test_where_the_server_is_may_be_said_in_many_ways(server: Server) -> None:
    port = str(server.port)
    for words, environ in (
        (("-url", f"http://localhost:{port}"), {}),
        (("-host", "0.0.0.0", "-port", port), {}),
        ((), {"PORT": port}),
        ((), {"SANIC_MOCK_PORT": port, "PORT": "1"}),
    ):
        assert ran("get", "latency", *words, environ=environ) == (0, "0ms\n", "")


def test_a_server_at_a_unix_socket_is_asked(tmp_path: Path) -> None:
    with serving_at(f"unix:{tmp_path}/s") as place:
        assert ran("get", "seed", "-host", place) == (0, "7\n", "")
        assert ran("get", "seed", "-url", place) == (0, "7\n", "")


@contextmanager
def serving_at(place: str) -> Iterator[str]:
    process = start("sanic_mock", ["-host", place, "-seed", "7"])
    try:
        wait_until(Path(place.removeprefix("unix:")).exists, START_S)
        wait_until(lambda: not ran("get", "-url", place)[0])
        yield place
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_a_server_with_a_certificate_of_its_own_is_asked() -> None:
    with sharing("-tls", "self-signed", "-seed", "7") as server:
        words = ("-tls", "self-signed", "-port", str(server.port))
        assert ran("get", "seed", *words) == (0, "7\n", "")


def test_where_nobody_listens_it_ends_with_1() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        code, out, err = ran("get", "-port", str(one.getsockname()[1]))

    assert (code, out) == (1, "")
    assert "Connection refused; say where it is with -port or -url" in err


def test_who_is_not_let_in_is_told_what_to_give() -> None:
    with sharing("-host", "0.0.0.0", "-admin-token", TOKEN) as server:
        port = str(server.port)
        wrong = ran("get", "-port", port, "-admin-token", "another-token")
        right = ran("get", "latency", "-port", port, environ={"SANIC_MOCK_ADMIN_TOKEN": TOKEN})

    assert wrong[0] == 1
    assert "Only who has the server's admin token may ask this." in wrong[2]
    assert right == (0, "0ms\n", "")


class _Other(http.server.BaseHTTPRequestHandler):
    """Something that is no sanic-mock."""

    def do_GET(self) -> None:
        """Answer anything."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_what_is_no_sanic_mock_is_told() -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), _Other) as other:
        thread = threading.Thread(target=other.handle_request)
        thread.start()
        code, _, err = ran("get", "-port", str(other.server_port))
        thread.join()

    assert code == 1
    assert "is no sanic-mock" in err
