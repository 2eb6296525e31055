"""One answer of the Responses API: what it says, and what is kept of it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Raw

from sanic_mock.dialects.openai import verdicts
from sanic_mock.dialects.openai.ids import Naming
from sanic_mock.dialects.openai.responses import conversations, items, stored
from sanic_mock.dialects.openai.responses.history import Past, all_texts
from sanic_mock.dialects.openai.responses.models import Manner
from sanic_mock.dialects.openai.responses.output import Style, parts
from sanic_mock.dialects.openai.responses.request import Item, Request
from sanic_mock.dialects.openai.responses.response import Frame
from sanic_mock.dialects.openai.responses.stored import Written
from sanic_mock.dialects.openai.responses.usage import usage_of
from sanic_mock.dialects.operation import State
from sanic_mock.engine.ask import Ask, Reply
from sanic_mock.engine.logprobs import unescaped

_NS = 1_000_000_000
# Numbers of ids below this one are the output's, however short it is; see output.parts.
_FIRST_INPUT = 3
# Members of a verdict, in the order of recorded traffic.
_MEMBERS = (
    "type",
    "categories",
    "category_applied_input_types",
    "category_scores",
    "flagged",
    "model",
)


class Asked(msgspec.Struct, gc=False):
    """What an answer repeats or keeps of its request.

    Attributes:
        request: the request, without its input and the response before it.
        previous: id of the response before it.
        model: how the model answers.
        given: the input's items.
        past: what came before them.
        tools: the tools, as they are repeated.
        style: what is told of reasoning and searches.
    """

    request: Request
    previous: str | None
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
        parts: its items.
    """

    def __init__(self, ask: Ask, reply: Reply, now_s: int) -> None:
        asked = ask.asked
        assert isinstance(asked, Asked)
        self._asked = asked
        self._reply = reply
        self._names = names = Naming(reply.digest, now_s)
        self._id = names.id("resp")
        self._frame = Frame(
            self._id, now_s, asked.request, asked.previous, asked.model, asked.tools
        )
        self._begun_s = reply.begun_s or float(now_s)
        self.parts = parts(reply, names, asked.style)

    @property
    def is_kept(self) -> bool:
        """Whether anything of it is to be there later."""
        request = self._asked.request
        return request.is_kept or request.conversation is not None

    @property
    def is_background(self) -> bool:
        """Whether it is told as queued first."""
        return self._asked.request.background is True

    @property
    def last(self) -> str:
        """The status at its end."""
        return "incomplete" if self._is_cut else "completed"

    @property
    def _is_cut(self) -> bool:
        return self._reply.finish_reason == "length"

    def begun(self, status: str) -> Raw:
        """Return the JSON of the response as it is told before its end."""
        return self._frame.begun(status)

    def done(self, *, is_billed: bool) -> Raw:
        """Return the JSON of the response as it is told at its end; see Frame.done."""
        reply = self._reply
        return self._frame.done(
            self._output(),
            usage_of(reply),
            is_cut=self._is_cut,
            done_s=int(self._begun_s + reply.lasts_ns / _NS),
            is_billed=is_billed,
            moderation=self._moderation() if self._asked.request.moderation else None,
        )

    def keep(self, state: State, response: Raw) -> None:
        """Keep a response that is done, and go on with its conversation.

        Raises:
            Problem: the conversation is not there any more.
        """
        asked = self._asked
        request, past = asked.request, asked.past
        given = items.listed(asked.given, self._names, max(_FIRST_INPUT, len(self.parts) + 1))
        if request.conversation_id is not None:
            conversations.append(state, request.conversation_id, [*given, *self._output()])
        if request.is_kept:
            kept = Written(
                response,
                given,
                [part.texts() for part in self.parts],
                past.items,
                past.tokens,
                self._begun_s,
                self._reply.lasts_ns / _NS if self.is_background else 0.0,
            )
            stored.keep(state, self._id, kept)

    def _output(self) -> list[Item]:
        return [part.done() for part in self.parts]

    def _moderation(self) -> Item:
        """Return what is found in all that was said, and in the answer."""
        asked = self._asked
        assert asked.request.moderation is not None
        model = asked.request.moderation.model
        said = "\n".join(all_texts([*asked.past.items, *asked.given]))
        texts = (part.pieces for part in self.parts if part.item["type"] == "message")
        answered = "".join(unescaped(piece) for pieces in texts for piece in pieces)
        return {
            "input": verdicts.result(said, model, _MEMBERS),
            "output": verdicts.result(answered, model, _MEMBERS),
        }
