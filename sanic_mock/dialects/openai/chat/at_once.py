"""Plain chat answers in one go: the steps of the general way, without the values between them.

Most of a load asks for one free text by nothing but its messages. In general `Chat.parse` makes an
Ask of that, the engine a Reply, `Chat.whole` a Whole, which the server frames: they decide what is
answered. Here the same is done for that one kind of request by one joining of ready parts; every
other one goes the general way, from where it is clear that it has to. What must never happen is
that both ways answer a request differently: a property test holds them equal, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sanic_mock.dialects.ids import RANDOM_LETTERS, names
from sanic_mock.dialects.openai.chat.ask import ChatAsk
from sanic_mock.dialects.openai.chat.conversation import ChatConversation
from sanic_mock.dialects.openai.chat.history import takes_steps
from sanic_mock.dialects.openai.chat.known_prompts import LEAST_CACHED
from sanic_mock.dialects.openai.chat.request import (
    PlainChatRequest,
    PlainMessage,
    decode_plain,
)
from sanic_mock.dialects.openai.chat.whole import TextEnds, WholeChatShape
from sanic_mock.dialects.openai.http import JSON, NS_PER_MS, Head
from sanic_mock.dialects.openai.live_limits import named
from sanic_mock.dialects.openai.models import Traits
from sanic_mock.dialects.prompted import LEAST_TOKENS, may_ask
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.dialects.vendor import Counted, CountedTimed, ShortWay, Timed, Unpicked
from sanic_mock.engine.begun_counts import LONG_TEXT
from sanic_mock.engine.body import Body
from sanic_mock.engine.draws import unpack_first
from sanic_mock.engine.prompted.bare_values import LAST_READ, may_ask_bare

KNOWN_MODELS = 256

# Renders the answer of another service: the model that gives it, tokens of the prompt, the text,
# the request's chance, a unix second, and its client's key; it raises what `let_in` does.
Render = Callable[[str, int, Body, bytes, int, str], bytes | Counted]


class Steps(NamedTuple):
    """The steps of the general way, and what they share with the short one.

    Attributes:
        rich: makes an Ask of a body that is no plain request.
        plain: makes an Ask of one that is, its model and the tokens of its prompt, or None where
            they are not counted yet.
        models: what is known of each model; an unknown one is looked up, or refused.
        prompt_tokens: counts a prompt.
        count_short: counts a text of less than LONG_TEXT letters.
        shape: what all answers of one model share.
        head: the fields of all answers.
        own: the model that all answers name; None for the one that was asked for.
        any_model: the model that answers where none is named.
    """

    rich: Callable[[bytes], ChatAsk]
    plain: Callable[[PlainChatRequest, Traits, int | None], ChatAsk]
    models: Mapping[str, Traits]
    prompt_tokens: Callable[[Sequence[PlainMessage], Traits], int]
    count_short: Callable[[str], int]
    shape: Callable[[str], WholeChatShape]
    head: Head
    own: str | None
    any_model: str


class _Ready(NamedTuple):
    """What all answers of one model share for a second.

    Attributes:
        start: what follows the answer's name, up to its id; lacks the body's length.
        middle: what follows the id, up to the text.
        size: bytes of the body beside its text and what follows it.
        ends: what follows the text.
        model: the one that answers.
    """

    start: bytes
    middle: bytes
    size: int
    ends: TextEnds
    model: str


def compile_at_once(
    steps: Steps,
    wanted: ShortWay,
    render: Render | None = None,
) -> Callable[..., bytes | Counted | Timed | CountedTimed | ChatAsk | Unpicked]:
    """Return what answers a body with its chance at a unix second, or makes an Ask of it.

    It raises what `Chat.parse` raises, and `let_in`.

    Args:
        steps: the general way.
        wanted: what is wanted of it.
        render: makes what is answered, at any time the same; None for OpenAI's answers.
    """
    bodies, framing, let_in, is_counted, pick, times = wanted
    rich, plain, models, count, count_short, shape, head, own, any_model = steps
    choices, limits = len(bodies), head.limits
    ready: dict[str, _Ready] = {}
    # What answers begin with, by the milliseconds that they took.
    openings: dict[int, bytes] = {}
    second, opening = -1, b""

    def turn(now_s: int) -> None:
        nonlocal second, opening
        openings.clear()
        second, opening = now_s, open_after(now_s, 0)
        ready.clear()

    def open_after(now_s: int, took_ms: int) -> bytes:
        openings[took_ms] = begun = framing.opening + head.made(JSON, now_s, took_ms)
        return begun

    def prepare(name: str) -> _Ready:
        if len(ready) >= KNOWN_MODELS:
            ready.clear()
        model = own or name or any_model
        known = shape(model)
        start, middle = known.parts(second)
        size = len(start) + RANDOM_LETTERS + len(middle)
        line = b"\r\n" + framing.length + start
        ready[name] = made = _Ready(line, middle, size, known.ends, model)
        return made

    def answer(
        body: bytes, digest: bytes, now_s: int, key: str = ""
    ) -> bytes | Counted | Timed | CountedTimed | ChatAsk | Unpicked:
        try:
            request = decode_plain(body)
        except UNREADABLE:
            return rich(body) if pick is None else Unpicked(body)
        name = request.model
        model = models[name]
        messages = request.messages
        is_only = len(messages) == 1
        message = messages[0] if is_only else messages[-1]
        last = message.content
        if (
            # what asks for JSON or a value in words; see `may_ask`
            "{" in last
            or type(last) is not str
            or (
                (
                    ":" in last
                    or "\n" in last
                    or " or " in (tail := last[-LAST_READ:])
                    or "nly" in tail
                )
                and may_ask_bare(last)
            )
            or (not is_only and (type(first := messages[0].content) is not str or may_ask(first)))
            or request.stream
            or (beside := model.short_framing) is None  # a particular one
            or request.max_tokens is not None
            or request.max_completion_tokens is not None
            or request.stream_options is not None
        ):
            return plain(request, model, None) if pick is None else Unpicked(body)
        # as most of a load, and as `count` does
        if is_only and message.role == "user" and message.name is None and len(last) < LONG_TEXT:
            tokens = beside + count_short(last)
        else:
            tokens = count(messages, model)
        if tokens >= LEAST_TOKENS and (tokens >= LEAST_CACHED or takes_steps(messages)):
            return plain(request, model, tokens) if pick is None else Unpicked(body)
        if pick is None:
            text = bodies[unpack_first(digest)[0] % choices]
        else:
            picked = pick(ChatConversation(request, name or any_model), digest, key)
            if picked is None:
                return Unpicked(body)
            text = picked
        if render is not None:
            return render(own or name or any_model, tokens, text, digest, now_s, key)
        if now_s != second:
            turn(now_s)
        start, middle, size, ends, served = ready.get(name) or prepare(name)
        end = ends[tokens, text.tokens, "stop", 0, 0]
        escaped = text.escaped
        if let_in is None:
            left = limits[tokens]
        else:
            left = named(let_in(key, served, tokens, 0, text.tokens))
        length = size + len(escaped) + len(end)
        begun = opening
        if times is not None:
            first_ns, last_ns = times(digest, tokens, len(text.pieces))
            took_ms = first_ns // NS_PER_MS
            begun = openings.get(took_ms) or open_after(now_s, took_ms)
        request_id, random_part = names(digest)
        response = b"".join(
            (
                begun,
                left,
                request_id,
                start % length,
                random_part,
                middle,
                escaped,
                end,
            )
        )
        if times is None:
            return (response, served, tokens, text.tokens, 0, length) if is_counted else response
        if is_counted:
            return response, served, tokens, text.tokens, 0, length, last_ns, len(text.pieces)
        return response, last_ns

    return answer
