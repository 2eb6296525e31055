"""Plain messages in one go: the steps of the general way, without the values between them.

Most of a load asks for one free text by nothing but its messages. `Messages.parse` makes an Ask of
that, the engine a Reply, `Messages.whole` and `Messages.events` their bytes: they decide what is
answered. Here the same is done for that one kind of request by one joining of ready parts; every
other one goes the general way. A property test holds both equal, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sanic_mock.dialects.answer import Framing
from sanic_mock.dialects.anthropic.http import EVENTS, JSON, AnthropicHead, names
from sanic_mock.dialects.anthropic.ids import LETTERS, answer_ids
from sanic_mock.dialects.anthropic.messages.ask import MessagesAsk
from sanic_mock.dialects.anthropic.messages.content import SaidBlock, ending
from sanic_mock.dialects.anthropic.messages.counting import cap, output_billed
from sanic_mock.dialects.anthropic.messages.layout import (
    PING,
    SHIFTS,
    last_events,
    padded,
    start_json,
)
from sanic_mock.dialects.anthropic.messages.request import (
    UNREADABLE,
    PlainMessagesRequest,
    decode_plain,
)
from sanic_mock.dialects.anthropic.messages.streamed_block import StreamedBlock
from sanic_mock.dialects.anthropic.messages.usage import final_usage, first_usage, usage
from sanic_mock.dialects.anthropic.messages.whole import TO_TEXT, start
from sanic_mock.dialects.anthropic.models import ModelGeneration, ModelRow
from sanic_mock.dialects.rendering import MOST_AT_ONCE
from sanic_mock.dialects.vendor import Counted, LetIn
from sanic_mock.engine.ask import Choice, Reply
from sanic_mock.engine.content import Body
from sanic_mock.engine.draws import first_integer

KNOWN_MODELS, KNOWN_ENDS, KNOWN_TEXTS = 256, 4096, 2048
LONGEST_TEXT = 4096  # bytes of a text whose events are kept


class OneTextSteps(NamedTuple):
    """The steps of the general way, and what they share with the short one.

    Attributes:
        parse: makes an Ask of a body.
        ask: makes one of a plain request, its model and the tokens of its prompt; refuses what is
            too long.
        models: what is known of each model; an unknown one is looked up, or refused.
        prompt_tokens: counts a prompt.
        head: the fields of all answers.
    """

    parse: Callable[[bytes], MessagesAsk]
    ask: Callable[[PlainMessagesRequest, ModelRow, int], MessagesAsk]
    models: Mapping[str, ModelRow]
    prompt_tokens: Callable[[PlainMessagesRequest, ModelGeneration], int]
    head: AnthropicHead


def asks_one_text(request: PlainMessagesRequest, row: ModelRow) -> bool:
    """Return whether a plain request wants one free text, and no thought."""
    last = request.messages[-1]
    return (
        # what asks for JSON in words has a brace; see prompted.may_ask
        "{" not in last.content
        and last.role == "user"
        and not row.generation.thinks
        and (request.system is None or "{" not in request.system)
        and (len(request.messages) == 1 or "{" not in request.messages[0].content)
    )


class _MessageEnds(dict[tuple[int, int], bytes]):
    """Tokens of a prompt and of a text to what follows that text, of one model."""

    def __init__(self, ask: MessagesAsk) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, key: tuple[int, int]) -> bytes:
        if len(self) >= KNOWN_ENDS:
            self.clear()
        prompt, output = key
        reply = Reply(_NOTHING, "stop", prompt, b"")
        told = usage(self._ask, reply, output)
        self[key] = end = b'"}],%b,"usage":%b}' % (_ENDED.members, told)
        return end


class _TextEvents(dict[tuple[int, int], bytes]):
    """Which text and which padding to the events from the block's first to its last."""

    def __init__(self, bodies: Sequence[Body]) -> None:
        super().__init__()
        self._bodies = bodies

    def __missing__(self, key: tuple[int, int]) -> bytes:
        place, shift = key
        block = StreamedBlock(SaidBlock("text", self._bodies[place]), 0, shift, b"")
        events = b"".join((block.begin, PING, *block.grouped(), block.end))
        if len(self) >= KNOWN_TEXTS:
            self.clear()
        if len(events) <= LONGEST_TEXT:
            self[key] = events
        return events


