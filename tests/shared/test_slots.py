"""Values under names: bounded, whole whoever is killed, and the same in all processes."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress

import pytest

from sanic_mock.shared.slots import NamedSlots


def put(slots: NamedSlots, name: str, value: bytes) -> str:
    """Put a value in the place of what is there, as whoever asks twice does."""
    kept = slots.put(name, value, slots.version(name), 1)
    return slots.put(name, value, slots.version(name), 1) if kept == "moved" else kept


def test_a_value_is_there_until_it_is_deleted() -> None:
    slots = NamedSlots(3, 100)
    assert put(slots, "a", b"one") == "kept"
    assert put(slots, "a", b"two") == "kept"
    slot = slots.get("a")

    assert slot is not None
    assert (slot.value, slot.used_s) == (b"two", 1)
    assert slots.delete("a")
    assert slots.get("a") is None
    assert not slots.delete("a")


def test_a_further_name_takes_no_place_of_another() -> None:
    slots = NamedSlots(2, 100)
    assert [put(slots, name, name.encode()) for name in "abcab"] == [
        *("kept", "kept", "full", "kept", "kept")
    ]
    assert {name: slot.value for name, slot in slots.each()} == {"a": b"a", "b": b"b"}


def test_what_was_made_of_an_older_value_is_not_kept() -> None:
    slots = NamedSlots(2, 100)
    put(slots, "a", b"one")
    before = slots.version("a")
    put(slots, "a", b"two")

    assert slots.put("a", b"three", before, 1) == "moved"
    assert slots.put("a", b"three", 0, 1) == "moved"
    assert slots.put("b", b"three", 5, 1) == "moved"


def test_what_nobody_uses_is_deleted() -> None:
    slots = NamedSlots(3, 100)
    for name in "abc":
        put(slots, name, b"x")
    slots.use("b", 10)
    slots.use("nobody", 10)
    slots.delete_unused(5)

    assert [name for name, _ in slots.each()] == ["b"]
    slots.clear()
    assert [*slots.each()] == []


def test_all_processes_see_the_same() -> None:
    slots = NamedSlots(3, 100)
    put(slots, "a", b"one")
    if not (child := os.fork()):
        put(slots, "a", b"two")
        put(slots, "b", b"of a child")
        os._exit(0)
    os.waitpid(child, 0)

    assert {name: slot.value for name, slot in slots.each()} == {"a": b"two", "b": b"of a child"}


class KilledError(Exception):
    """Stands for the end of a process."""


class Mortal:
    """A memory whose process ends after so many writes.

    Args:
        words: the memory.
        left: how many there may be; of all such memories.
    """

    def __init__(self, words: memoryview[int], left: list[int]) -> None:
        self._words = words
        self._left = left

    def __getitem__(self, place: int) -> int:
        return self._words[place]

    def __setitem__(self, place: int, value: int) -> None:
        if not self._left[0]:
            raise KilledError
        self._left[0] -= 1
        self._words[place] = value

    def tolist(self) -> list[int]:
        """See memoryview."""
        return self._words.tolist()


@pytest.mark.parametrize("writes", range(8))
@pytest.mark.parametrize(
    "change",
    [lambda slots: put(slots, "a", b"new"), lambda slots: slots.delete("a")],
    ids=["put", "delete"],
)
def test_whoever_is_killed_leaves_the_old_value_or_the_new_one(
    change: Callable[[NamedSlots], object], writes: int
) -> None:
    slots, left = NamedSlots(2, 100), [writes]
    put(slots, "a", b"old")
    put(slots, "b", b"other")
    kept = vars(slots).copy()
    for name in ("_words", "_versions", "_used", "_lengths"):
        setattr(slots, name, Mortal(kept[name], left))
    with suppress(KilledError):
        change(slots)
    for name in ("_words", "_versions", "_used", "_lengths"):
        setattr(slots, name, kept[name])

    found = slots.get("a")
    assert found is None or found.value in (b"old", b"new")
    other = slots.get("b")
    assert other is not None
    assert other.value == b"other"
    assert put(slots, "a", b"later") == "kept"
    assert put(slots, "b", b"later") == "kept"
    assert {name: slot.value for name, slot in slots.each()} == {"a": b"later", "b": b"later"}
