"""One answer of the Responses API: what it says, and what is kept of it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sanic_mock.dialects.openai import ids
from sanic_mock.dialects.openai.responses import conversations, items, record
from sanic_mock.dialects.openai.responses.manners import Manner
from sanic_mock.dialects.openai.responses.output import Naming, Style, parts
from sanic_mock.dialects.openai.responses.record import Record
from sanic_mock.dialects.openai.responses.request import Item, Request
from sanic_mock.dialects.openai.responses.response import Frame, usage
from sanic_mock.dialects.openai.responses.turns import Past
from sanic_mock.dialects.operation import State
from sanic_mock.engine.ask import Ask, Reply

_NS = 1_000_000_000
# Items of an input have the numbers of ids beyond those of the output.
_FIRST_INPUT = 1000


class Asked(msgspec.Struct, gc=False):
    """What an answer repeats or keeps of its request.

    Attributes:
        request: the request.
        model: how the model answers.
        given: the input's items.
        past: what came before them.
        tools: the tools, as they are repeated.
        style: what is told of reasoning and searches.
    """

    request: Request
    model: Manner
    given: Sequence[Item]
    past: Past
    tools: tuple[Item, ...]
    style: Style


class Answer:
    """What is told of one reply.

    Args:
        ask: the request, with its `Asked`.
        reply: what is answered.
        now_s: the time of day, unix seconds.

    Attributes:
        frame: what the response says from its beginning.
        parts: its items.
    """

    def __init__(self, ask: Ask, reply: Reply, now_s: int) -> None:
        asked = ask.asked
        assert isinstance(asked, Asked)
        self._asked = asked
        self._reply = reply
        self._names = Naming(ids.root(reply.digest), now_s, reply.digest)
        self.frame = Frame(
            self._names.id("resp", 0), now_s, asked.request, asked.model, asked.tools
        )
        self._begun_s = reply.begun_s or float(now_s)
        self.parts = parts(reply, self._names, asked.style)

    @property
    def is_kept(self) -> bool:
        """Whether anything of it is to be there later."""
        request = self._asked.request
        return request.is_kept or request.conversation is not None

    def begun(self) -> Item:
        """Return the response as it is told when it begins."""
        is_background = self._asked.request.background is True
        return self.frame.begun("queued" if is_background else "in_progress")

    def done(self, *, is_streamed: bool) -> Item:
        """Return the response as it is told at its end."""
        reply = self._reply
        return self.frame.done(
            [part.done() for part in self.parts],
            usage(reply),
            is_cut=reply.finish_reason == "length",
            done_s=int(self._begun_s + reply.lasts_ns / _NS),
            is_streamed=is_streamed,
        )

    def keep(self, state: State, response: Item) -> None:
        """Keep a response that is done, and go on with its conversation.

        Raises:
            Problem: the conversation is not there any more.
        """
        asked, names = self._asked, self._names
        request, past = asked.request, asked.past
        given = items.listed(
            asked.given, names.root, names.created_s, names.digest, first=_FIRST_INPUT
        )
        if request.conversation_id is not None:
            conversations.append(state, request.conversation_id, [*given, *response["output"]])
        if request.is_kept:
            kept = Record(
                response,
                given,
                [part.texts() for part in self.parts],
                list(past.items),
                past.tokens,
                self._begun_s,
                self._reply.lasts_ns / _NS if request.background else 0.0,
            )
            record.keep(state, kept)
