"""What of a prompt is read of a cache, and what is written there, by prefixes and their times."""

from __future__ import annotations

import pytest

from sanic_mock.dialects.kept_prefixes import CacheUse, KeptPrefixes, PrefixEnd

LEAST = 1000
Ends = list[tuple[bytes, int, str]]
# Requests in their order: second, ends of prefixes, and how the input is billed.
HISTORIES: dict[str, list[tuple[float, Ends, CacheUse]]] = {
    "written, then read": [
        (0, [(b"a", 1200, "5m")], CacheUse(0, 1200, 0)),
        (1, [(b"a", 1200, "5m")], CacheUse(1200, 0, 0)),
    ],
    "too short": [(0, [(b"a", 999, "5m")], CacheUse()), (1, [(b"a", 999, "5m")], CacheUse())],
    "just long enough": [(0, [(b"a", 1000, "5m")], CacheUse(0, 1000, 0))],
    "no prefix": [(0, [], CacheUse())],
    "goes on where a shorter one ends": [
        (0, [(b"a", 1200, "5m")], CacheUse(0, 1200, 0)),
        (1, [(b"a", 1200, "5m"), (b"b", 1500, "5m")], CacheUse(1200, 300, 0)),
        (2, [(b"a", 1200, "5m"), (b"b", 1500, "5m")], CacheUse(1500, 0, 0)),
    ],
    "a short one before a long one is part of it": [
        (0, [(b"a", 400, "5m"), (b"b", 1500, "5m")], CacheUse(0, 1500, 0)),
    ],
    "each is written for its time": [
        (0, [(b"a", 1200, "1h"), (b"b", 1500, "5m")], CacheUse(0, 300, 1200)),
        (600, [(b"a", 1200, "1h"), (b"b", 1500, "5m")], CacheUse(1200, 300, 0)),
    ],
    "is forgotten when its time is over": [
        (0, [(b"a", 1200, "5m")], CacheUse(0, 1200, 0)),
        (300, [(b"a", 1200, "5m")], CacheUse(0, 1200, 0)),
    ],
    "is kept on by who reads it": [
        (0, [(b"a", 1200, "5m")], CacheUse(0, 1200, 0)),
        (299, [(b"a", 1200, "5m")], CacheUse(1200, 0, 0)),
        (598, [(b"a", 1200, "5m")], CacheUse(1200, 0, 0)),
    ],
}


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES)
def test_input_is_billed_by_what_is_kept(history: list[tuple[float, Ends, CacheUse]]) -> None:
    kept = KeptPrefixes()

    for now_s, ends, expected in history:
        assert kept.use([PrefixEnd(*one) for one in ends], LEAST, now_s) == expected


def test_what_is_read_and_written_is_the_longest_prefix() -> None:
    kept = KeptPrefixes()
    ends = [PrefixEnd(b"%d" % size, size, "5m") for size in (1100, 1300, 1700)]
    kept.use(ends[:1], LEAST, 0)

    found = kept.use(ends, LEAST, 1)

    assert found.read + found.written == 1700
