"""Plain answers of a service in one go: what the general way answers, from ready parts.

Requests are read as OpenAI's are (`chat.at_once`). What the general way would answer to a model in
a second is made once, with gaps for all that is a request's own: each answer is that, its gaps
filled. A property test holds both ways equal, byte for byte.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import msgspec

from sanic_mock.dialects.answer import Framing
from sanic_mock.dialects.html_escapes import html_escaped
from sanic_mock.dialects.openai.chat.at_once import Render
from sanic_mock.dialects.openai.flavours.bills import usage
from sanic_mock.dialects.openai.flavours.flavour import Flavour
from sanic_mock.dialects.openai.flavours.heads import ServiceHead
from sanic_mock.dialects.openai.flavours.ids import seed
from sanic_mock.dialects.openai.flavours.layout import filled
from sanic_mock.dialects.openai.flavours.whole import WholeLayout, encode, waited
from sanic_mock.dialects.openai.http import JSON
from sanic_mock.dialects.vendor import Counted, ShortWay
from sanic_mock.engine.body import Body
from sanic_mock.engine.known_values import KnownValues
from sanic_mock.engine.reply import Reply

KNOWN_MODELS = 256
KNOWN_BILLS = KNOWN_PROMPTS = 4096
# What stands for a request's own begins with it; no client knows it.
_MARK = secrets.token_hex(8)
_GAP = re.compile(f"{_MARK}([a-z]+)-".encode())


class ServiceSteps(NamedTuple):
    """The steps of the general way that the short one shares.

    Attributes:
        flavour: the service.
        layout: of its whole answers.
        head: the fields of all answers.
    """

    flavour: Flavour
    layout: WholeLayout
    head: ServiceHead


class _Gapped(NamedTuple):
    """A response with gaps.

    Attributes:
        parts: its bytes, of which each second one is a gap.
        size: bytes of its body beside what fills the gaps there.
    """

    parts: list[bytes]
    size: int


class _Responses:
    """The responses of a service with their gaps, which are the same ones for all models.

    Args:
        steps: the general way.
        framing: how they are framed.
        has_limits: whether limits are counted.

    Attributes:
        gaps: what fills each, by where it is among the parts.
    """

    def __init__(self, steps: ServiceSteps, framing: Framing, *, has_limits: bool) -> None:
        self._flavour, self._layout, self._head = steps
        self._opening = framing.opening
        shown = steps.flavour.heads.limits
        is_own = shown == "minute" or (shown == "openai" and has_limits)
        self._limits = _gap("limits") if is_own else steps.head.limits(None, 0)
        named = _GAP.split(self._response("", 0))[1::2]
        self.gaps = {name.decode(): 2 * place + 1 for place, name in enumerate(named)}

    def ready(self, model: str, now_s: int) -> _Gapped:
        """Return that to a model at a unix second."""
        parts = _GAP.split(self._response(model, now_s))
        return _Gapped(parts, sum(map(len, parts[self.gaps["length"] + 1 :: 2])))

    def _response(self, model: str, now_s: int) -> bytes:
        named = self._head.named_as(_gap("name")) if self._flavour.heads.named else b""
        head = self._head.around(JSON, now_s, named, self._limits)
        space = _gap("space") if self._flavour.white_space[1] else b""
        body = self._body(model, now_s) + self._flavour.end
        return b"".join((self._opening, head, _gap("length"), space, body))

    def _body(self, model: str, now_s: int) -> bytes:
        raw = msgspec.Raw
        values = {
            "id": _gap("id").decode(),
            "created": now_s,
            "model": self._flavour.aliases.get(model, model),
            "choices": [self._layout.plain_choice(_gap("text").decode())],
            "usage": raw(_gap("usage")),
            "x_groq": {"id": _gap("request").decode(), "seed": raw(_gap("seed"))},
        }
        told = encode(filled(self._flavour.whole, values))
        return html_escaped(told) if self._flavour.escapes_html else told


def _billed(flavour: Flavour, counts: tuple[int, int]) -> bytes:
    """Return what tokens of a prompt and of a text bill, as JSON."""
    prompt, shown = counts
    reply = Reply(Body(()), "stop", prompt, b"", completion_tokens=shown)
    return encode(usage(flavour, reply))


def compile_render(steps: ServiceSteps, wanted: ShortWay) -> Render:
    """Return what renders an answer that is one of the texts; see chat.at_once.

    Args:
        steps: the general way.
        wanted: what is wanted of it.
    """
    _, framing, let_in, is_counted, _, _ = wanted
    flavour, _, head = steps
    responses = _Responses(steps, framing, has_limits=let_in is not None)
    at: Mapping[str, int] = responses.gaps
    id_at, text_at, usage_at, length_at = at["id"], at["text"], at["usage"], at["length"]
    name_at, request_at, seed_at = at.get("name", 0), at.get("request", 0), at.get("seed", 0)
    limits_at, space_at = at.get("limits", 0), at.get("space", 0)
    id_of, name_of, escapes_html = flavour.id, flavour.heads.name, flavour.escapes_html
    bills = KnownValues(partial(_billed, flavour), KNOWN_BILLS)
    # tokens of a prompt to the lines that tell of limits where none are counted
    uncounted = KnownValues(partial(head.limits, None), KNOWN_PROMPTS)
    length = framing.length
    ready: dict[str, _Gapped] = {}
    second = -1

    def prepare(model: str) -> _Gapped:
        if len(ready) >= KNOWN_MODELS:
            ready.clear()
        made = ready[model] = responses.ready(model, second)
        return made

    def render(
        model: str, tokens: int, text: Body, digest: bytes, now_s: int, key: str
    ) -> bytes | Counted:
        nonlocal second
        if now_s != second:
            second = now_s
            ready.clear()
        parts, size = ready.get(model) or prepare(model)
        parts, shown = parts.copy(), text.tokens
        standing = None if let_in is None else let_in(key, model, tokens, 0, shown)
        parts[id_at] = name = id_of(digest, now_s)
        parts[text_at] = said = html_escaped(text.escaped) if escapes_html else text.escaped
        parts[usage_at] = bill = bills[tokens, shown]
        size += len(name) + len(said) + len(bill)
        if limits_at:
            counted = standing is not None
            parts[limits_at] = head.limits(standing, tokens) if counted else uncounted[tokens]
        if name_at:
            parts[name_at] = name = name_of(digest, now_s)
        if request_at:  # which names the answer to Groq, too
            parts[request_at], parts[seed_at] = name, drawn = name, b"%d" % seed(digest)
            size += len(name) + len(drawn)
        if space_at:
            parts[space_at] = space = waited(flavour, digest)
            size += len(space)
        parts[length_at] = length % size
        response = b"".join(parts)
        return (response, model, tokens, shown, 0, size) if is_counted else response

    return render


def _gap(name: str) -> bytes:
    return f"{_MARK}{name}-".encode()
