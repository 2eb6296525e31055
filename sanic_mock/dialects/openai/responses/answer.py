"""One answer of the Responses API: what it says, and what is kept of it."""

from __future__ import annotations

from functools import partial

import msgspec
from msgspec import Raw, structs

from sanic_mock.dialects.answer import Undo
from sanic_mock.dialects.openai import moderation_results
from sanic_mock.dialects.openai.responses import conversations, items, stored, stored_errors
from sanic_mock.dialects.openai.responses.ask import ResponsesAsk
from sanic_mock.dialects.openai.responses.client_turns import turn_of
from sanic_mock.dialects.openai.responses.events import Ends, Script
from sanic_mock.dialects.openai.responses.history import all_texts
from sanic_mock.dialects.openai.responses.output import Style, parts
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.dialects.openai.responses.response import CUT, Frame
from sanic_mock.dialects.openai.responses.stored import Written
from sanic_mock.dialects.openai.responses.usage import usage_of
from sanic_mock.dialects.openai.wire import NEWEST_WIRE, Wire
from sanic_mock.dialects.operation import State
from sanic_mock.engine.calls import compacted
from sanic_mock.engine.logprobs import unescaped
from sanic_mock.engine.offload import takes
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.vocabulary import body_of

_NS = 1_000_000_000
# Numbers of ids below this one are the output's, however short it is; see output.parts.
FIRST_INPUT = 3
# What it takes to keep a piece of a text.
_PIECE_US = 0.3
# How many items of an input are made at once to be kept.
_SLICE = 256
# Members of a verdict, in the order of [pydantic-2026].
_MEMBERS = (
    "type",
    "categories",
    "category_applied_input_types",
    "category_scores",
    "flagged",
    "model",
)


def printed(response: Raw) -> bytes:
    """Return a response as it is sent whole."""
    return msgspec.json.format(bytes(response), indent=2)


def style_of(ask: ResponsesAsk) -> Style:
    """Return what is told of reasoning: that of a rule is always told."""
    if ask.script is None or not ask.script.thought:
        return ask.style
    thought = body_of(compacted(ask.script.thought))
    return structs.replace(ask.style, reasons=True, has_summary=True, thought=thought)


