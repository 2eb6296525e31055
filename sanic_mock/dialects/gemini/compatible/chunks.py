"""Streams in OpenAI's shape: what all chunks of one text share is rendered once."""

from __future__ import annotations

from sanic_mock.dialects.answer import Events
from sanic_mock.dialects.gemini.compatible.answers import CHUNKS, ChatTranslator, printed
from sanic_mock.dialects.gemini.compatible.shapes import CompatibleChunkShape, answered_at
from sanic_mock.dialects.gemini.content import is_one_text
from sanic_mock.dialects.gemini.events import text_events
from sanic_mock.dialects.gemini.models import GeminiTraits
from sanic_mock.dialects.gemini.rich import RichAnswer
from sanic_mock.dialects.gemini.shapes import end_key
from sanic_mock.dialects.gemini.steps import printed_events
from sanic_mock.engine.reply import Reply


def streamed(
    fields: bytes, known: GeminiTraits, reply: Reply, now_s: int, shape: CompatibleChunkShape
) -> Events:
    """Return a stream.

    Args:
        fields: its header lines.
        known: how the model answers.
        reply: what is said.
        now_s: the time of day, unix seconds.
        shape: what the model's streams share.
    """
    if is_one_text(reply):
        name = answered_at(reply.digest, now_s)
        renderer = text_events(shape, reply.body, end_key(reply), reply.digest, name)
        return Events(fields, reply.body.pieces, renderer)
    tells = shape.is_counted
    translator = ChatTranslator(reply.digest, now_s, is_streamed=True, tells_usage=tells)
    answer = RichAnswer(known, reply, now_s, is_vertex=False)
    objects = (None if one is None else translator.translated(one) for one in answer.steps())
    return Events(fields, *printed_events((), objects, printed, CHUNKS))
