"""What clients do not read is counted, told and bounded, and costs nobody else their time."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from sanic_mock.engine.text_pool import make_bodies
from sanic_mock.server.unread import COUNTED, Unread
from sanic_mock.settings import Settings
from sanic_mock.shared.counters import Counters
from tests import requests
from tests.processes import wait_until
from tests.serving import Server, serving
from tests.talking import ask, receive

LIMIT = 1000
READY = b"GET /ready HTTP/1.1\r\nHost: m\r\n\r\n"
# 3 MB of JSON of each client's own
EMBEDDINGS = requests.post(
    json.dumps({"model": "m", "input": [f"text {number}" for number in range(100)]}).encode(),
    path="/v1/embeddings",
)


class Scene:
    """One worker's count, and how late its large answers were."""

    def __init__(self) -> None:
        self.waits_ns: list[int] = []
        self.counters = Counters(COUNTED, 2)
        self.unread = Unread(LIMIT, self.counters, 0, self.waits_ns.extend)
        self.made: list[str] = []

    async def make(self, name: str, size: int = 0) -> None:
        """Make a large answer once there is room, and leave so much of it unread."""
        async with self.unread.room():
            self.made.append(name)
            await asyncio.sleep(0)
            self.unread.hold(size)


def run(scenario: Callable[[Scene], object]) -> Scene:
    """Run a scenario on a loop of its own."""
    scene = Scene()

    async def running() -> None:
        result = scenario(scene)
        if asyncio.iscoroutine(result):
            await asyncio.wait_for(result, 5)

    asyncio.run(running())
    return scene


async def turns() -> None:
    """Let everybody else have some turns."""
    for _ in range(10):
        await asyncio.sleep(0)


def test_what_is_held_is_told_and_the_most_there_was_stays() -> None:
    scene = Scene()

    scene.unread.hold(300)
    scene.unread.hold(200)
    scene.unread.free(300)

    assert scene.unread.total() == (200, 500)


def test_any_worker_tells_the_bytes_of_all_and_the_most_that_one_had() -> None:
    scene = Scene()
    other = Unread(LIMIT, scene.counters, 1, scene.waits_ns.extend)

    scene.unread.hold(300)
    other.hold(400)

    assert scene.unread.total() == other.total() == (700, 400)


def test_a_worker_that_is_started_again_holds_nothing() -> None:
    scene = Scene()
    scene.unread.hold(300)

    again = Unread(LIMIT, scene.counters, 0, scene.waits_ns.extend)

    assert again.total() == (0, 300)


def test_large_answers_wait_for_room_in_their_order_and_are_late_by_that() -> None:
    async def scenario(scene: Scene) -> None:
        scene.unread.hold(LIMIT)
        waiting = [asyncio.create_task(scene.make(name)) for name in ("first", "second")]
        await turns()
        assert (scene.made, scene.waits_ns) == ([], [])
        assert "max_unread, 1,000" in scene.unread.trouble()
        scene.unread.free(1)
        await asyncio.gather(*waiting)

    scene = run(scenario)

    assert scene.made == ["first", "second"]
    assert len(scene.waits_ns) == 2
    assert all(wait_ns > 0 for wait_ns in scene.waits_ns)


def test_one_is_let_in_at_a_time_as_nobody_knows_what_it_will_hold() -> None:
    async def scenario(scene: Scene) -> None:
        scene.unread.hold(LIMIT)
        waiting = [asyncio.create_task(scene.make(str(number), LIMIT)) for number in range(3)]
        await turns()
        scene.unread.free(LIMIT)
        await turns()
        assert scene.made == ["0"]
        for count in (2, 3):
            scene.unread.free(LIMIT)
            await turns()
            assert len(scene.made) == count
        await asyncio.gather(*waiting)

    run(scenario)


def test_who_leaves_while_waiting_takes_nobodys_turn() -> None:
    async def scenario(scene: Scene) -> None:
        scene.unread.hold(LIMIT)
        waiting = [asyncio.create_task(scene.make(str(number))) for number in range(3)]
        await turns()
        waiting[0].cancel()
        scene.unread.free(LIMIT)
        waiting[1].cancel()  # just as it is let in
        await asyncio.gather(*waiting, return_exceptions=True)

    assert run(scenario).made == ["2"]


def test_where_there_is_room_nothing_is_waited_for_and_nobody_is_late() -> None:
    scene = run(lambda scene: scene.make("at once"))

    assert (scene.made, scene.waits_ns, scene.unread.trouble()) == (["at once"], [], "")


def unread_bytes(server: Server) -> tuple[int, int]:
    """Return the bytes that are told to be unread, and the most there were."""
    told = json.loads(ask(server, READY).body)
    return told["unread_bytes"], told["most_unread_bytes"]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_clients_that_leave_free_their_bytes_at_once(workers: str) -> None:
    with serving("-workers", workers) as server:
        with ExitStack() as stack:
            for _ in range(6):
                connection = stack.enter_context(server.connect())
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                connection.sendall(EMBEDDINGS * 3)
            wait_until(lambda: unread_bytes(server)[0] > 0)
        wait_until(lambda: unread_bytes(server)[0] == 0)
        assert unread_bytes(server)[1] > 0


def test_beyond_the_bound_large_answers_wait_and_others_do_not(tmp_path: Path) -> None:
    hello = requests.post(requests.chat(max_tokens=4))
    profile = tmp_path / "bounded.yaml"
    profile.write_text("max_unread: 1MiB\n")
    with serving("-profile", str(profile)) as server, ExitStack() as stack:
        unread = [stack.enter_context(server.connect()) for _ in range(4)]
        for connection in unread:
            connection.sendall(EMBEDDINGS * 3)
        wait_until(lambda: unread_bytes(server)[0] >= 2**20)
        late = stack.enter_context(server.connect())
        late.sendall(EMBEDDINGS)
        wait_until(lambda: b"max_unread" in ask(server, READY).body)
        assert ask(server, hello).status == 200
        for connection in unread:
            connection.close()
        assert receive(late, 1, 20.0).startswith(b"HTTP/1.1 200 ")


def test_a_long_whole_answer_is_one_of_the_texts_as_written() -> None:
    texts = make_bodies(Settings("test", seed=5, payload_bytes=600 * 1024))
    with serving("-payload", "600KiB", "-seed", "5") as server:
        answer = ask(server, requests.post(requests.chat()), 20.0)

    completion = json.loads(answer.body)
    written = [json.loads(b'"%b"' % b"".join(text.pieces)) for text in texts]
    assert completion["choices"][0]["message"]["content"] in written
    assert completion["usage"]["completion_tokens"] in [text.tokens for text in texts]


@pytest.mark.parametrize("tokens", [100, 70_000])
def test_a_long_whole_answer_is_cut_where_its_request_says(tokens: int) -> None:
    with serving("-payload", "600KiB", "-latency", "5ms") as server:
        asked = requests.post(requests.chat(max_tokens=tokens), "x-mock-mode: lenient")
        answer = ask(server, asked, 20.0)

    completion = json.loads(answer.body)
    assert completion["usage"]["completion_tokens"] == tokens
    assert completion["choices"][0]["finish_reason"] == "length"
