"""What a client calls its request decides nothing: heads with and without it come to the same."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanic_mock.dialects.request_head import CLIENT_ID
from sanic_mock.server.request_head import read_head
from sanic_mock.server.routes import Routes
from sanic_mock.server.variant import Variant
from sanic_mock.settings import Settings
from tests.server.compiled import compiled

DEPLOYED = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
PATHS = (DEPLOYED, "/openai/v1/responses", "/v1/chat/completions")
FIELDS = ("api-key: k", "User-Agent: curl/8.5.0", "traceparent: 00-ab", "X-Mock-Mode: lenient")


@pytest.fixture(scope="module")
def variant() -> Variant:
    """A profile that lets everybody in."""
    return compiled(Settings("test"))


names = st.sampled_from([CLIENT_ID, "X-MS-Client-Request-Id", "x-ms-client-request-ID"])
values = st.one_of(
    st.uuids().map(str),
    st.text("abc 9,:;%\t~", max_size=9),
    st.sampled_from(["", " ", "a\x00", "a\x7f", "\xe9", "a\nb", "a" * 300]),
)
spaces = st.sampled_from(["", " ", "\t", "  "])
ids = st.builds("{}:{}{}{}".format, names, spaces, values, spaces)
odd = st.sampled_from([f"{CLIENT_ID} : a", f" {CLIENT_ID}: a", f"x-{CLIENT_ID}: a", "X-A: 1"])


@st.composite
def heads(draw: st.DrawFn) -> bytes:
    """Return a head with an id, mostly, at any place among its lines."""
    lines = [*draw(st.sets(st.sampled_from(FIELDS))), *draw(st.lists(odd, max_size=1))]
    lines += draw(st.lists(ids, min_size=0, max_size=2))
    lines = draw(st.permutations([*lines, "Host: mock", "Content-Length: 5"]))
    first = f"POST {draw(st.sampled_from(PATHS))} HTTP/1.1"
    return "\r\n".join((first, *lines, "", "")).encode("latin-1")


def meant(found: tuple[Any, int, int] | None) -> object:
    """Return who answers, what of the head they know, and where the body is."""
    if found is None:
        return None
    route, start, stop = found
    return route.dialect.__class__, vars(route.dialect), route.head, start, stop


def meant_alone(variant: Variant, data: bytes) -> object:
    """Return what a head comes to for somebody who has seen no other, and reads all of it."""
    post = read_head(data)
    route = None if post is None else Routes(variant).route(post.head)
    if post is None or route is None:
        return None
    return meant((route, len(data), len(data) + post.length))


@settings(deadline=None)
@given(st.lists(heads(), min_size=1, max_size=6))
def test_a_head_means_what_it_means_alone(variant: Variant, some: list[bytes]) -> None:
    routes = Routes(variant)

    for data in (*some, *some):
        assert meant(routes.find(data)) == meant_alone(variant, data)


def head(client_id: int, path: str = DEPLOYED) -> bytes:
    lines = (f"POST {path} HTTP/1.1", "api-key: k", f"{CLIENT_ID}: {client_id:032x}")
    return "\r\n".join((*lines, "Content-Length: 5", "", "")).encode()


@pytest.mark.parametrize("path", PATHS)
def test_ids_by_the_thousand_are_not_read_each(
    variant: Variant, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    routes = Routes(variant)
    read = Mock(side_effect=read_head)
    monkeypatch.setattr("sanic_mock.server.decided_heads.read_head", read)
    admitted = Mock(side_effect=variant.router.admit)
    monkeypatch.setattr(variant.router, "admit", admitted)

    for one in range(2_000):
        assert routes.find(head(one, path)) is not None
    assert (read.call_count, admitted.call_count) == (1, 1)


def test_where_a_profile_names_the_field_it_decides(variant: Variant) -> None:
    routes = Routes(variant)
    routes.forget((CLIENT_ID,))

    for one in (1, 2):
        found = routes.find(head(one))
        assert found is not None
        assert found[0].head is not None
        assert found[0].head.fields[CLIENT_ID] == f"{one:032x}"
