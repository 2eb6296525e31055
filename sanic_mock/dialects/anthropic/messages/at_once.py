"""Plain messages in one go: the steps of the general way, without the values between them.

Most of a load asks for one free text by nothing but its messages. `Messages.parse` makes an Ask of
that, the engine a Reply, `Messages.whole` and `Messages.events` their bytes: they decide what is
answered. Here the same is done for that one kind of request by one joining of ready parts; every
other one goes the general way. A property test holds both equal, byte for byte.
"""

from __future__ import annotations

from binascii import hexlify
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import inf
from typing import NamedTuple

from sanic_mock.dialects.anthropic.http import (
    AFTER_TRACE,
    BEFORE_TRACE,
    EVENTS,
    JSON,
    AnthropicHead,
    counted,
)
from sanic_mock.dialects.anthropic.ids import LETTERS, STARTS, TO_DIGIT, id_starts
from sanic_mock.dialects.anthropic.messages.ask import MessagesAsk
from sanic_mock.dialects.anthropic.messages.counting import cap, output_billed
from sanic_mock.dialects.anthropic.messages.layout import (
    SHIFTS,
    last_events,
    padded,
    start_json,
)
from sanic_mock.dialects.anthropic.messages.ready_message import (
    ENDED,
    KNOWN_ENDS,
    BilledPrompts,
    LimitFields,
    ReadyMessage,
    TextEvents,
    message_end,
)
from sanic_mock.dialects.anthropic.messages.request import (
    PlainMessagesRequest,
    PlainMessageTurn,
    decode_plain,
)
from sanic_mock.dialects.anthropic.messages.usage import final_usage, first_usage
from sanic_mock.dialects.anthropic.messages.whole import TO_TEXT, start
from sanic_mock.dialects.anthropic.models import ModelGeneration, ModelRow
from sanic_mock.dialects.ids import unique
from sanic_mock.dialects.prompted import may_ask
from sanic_mock.dialects.rendering import MOST_AT_ONCE
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.dialects.vendor import Counted, ShortWay
from sanic_mock.engine.begun_counts import LONG_TEXT, BegunCounts
from sanic_mock.engine.draws import first_integer
from sanic_mock.engine.known_values import KnownValues
from sanic_mock.engine.long_runs import counter
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.tokens import encoding

KNOWN_MODELS = 256
_NAMED, _PLACE = b"request-id: ", b"-FRA"


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
    return not row.generation.thinks and says_one_text(request)


def says_one_text(request: PlainMessagesRequest) -> bool:
    """Return whether a plain request does, of a model that thinks only where it is asked to."""
    last = request.messages[-1]
    return (
        not may_ask(last.content)
        and not last.content.isspace()
        and last.role == "user"
        and (request.system is None or _may_be_answered(request.system))
        and (len(request.messages) == 1 or _may_follow(request.messages))
    )


def _may_follow(turns: Sequence[PlainMessageTurn]) -> bool:
    """Return whether turns ask for nothing in the first of them, and all say something."""
    return not may_ask(turns[0].content) and not any(turn.content.isspace() for turn in turns)


def _may_be_answered(system: str) -> bool:
    return not may_ask(system) and not system.isspace()


