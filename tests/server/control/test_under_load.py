"""Changes while four clients ask without a pause, of one worker and of four."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.controlling import answered, controlled
from tests.requests import chat, post
from tests.serving import Server, responses
from tests.talking import receive, serving_quietly

CHANGES, CLIENTS = 60, 4
EACH = 50  # changes of each of four, for one that is lost is seldom
#: What four change, each a key, and its values by number; none lets texts be written anew.
KEYS: dict[str, Callable[[int], object]] = {
    "model": str,
    "description": str,
    "fixed_prompt_tokens": int,
    "tool_call_rate": lambda number: number / 100,
}


@pytest.fixture(params=["1", "4"], ids=["1 worker", "4 workers"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with serving_quietly("-profile", "fast", "-workers", request.param) as one:
        yield one


class Client:
    """Asks until it is told to stop, and notes what it saw.

    Args:
        server: whom.
        done: the last change that is known to be done.
    """

    def __init__(self, server: Server, done: list[int]) -> None:
        self._server = server
        self._done = done
        self.is_over = threading.Event()
        self.asked = 0

    def run(self) -> None:
        """Ask on one connection; each answer is of one change, and of none that is too old."""
        with self._server.connect(30.0) as connection:
            while not self.is_over.is_set():
                least = self._done[0]
                connection.sendall(post(chat(f"Say {self.asked}")))
                (response,) = responses(receive(connection, timeout_s=30.0))
                assert response.status == 200, response.body
                answer = json.loads(response.body)
                said = answer["choices"][0]["message"]["content"]
                assert answer["model"] == f"version-{said}", "half a change"
                assert int(said) >= least, "a change that was over is not there"
                self.asked += 1


def version(number: int) -> dict[str, object]:
    """Return a change of two keys, which every answer shows."""
    return {"model": f"version-{number}", "answers": [{"text": str(number)}]}


def test_no_request_fails_and_none_sees_half_a_change_or_one_that_is_over(server: Server) -> None:
    done = [0]
    controlled(server, "PATCH", "/profile", version(0))
    clients = [Client(server, done) for _ in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as threads:
        running = [threads.submit(client.run) for client in clients]
        try:
            for number in range(1, CHANGES + 1):
                controlled(server, "PATCH", "/profile", version(number))
                done[0] = number
        finally:
            for client in clients:
                client.is_over.set()
        for one in running:
            one.result(60.0)

    assert min(client.asked for client in clients) > 10
    assert answered(server)["model"] == f"version-{CHANGES}"


def test_no_change_of_four_who_change_at_once_is_lost(server: Server) -> None:
    controlled(server, "PATCH", "/profile", {"prompt_tokens": "fixed"})

    def change(key: str, value_of: Callable[[int], object]) -> None:
        for number in range(1, EACH + 1):
            value = value_of(number)
            assert controlled(server, "PATCH", "/profile", {key: value})[key] == value
            assert controlled(server, "GET", "/profile")[key] == value

    with ThreadPoolExecutor(CLIENTS) as threads:
        list(threads.map(change, KEYS, KEYS.values()))

    said = controlled(server, "GET", "/profile")
    assert {key: said[key] for key in KEYS} == {
        key: value_of(EACH) for key, value_of in KEYS.items()
    }
