"""Plain answers of a service in one go: what the general way answers, from ready parts.

A request is read as always. Where its Ask wants one free text, the answer of the service for that
model and second has places for all that is the request's own, which are filled here; a property
test holds both ways equal, byte for byte.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sanic_mock.dialects.html_escapes import html_escaped
from sanic_mock.dialects.openai.flavours.bills import usage
from sanic_mock.dialects.openai.flavours.flavour import Flavour
from sanic_mock.dialects.openai.flavours.heads import ServiceHead
from sanic_mock.dialects.openai.flavours.ids import groq_request, seed
from sanic_mock.dialects.openai.flavours.layout import filled
from sanic_mock.dialects.openai.flavours.whole import WholeLayout, encode, waited
from sanic_mock.dialects.openai.http import JSON
from sanic_mock.dialects.vendor import Counted, ShortWay
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.body import Body
from sanic_mock.engine.draws import first_integer
from sanic_mock.engine.reply import Reply

KNOWN_MODELS = 256
KNOWN_BILLS = 4096
# What stands for a request's own begins with it; no client knows it.
_MARK = secrets.token_hex(8)
_PLACE = re.compile(f'"{_MARK}([a-z]+)"'.encode())


class ServiceSteps(NamedTuple):
    """The steps of the general way that the short one shares.

    Attributes:
        parse: makes an Ask of a body.
        flavour: the service.
        layout: of its whole answers.
        head: the fields of all answers.
    """

    parse: Callable[[bytes], Ask]
    flavour: Flavour
    layout: WholeLayout
    head: ServiceHead


class _Parts(NamedTuple):
    """An answer with places.

    Attributes:
        start: what it begins with.
        places: the name of each, with what follows it.
    """

    start: bytes
    places: Sequence[tuple[bytes, bytes]]


class ReadyAnswers:
    """The answers of one second, by model, with places for what is a request's own.

    Args:
        steps: the general way.
    """

    def __init__(self, steps: ServiceSteps) -> None:
        self._flavour, self._layout = steps.flavour, steps.layout
        self._bills: dict[tuple[int, int], bytes] = {}
        self._second = -1
        self._parts: dict[str, _Parts] = {}

    def answer(self, model: str, tokens: int, text: Body, digest: bytes, now_s: int) -> bytes:
        """Return the content of an answer."""
        if now_s != self._second or len(self._parts) >= KNOWN_MODELS:
            self._second = now_s
            self._parts.clear()
        flavour = self._flavour
        escaped = html_escaped(text.escaped) if flavour.escapes_html else text.escaped
        own = {
            b"id": b'"%b"' % flavour.id(digest, now_s).encode(),
            b"text": b'"%b"' % escaped,
            b"usage": self._bills.get((tokens, text.tokens)) or self._bill(tokens, text),
        }
        if flavour.chunks.tells_groq:
            own[b"name"] = b'"%b"' % groq_request(digest).encode()
            own[b"seed"] = b"%d" % seed(digest)
        start, places = self._parts.get(model) or self._new(model)
        filled_in = [part for place, then in places for part in (own[place], then)]
        return b"".join((start, *filled_in))

    def _bill(self, tokens: int, text: Body) -> bytes:
        """Return what an answer bills, as JSON."""
        if len(self._bills) >= KNOWN_BILLS:
            self._bills.clear()
        billed = usage(self._flavour, Reply(text, "stop", tokens, b""))
        self._bills[tokens, text.tokens] = told = encode(billed)
        return told

    def _new(self, model: str) -> _Parts:
        told = encode(filled(self._flavour.whole, self._places(model)))
        if self._flavour.escapes_html:
            told = html_escaped(told)
        start, *rest = _PLACE.split(told)
        places = tuple(zip(rest[::2], rest[1::2], strict=True))
        self._parts[model] = parts = _Parts(start, places)
        return parts

    def _places(self, model: str) -> dict[str, Any]:
        return {
            "id": _place("id"),
            "created": self._second,
            "model": self._flavour.aliases.get(model, model),
            "choices": [self._layout.plain_choice(_place("text"))],
            "usage": _place("usage"),
            "x_groq": {"id": _place("name"), "seed": _place("seed")},
        }


def compile_at_once(
    steps: ServiceSteps,
    wanted: ShortWay,
) -> Callable[..., bytes | Counted | Ask]:
    """Return what answers a body with its chance at a unix second, or makes an Ask of it.

    It raises what the endpoint's `parse` raises, and `let_in`.

    Args:
        steps: the general way.
        wanted: what is wanted of it.
    """
    bodies, framing, let_in, is_counted, _, _ = wanted
    parse, flavour, _, head = steps
    choices, ready = len(bodies), ReadyAnswers(steps)

    def answer(body: bytes, digest: bytes, now_s: int, key: str = "") -> bytes | Counted | Ask:
        ask = parse(body)
        if ask.stream or ask.cap is not None or ask.options is not None or ask.terms is not None:
            return ask
        tokens, model = ask.prompt_tokens, ask.model
        text = bodies[first_integer(digest) % choices]
        standing = None if let_in is None else let_in(key, model, tokens, 0, text.tokens)
        fields = head.lines(JSON, digest, tokens, standing, now_s)
        told = ready.answer(model, tokens, text, digest, now_s)
        content = waited(flavour, digest) + told + flavour.end
        response = b"".join((framing.opening, fields, framing.length % len(content), content))
        return (response, model, tokens, text.tokens, 0, len(content)) if is_counted else response

    return answer


def _place(name: str) -> str:
    return _MARK + name