def compile_at_once(
    steps: OneTextSteps,
    wanted: ShortWay,
) -> Callable[..., bytes | Counted | MessagesAsk]:
    """Return what answers a body with its chance at a unix second, or makes an Ask of it.

    It raises what `Messages.parse` raises, and `let_in`.

    Args:
        steps: the general way.
        wanted: what is wanted of it.
    """
    bodies, framing, let_in, is_counted, _, times = wanted
    parse, make_ask, models, count, head = steps
    choices, texts, limits = len(bodies), TextEvents(bodies), LimitFields(head)
    count_text = encoding().count
    begun = BegunCounts(counter())
    ready: dict[str, ReadyMessage] = {}
    second, opening = -1, b""
    message_starts, request_starts = id_starts(0)

    def turn(now_s: int) -> None:
        nonlocal second, opening, message_starts, request_starts
        second, opening = now_s, framing.opening + head.start(JSON, now_s)
        message_starts, request_starts = id_starts(now_s)
        limits.now_s = now_s
        limits.clear()

    def prepare(request: PlainMessagesRequest) -> ReadyMessage:
        row = models[request.model]
        generation = row.generation
        if len(ready) >= KNOWN_MODELS:
            ready.clear()
        # one that no limit is too short or too long for
        ask = make_ask(PlainMessagesRequest(request.model, 1, request.messages), row, 0)
        begun = start(ask.model)
        ready[request.model] = found = ReadyMessage(
            begun,
            _PLACE + b"\r\n" + framing.length + begun,
            len(begun) + LETTERS + len(TO_TEXT),
            KnownValues(partial(message_end, ask), KNOWN_ENDS),
            BilledPrompts(generation),
            [output_billed(one.tokens, generation) for one in bodies],
            ask,
            generation.thinks,
            generation.most_output or inf,
            generation.context or inf,
        )
        return found

    def streamed(known: ReadyMessage, digest: bytes, name: bytes, tokens: int, place: int) -> bytes:
        reply = Reply(bodies[place], "stop", tokens, digest)
        ask, shift = known.ask, digest[46] % SHIFTS
        begun = start_json(known.start, name, first_usage(ask, reply))
        told = final_usage(ask, reply, known.outputs[place])
        end = last_events(ENDED.members, told, b"", shift, digest[47])
        return b"".join((padded(b"message_start", begun, 0), texts[place, shift], end))

    def answer(
        body: bytes, digest: bytes, now_s: int, key: str = ""
    ) -> bytes | Counted | MessagesAsk:
        try:
            request = decode_plain(body)
        except UNREADABLE:
            return parse(body)
        known = ready.get(request.model) or prepare(request)
        messages, limit = request.messages, request.max_tokens
        if known.thinks or not says_one_text(request):
            return parse(body)
        if len(messages) == 1 and not request.system:
            said = messages[0].content
            tokens = known.prompts[(count_text if len(said) < LONG_TEXT else begun)(said)]
        else:
            tokens = count(request, known.ask.row.generation)
        place = first_integer(digest) % choices
        output, text = known.outputs[place], bodies[place]
        if (
            output > limit
            or limit > known.most
            or tokens > known.context
            or (request.stream and (times is not None or len(text.pieces) > MOST_AT_ONCE))
        ):
            return make_ask(request, known.ask.row, tokens)
        if now_s != second:
            turn(now_s)
        if let_in is None:
            left = limits[tokens]
        else:
            most = cap(limit, known.ask.row.generation)
            left = counted(let_in(key, known.ask.model, tokens, most, output), now_s)
        drawn = unique(digest[24:])
        digits, trace = drawn.translate(TO_DIGIT), hexlify(drawn[8:])
        message_start = message_starts[digest[34] % STARTS]
        request_start = request_starts[digest[45] % STARTS]
        named = (
            *(left, _NAMED, request_start, digits[11:21], BEFORE_TRACE),
            *(trace[:32], b"-", trace[32:48], AFTER_TRACE, trace[48:]),
        )
        if request.stream:
            events = streamed(known, digest, message_start + digits[:10], tokens, place)
            fields = framing.opening, head.start(EVENTS, now_s), *named, _PLACE, b"\r\n"
            stream = b"".join((*fields, framing.events % (len(events), events)))
            if not is_counted:
                return stream
            return stream, known.ask.model, tokens, output, 0, len(events)
        escaped, end = text.escaped, known.ends[tokens, output]
        length = known.size + len(escaped) + len(end)
        line = known.line % length
        body_parts = line, message_start, digits[:10], TO_TEXT, escaped, end
        response = b"".join((opening, *named, *body_parts))
        return (response, known.ask.model, tokens, output, 0, length) if is_counted else response

    return answer
