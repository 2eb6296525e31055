"""What is kept of things by their names, and when they have gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec import structs

from sanic_mock.dialects.kept_records import KeptRecord, KeptRecords, most_bytes
from sanic_mock.dialects.operation import State
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store

KEPT = KeptRecords("things/", KeptRecord, lambda most: Problem(413, f"{most} bytes are kept"))
Change = Callable[[bytes | None], bytes | None]


def state_at(up_s: float, store: Store) -> State:
    """Return what endpoints share when the server is ready for so long."""
    return State(Settings("any"), store, up_s=lambda: up_s)


def content_of(state: State, name: str) -> tuple[float, bytes | None] | None:
    """Return when a thing came and what it is made of, None where it is not there."""
    found = KEPT.load(state, name)
    return None if found is None else (found.created_s, KEPT.content(state, found))


class _Described(KeptRecord, kw_only=True):
    """A thing with a text in its record."""

    text: str


def test_what_expires_has_gone_by_then() -> None:
    store = Store(1 << 16)
    thing = KeptRecord(name="things/1", created_s=5.0, gone_s=60.0)
    KEPT.keep(state_at(0, store), thing, b"ab")

    assert KEPT.load(state_at(59, store), "things/1") == thing
    assert KEPT.content(state_at(59, store), thing) == b"ab"
    late = state_at(61, store)
    assert KEPT.load(late, "things/1") is None
    assert KEPT.load_all(late) == []
    assert not KEPT.forget(late, "things/1")


def test_the_newest_are_listed_first() -> None:
    state = state_at(0, Store(1 << 16))
    for name, created_s in (("a", 2.0), ("b", 3.0), ("c", 1.0)):
        KEPT.keep(state, KeptRecord(name=f"things/{name}", created_s=created_s), b"")

    assert [one.name for one in KEPT.load_all(state)] == ["things/b", "things/a", "things/c"]


def test_what_is_too_large_is_not_kept() -> None:
    state = state_at(0, Store(1 << 16))

    with pytest.raises(Problem, match="32768 bytes are kept"):
        KEPT.keep(state, KeptRecord(name="things/1", created_s=1.0), bytes(1 << 16))
    assert KEPT.load(state, "things/1") is None


@pytest.mark.parametrize(
    ("name", "parts"),
    [("things/1", [b"a", bytes(1 << 14)]), (f"things/{'x' * 16_330}", [b"a"])],
    ids=["a later part", "the record"],
)
def test_of_what_is_not_kept_no_part_stays(name: str, parts: list[bytes]) -> None:
    state = state_at(0, Store(1 << 16))

    with pytest.raises(Problem, match="16384 bytes are kept"):
        KEPT.keep_parts(state, KeptRecord(name=name, created_s=1.0), parts)
    assert state.store.keys("") == []


def test_what_is_larger_than_a_value_of_the_store_is_kept_in_parts() -> None:
    state = state_at(0, Store(1 << 16))
    content = bytes(range(256)) * 128
    assert len(content) == most_bytes(state) > state.store.largest_bytes
    assert not state.store.put("one", content)

    KEPT.keep(state, KeptRecord(name="things/1", created_s=1.0), content)

    thing = KEPT.load(state, "things/1")
    assert thing is not None
    assert thing.parts > 1
    assert KEPT.content(state, thing) == content
    assert KEPT.forget(state, "things/1")
    assert state.store.keys("") == []


def test_of_what_newer_things_displaced_there_is_no_content() -> None:
    state = state_at(0, Store(1 << 16))
    KEPT.keep(state, KeptRecord(name="things/1", created_s=1.0), bytes(20_000))
    for number in range(5):
        state.store.put(f"newer {number}", bytes(10_000))

    thing = KEPT.load(state, "things/1")

    assert thing is not None
    assert KEPT.content(state, thing) is None


def test_only_what_is_of_the_collection_is_there() -> None:
    state = state_at(0, Store(1 << 16))
    state.store.put("file_1", b"{}")

    assert KEPT.load(state, "file_1") is None
    assert not KEPT.forget(state, "file_1")
    assert state.store.get("file_1") == b"{}"


def test_what_is_added_takes_no_name_that_is_taken() -> None:
    store = Store(1 << 16)
    first = KeptRecord(name="things/1", created_s=1.0, gone_s=60.0)
    second = KeptRecord(name="things/1", created_s=2.0)
    assert KEPT.add(state_at(0, store), first, b"first")

    assert not KEPT.add(state_at(59, store), second, b"second")
    assert content_of(state_at(59, store), "things/1") == (1.0, b"first")

    assert KEPT.add(state_at(61, store), second, b"second")
    assert content_of(state_at(61, store), "things/1") == (2.0, b"second")


def test_what_is_refused_takes_nobodys_room() -> None:
    state = state_at(0, Store(1 << 16))
    for number in range(3):
        assert KEPT.add(state, KeptRecord(name=f"things/{number}", created_s=1.0), bytes(12_000))

    for _ in range(6):
        again = KeptRecord(name="things/0", created_s=2.0)
        assert not KEPT.add(state, again, bytes(12_000))
    for number in range(3):
        assert content_of(state, f"things/{number}") == (1.0, bytes(12_000))


def test_of_what_had_gone_and_is_replaced_nothing_stays() -> None:
    store = Store(1 << 16)
    assert KEPT.add(
        state_at(0, store), KeptRecord(name="things/1", created_s=1.0, gone_s=9.0), b"a"
    )
    state = state_at(10, store)
    assert KEPT.add(state, KeptRecord(name="things/1", created_s=2.0), b"b")

    assert KEPT.forget(state, "things/1")
    assert store.keys("") == []


class _Watched(Store):
    """A store in which somebody looks for a thing whenever its record has been put."""

    __slots__ = ("seen",)
    seen: list[tuple[float, bytes | None] | None]

    def update(self, key: str, change: Change) -> bytes | None:
        kept = super().update(key, change)
        self.seen.append(content_of(state_at(0, self), key))
        return kept


def test_nobody_finds_what_is_added_without_its_content() -> None:
    store = _Watched(1 << 16)
    store.seen = []
    assert KEPT.add(state_at(0, store), KeptRecord(name="things/1", created_s=1.0), b"first")
    assert not KEPT.add(state_at(0, store), KeptRecord(name="things/1", created_s=2.0), b"second")
    assert store.seen == [(1.0, b"first")]
    assert len(store.keys("")) == 2  # a record, and its content


@pytest.mark.parametrize(
    ("name", "size"), [("things/1", 1 << 16), (f"things/{'x' * 16_300}", 1)], ids=["", "the record"]
)
def test_what_is_too_large_to_be_added_leaves_nothing(name: str, size: int) -> None:
    state = state_at(0, Store(1 << 16))
    with pytest.raises(Problem, match="bytes are kept"):
        KEPT.add(state, KeptRecord(name=name, created_s=1.0), bytes(size))
    assert state.store.keys("") == []


def test_what_would_be_too_large_is_not_changed_and_that_is_said() -> None:
    state = state_at(0, Store(1 << 16))
    kinds = KeptRecords("things/", _Described, lambda most: Problem(413, f"{most} bytes are kept"))
    kinds.keep(state, _Described(name="things/1", created_s=1.0, text="short"))

    with pytest.raises(Problem, match="bytes are kept"):
        kinds.change(state, "things/1", lambda one: structs.replace(one, text="x" * 20_000))

    found = kinds.load(state, "things/1")
    assert found is not None
    assert found.text == "short"


def test_what_has_expired_is_not_changed() -> None:
    store = Store(1 << 16)
    KEPT.keep(state_at(0, store), KeptRecord(name="things/1", created_s=1.0, gone_s=60.0))
    assert KEPT.change(state_at(61, store), "things/1", lambda one: one) is None
    assert KEPT.find(state_at(61, store), "things/1") is not None


def test_what_has_gone_is_not_changed() -> None:
    state = state_at(0, Store(1 << 16))

    assert KEPT.change(state, "things/1", lambda one: one) is None