class _ReadyMessage(NamedTuple):
    """What all answers of one model share."""

    start: bytes
    size: int
    ends: _MessageEnds
    ask: MessagesAsk


_NOTHING = Body(())
_ENDED = ending(Choice(_NOTHING, "stop"))


def compile_at_once(
    steps: OneTextSteps,
    bodies: Sequence[Body],
    framing: Framing,
    let_in: LetIn | None = None,
    *,
    is_counted: bool = False,
) -> Callable[..., bytes | Counted | MessagesAsk]:
    """Return what answers a body with its chance at a unix second, or makes an Ask of it.

    It raises what `Messages.parse` raises, and `let_in`.

    Args:
        steps: the general way.
        bodies: the texts that are answered, of which chance chooses one.
        framing: how an answer is framed.
        let_in: see vendor.LetIn.
        is_counted: see Dialect.at_once.
    """
    parse, make_ask, models, count, head = steps
    choices, texts = len(bodies), _TextEvents(bodies)
    ready: dict[str, _ReadyMessage] = {}
    opening = framing.opening
    line = b"\r\n" + framing.length

    def prepare(request: PlainMessagesRequest, row: ModelRow) -> _ReadyMessage:
        if len(ready) >= KNOWN_MODELS:
            ready.clear()
        ask = make_ask(request, row, 0)
        begun = start(ask.model)
        ready[request.model] = found = _ReadyMessage(
            begun, len(begun) + LETTERS + len(TO_TEXT), _MessageEnds(ask), ask
        )
        return found

    def streamed(
        known: _ReadyMessage, digest: bytes, name: bytes, tokens: int, place: int, output: int
    ) -> bytes:
        reply = Reply(bodies[place], "stop", tokens, digest)
        ask, shift = known.ask, digest[46] % SHIFTS
        begun = start_json(known.start, name, first_usage(ask, reply))
        told = final_usage(ask, reply, output)
        end = last_events(_ENDED.members, told, b"", shift, digest[47])
        return b"".join((padded(b"message_start", begun, 0), texts[place, shift], end))

    def answer(
        body: bytes, digest: bytes, now_s: int, key: str = ""
    ) -> bytes | Counted | MessagesAsk:
        try:
            request = decode_plain(body)
        except UNREADABLE:
            return parse(body)
        row = models[request.model]
        if not asks_one_text(request, row):
            return parse(body)
        generation, limit = row.generation, request.max_tokens
        tokens = count(request, generation)
        place = first_integer(digest) % choices
        text = bodies[place]
        most = generation.most_output
        if (
            cap(limit, generation) < text.tokens
            or (request.stream and len(text.pieces) > MOST_AT_ONCE)
            or (most and limit > most)
            or (generation.context and tokens > generation.context)
        ):
            return make_ask(request, row, tokens)
        known = ready.get(request.model) or prepare(request, row)
        output = min(limit, output_billed(text.tokens, generation))
        standing = None
        if let_in is not None:
            standing = let_in(key, known.ask.model, tokens, cap(limit, generation), output)
        left = head.left(tokens, standing, now_s)
        name, request_name, drawn = answer_ids(digest, now_s)
        told = names(request_name, drawn)
        if request.stream:
            events = streamed(known, digest, name, tokens, place, output)
            fields = opening, head.start(EVENTS, now_s), left, *told, b"\r\n"
            stream = b"".join((*fields, framing.events % (len(events), events)))
            return (stream, known.ask.model, tokens, output, len(events)) if is_counted else stream
        escaped, end = text.escaped, known.ends[tokens, output]
        length = known.size + len(escaped) + len(end)
        response = b"".join(
            (
                opening,
                head.start(JSON, now_s),
                left,
                *told,
                line % length,
                known.start,
                name,
                TO_TEXT,
                escaped,
                end,
            )
        )
        return (response, known.ask.model, tokens, output, length) if is_counted else response

    return answer
