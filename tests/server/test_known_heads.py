"""Heads that differ where it decides nothing are recognised; no other is taken for one of them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sanic_mock.server.known_heads import MOST_KEYS, MOST_KNOWN, FoundRoute
from sanic_mock.server.request_head import read_head
from sanic_mock.server.routes import LARGE_BODY, MOST_ROUTES, Routes
from sanic_mock.server.variant import Variant
from sanic_mock.settings import Settings
from tests.requests import chat
from tests.server.compiled import compiled
from tests.serving import Server, responses
from tests.talking import receive, serving_quietly

KEYS = ("sk-one", "sk-two", "sk-three")


@pytest.fixture(scope="module")
def variant() -> Variant:
    """A profile that lets some keys in."""
    return compiled(Settings("test", api_keys=KEYS))


@pytest.fixture
def routes(variant: Variant) -> Routes:
    return Routes(variant)


def head(*fields: str, path: str = "/v1/chat/completions", length: str = "5") -> bytes:
    """Return a request's head."""
    lines = (f"POST {path} HTTP/1.1", "Host: localhost", *fields, f"Content-Length: {length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def key(name: str) -> str:
    return f"Authorization: Bearer {name}"


def shown(found: FoundRoute | None) -> object:
    """Return what a head comes to, as it can be compared."""
    if found is None:
        return None
    route, start, stop = found
    return route.dialect, str(route.refusal), route.key, start, stop


def read_anew(variant: Variant, data: bytes) -> object:
    """Return what a head comes to for somebody who has seen no other."""
    return shown(Routes(variant).find(data))


def test_heads_that_differ_in_what_decides_nothing_are_read_once(
    routes: Routes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        assert routes.find(head(f"traceparent: 00-{number}", key("sk-one")) + b"body!")
    monkeypatch.setattr("sanic_mock.server.routes.read_head", lambda raw: pytest.fail("read"))

    for number in range(2, 10):
        data = head(f"traceparent: 00-{number}", key("sk-one"))
        found = routes.find(data + b"body!")
        assert found is not None
        assert found[1:] == (len(data), len(data) + 5)
        assert found[0].refusal is None


def test_lengths_of_as_many_digits_are_read_once(
    routes: Routes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for length in ("10", "11"):
        routes.find(head(length=length))
    monkeypatch.setattr("sanic_mock.server.routes.read_head", lambda raw: pytest.fail("read"))

    found = routes.find(head(length="97"))

    assert found is not None
    assert found[2] - found[1] == 97


def test_heads_of_several_keys_are_each_read_once(
    routes: Routes, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = [head(key(name.ljust(8, "x"))) for name in KEYS]
    for data in heads:
        routes.find(data)
    monkeypatch.setattr("sanic_mock.server.routes.read_head", lambda raw: pytest.fail("read"))

    assert [routes.find(data)[0].key for data in heads] == [  # type: ignore[index]
        name.ljust(8, "x") for name in KEYS
    ]


def test_keys_that_are_remembered_are_bounded(routes: Routes) -> None:
    for number in range(2 * MOST_KEYS):
        assert routes.find(head(key(f"{number:08}")))

    known = [one for alike in routes._known.by_length.values() for one in alike]
    assert sum(len(one._routes) for one in known) <= MOST_KEYS


@pytest.mark.parametrize("order", [KEYS, ("sk-bad", "sk-one", "sk-bad", "sk-two")])
def test_a_key_decides_though_heads_are_alike(
    routes: Routes, variant: Variant, order: tuple[str, ...]
) -> None:
    for name in (*order, *order):
        data = head(key(name.ljust(8)[:8]), f"x-request-id: {name[-1]}")
        assert shown(routes.find(data)) == read_anew(variant, data)


MODES = ("strict", "wanted")
DECIDED = st.tuples(st.sampled_from([*KEYS[:2], "sk-bad"]), st.sampled_from(MODES))


@given(asked=st.lists(DECIDED, min_size=4, max_size=8))
@example(
    asked=[
        ("sk-one", "strict"),
        ("sk-two", "strict"),
        ("sk-bad", "strict"),
        ("sk-bad", "wanted"),
        ("sk-bad", "strict"),
    ]
)
def test_two_fields_decide_though_heads_are_alike(
    variant: Variant, asked: list[tuple[str, str]]
) -> None:
    routes = Routes(variant)
    for name, mode in (*asked, *asked):
        data = head(key(name), f"x-mock-mode: {mode}")
        assert shown(routes.find(data)) == read_anew(variant, data)


TRAPS = [
    pytest.param(b"X-A: 1\r\n", b"X-A: 12\r\n", id="a value that begins like another"),
    pytest.param(b"X-A: 11\r\n", b"X-A: 1\n\r\n", id="a bare line feed in a value"),
    pytest.param(b"X-A: 11\r\n", b"X-A: \r\r\r\n", id="bare carriage returns"),
    pytest.param(b"X-A: 12\r\n", b"X-A: 1\x00\r\n", id="a NUL"),
    pytest.param(b"X-A: 12\r\n", b"X-A: 1\x7f\r\n", id="a DEL"),
    pytest.param(b"X-A: 12\r\n", b"X-A: 1\xff\r\n", id="a byte beyond ASCII"),
    pytest.param(b"X-A: 12\r\n", b"X-A : 2\r\n", id="a space before the colon"),
    pytest.param(b"X-A: 12\r\n", b" -A: 12\r\n", id="a folded line"),
    pytest.param(
        b"X-Long-Enough: 0123456\r\n", b"X-A: 1\r\nExpect: 100-co\r\n", id="another field in it"
    ),
    pytest.param(b"Zonnection: close!\r\n", b"Connection: close!\r\n", id="a name that decides"),
    pytest.param(b"Zrigin: a\r\n", b"Origin: a\r\n", id="a field that is Sanic's"),
    pytest.param(b"Connection: keep-alive\r\n", b"Connection: upgrade   \r\n", id="another wish"),
]


@pytest.mark.parametrize(("known", "other"), TRAPS)
def test_no_head_is_taken_for_one_that_it_is_not(
    routes: Routes, variant: Variant, known: bytes, other: bytes
) -> None:
    """The known one comes with two values of each kind, so that all of them vary."""
    line = b"X-A: 12\r\n"
    for place in range(3):
        plain = head(f"x-request-id: {place}", key("sk-one"), "X-A: 12", length="1" + str(place))
        routes.find(plain.replace(line, known))
        routes.find(plain.replace(line, known.replace(b"1", b"7")))

    data = plain.replace(line, other)

    assert shown(routes.find(data)) == read_anew(variant, data)


@pytest.mark.parametrize("length", ["1_", "+1", "-1", " 1", "1 ", "٣", "1,"])
def test_a_length_that_is_no_number_is_not_taken(
    routes: Routes, variant: Variant, length: str
) -> None:
    for known in ("10", "11", "12"):
        routes.find(head(length=known))

    data = head(length=length)

    assert shown(routes.find(data)) == read_anew(variant, data)


@pytest.mark.parametrize(("length", "is_taken"), [(LARGE_BODY, True), (LARGE_BODY + 1, False)])
def test_a_body_over_the_limit_is_not_taken(routes: Routes, length: int, *, is_taken: bool) -> None:
    for known in ("10000", "20000"):
        assert routes.find(head(length=known))

    assert (routes.find(head(length=str(length))) is not None) is is_taken


PIECES = st.sampled_from([b"", b"1", b"a", b" ", b"\t", b"\r", b"\n", b":", b"\r\n", b"\x00"])
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), PIECES), max_size=3)


@given(edits=EDITS, ends=st.sampled_from(["1", "2"]))
@example(edits=[(0.0, 1, b"a")], ends="1")
def test_a_damaged_head_means_what_it_means_alone(
    variant: Variant, edits: list[tuple[float, int, bytes]], ends: str
) -> None:
    routes = Routes(variant)
    for number in range(4):
        routes.find(
            head(f"a: {number}", key(KEYS[number % 2]), f"b: x{number}", length=f"{number + 1}")
        )
    data = head("a: 9", key("sk-one"), "b: x8", length=ends)
    for place, removed, put in edits:
        at = int(place * len(data))
        data = data[:at] + put + data[at + removed :]

    assert shown(routes.find(data)) == read_anew(variant, data)


def test_what_is_remembered_is_bounded(routes: Routes) -> None:
    for number in range(3 * MOST_KNOWN):
        assert routes.find(head("x" * (number % 500 + 1) + ": 1", key("sk-one")))

    assert sum(map(len, routes._known.by_length.values())) <= MOST_KNOWN


def test_routes_that_are_remembered_are_bounded(routes: Routes) -> None:
    for number in range(2 * MOST_ROUTES):
        assert routes.find(head(key(f"sk-{number}")))

    assert len(routes._routes) <= MOST_ROUTES


def test_a_head_that_is_not_whole_yet_is_nobodys(routes: Routes) -> None:
    whole = head(key("sk-one"))
    routes.find(whole)

    assert all(routes.find(whole[:end]) is None for end in range(len(whole)))
    assert read_head(whole) is not None


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving_quietly("-seed", "7", "-api-keys", ",".join(KEYS)) as one:
        yield one


def test_requests_of_one_connection_that_differ_are_each_answered(server: Server) -> None:
    with server.connect() as connection:
        for number in range(200):
            body = chat("x" * (number * 7 % 90), max_tokens=1 + number % 9)
            name = KEYS[number % 3] if number % 5 else "sk-bad"
            fields = (f"traceparent: 00-{number:032x}-01", f"x-request-id: {number}", key(name))
            connection.sendall(head(*fields, length=str(len(body))) + body)
            found = responses(receive(connection))[0]
            assert found.status == (200 if number % 5 else 401)
            if number % 5:
                assert json.loads(found.body)["usage"]["completion_tokens"] == 1 + number % 9
