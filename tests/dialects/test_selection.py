"""What a head says of who is to answer it."""

from __future__ import annotations

import pytest

from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.selection import NamedProfile, Selecting
from sanic_mock.profile.sections.steering import Steering

CHAT = "/v1/chat/completions"


def head(path: str = CHAT, **fields: str) -> RequestHead:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return RequestHead("POST", path, "", named)


def bearing(one: RequestHead) -> str:
    return (one.field("authorization") or "").removeprefix("Bearer ")


def selecting(**ways: bool) -> Selecting:
    return Selecting(Steering(**ways), bearing)


def words(profile: NamedProfile | None) -> tuple[str, ...]:
    return () if profile is None else profile.words


@pytest.mark.parametrize(
    ("path", "rest", "named"),
    [
        (CHAT, CHAT, ()),
        ("/p/slow/v1/models", "/v1/models", ("slow",)),
        ("/p/slow/openai/deployments/x", "/openai/deployments/x", ("slow",)),
        ("/p/slow", "/", ("slow",)),
        ("/p/slow/", "/", ("slow",)),
        ("/p/a%20b/v1", "/v1", ("a%20b",)),
        ("/p/../v1", "/v1", ("..",)),
        ("/p", "/p", ()),
        ("/p/", "/p/", ()),
        ("/p//v1", "/p//v1", ()),
        ("/v1/p/slow", "/v1/p/slow", ()),
    ],
)
def test_a_prefix_names_a_profile_and_is_no_part_of_the_path(
    path: str, rest: str, named: tuple[str, ...]
) -> None:
    selection = selecting().read(head(path))

    assert (selection.head.path, words(selection.profile)) == (rest, named)


@pytest.mark.parametrize(
    ("key", "named"),
    [
        ("sk-abc", ()),
        ("sk-mock", ()),
        ("sk-mock-slow", ("slow",)),
        ("sk-mock-big-payload-1", ("big-payload-1", "big-payload", "big")),
        ("x sk-mock-slow", ()),
    ],
)
def test_a_key_names_a_profile_and_may_go_on_behind_it(key: str, named: tuple[str, ...]) -> None:
    selection = selecting().read(head(authorization=f"Bearer {key}"))

    assert words(selection.profile) == named


def test_a_key_of_many_hyphens_has_few_words() -> None:
    selection = selecting().read(head(authorization="Bearer sk-mock-" + "a-" * 8000))

    assert len(words(selection.profile)) == 16


@pytest.mark.parametrize(
    ("prefix", "field", "key", "named"),
    [
        ("/p/a", "b", "sk-mock-c", "b"),
        ("/p/a", "", "sk-mock-c", "a"),
        ("", "b", "sk-mock-c", "b"),
        ("", "", "sk-mock-c", "c"),
    ],
)
def test_a_field_goes_before_a_prefix_and_that_before_a_key(
    prefix: str, field: str, key: str, named: str
) -> None:
    fields = {"authorization": f"Bearer {key}"} | ({"x_mock_profile": field} if field else {})

    selection = selecting().read(head(prefix + CHAT, **fields))

    assert words(selection.profile) == (named,)
    assert selection.head.path == CHAT


@pytest.mark.parametrize(
    ("path", "rest", "named", "backend"),
    [
        ("/b/2/health", "/health", (), "2"),
        ("/b/gpu/p/slow/v1", "/v1", ("slow",), "gpu"),
        ("/p/slow/b/2/v1", "/v1", ("slow",), "2"),
        ("/b/1/b/2/v1", "/b/2/v1", (), "1"),
        ("/b/2", "/", (), "2"),
        ("/b//v1", "/b//v1", (), ""),
    ],
)
def test_a_prefix_names_a_backend_beside_a_profile(
    path: str, rest: str, named: tuple[str, ...], backend: str
) -> None:
    selection = selecting().read(head(path))

    assert (selection.head.path, words(selection.profile)) == (rest, named)
    assert selection.backend == backend


@pytest.mark.parametrize(
    ("path", "is_open", "closed"),
    [
        (f"/p/slow{CHAT}", True, None),
        (f"/p/slow{CHAT}", False, ("/p", "steering.prefixes")),
        (f"/b/2{CHAT}", False, ("/b", "steering.prefixes")),
        (f"/t/alice{CHAT}", True, ("/t", "tenants")),
        (f"/t/alice/p/slow{CHAT}", True, ("/t", "tenants")),
        (f"/p/slow/t/alice{CHAT}", True, ("/t", "tenants")),
        (f"/p/slow/t/alice{CHAT}", False, ("/p", "steering.prefixes")),
    ],
)
def test_a_prefix_that_is_closed_names_nobody_and_what_opens_it(
    path: str, is_open: bool, closed: tuple[str, str] | None
) -> None:
    asked = selecting(prefixes=is_open)
    selection = asked.read(head(path))

    assert asked.is_asked(head(path))
    assert selection.closed == closed
    assert selection.head.path == CHAT
    assert (selection.profile is None) == (closed is not None)


def test_a_way_that_is_closed_leads_nowhere_and_a_field_of_ours_says_so() -> None:
    closed = selecting(prefixes=False, keys=False, headers=False)

    assert closed.read(head(authorization="Bearer sk-mock-slow")).profile is None
    wrong = closed.read(head(x_mock_profile="slow")).wrong
    assert wrong is not None
    assert wrong.problem == "x-mock-profile: the profile has it off, with steering.headers"
