"""Messages: a request's bytes to an Ask of a chat, a Reply to Anthropic's bytes as Ollama's."""

from __future__ import annotations

import re

from sanic_mock.dialects.answer import Events, Renderer, Whole
from sanic_mock.dialects.http_fields import date_field
from sanic_mock.dialects.ollama.ask import OllamaAsk
from sanic_mock.dialects.ollama.dialect import OllamaEndpoint
from sanic_mock.dialects.ollama.messages import errors, shapes
from sanic_mock.dialects.ollama.messages.request import MessagesChat, read_chat
from sanic_mock.dialects.rendering import SparseEvents
from sanic_mock.dialects.vendor import ShortWay
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.reply import Reply
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings

_JSON = b"Content-Type: application/json\r\n"
_EVENTS = b"Content-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
_FINISH = re.compile(rb'"stop_reason":"[^"]*"')
_BILL = re.compile(rb',"usage":\{[^}]*\}')


class OllamaMessages(OllamaEndpoint):
    """The endpoint of one worker; see dialects.vendor.Dialect.

    Args:
        settings: what the server was asked to be.
    """

    NAME = "messages"

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, is_chat=True)

    def whole(self, ask: OllamaAsk, reply: Reply, now_s: int) -> Whole:
        """See dialects.vendor.Dialect."""
        return Whole(200, date_field(now_s) + _JSON, shapes.whole(ask.model, reply))

    def events(self, ask: OllamaAsk, reply: Reply, now_s: int) -> Events:
        """See dialects.vendor.Dialect."""
        rows = shapes.rows(ask.model, reply, ask.estimate)
        last = shapes.last(ask.model, reply, ask.estimate, is_begun=bool(rows))
        return Events(date_field(now_s) + _EVENTS, rows, SparseEvents(closing=(last,)))

    def at_once(self, wanted: ShortWay) -> None:
        """See dialects.vendor.Dialect; messages have none, and that of chats reads no messages."""

    def without(self, event: bytes, what: Omission) -> bytes:
        """See dialects.vendor.Dialect."""
        return (_FINISH if what == "finish" else _BILL).sub(b"", event)

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """See dialects.vendor.Dialect."""
        return errors.rendered(problem, digest, now_s)

    def stream_error(self, problem: Problem, digest: bytes, renderer: Renderer, sent: int) -> bytes:
        """See dialects.vendor.Dialect; nothing ends the message."""
        return shapes.event(b"error", errors.event_of(problem))

    def _read(self, body: bytes) -> MessagesChat:
        request = read_chat(body)
        self._models.check(request.model)
        return request
