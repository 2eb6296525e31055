"""What the turns of a conversation bill: messages, calls that were made, and their results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sanic_mock.dialects.openai.billing import CallBill, Called, CallTokens, Count
from sanic_mock.dialects.openai.billing.calls import AT_CHAT, AT_CHAT_LATER
from sanic_mock.dialects.openai.chat.request import INSTRUCTING, Message, PlainMessage
from sanic_mock.dialects.openai.models import PRIMING, Traits

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
        self._calls = CallBill(tokens_of_calls(model), count)
        self._framing = model.framing
        self._count = count
        self._repeated = repeated
        self._asked = 0

    def tokens(self, messages: Iterable[Message]) -> int:
        """Return what messages bill, and the beginning of an answer; images and sound not."""
        priming = PRIMING if self._prompting.is_framed else 0
        return priming + sum(map(self._message, messages)) + self._calls.flushed()

    def _message(self, message: Message) -> int:
        if message.role in _ANSWERING:
            return self._answered(message)
        text, total = "".join(texts(message)), self._calls.flushed()
        if not makes_calls(message):
            return total + self._said(message, text)
        made = list(calls(message))
        ids = [one.id for one in message.tool_calls or ()]
        total += self._calls.made(ids, made)
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

    def _answered(self, message: Message) -> int:
        text = "".join(texts(message))
        return self._calls.answered(message.tool_call_id or "", text, message.name or "")


def tokens_of_calls(model: Traits) -> CallTokens:
    """Return what calls bill."""
    return AT_CHAT_LATER if model.family.prompting.names_group else AT_CHAT


def only_text(messages: Sequence[Message]) -> str | None:
    """Return what the user says in a conversation that is one text of theirs, and nothing else."""
    if len(messages) != 1:
        return None
    only = messages[0]
    text = only.content
    if text.__class__ is not str or only != Message("user", text):
        return None
    return text


def only_tokens(text: str, model: Traits, count: Count) -> int:
    """Return what TurnCounter does of such a conversation, without its steps."""
    priming = PRIMING if model.family.prompting.is_framed else 0
    return priming + model.framing + count(text)


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


def makes_calls(message: PlainMessage | Message) -> bool:
    """Return whether a message tells of calls."""
    if not isinstance(message, Message):
        return False
    return bool(message.tool_calls) or message.function_call is not None


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
