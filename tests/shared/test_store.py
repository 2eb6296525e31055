"""What was put last is there, for all processes and threads, until newer things displace it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.errors import OversizedError
from sanic_mock.shared import store as module
from sanic_mock.shared.store import LEAST_BYTES, Store
from tests.serving import ROOT
from tests.shared.killing import ended, fork

CAPACITY = 4096

names = st.sampled_from([f"item_{number}" for number in range(9)] + ["", "é", "\ud800", "k" * 300])
values = st.one_of(st.binary(max_size=40), st.integers(0, 1100).map(bytes))
actions = st.one_of(
    st.tuples(st.just("put"), names, values),
    st.tuples(st.just("update"), names, values),
    st.tuples(st.just("delete"), names, st.just(b"")),
)


def most_bytes(name: str, value: bytes) -> int:
    """Return what a record takes at most."""
    return 24 + len(name.encode(errors="surrogatepass")) + len(value) + 7


def _extended(value: bytes, old: bytes | None) -> bytes:
    return (old or b"")[-100:] + value


class Model:
    """What a store may hold: a dict, oldest first, with the bytes that were written since."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.values: dict[str, bytes] = {}
        self.since: dict[str, int] = {}

    def put(self, name: str, value: bytes) -> None:
        self.delete(name)
        self.since = {
            one: bytes_since + most_bytes(name, value) for one, bytes_since in self.since.items()
        }
        self.values[name] = value
        self.since[name] = most_bytes(name, value)

    def delete(self, name: str) -> None:
        self.values.pop(name, None)
        self.since.pop(name, None)

    def check(self, store: Store) -> None:
        """The store has the newest of what the model has, and surely all of the last laps' half."""
        alive = store.keys("")
        assert alive == list(self.values)[len(self.values) - len(alive) :]
        assert {name: store.get(name) for name in alive} == {
            name: self.values[name] for name in alive
        }
        for name in list(self.values)[: len(self.values) - len(alive)]:
            assert store.get(name) is None
            # a quarter may be lost before the ring's end
            assert self.since[name] > self.capacity * 3 // 4
            self.delete(name)


@given(st.integers(LEAST_BYTES, CAPACITY), st.lists(actions, max_size=60))
def test_a_store_is_a_dict_that_forgets_the_oldest(
    capacity: int, asked: list[tuple[str, str, bytes]]
) -> None:
    store, model = Store(capacity), Model(capacity)

    for action, name, value in asked:
        if action == "delete":
            was_there = store.get(name) is not None
            assert store.delete(name) is was_there
            model.delete(name)
        elif action == "put":
            if store.put(name, value):
                model.put(name, value)
            else:
                assert most_bytes(name, value) > capacity // 4
        else:
            whole = (store.get(name) or b"")[-100:] + value
            try:
                assert store.update(name, partial(_extended, value)) == whole
                model.put(name, whole)
            except OversizedError:
                assert most_bytes(name, whole) > capacity // 4
        model.check(store)


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 231, 232, 233, 488, 992])
def test_any_size_survives_many_laps(size: int) -> None:
    store = Store(CAPACITY)

    for number in range(100):
        value = bytes([number]) * size
        assert store.put(f"{number:08}", value)
        assert store.get(f"{number:08}") == value
        assert store.get(f"{number - 1:08}") == (bytes([number - 1]) * size if number else None)


