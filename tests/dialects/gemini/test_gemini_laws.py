"""What holds of all of Gemini's answers: names that tell the time, totals, streams that join up."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.gemini.events import TextChunks
from sanic_mock.dialects.gemini.ids import answer_name
from sanic_mock.dialects.gemini.layout import ARRAY, EVENTS, WHOLE, JsonLayout
from sanic_mock.dialects.gemini.models import traits
from sanic_mock.dialects.gemini.plain_streams import PlainStreams
from sanic_mock.dialects.gemini.rich import RichAnswer
from sanic_mock.dialects.gemini.shapes import ChunkShape, EndShape
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.vocabulary import body_of

MODELS = st.sampled_from(
    ["gemini-2.0-flash", "gemini-2.5-flash", "gemini-3-pro", 'a"\ue000<b>', "100%d"]
)
TEXTS = st.text(min_size=1, max_size=40) | st.just('<a href="x">&</a> ')
DIGESTS = st.binary(min_size=64, max_size=64)
SECONDS = st.integers(1_600_000_000, 2_000_000_000)
COUNTS = st.integers(0, 5000)


def varints(raw: bytes) -> list[int]:
    """Return the numbers that bytes hold."""
    found, number, shift = [], 0, 0
    for one in raw:
        number |= (one & 0x7F) << shift
        shift += 7
        if one < 0x80:
            found.append(number)
            number = shift = 0
    assert not shift
    return found


@given(digest=DIGESTS, now_s=SECONDS)
def test_a_name_tells_the_instant_at_which_its_answer_was_made(digest: bytes, now_s: int) -> None:
    name = answer_name(digest, now_s, is_timed=True)

    raw = urlsafe_b64decode(name.id + b"=" * (-len(name.id) % 4))
    micros, first, second = varints(raw[4:])
    assert len(name.id) in (22, 23)
    assert int.from_bytes(raw[:4], "little") == now_s
    assert 0 < micros < 1_000_000
    assert first >> 24 >= 0xF6
    assert max(first, second) < 1 << 32
    told = datetime.fromtimestamp(now_s, UTC).replace(microsecond=micros)
    assert name.time.decode() == told.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def plain_reply(text: str, digest: bytes, prompt: int, thoughts: int) -> Reply:
    """Return a reply of one text."""
    return Reply(body_of(text), "stop", prompt, digest, reasoning_tokens=thoughts)


def streamed(
    reply: Reply, model: str, layout: JsonLayout, now_s: int, *, is_vertex: bool
) -> TextChunks:
    """Return what makes the events of a plain reply."""
    shape = ChunkShape(traits(model), is_vertex=is_vertex, layout=layout)
    name = answer_name(reply.digest, now_s, is_timed=is_vertex)
    body, thoughts = reply.body, reply.reasoning_tokens
    key = "STOP", reply.prompt_tokens, body.tokens, thoughts, 0
    return TextChunks(
        layout,
        shape.cuts(reply.prompt_tokens, thoughts, 0, name),
        body.counts or [1] * len(body.pieces),
        len(body.pieces),
        reply.prompt_tokens + thoughts,
        lambda text: shape.last.text(text, key, reply.digest, name),
        ends_apart=shape.ends_apart,
    )


def objects(stream: bytes, layout: JsonLayout) -> list[Any]:
    """Return the objects of a stream."""
    if layout is ARRAY:
        found: list[Any] = json.loads(stream)
        return found
    events = stream.split(b"\r\n\r\n")
    assert events.pop() == b""
    return [json.loads(one.removeprefix(b"data: ")) for one in events]


@pytest.mark.parametrize("layout", [EVENTS, ARRAY], ids=["events", "array"])
@given(
    model=MODELS, text=TEXTS, digest=DIGESTS, now_s=SECONDS, prompt=COUNTS, thoughts=COUNTS,
    is_vertex=st.booleans(),
)  # fmt: skip
def test_a_stream_is_the_same_however_it_is_made(
    layout: JsonLayout,
    model: str,
    text: str,
    digest: bytes,
    now_s: int,
    prompt: int,
    thoughts: int,
    is_vertex: bool,
) -> None:
    reply = plain_reply(text.replace("<", "[").replace(">", "]"), digest, prompt, thoughts)
    pieces: Sequence[bytes] = reply.body.pieces
    at_once = streamed(reply, model, layout, now_s, is_vertex=is_vertex).everything(pieces)
    one_by_one = streamed(reply, model, layout, now_s, is_vertex=is_vertex)
    grouped = streamed(reply, model, layout, now_s, is_vertex=is_vertex)
    each = b"".join(one_by_one.each(pieces)) + one_by_one.closing() + one_by_one.end
    together = grouped.together(pieces) + grouped.closing() + grouped.end

    shape = ChunkShape(traits(model), is_vertex=is_vertex, layout=layout)
    name = answer_name(digest, now_s, is_timed=is_vertex)
    plain = PlainStreams(shape).events(reply.body, prompt, thoughts, digest, name)

    assert plain == at_once == each
    for made in (each, together):
        told = objects(made, layout)
        said = [one["candidates"][0]["content"].get("parts", [{}])[0].get("text") for one in told]
        assert "".join(said) == reply_text(reply)
        last = told[-1]["usageMetadata"]
        parts = ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount")
        assert last["totalTokenCount"] == sum(last.get(name, 0) for name in parts)
        assert 0 not in last.values()


def reply_text(reply: Reply) -> str:
    """Return what a reply says."""
    text: str = json.loads(b'"%b"' % reply.body.escaped)
    return text


@given(
    model=MODELS, text=TEXTS, digest=DIGESTS, now_s=SECONDS, prompt=COUNTS, thoughts=COUNTS,
    is_vertex=st.booleans(),
)  # fmt: skip
def test_a_plain_answer_is_what_the_other_way_would_say(
    model: str, text: str, digest: bytes, now_s: int, prompt: int, thoughts: int, is_vertex: bool
) -> None:
    reply = plain_reply(text.replace("<", "[").replace(">", "]"), digest, prompt, thoughts)
    name = answer_name(digest, now_s, is_timed=is_vertex)
    shape = EndShape(traits(model), is_vertex=is_vertex)
    key = "STOP", prompt, reply.body.tokens, thoughts, 0

    plain = shape.text(reply.body.escaped, key, digest, name) + b"\n"
    rich = WHOLE.printed(RichAnswer(traits(model), reply, now_s, is_vertex=is_vertex).whole())
    assert plain == rich + b"\n"
