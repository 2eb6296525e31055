"""What was made is kept up to a number and up to its bytes; what is asked for stays longest."""

from __future__ import annotations

from sanic_mock.dialects.bounded_cache import LONGEST, BoundedCache


def test_what_is_kept_is_found() -> None:
    kept: BoundedCache[str] = BoundedCache(4, 1000)

    kept.keep("a", "made of a", 10)

    assert kept.get("a") == "made of a"
    assert kept.get("b") is None


def test_no_more_are_kept_than_a_number() -> None:
    kept: BoundedCache[int] = BoundedCache(10, 10**9)

    for number in range(100):
        kept.keep(number, number, 1)
        assert kept.get(number) == number
        assert len(kept) <= 10


def test_no_more_is_kept_than_some_bytes() -> None:
    kept: BoundedCache[int] = BoundedCache(10**9, 100)

    for number in range(100):
        kept.keep(number, number, 20)
        assert len(kept) <= 5


def test_what_is_asked_for_is_not_forgotten() -> None:
    kept: BoundedCache[str] = BoundedCache(10, 1000)
    kept.keep("often", "asked for", 1)

    for number in range(100):
        kept.keep(number, "once", 1)
        assert kept.get("often") == "asked for"


def test_what_is_long_is_not_kept() -> None:
    kept: BoundedCache[str] = BoundedCache(10, 10**9)

    kept.keep("long", "made of it", LONGEST + 1)

    assert kept.get("long") is None