class Answer:
    """What is told of one reply.

    Args:
        ask: the request.
        reply: what is answered.
        now_s: the time of day, unix seconds.
        wire: names it, and tells it as it was told.

    Attributes:
        id: its id.
        parts: its items.
    """

    def __init__(
        self, ask: ResponsesAsk, reply: Reply, now_s: int, wire: Wire = NEWEST_WIRE
    ) -> None:
        self._ask = ask
        self._reply = reply
        self._older = wire.responses
        self._names = names = wire.naming(reply.digest, now_s)
        self.id = names.id("resp")
        self._frame = Frame(self.id, now_s, ask.request, ask.previous, ask.traits, ask.tools)
        self._begun_s = reply.begun_s or float(now_s)
        self.parts = parts(reply, names, style_of(ask))
        if (turn := turn_of(ask.request, self._begun_s)) is not None:
            for part in self.parts:
                part.turn = turn
        self._searches = 0
        if ask.style.used is not None:
            self._searches = sum(one.item["type"] == "web_search_call" for one in self.parts)

    @property
    def is_kept(self) -> bool:
        """Whether anything of it is to be there later."""
        request = self._ask.request
        return request.is_kept or request.conversation is not None

    @property
    def is_background(self) -> bool:
        """Whether it is told as queued first."""
        return self._ask.request.background is True

    @property
    def last(self) -> str:
        """The status at its end."""
        return "incomplete" if self._reply.finish_reason in CUT else "completed"

    def begun(self, status: str) -> Raw:
        """Return the JSON of the response as it is told before its end."""
        return self._told(self._frame.begun(status))

    def done(self, *, is_billed: bool) -> Raw:
        """Return the JSON of the response as it is told at its end; see Frame.done."""
        reply = self._reply
        response = self._frame.done(
            self._output(),
            self._usage(),
            cut=CUT.get(reply.finish_reason, ""),
            done_s=int(self._begun_s + reply.lasts_ns / _NS),
            is_billed=is_billed,
            moderation=self._moderation() if self._ask.request.moderation else None,
            searches=self._searches,
        )
        return self._told(response)

    def _usage(self) -> bytes:
        traits = self._ask.traits
        is_thought = traits.prompting.has_definitions and not traits.thinks_in_steps
        return usage_of(
            self._reply,
            call_tokens=self._ask.style.call_tokens,
            is_thought=is_thought,
            tells_writes=traits.tells_cache_writes,
        )

    def _told(self, response: Raw) -> Raw:
        if self._older is None:
            return response
        return self._older.told(response, self._ask.request.prompt_cache_retention)

    def script(self) -> Script:
        """Return the events that it is streamed in."""
        ends = Ends(
            "queued" if self.is_background else "in_progress",
            self.begun,
            self.last,
            lambda: self.done(is_billed=False),
        )
        return Script(ends, self.parts, is_padded=self._ask.obfuscated)

    def keep(self, state: State, response: Raw) -> None:
        """Keep a response that is done, and go on with its conversation.

        Raises:
            Problem: the conversation is not there any more.
            Lengthy: the text is long, and this is the event loop.
        """
        takes(sum(len(part.pieces) for part in self.parts) * _PIECE_US)
        request, given = self._ask.request, self._written(state.store.largest_bytes)
        if request.conversation_id is not None:
            if given is None:
                raise stored_errors.conversation_too_large()
            conversations.append(state, request.conversation_id, [*self.given(), *self._output()])
        if request.is_kept and given is not None:
            stored.keep(state, self.id, self.record(response, given))

    def undo(self, state: State) -> Undo | None:
        """Return what forgets the answer where it ends before its end; None for nothing.

        OpenAI generates no further when the client leaves, and knows no such response [forum-2025];
        items are added to a conversation "after this response completes" ([openapi-2026]
        ConversationParam). In the background it goes on.
        """
        if self.is_background or not self.is_kept:
            return None
        take_back = partial(_take_back, state, self.id, self._ask.request.conversation_id)
        return partial(state.afterwards, take_back)

    def _written(self, most_bytes: int) -> list[Item] | Raw | None:
        """Return the items of the input to be written; None where they are more than is kept.

        Many are made and written in slices: as objects they take ten times their bytes.
        """
        given = self._ask.given
        if len(given) <= _SLICE:
            return self.given()
        first = self._first
        slices = (
            items.complete_items(given[place : place + _SLICE], self._names, first + place)
            for place in range(0, len(given), _SLICE)
        )
        return stored.written_list(slices, most_bytes)

    def record(self, response: Raw, given: list[Item] | Raw) -> Written:
        """Return what is kept of a response that is done."""
        past = self._ask.past
        return Written(
            response,
            given,
            [part.texts() for part in self.parts],
            past.items,
            past.tokens,
            self._begun_s,
            self._reply.lasts_ns / _NS if self.is_background else 0.0,
        )

    def given(self) -> list[Item]:
        """Return the items of the input, as they are kept."""
        return items.complete_items(self._ask.given, self._names, self._first)

    @property
    def _first(self) -> int:
        """Number of the first id of the input."""
        return max(FIRST_INPUT, len(self.parts) + 1)

    def _output(self) -> list[Item]:
        return [part.done() for part in self.parts]

    def _moderation(self) -> Item:
        """Return what is found in all that was said, and in the answer."""
        ask = self._ask
        assert ask.request.moderation is not None
        model = ask.request.moderation.model
        said = "\n".join(all_texts([*ask.past.items, *ask.given]))
        texts = (part.pieces for part in self.parts if part.item["type"] == "message")
        answered = "".join(unescaped(piece) for pieces in texts for piece in pieces)
        return {
            "input": moderation_results.result(said, model, _MEMBERS),
            "output": moderation_results.result(answered, model, _MEMBERS),
        }


def _take_back(state: State, response_id: str, conversation_id: str | None) -> None:
    stored.take_back(state, response_id)
    if conversation_id is not None:
        conversations.take_back(state, conversation_id, response_id)
