"""Heads that differ in the widths of their values are recognised; no other is taken for one."""

from __future__ import annotations

from random import Random
from unittest.mock import Mock

import pytest

from sanic_mock.server.decided_heads import LONGEST_KEY, MOST_DECIDED, DecidedHeads
from sanic_mock.server.known_heads import MOST_KNOWN
from sanic_mock.server.request_head import read_head
from sanic_mock.server.routes import LARGE_BODY, Routes
from sanic_mock.server.variant import Variant
from sanic_mock.settings import Settings
from tests.server.compiled import compiled

KEYS = ("sk-one", "sk-two")
KEY = "Authorization: Bearer sk-one"


@pytest.fixture(scope="module")
def variant() -> Variant:
    """A profile that lets some keys in."""
    return compiled(Settings("test", api_keys=KEYS))


@pytest.fixture
def routes(variant: Variant) -> Routes:
    return Routes(variant)


def head(*fields: str, length: str = "Content-Length: 5") -> bytes:
    lines = ("POST /v1/chat/completions HTTP/1.1", "Host: localhost", *fields, length)
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def meant(routes: Routes, data: bytes) -> object:
    """Return the key that a head comes to, whether it is let in, and where the body is."""
    found = routes.find(data)
    if found is None:
        return None
    route, start, stop = found
    return route.key, route.refusal is None, start, stop


def meant_alone(variant: Variant, data: bytes) -> object:
    """Return what a head comes to for somebody who has seen no other, and reads all of it."""
    post = read_head(data)
    route = None if post is None else Routes(variant).route(post.head)
    if post is None or route is None:
        return None
    return route.key, route.refusal is None, len(data), len(data) + post.length


def test_heads_of_many_widths_are_not_read_again(
    routes: Routes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(place: int) -> bytes:
        """Return a head whose values come in 9 x 20 x 30 x 3 combinations of widths."""
        draw = Random(place).randrange
        fields = (f"x-forwarded-for: {draw(10**8)}", f"x-user: {'u' * draw(20)}", KEY)
        size = (7, 77, 777)[draw(3)]
        return head(*fields, f"x-path: {'/' * draw(30)}", length=f"Content-Length: {size}")

    heads = [drawn(place) for place in range(3 * MOST_KNOWN)]
    for one in heads[: 2 * MOST_KNOWN]:
        routes.find(one)
    decided, known = Mock(side_effect=read_head), Mock(side_effect=read_head)
    monkeypatch.setattr("sanic_mock.server.decided_heads.read_head", decided)
    monkeypatch.setattr("sanic_mock.server.routes.read_head", known)

    for one in heads[2 * MOST_KNOWN :]:
        assert routes.find(one) is not None
    assert decided.call_count == 0
    assert known.call_count < MOST_KNOWN / 20


# What is decided is remembered under what decides


@pytest.mark.parametrize(
    "first",
    [
        ("X-A: 1", "X-A: 2"),
        ("X-A: 1", "x-a: 1", "X-B: \t"),
        ("X-A: 1", "X-B: 1"),
        ("User-Agent: a", "User-Agent: b", "Cookie: c", "Cookie: d"),
    ],
    ids=str,
)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_harmless_field_that_comes_twice_spoils_no_other_head(
    routes: Routes, variant: Variant, first: tuple[str, ...], *, is_first: bool
) -> None:
    doubled, plain = head(*first, KEY), head("X-A: 1", KEY)

    for data in (doubled, plain) if is_first else (plain, doubled):
        assert meant(routes, data) == meant_alone(variant, data) != None  # noqa: E711


@pytest.mark.parametrize(
    "odd",
    [
        b"X-A : 1\r\n",
        b"X-A: 1\n\r\n",
        b"X-A: \x00\r\n",
        b" folded\r\n",
        b"Expect: 100-continue\r\n",
        b"expect:\r\n",
        b"Content-Length: 5\r\n",
        b"content-length:5\r\n",
        b"Content-Length : 5\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Connection: close\r\n",
        b"Origin: http://a\r\n",
        b"Host: other\r\n",
        b"Authorization: Bearer sk-two\r\n",
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_an_odd_head_and_a_plain_one_spoil_each_other_not(
    routes: Routes, variant: Variant, odd: bytes, *, is_first: bool
) -> None:
    plain = head("X-A: 1", "X-B: 22", KEY)
    odds = [plain.replace(line, odd + line) for line in (b"X-A: 1\r\n", b"Host:", b"X-B: 22\r\n")]

    assert all(meant_alone(variant, one) is None for one in odds)
    for data in (*odds, plain, *odds) if is_first else (plain, *odds, plain):
        assert meant(routes, data) == meant_alone(variant, data)


def test_a_length_is_read_of_each_head(routes: Routes, variant: Variant) -> None:
    spelt = ["Content-Length: 5", "content-length:77", "Content-Length: 007", "CONTENT-LENGTH: 6"]
    odd = ["Content-Length: \t9", "Content-Length: +5", "Content-Length: 5_0", "Content-Length:"]
    for size in (*spelt, *odd, *spelt):
        data = head(KEY, length=size)
        assert meant(routes, data) == meant_alone(variant, data)


@pytest.mark.parametrize(("size", "is_taken"), [(LARGE_BODY, True), (LARGE_BODY + 1, False)])
def test_a_body_over_the_limit_is_not_taken(routes: Routes, size: int, *, is_taken: bool) -> None:
    routes.find(head(KEY))

    assert (routes.find(head(KEY, length=f"Content-Length: {size}")) is not None) is is_taken


# A value that begins as another one


@pytest.mark.parametrize("name", ["Authorization: Bearer sk-", "X-Mock-Mode: ", "X-B: "])
@pytest.mark.parametrize("values", [("1", "12"), ("12", "1"), ("", "1"), ("1", "1 2")], ids=str)
def test_a_value_that_begins_as_another_leaves_nothing_behind(
    routes: Routes, variant: Variant, name: str, values: tuple[str, str]
) -> None:
    """The rest of a longer one must not become the end of the line before it."""
    for value in (*values, *values):
        for fields in ((name + "one", f"X-A: {value}"), (f"X-A: {value}", name + "one")):
            data = head(*fields)
            assert meant(routes, data) == meant_alone(variant, data)


def test_a_key_is_not_longer_by_what_is_beside_it(routes: Routes) -> None:
    for value in ("1", "12"):
        assert meant(routes, head(KEY, f"X-A: {value}"))[:2] == ("sk-one", True)  # type: ignore[index]


# Bounds


def test_what_is_remembered_is_bounded(variant: Variant) -> None:
    heads, find = DecidedHeads(), Routes(variant).route

    for number in range(2 * MOST_DECIDED):
        assert heads.find(head(f"Authorization: Bearer {number}"), find)
    assert len(heads._known) <= MOST_DECIDED
    heads.find(head(f"Authorization: Bearer {'k' * LONGEST_KEY}"), find)
    assert all(len(key) <= LONGEST_KEY for key in heads._known)