def test_a_ring_can_be_filled_to_its_last_byte() -> None:
    store = Store(CAPACITY)

    for number in range(8):
        store.put(f"{number:08}", bytes(CAPACITY // 4 - 32))

    assert store.keys("") == [f"{number:08}" for number in range(4, 8)]


def test_a_value_over_a_quarter_is_not_stored_and_displaces_nothing() -> None:
    store = Store(CAPACITY)
    store.put("a", b"old")
    too_large = bytes(CAPACITY // 4)

    assert not store.put("a", too_large)
    assert not store.put("b", too_large)
    for name in ("a", "b"):
        with pytest.raises(OversizedError):
            store.update(name, lambda _: too_large)
    assert (store.keys(""), store.get("a")) == (["a"], b"old")


def test_a_capacity_without_use_is_refused() -> None:
    with pytest.raises(ValueError, match="1023 bytes are too few"):
        Store(LEAST_BYTES - 1)


def test_a_deleted_key_is_gone_until_it_is_put_again() -> None:
    store = Store()
    store.put("a", b"1")
    store.put("a", b"2")

    assert store.delete("a")
    assert (store.get("a"), store.keys("")) == (None, [])
    assert not store.delete("a")
    assert store.put("a", b"3")
    assert store.get("a") == b"3"


def test_keys_are_those_of_a_prefix_in_the_order_of_their_last_put() -> None:
    store = Store()
    for key in ("resp_1", "conv_1", "resp_2", "resp_3", "resp_1"):
        store.put(key, b"")
    store.delete("resp_3")

    assert store.keys("resp_") == ["resp_2", "resp_1"]
    assert store.keys("") == ["conv_1", "resp_2", "resp_1"]
    assert store.keys("item_") == []


def test_an_update_gets_what_is_there_and_none_removes_it() -> None:
    store = Store()

    assert store.update("a", lambda old: None if old is None else b"never") is None
    assert store.update("a", lambda old: b"1") == b"1"
    assert store.update("a", lambda old: (old or b"") + b"2") == b"12"
    assert store.update("a", lambda old: old) == b"12"
    assert store.get("a") == b"12"
    assert store.update("a", lambda old: None) is None
    assert store.keys("") == []


def test_an_update_that_fails_changes_nothing_and_holds_nobody_up() -> None:
    store = Store()
    store.put("a", b"old")

    with pytest.raises(ZeroDivisionError):
        store.update("a", lambda old: bytes(1 // 0))

    assert store.get("a") == b"old"


def test_keys_of_one_bucket_do_not_hide_each_other() -> None:
    store = Store(LEAST_BYTES)
    keys = [f"k{number}" for number in range(20)]
    for key in keys:
        store.put(key, key.encode())

    for gone, key in enumerate(keys, start=1):
        assert store.delete(key)
        assert [store.get(other) for other in keys[gone:]] == [one.encode() for one in keys[gone:]]


def calls_of(work: Callable[[], object]) -> int:
    """Return how many Python functions something calls."""
    calls: list[str] = []
    sys.setprofile(lambda frame, event, argument: calls.append(event))
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls.count("call")


def test_a_key_that_changes_often_does_not_slow_its_neighbours() -> None:
    store = Store(CAPACITY)
    for key in ["cold", *"abcdefgh"]:
        store.put(key, b"")
    before = calls_of(lambda: store.get("cold"))
    for _ in range(10):
        for key in "abcdefgh":
            store.put(key, b"")

    assert calls_of(lambda: store.get("cold")) == before


def test_a_process_forked_before_or_after_a_put_finds_it_at_once() -> None:
    store = Store()
    reader, writer = os.pipe()

    def early() -> None:
        os.read(reader, 1)
        assert store.get("a") == b"1"
        assert store.put("b", b"2")

    waiting = fork(early)
    store.put("a", b"1")
    os.write(writer, b"!")
    assert ended(waiting) == 0
    assert store.get("b") == b"2"
    assert ended(fork(lambda: store.delete("b"))) == 0
    assert store.keys("") == ["a"]
    os.close(reader)
    os.close(writer)


def test_processes_that_append_at_once_lose_nothing() -> None:
    store = Store(1 << 16)

    def append(who: bytes) -> None:
        for number in range(300):
            store.update("list", lambda old: (old or b"") + who)
            store.put(f"own-{number % 7}", who * 400)

    pids = [fork(lambda who=who: append(who)) for who in (b"a", b"b", b"c")]  # type: ignore[misc]
    assert [ended(pid) for pid in pids] == [0, 0, 0]

    written = store.get("list") or b""
    assert sorted(written) == sorted(b"abc" * 300)
    assert {len(set(store.get(f"own-{number}") or b"")) for number in range(7)} == {1}


def test_threads_that_append_at_once_lose_nothing() -> None:
    store, start = Store(1 << 16), Barrier(4)

    def append(who: int) -> None:
        start.wait()
        for _ in range(200):
            store.update("list", lambda old: (old or b"") + bytes([who]))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(append, range(4)))

    assert sorted(store.get("list") or b"") == sorted(bytes(range(4)) * 200)


def test_a_worker_killed_in_an_update_leaves_the_old_value() -> None:
    store = Store()
    store.put("a", b"old")

    pid = fork(lambda: store.update("a", lambda _: os.kill(os.getpid(), signal.SIGKILL)))

    assert ended(pid) == -signal.SIGKILL
    assert store.get("a") == b"old"
    assert store.put("a", b"new")


@pytest.mark.parametrize("filled", [0, 5, 6, 7], ids=lambda filled: f"{filled}-before")
@pytest.mark.parametrize("action", ["put", "delete"])
def test_a_worker_killed_at_any_line_leaves_whole_values(action: str, filled: int) -> None:
    """Each line of a put or a delete, also where it meets the ring's end and the tail."""
    killing = [sys.executable, "-m", "tests.shared.killing", action, str(filled)]
    done = subprocess.run(killing, cwd=ROOT, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


def test_memory_is_taken_only_as_it_is_used() -> None:
    def resident() -> int:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")

    if not os.path.exists("/proc/self/statm"):  # noqa: PTH110
        pytest.skip("no /proc here")
    before = resident()
    store = Store(1 << 30)
    store.put("a", b"1")

    assert store.get("a") == b"1"
    assert resident() - before < 1 << 24


def test_a_store_is_as_good_with_a_lock_on_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sanic_mock.shared.mutex._robust_mutex", lambda: None)

    test_processes_that_append_at_once_lose_nothing()


def test_keys_are_told_in_their_order_however_many_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_WALKED", 3)
    store = Store(1 << 16)
    for number in range(20):
        store.put(f"k{number}", b"")

    assert store.keys("k") == [f"k{number}" for number in range(20)]


def test_what_changes_while_keys_are_told_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(1 << 16)
    for number in range(6):
        store.put(f"k{number}", b"")

    def meanwhile(_: float) -> None:
        store.put("k0", b"again")

    monkeypatch.setattr(module, "_WALKED", 4)
    monkeypatch.setattr(module, "sleep", meanwhile)

    assert store.keys("k") == ["k1", "k2", "k3", "k4", "k5", "k0"]


def test_keys_are_told_to_the_end_while_the_oldest_are_overwritten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = Store(LEAST_BYTES)
    for number in range(10):
        store.put(f"k{number}", b"")

    def meanwhile(_: float) -> None:
        monkeypatch.setattr(module, "sleep", lambda _: None)
        for number in range(40):
            store.put(f"n{number}", b"")

    monkeypatch.setattr(module, "_WALKED", 2)
    monkeypatch.setattr(module, "sleep", meanwhile)

    assert store.keys("n")[-1] == "n39"
    assert store.held_bytes <= LEAST_BYTES


def test_what_is_cleared_is_gone_and_what_comes_then_is_kept() -> None:
    store = Store(CAPACITY)
    store.put("a", b"1")

    store.clear()

    assert (store.get("a"), store.keys("")) == (None, [])
    store.put("b", b"2")
    assert store.keys("") == ["b"]
