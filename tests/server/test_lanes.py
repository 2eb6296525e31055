"""The fast lane and Sanic's own give one answer to one request."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.holes import settled
from tests.requests import chat, chunked, post
from tests.serving import Server, exchange, responses
from tests.sharing import both_lanes


@pytest.fixture(scope="module")
def lanes() -> Iterator[tuple[Server, Server]]:
    """One server with the fast lane, one without, under one seed."""
    with both_lanes() as lanes:
        yield lanes


SHAPES: dict[str, list[bytes]] = {
    "plain": [post(chat())],
    "lower case field names": [post(chat("a"), "content-type: application/json")],
    "no Content-Type": [post(chat("b"))],
    "twenty fields": [post(chat("c"), *(f"X-Field-{n}: {n}" for n in range(20)))],
    "query": [post(chat("d"), path="/v1/chat/completions?api-version=1")],
    "short path": [post(chat("e"), path="/chat/completions")],
    "openai path": [post(chat("f"), path="/openai/v1/chat/completions")],
    "trailing slash": [post(chat("g"), path="/v1/chat/completions/")],
    "absolute form": [post(chat("h"), path="http://mock/v1/chat/completions")],
    "percent path": [post(chat("i"), path="/v1/chat%2Fcompletions")],
    "stream": [post(chat("j", stream=True))],
    "stream with usage": [
        post(chat("k", stream=True, stream_options={"include_usage": True})),
    ],
    "stream without padding": [
        post(chat("l", stream=True, stream_options={"include_obfuscation": False})),
    ],
    "cut by max_tokens": [post(chat("m", max_tokens=3))],
    "cut by max_completion_tokens": [post(chat("n", max_completion_tokens=1, stream=True))],
    "gpt-5": [post(chat("o", model="gpt-5"))],
    "gpt-5 stream": [post(chat("p", model="gpt-5", stream=True))],
    "unknown model": [post(chat("q", model="my%model{x}"))],
    "head and body apart": [post(b"", length=f"Content-Length: {len(chat('r'))}"), chat("r")],
    "slow head": [post(chat("s"))[:30], post(chat("s"))[30:]],
    "three pieces": [post(chat("t"))[:90], post(chat("t"))[90:120], post(chat("t"))[120:]],
    "body in bytes": [
        post(b"", length=f"Content-Length: {len(chat('u'))}"),
        *(bytes([byte]) for byte in chat("u")),
    ],
    "two pipelined": [post(chat("v")) + post(chat("w"))],
    "pipelined across lanes": [post(chat("x")) + b"GET /health HTTP/1.1\r\nHost: m\r\n\r\n"],
    "pipelined back": [b"GET /health HTTP/1.1\r\nHost: m\r\n\r\n" + post(chat("y"))],
    "pipelined, cut in the second": [post(chat("z")) + post(chat("A"))[:40], post(chat("A"))[40:]],
    "one after another": [post(chat("B")), post(chat("C")), post(chat("D"))],
    "alternating lanes": [
        post(chat("E")),
        b"GET /health HTTP/1.1\r\nHost: m\r\n\r\n",
        post(chat("F")),
        chunked(chat("G")),
        post(chat("H")),
    ],
    "Connection: close": [post(chat("I"), "Connection: close")],
    "Connection: keep-alive": [post(chat("J"), "Connection: keep-alive")],
    "Connection: Keep-Alive, TE": [post(chat("K"), "Connection: Keep-Alive, TE")],
    "HTTP/1.0": [post(chat("L"), version="1.0")],
    "HTTP/1.0 keep-alive": [post(chat("M"), "Connection: keep-alive", version="1.0")],
    "HTTP/2.0": [post(chat("N"), version="2.0")],
    "chunked": [chunked(chat("O"))],
    "chunked in two": [chunked(chat("P")[:20], chat("P")[20:])],
    "Expect: 100-continue": [
        post(b"", "Expect: 100-continue", length=f"Content-Length: {len(chat('Q'))}"),
        chat("Q"),
    ],
    "Expect of something else": [post(chat("R"), "Expect: magic")],
    "Upgrade": [post(chat("S"), "Upgrade: h2c")],
    "two Content-Lengths": [post(chat("T"), "Content-Length: 3")],
    "negative Content-Length": [post(chat("U"), length="Content-Length: -5")],
    "word as Content-Length": [post(chat("V"), length="Content-Length: many")],
    "signed Content-Length": [post(chat("W"), length=f"Content-Length: +{len(chat('W'))}")],
    "no Content-Length": [post(b"", length="")],
    "Content-Length 0": [post(b"")],
    "space before colon": [post(chat("X"), "X-Odd : 1")],
    "not JSON": [post(b"{")],
    "JSON array": [post(b"[]")],
    "not UTF-8": [post(chat("Y").replace(b"Y", b"\xff"))],
    "no model": [post(b'{"messages":[]}')],
    "no messages": [post(b'{"model":"m"}')],
    "wrong type": [post(b'{"model":"m","messages":[{"role":"user","content":{}}]}')],
    "unknown argument": [post(chat("Z", top_k=1))],
    "GET": [b"GET /v1/chat/completions HTTP/1.1\r\nHost: m\r\n\r\n"],
    "unknown path": [post(chat("0"), path="/v1/nowhere")],
    "unknown path then plain": [post(chat("1"), path="/v1/nowhere"), post(chat("2"))],
    "models": [b"GET /v1/models HTTP/1.1\r\nHost: m\r\n\r\n"],
    "one model": [b"GET /v1/models/gpt-4o HTTP/1.1\r\nHost: m\r\n\r\n"],
    "a model that is not listed": [b"GET /v1/models/none HTTP/1.1\r\nHost: m\r\n\r\n"],
    "HEAD": [b"HEAD /health HTTP/1.1\r\nHost: m\r\nConnection: close\r\n\r\n"],
    "head too large": [post(chat("3"), "X-Large: " + "x" * 20_000)],
    "garbage": [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_both_lanes_give_one_answer(lanes: tuple[Server, Server], shape: str) -> None:
    fast, sanics = lanes

    answer, closed = exchange(fast, SHAPES[shape])
    other, other_closed = exchange(sanics, SHAPES[shape])

    assert answer, "no answer at all"
    assert closed == other_closed
    if shape == "HEAD":
        assert settled(answer) == settled(other)
    else:
        assert responses(settled(answer)) == responses(settled(other))
