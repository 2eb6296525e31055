"""What plain messages of one model share, made once; see at_once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sanic_mock.dialects.anthropic.http import AnthropicHead
from sanic_mock.dialects.anthropic.messages.ask import MessagesAsk
from sanic_mock.dialects.anthropic.messages.content import AnswerBlock, ending
from sanic_mock.dialects.anthropic.messages.counting import input_billed
from sanic_mock.dialects.anthropic.messages.layout import PING
from sanic_mock.dialects.anthropic.messages.streamed_block import StreamedBlock
from sanic_mock.dialects.anthropic.messages.usage import usage
from sanic_mock.dialects.anthropic.models import ModelGeneration
from sanic_mock.engine.body import Body
from sanic_mock.engine.known_values import KnownValues
from sanic_mock.engine.reply import Choice, Reply

KNOWN_ENDS, KNOWN_TEXTS = 4096, 2048
LONGEST_TEXT = 4096  # bytes of a text whose events are kept
_NOTHING = Body(())
ENDED = ending(Choice(_NOTHING, "stop"))


def message_end(ask: MessagesAsk, counts: tuple[int, int]) -> bytes:
    """Return what follows the text of one model, by the tokens of a prompt and of that text."""
    prompt, output = counts
    told = usage(ask, Reply(_NOTHING, "stop", prompt, b""), output)
    return b'"}],%b,"usage":%b}' % (ENDED.members, told)


class TextEvents(dict[tuple[int, int], bytes]):
    """Which text and which padding to the events from the block's first to its last."""

    def __init__(self, bodies: Sequence[Body]) -> None:
        super().__init__()
        self._bodies = bodies

    def __missing__(self, key: tuple[int, int]) -> bytes:
        place, shift = key
        block = StreamedBlock(AnswerBlock("text", self._bodies[place]), 0, shift, b"")
        events = b"".join((block.begin, PING, *block.grouped(), block.end))
        if len(self) >= KNOWN_TEXTS:
            self.clear()
        if len(events) <= LONGEST_TEXT:
            self[key] = events
        return events


class BilledPrompts(dict[int, int]):
    """What o200k counts of a prompt to what it bills."""

    def __init__(self, generation: ModelGeneration) -> None:
        super().__init__()
        self._generation = generation

    def __missing__(self, counted: int) -> int:
        self[counted] = billed = input_billed(counted, self._generation)
        return billed


class LimitFields(dict[int, bytes]):
    """Tokens of a prompt to the lines that tell what is left of limits, in one second."""

    def __init__(self, head: AnthropicHead) -> None:
        super().__init__()
        self._head = head
        self.now_s = -1

    def __missing__(self, tokens: int) -> bytes:
        self[tokens] = found = self._head.left(tokens, None, self.now_s)
        return found


class ReadyMessage(NamedTuple):
    """What all answers of one model share.

    Attributes:
        start: what a message begins with, up to its id.
        line: what follows a request's name: the end of the head, with %d for a length, and that.
        size: bytes of the body beside its text and what follows it.
        ends: what follows the text.
        prompts: what prompts bill.
        outputs: what each text bills.
        ask: stands for all requests.
        thinks: whether the model does though nobody asks.
        most: tokens of the longest answer.
        context: tokens of the longest prompt.
    """

    start: bytes
    line: bytes
    size: int
    ends: KnownValues[tuple[int, int], bytes]
    prompts: BilledPrompts
    outputs: Sequence[int]
    ask: MessagesAsk
    thinks: bool
    most: float
    context: float
