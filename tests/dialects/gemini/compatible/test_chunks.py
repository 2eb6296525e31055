"""A stream for OpenAI's clients says what a whole answer does, however it is made."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.gemini.compatible.answers import CHUNKS, ChatTranslator, printed
from sanic_mock.dialects.gemini.compatible.chunks import streamed
from sanic_mock.dialects.gemini.compatible.shapes import CompatibleShapes, answered_at
from sanic_mock.dialects.gemini.models import traits
from sanic_mock.dialects.gemini.plain_streams import PlainStreams
from sanic_mock.dialects.gemini.rich import RichAnswer
from sanic_mock.dialects.gemini.shapes import end_key
from sanic_mock.dialects.gemini.steps import printed_events
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.vocabulary import body_of

MODELS = st.sampled_from(["gemini-2.0-flash", "gemini-2.5-flash", "gemini-3-pro"])
TEXTS = st.text(min_size=1, max_size=40) | st.just('<a href="x">&</a> ')
DIGESTS = st.binary(min_size=64, max_size=64)
COUNTS = st.integers(0, 5000)
NOW_S = 1_795_853_041


@given(
    model=MODELS,
    text=TEXTS,
    digest=DIGESTS,
    prompt=COUNTS,
    thoughts=COUNTS,
    has_usage=st.booleans(),
)
def test_a_text_is_the_same_by_either_way(
    model: str, text: str, digest: bytes, prompt: int, thoughts: int, has_usage: bool
) -> None:
    known = traits(model)
    reply = Reply(body_of(text), "stop", prompt, digest, reasoning_tokens=thoughts)
    shape = CompatibleShapes().streamed(model, tells_usage=has_usage)
    quick = streamed(b"", known, reply, NOW_S, shape).everything()
    one_by_one = streamed(b"", known, reply, NOW_S, shape)
    about = answered_at(digest, NOW_S)
    at_once = PlainStreams(shape).events(reply.body, prompt, thoughts, digest, about)
    renderer = one_by_one.renderer
    each = b"".join(renderer.each(one_by_one.pieces)) + renderer.closing() + renderer.end

    translator = ChatTranslator(digest, NOW_S, is_streamed=True, tells_usage=has_usage)
    steps = RichAnswer(known, reply, NOW_S, is_vertex=False).steps()
    objects = (None if one is None else translator.translated(one) for one in steps)
    pieces, general = printed_events((), objects, printed, CHUNKS)
    assert quick == each == at_once == general.everything(pieces)
    assert_told(quick, text, prompt + thoughts if has_usage else None)


@given(model=MODELS, text=TEXTS, digest=DIGESTS, prompt=COUNTS, thoughts=COUNTS)
def test_a_whole_text_is_the_same_by_either_way(
    model: str, text: str, digest: bytes, prompt: int, thoughts: int
) -> None:
    reply = Reply(body_of(text), "stop", prompt, digest, reasoning_tokens=thoughts)
    shape, about = CompatibleShapes().whole(model), answered_at(digest, NOW_S)
    quick = shape.text(reply.body.escaped, end_key(reply), digest, about)

    translator = ChatTranslator(digest, NOW_S, is_streamed=False, tells_usage=True)
    answer = RichAnswer(traits(model), reply, NOW_S, is_vertex=False).whole()
    assert quick == printed(translator.translated(answer))


def assert_told(stream: bytes, text: str, before: int | None) -> None:
    """Check what chunks say, and what they bill of it beside what was billed before."""
    *chunks, done, rest = stream.split(b"\n\n")
    told: list[Any] = [json.loads(one.removeprefix(b"data: ")) for one in chunks]
    assert (done, rest) == (b"data: [DONE]", b"")
    assert "".join(one["choices"][0]["delta"]["content"] for one in told) == text
    assert [one["choices"][0].get("finish_reason") for one in told[:-1]] == [None] * len(told[:-1])
    assert told[-1]["choices"][0]["finish_reason"] == "stop"
    for one in told:
        usage = one.get("usage")
        assert (usage is None) == (before is None)
        if usage is not None:
            assert usage["total_tokens"] == usage["completion_tokens"] + (before or 0)
