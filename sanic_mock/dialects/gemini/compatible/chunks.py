"""Streams in OpenAI's shape: what all chunks of one text share is rendered once."""

from __future__ import annotations

from itertools import repeat
from typing import Any

from sanic_mock.dialects.answer import Events
from sanic_mock.dialects.gemini.compatible.answers import ChatTranslator, printed
from sanic_mock.dialects.gemini.content import FINISHES, candidate, is_one_text, signed
from sanic_mock.dialects.gemini.events import TextChunks
from sanic_mock.dialects.gemini.ids import answer_name
from sanic_mock.dialects.gemini.layout import JsonLayout
from sanic_mock.dialects.gemini.models import GeminiTraits
from sanic_mock.dialects.gemini.rich import RichAnswer
from sanic_mock.dialects.gemini.shapes import cut, top
from sanic_mock.dialects.gemini.steps import printed_events
from sanic_mock.dialects.gemini.templates import CANDIDATES, TEXT, TOTAL
from sanic_mock.dialects.gemini.usage import bill_of, usage
from sanic_mock.engine.ask import Reply

Json = dict[str, Any]

CHUNKS = JsonLayout(None, b"data: ", b"\n\n", b"data: ", b"data: [DONE]\n\n")


def streamed(
    fields: bytes, known: GeminiTraits, reply: Reply, now_s: int, *, tells_usage: bool
) -> Events:
    """Return a stream.

    Args:
        fields: its header lines.
        known: how the model answers.
        reply: what is said.
        now_s: the time of day, unix seconds.
        tells_usage: whether each chunk tells what is billed up to it.
    """
    translator = ChatTranslator(reply.digest, now_s, is_streamed=True, tells_usage=tells_usage)
    if is_one_text(reply):
        renderer = _text_chunks(translator, known, reply, now_s, tells_usage=tells_usage)
        return Events(fields, reply.body.pieces, renderer)
    answer = RichAnswer(known, reply, now_s, is_vertex=False)
    objects = (None if one is None else translator.translated(one) for one in answer.steps())
    return Events(fields, *printed_events((), objects, printed, CHUNKS))


def _text_chunks(
    translator: ChatTranslator, known: GeminiTraits, reply: Reply, now_s: int, *, tells_usage: bool
) -> TextChunks:
    """Return what makes the chunks of one text."""
    bill, body = bill_of(reply), reply.body
    name = answer_name(reply.digest, now_s, is_timed=False).id.decode()

    def around(finish: str, billed: Json, part: Json) -> bytes:
        one = candidate(known, [part], is_vertex=False, finish=finish)
        return printed(translator.translated(top([one], billed, known.name, name, "")))

    marks = {"candidatesTokenCount": CANDIDATES, "totalTokenCount": TOTAL}
    part: Json = {"text": TEXT}
    billed = usage(bill, is_vertex=False)
    cuts = cut(around("", billed | marks, part), is_counted=tells_usage)
    last = around(FINISHES[reply.finish_reason], billed, part | signed(known, reply.digest))
    return TextChunks(
        CHUNKS,
        cuts._replace(behind=cuts.behind + CHUNKS.after),
        repeat(1) if body.counts is None else body.counts,
        len(body.pieces),
        bill.prompt + bill.thoughts,
        lambda text: last.replace(TEXT.encode(), text, 1),
        ends_apart=known.ends_apart,
    )
