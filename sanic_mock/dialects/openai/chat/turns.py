"""What the turns of a conversation bill: messages, calls that were made, and their results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sanic_mock.dialects.openai.billing import Called, CallTokens, Count
from sanic_mock.dialects.openai.billing.calls import AT_CHAT, AT_CHAT_LATER
from sanic_mock.dialects.openai.chat.request import INSTRUCTING, Message, PlainMessage
from sanic_mock.dialects.openai.models import Traits

# What begins an answer.
PRIMING = 3

_ANSWERING = ("tool", "function")


class TurnCounter:
    """Counts the messages of one conversation, in their order.

    Args:
        model: reads them.
        count: counts a text's tokens.
        repeated: likewise, of a text that probably comes with other requests, too.
    """

    def __init__(self, model: Traits, count: Count, repeated: Count) -> None:
        self._prompting = model.family.prompting
        self._calls = tokens_of_calls(model)
        self._framing = framing_tokens(model)
        self._count = count
        self._repeated = repeated
        self._known: dict[str, Called] = {}
        self._wrapped: set[str] = set()
        self._results: list[str] = []
        self._asked = 0

    def tokens(self, messages: Iterable[Message]) -> int:
        """Return what messages bill, and the beginning of an answer; images and sound not."""
        priming = PRIMING if self._prompting.is_framed else 0
        return priming + sum(map(self._message, messages)) + self._flushed()

    def _message(self, message: Message) -> int:
        if message.role in _ANSWERING:
            return self._answered(message)
        made = list(calls(message))
        total = self._flushed() + self._made(message, made)
        text = "".join(texts(message))
        return total if made and not text else total + self._said(message, text)

    def _said(self, message: Message, text: str) -> int:
        prompting, total = self._prompting, self._framing
        if message.role in INSTRUCTING:
            return total + prompting.instructing + self._repeated(text)
        if message.role == "assistant":
            total += prompting.answering
        elif self._asked:
            total += prompting.further
        self._asked += message.role == "user"
        return total + self._count(text)

    def _made(self, message: Message, made: Sequence[Called]) -> int:
        """Return what the calls bill that a message tells of."""
        count = self._count
        ids = [one.id for one in message.tool_calls or ()]
        self._known.update(zip(ids, made, strict=False))
        if len(made) > 1 and not self._prompting.has_definitions:
            self._wrapped.update(ids)
            return self._calls.wrapped(made, count)
        return sum(self._calls.called(one, count) for one in made)

    def _answered(self, message: Message) -> int:
        text = "".join(texts(message))
        if message.tool_call_id in self._wrapped:
            self._results.append(text)
            return 0
        called = self._known.get(message.tool_call_id or "")
        if called is None and message.name:
            called = Called(message.name, "")
        return self._calls.answered(called, text, self._count)

    def _flushed(self) -> int:
        """Return what the results bill that are shown as one, when all of them came."""
        results, self._results = self._results, []
        return self._calls.wrapped_results(results, self._count) if results else 0


def tokens_of_calls(model: Traits) -> CallTokens:
    """Return what calls bill."""
    return AT_CHAT_LATER if model.family.prompting.has_definitions else AT_CHAT


def framing_tokens(model: Traits) -> int:
    """Return what a message bills beside its text."""
    if model.bills_role:
        return 4
    return 3 if model.family.prompting.is_framed else 0


def further_tokens(messages: Sequence[PlainMessage], model: Traits) -> int:
    """Return what messages of texts bill more than texts and framing, where roles bill nothing."""
    prompting = model.family.prompting
    if not prompting.is_framed:
        return -PRIMING - 3 * len(messages)
    asked = total = 0
    for message in messages:
        if message.role in INSTRUCTING:
            total += prompting.instructing
        elif message.role == "assistant":
            total += prompting.answering
        else:
            total += prompting.further if asked else 0
            asked += 1
    return total


def texts(message: PlainMessage | Message) -> list[str]:
    """Return the texts of one message."""
    content = message.content
    if isinstance(content, str):
        return [content]
    return [part.text for part in content or () if part.text is not None]


def calls(message: PlainMessage | Message) -> Iterator[Called]:
    """Yield each call that a message tells of."""
    if not isinstance(message, Message):
        return
    for call in message.tool_calls or ():
        if call.function is not None:
            yield Called(call.function.name, call.function.arguments)
        elif call.custom is not None:
            yield Called(call.custom.name, call.custom.input)
    if message.function_call is not None:
        yield Called(message.function_call.name, message.function_call.arguments)
