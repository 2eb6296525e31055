"""Who may change a running server: whoever is on its machine, and who has its token."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from sanic_mock.errors import SettingsError
from sanic_mock.profile.resolve import Given, resolve
from sanic_mock.server.control_access import Access, ControlAccess
from sanic_mock.settings import Settings
from tests.controlling import control
from tests.serving import Response, Server
from tests.sharing import sharing
from tests.talking import ask

TOKEN = "a-secret-of-mine"
HERE, AFAR = ("127.0.0.1", 5), ("192.0.2.7", 5)
OPEN, CLOSED = Settings("x", admin_token=TOKEN), Settings("x")
BEARER = {"authorization": f"Bearer {TOKEN}"}

LET_IN = [
    (HERE, {"host": "localhost:8000"}),
    (HERE, {"host": "127.0.0.1"}),
    (("::1", 5, 0, 0), {"host": "[::1]:8000"}),
    (("::ffff:127.0.0.1", 5, 0, 0), {"host": "mock.localhost"}),
    (HERE, {"host": "localhost:8000", "origin": "http://localhost:8000"}),
    (HERE, {"host": "localhost:8000", "sec-fetch-site": "same-origin"}),
]
KEPT_OUT = [
    (AFAR, {"host": "localhost"}),
    (("::ffff:192.0.2.7", 5, 0, 0), {"host": "localhost"}),
    (None, {"host": "localhost"}),
    ("", {"host": "localhost"}),
    (("not an address", 5), {"host": "localhost"}),
    (HERE, {}),
    (HERE, {"host": "evil.test"}),
    (HERE, {"host": "localhost.evil.test"}),
    (HERE, {"host": "mock"}),
    (HERE, {"host": "localhost", "origin": "https://evil.test"}),
    (HERE, {"host": "localhost:8000", "origin": "http://localhost:3000"}),
    (HERE, {"host": "localhost", "origin": "null"}),
    (HERE, {"host": "localhost", "origin": ""}),
    (HERE, {"host": "localhost", "sec-fetch-site": "cross-site"}),
    (HERE, {"host": "localhost", "sec-fetch-site": "same-site"}),
    (HERE, {"host": "localhost", "x-forwarded-for": "192.0.2.7"}),
    (HERE, {"host": "localhost", "forwarded": "for=192.0.2.7"}),
]


@pytest.mark.parametrize(("peer", "fields"), LET_IN)
def test_who_is_on_the_machine_is_let_in(peer: object, fields: dict[str, str]) -> None:
    for settings in (OPEN, CLOSED):
        assert ControlAccess(settings).access(peer, fields) is Access.LET_IN


@pytest.mark.parametrize(("peer", "fields"), KEPT_OUT)
def test_for_all_others_nothing_is_there_without_a_token(
    peer: object, fields: dict[str, str]
) -> None:
    assert ControlAccess(CLOSED).access(peer, fields) is Access.HIDDEN
    assert ControlAccess(CLOSED).access(peer, {**fields, **BEARER}) is Access.HIDDEN
    assert ControlAccess(OPEN).access(peer, fields) is Access.REFUSED
    assert ControlAccess(OPEN).access(peer, {**fields, **BEARER}) is Access.LET_IN


@pytest.mark.parametrize(
    "field",
    [
        *("", "Bearer", "Bearer ", TOKEN, "Bearer é", "Bearer \udcff"),
        *(f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", f"Basic {TOKEN}"),
    ],
)
def test_a_wrong_token_is_refused_from_wherever_it_comes(field: str) -> None:
    fields = {"host": "localhost", "authorization": field}

    assert ControlAccess(OPEN).access(HERE, fields) is Access.REFUSED


def test_a_name_that_is_allowed_counts_and_any_name_does_not() -> None:
    def access(*hosts: str) -> Access:
        return ControlAccess(Settings("x", hosts=hosts)).access(HERE, {"host": "mock.test:8000"})

    assert access("mock.test") is Access.LET_IN
    assert access("*") is Access.HIDDEN


def test_a_unix_socket_is_on_the_machine() -> None:
    access = ControlAccess(Settings("x", host="unix:/tmp/x"))

    assert access.access("", {"host": "whatever"}) is Access.LET_IN
    assert access.access("", {"host": "x", "origin": "http://evil.test"}) is Access.HIDDEN


@pytest.fixture(scope="module")
def closed() -> Iterator[Server]:
    with sharing("-host", "0.0.0.0") as one:
        yield one


@pytest.mark.parametrize("path", ["/profile", "/nothing", ""])
@pytest.mark.parametrize("method", ["GET", "PATCH", "POST", "OPTIONS"])
def test_who_is_kept_out_sees_what_is_seen_of_any_other_path(
    closed: Server, method: str, path: str
) -> None:
    def seen(path: str) -> tuple[int, bytes]:
        request = f"{method} {path} HTTP/1.1\r\nHost: evil.test\r\n\r\n"
        response: Response = ask(closed, request.encode())
        return response.status, response.body

    status, body = seen(f"/_mock{path}")
    other_status, other_body = seen(f"/_rock{path}")

    assert (status, body.replace(b"_mock", b"_rock")) == (other_status, other_body)


@pytest.mark.parametrize(
    "path",
    [
        *("//_mock/profile", "/_mock//profile", "/_mock/profile/", "/p/fast/_mock/profile"),
        *("/v1/_mock/profile", "/api/v1/_mock/profile", "/%5Fmock/profile", "/_mock/requests"),
    ],
)
def test_a_path_that_is_written_otherwise_opens_nothing(closed: Server, path: str) -> None:
    head = f"GET {path} HTTP/1.1\r\nHost: evil.test\r\nx-mock-mode: lenient\r\n\r\n"

    assert ask(closed, head.encode()).status == 404


def test_a_token_opens_it_and_is_shown_nowhere() -> None:
    with sharing("-host", "0.0.0.0", "-admin-token", TOKEN) as server:
        without = control(server, "GET", "/profile", host="mock.test")
        wrong = control(server, "GET", "/profile", None, "Authorization: Bearer wrong-token")
        let_in = control(
            server, "GET", "/profile", None, f"Authorization: Bearer {TOKEN}", host="mock.test"
        )
        origins = control(server, "GET", "/origins")
        every = control(server, "GET", "/profile?defaults=true")

    assert (without.status, wrong.status, let_in.status) == (401, 401, 200)
    assert without.header("www-authenticate") == "Bearer"
    assert json.loads(origins.body)["admin_token"] == "flag -admin-token"
    shown = b"".join(one.body for one in (without, wrong, let_in, origins, every))
    assert TOKEN.encode() not in shown + server.banner.encode()


def test_a_token_that_is_too_short_is_refused_and_not_shown() -> None:
    with pytest.raises(SettingsError) as raised:
        resolve({"admin_token": Given("abc", "flag -admin-token")})

    assert raised.value.problems == (
        "-admin-token: cannot be it; want 8 or more visible letters of ASCII",
    )
