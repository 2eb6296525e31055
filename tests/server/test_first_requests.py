"""What a first request needs is there before it, where a stream could be held up by it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sanic_mock.dialects import loading
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.router import Router
from sanic_mock.distributions.simple import Constant
from sanic_mock.engine import tokens
from sanic_mock.engine.limits.rule import WORDS
from sanic_mock.engine.tokens import CL100K, ENCODING, is_loaded
from sanic_mock.errors import Unprepared
from sanic_mock.server.known_heads import FoundRoute
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.routes import Destination
from sanic_mock.server.worker import COUNTED, Worker
from sanic_mock.settings import Itl, Settings, Ttft
from sanic_mock.shared.state import make_shared
from sanic_mock.shared.store import Store
from tests.requests import post


async def start(**more: Any) -> None:
    """Start a worker, as a server does."""
    pacer = Pacer(asyncio.get_running_loop())
    try:
        Worker(Settings("test", **more), pacer, make_shared(1, COUNTED, WORDS)).variant.rehearse()
    finally:
        pacer.close()


@pytest.fixture
def no_cl100k(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has not yet been asked for an embedding."""
    loaded = {ENCODING: tokens.encoding()}
    monkeypatch.setattr(tokens, "_loaded", loaded)


@pytest.mark.usefixtures("no_cl100k")
@pytest.mark.parametrize("timed", [{"ttft": Ttft(Constant(0.01))}, {"itl": Itl(Constant(0.01))}])
def test_a_server_that_takes_its_time_has_every_tokenizer_at_start(timed: dict[str, Any]) -> None:
    asyncio.run(start(**timed))

    assert is_loaded(CL100K)


@pytest.mark.usefixtures("no_cl100k")
def test_workers_share_every_tokenizer() -> None:
    asyncio.run(start(workers=2))

    assert is_loaded(CL100K)


@pytest.mark.usefixtures("no_cl100k")
def test_a_server_without_streams_that_last_saves_the_memory() -> None:
    asyncio.run(start())

    assert not is_loaded(CL100K)


LATER = {
    "/v1/messages": {"anthropic-version": "2023-06-01"},
    "/v1beta/models/gemini-2.5-flash:generateContent": {},
    "/v1beta/openai/chat/completions": {},
    "/model/amazon.nova-lite-v1%3A0/converse": {},
}


def _lines(path: str) -> list[str]:
    return [f"{name}: {value}" for name, value in LATER[path].items()]


@pytest.mark.parametrize("path", LATER)
def test_what_answers_a_vendor_is_not_loaded_on_the_event_loop(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(loading, "_loaded", set())
    request = post(b"{}", *_lines(path), path=path)
    head = RequestHead("POST", path, "", LATER[path])

    async def ask() -> tuple[Destination, FoundRoute | None]:
        pacer = Pacer(asyncio.get_running_loop())
        worker = Worker(Settings("test"), pacer, make_shared(1, COUNTED, WORDS))
        try:
            with pytest.raises(Unprepared):
                worker.routes.find(request)
            there = await worker.dispatcher.destination(lambda: head)
            return there, worker.routes.find(request)
        finally:
            pacer.close()

    there, found = asyncio.run(ask())

    assert there.head.path == path
    assert found is not None


def test_what_is_rehearsed_is_not_refused() -> None:
    """A refusal would be passed over, and the first client would wait."""
    for dialect in Router(State(Settings("test"), Store(1 << 16))).dialects():
        for body in dialect.REHEARSAL:
            assert dialect.parse(body)
