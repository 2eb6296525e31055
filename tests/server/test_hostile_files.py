"""Whatever PDFs a request has, and wherever it has them, it is answered in bounded time."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from threading import Event
from time import thread_time
from typing import Any

import pytest

from sanic_mock.engine.file_time import MOST_S
from sanic_mock.engine.offload import file_time, is_wanted
from sanic_mock.server.thread_work import on_thread
from tests.engine.media.pdfs import pdf, shown
from tests.large import large_process
from tests.requests import post
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask, serving_quietly

CLAUDE, GEMINI = "claude-haiku-4-5", "gemini-2.5-flash"
PAGES, FILES = 100, 8
# What is read of a file in its time is more than a model's window holds where a machine is fast.
ANSWERED = (200, 400)
_ASIDE = b"BT /F1 12 Tf " + b"q (a)Tj " * 60_000 + b"ET"

Json = dict[str, Any]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server as it comes, but for a tenth of the time."""
    with sharing(module="tests.hurried") as running:
        yield running


def hostile(number: int) -> str:
    """Return a file that takes minutes, as base64."""
    return b64encode(pdf(b"%% %d\n" % number + _ASIDE, times=PAGES)).decode()


def _chat(files: list[str]) -> Json:
    data = [f"data:application/pdf;base64,{one}" for one in files]
    parts = [{"type": "file", "file": {"filename": "a.pdf", "file_data": one}} for one in data]
    return {"model": "gpt-4o", "messages": [{"role": "user", "content": parts}]}


def _message(files: list[str]) -> Json:
    kind = {"type": "base64", "media_type": "application/pdf"}
    parts = [{"type": "document", "source": kind | {"data": one}} for one in files]
    return {"model": CLAUDE, "max_tokens": 9, "messages": [{"role": "user", "content": parts}]}


def _count(files: list[str]) -> Json:
    return {name: value for name, value in _message(files).items() if name != "max_tokens"}


def _batch(files: list[str]) -> Json:
    """Return a batch, each line of which has one file."""
    lines = [{"custom_id": str(n), "params": _message([one])} for n, one in enumerate(files)]
    return {"requests": lines}


def _contents(files: list[str]) -> Json:
    kind = {"mimeType": "application/pdf"}
    parts = [{"inlineData": kind | {"data": one}} for one in files]
    return {"model": f"models/{GEMINI}", "contents": [{"role": "user", "parts": parts}]}


WAYS: dict[str, tuple[str, Callable[[list[str]], Json]]] = {
    "chat": ("/v1/chat/completions", _chat),
    "messages": ("/v1/messages", _message),
    "count": ("/v1/messages/count_tokens", _count),
    "batch": ("/v1/messages/batches", _batch),
    "generate": (f"/v1beta/models/{GEMINI}:generateContent", _contents),
    "cached": ("/v1beta/cachedContents", _contents),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_files_of_a_request_have_one_time_wherever_they_come(server: Server, way: str) -> None:
    """Without it they take many minutes, and the test's time limit ends that."""
    path, made = WAYS[way]
    body = json.dumps(made([hostile(number) for number in range(FILES)])).encode()
    keys = "x-api-key: any", "x-goog-api-key: any", "anthropic-version: 2023-06-01"

    assert ask(server, post(body, *keys, path=path), 60).status in ANSWERED


def test_a_file_leaves_its_worker_only_where_it_takes_long() -> None:
    """What was read here is known here; what takes long does not hold up this worker's answers."""
    with serving_quietly(module="tests.hurried") as running:
        # which loads what reads them
        for text in (b"Hello", b"Bye"):
            small = b64encode(pdf(shown(text))).decode()
            assert ask(running, post(json.dumps(_chat([small])).encode())).status == 200
        assert not large_process(running)

        lengthy = post(json.dumps(_chat([hostile(0)])).encode())
        assert ask(running, lengthy, 60).status in ANSWERED
        assert large_process(running)


@pytest.mark.parametrize("make", [lambda: None, lambda: ThreadPoolExecutor(1)], ids=["own", "any"])
def test_work_on_any_thread_is_measured_and_ends_once_its_client_has_left(
    make: Callable[[], Executor | None],
) -> None:
    has_begun, was_left = Event(), Event()

    def spend() -> bool:
        with file_time().reading() as is_over:
            begun_s = thread_time()
            while thread_time() - begun_s < MOST_S / 100 and not is_over():
                pass
        return not file_time().is_over and is_wanted()

    def wait() -> None:
        has_begun.set()
        while is_wanted():
            pass
        was_left.set()

    async def run(threads: Executor | None) -> bool:
        asking = asyncio.create_task(on_thread(wait, threads))
        await asyncio.to_thread(has_begun.wait, 10)
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking
        return await on_thread(spend, threads)

    threads = make()
    assert asyncio.run(run(threads))
    assert was_left.wait(10)
    if threads is not None:
        threads.shutdown()
