"""What a request asks for beyond one free text, as the engine's `Options`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sanic_mock.dialects import prompted
from sanic_mock.dialects.ollama import conversation, errors, logprobs
from sanic_mock.dialects.ollama.prompted_functions import have_called, read_functions
from sanic_mock.dialects.ollama.request import AnyBody, Json, OllamaMessage
from sanic_mock.dialects.schemas import ANY_RULES, JSON_OBJECT, compiled, compiled_anyway
from sanic_mock.engine.ask import Options, Tool, described
from sanic_mock.engine.draws import pinned
from sanic_mock.engine.schema.budget import Allowance

_encode = msgspec.json.Encoder().encode


def read_options(
    request: AnyBody, said: Sequence[OllamaMessage], seed: int, *, body: bytes
) -> Options | None:
    """Return what few requests ask for; None for one free text.

    Args:
        request: as it was read.
        said: its messages.
        seed: of the server, for what the request's own seed decides.
        body: as it came.
    """
    given, allowance = request.options or {}, Allowance()
    options = Options(
        stop=_stops(given.get("stop")),
        prompt=conversation.last_user_text(said),
        findings=tuple(conversation.results(said)),
        answered=conversation.answered(said),
        top_logprobs=logprobs.alternatives(request),
        pin=b"" if given.get("seed") is None else pinned(seed, body),
    )
    if (told := read_functions(options.prompt)) is not None:
        have_called(told, options, allowance)
    else:
        _read_format(request.format, conversation.asking_texts(said), options, allowance)
    options.tools = tuple(_tool(one, allowance) for one in request.offered())
    options.calls = "may" if options.tools else "never"
    is_special = options.stop or options.tools or options.findings or options.pin
    is_further = options.maker is not None or options.top_logprobs is not None
    return options if is_special or is_further else None


def cap_of(request: AnyBody) -> int | None:
    """Return how many tokens are answered at most; a negative number is no limit."""
    given = (request.options or {}).get("num_predict")
    return given if isinstance(given, int) and given > 0 else None


def _stops(given: Any) -> tuple[str, ...]:
    stops = given if isinstance(given, list) else [given]
    return tuple(one for one in stops if isinstance(one, str) and one)


def _read_format(
    wanted: Any, asking: Sequence[str], options: Options, allowance: Allowance
) -> None:
    if not wanted:
        if any(map(prompted.may_ask, asking)):
            prompted.ask(options, asking)
    elif wanted == "json":
        options.maker = compiled(JSON_OBJECT, ANY_RULES, allowance)
        prompted.require(options, asking)
    elif isinstance(wanted, dict):
        options.maker = compiled_anyway(_encode(wanted), allowance)
        prompted.trim(options)
    else:
        raise errors.wrong_format(_encode(wanted).decode())


def _tool(spec: Json, allowance: Allowance) -> Tool:
    schema = spec.get("parameters")
    raw = _encode(schema) if schema else b""
    maker, description = compiled_anyway(raw, allowance), described(spec.get("description"))
    return Tool(str(spec.get("name", "")), maker, description=description)
