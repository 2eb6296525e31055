"""What a request asks for beyond one free text, as the engine's `Options`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sanic_mock.dialects import prompted
from sanic_mock.dialects.gemini import errors, turns
from sanic_mock.dialects.gemini.schema_order import ORDERING, ordered
from sanic_mock.dialects.gemini.turns import GeminiTurn
from sanic_mock.dialects.schemas import ANY_RULES, JSON_OBJECT, compiled, compiled_anyway
from sanic_mock.engine.ask import Calls, Options, Tool, described
from sanic_mock.engine.draws import pinned
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.engine.schema.refs import SchemaError

Json = dict[str, Any]

_CALLS: dict[str, Calls] = {"ANY": "must", "NONE": "never"}
_JSON = "application/json"
_ENUM = "text/x.enum"
_encode = msgspec.json.Encoder().encode


def read_options(
    request: Json,
    said: Sequence[GeminiTurn],
    system: GeminiTurn | None,
    seed: int,
    *,
    is_strict: bool,
) -> Options | None:
    """Return what few requests ask for; None for one free text.

    Args:
        request: as it was read.
        said: its messages.
        system: what instructs.
        seed: of the server, for what the request's own seed decides.
        is_strict: whether to refuse what Gemini refuses.

    Raises:
        GeminiProblem: a schema cannot be used.
    """
    config = request.get("generationConfig", {})
    options = Options(
        choices=max(1, config.get("candidateCount", 1)),
        stop=tuple(config.get("stopSequences", ())),
        prompt=turns.last_user_text(said),
        findings=turns.results(said),
        answered=turns.answered(said),
    )
    if config.get("seed") is not None:
        options.pin = pinned(seed, _encode(request))
    if config.get("responseLogprobs"):
        options.top_logprobs = config.get("logprobs", 0)
    allowance = Allowance()
    _read_format(config, said, system, options, allowance, is_strict=is_strict)
    _read_tools(request, options, allowance, is_strict=is_strict)
    return options if _is_special(options) else None


def _is_special(options: Options) -> bool:
    return any(
        (
            options.choices > 1,
            options.stop,
            options.tools,
            options.maker is not None,
            options.findings,
            options.pin,
            options.top_logprobs is not None,
        )
    )


def prompted_options(said: Sequence[GeminiTurn], system: GeminiTurn | None) -> Options | None:
    """Return what messages ask for where they ask for JSON in words; None for free text."""
    options = Options(prompt=turns.last_user_text(said))
    asking = turns.asking_texts(said, system)
    if any(map(prompted.may_ask, asking)):
        prompted.ask(options, asking)
    return None if options.maker is None else options


def _read_format(
    config: Json,
    said: Sequence[GeminiTurn],
    system: GeminiTurn | None,
    options: Options,
    allowance: Allowance,
    *,
    is_strict: bool,
) -> None:
    kind = config.get("responseMimeType", "")
    asking = turns.asking_texts(said, system)
    if kind not in (_JSON, _ENUM):
        if any(map(prompted.may_ask, asking)):
            prompted.ask(options, asking)
        return
    schema = response_schema(config)
    if schema is None:
        options.maker = compiled(JSON_OBJECT, ANY_RULES, allowance)
        prompted.require(options, asking)
        return
    options.maker = _maker(schema, "response_schema", allowance, is_strict=is_strict)
    options.wrapping = "bare" if kind == _ENUM else "none"
    prompted.trim(options)


def response_schema(config: Json) -> Any:
    """Return the schema of an answer; None where there is none."""
    names = ("responseSchema", "responseJsonSchema", "_responseJsonSchema")
    return next((config[name] for name in names if config.get(name)), None)


def declarations(request: Json) -> list[Json]:
    """Return the functions that a request offers."""
    offering = (tool.get("functionDeclarations", ()) for tool in request.get("tools", ()))
    return [one for offered in offering for one in offered]


def _read_tools(request: Json, options: Options, allowance: Allowance, *, is_strict: bool) -> None:
    offered = declarations(request)
    choice = request.get("toolConfig", {}).get("functionCallingConfig", {})
    allowed = choice.get("allowedFunctionNames")
    if allowed:
        offered = [one for one in offered if one.get("name") in allowed]
    options.tools = tuple(_tool(one, allowance, is_strict=is_strict) for one in offered)
    options.calls = _CALLS.get(choice.get("mode", ""), "may") if offered else "never"


def _tool(spec: Json, allowance: Allowance, *, is_strict: bool) -> Tool:
    schema = spec.get("parameters") or spec.get("parametersJsonSchema")
    name = spec.get("name", "")
    maker = _maker(schema, f"{name}.parameters", allowance, is_strict=is_strict)
    return Tool(name, maker, description=described(spec.get("description")))


def _maker(schema: Any, what: str, allowance: Allowance, *, is_strict: bool) -> Any:
    raw = _encode(schema) if schema else b""
    if ORDERING in raw:
        raw = _encode(ordered(schema))
    if not is_strict or not raw:
        return compiled_anyway(raw, allowance)
    try:
        return compiled(raw, ANY_RULES, allowance)
    except SchemaError as error:
        raise errors.wrong_argument(f"Invalid JSON schema of {what}: {error.message}") from None
