"""Errors of OpenAI's about parameters [adapter-2026] [issues-2026]."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.errors import Problem


class GatewayProblem(Problem):
    """What is wrong with a request before anybody knows whose it is; laid out as keys' errors."""


def not_json() -> Problem:
    """The body is not JSON."""
    return GatewayProblem(
        400,
        "We could not parse the JSON body of your request. (HINT: This likely means you aren't "
        "using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was "
        "sent was not valid JSON. If you have trouble figuring out how to fix this, please contact "
        "us through our help center at help.openai.com.)",
    )


def no_model() -> Problem:
    """The request names no model."""
    return GatewayProblem(400, "you must provide a model parameter")


class WrongEndpoint(Problem):
    """A model that another endpoint is for; Azure tells it in a sentence of its own."""


def not_sampled() -> Problem:
    """A model that makes no text."""
    return WrongEndpoint(403, "You are not allowed to sample from this model")


def missing(param: str) -> Problem:
    """A required parameter is absent; `param` is its path."""
    return Problem(
        400,
        f"Missing required parameter: '{param}'.",
        param=param,
        code="missing_required_parameter",
    )


def unrecognized(param: str) -> Problem:
    """A top-level parameter that chat completions do not have."""
    return Problem(400, f"Unrecognized request argument supplied: {param}")


def wrong_type(param: str, wanted: str, got: str) -> Problem:
    """A value of another JSON type; `wanted` and `got` come with their article."""
    return Problem(
        400,
        f"Invalid type for '{param}': expected {wanted}, but got {got} instead.",
        param=param,
        code="invalid_type",
    )


def bad_choice(param: str, value: str, allowed: tuple[str, ...]) -> Problem:
    """A string outside its list."""
    return Problem(
        400,
        f"Invalid value: '{value}'. Supported values are: {quoted_list(allowed)}.",
        param=param,
        code="invalid_value",
    )


def invalid_value(param: str, why: str) -> Problem:
    """A value that is refused for another reason, which `why` tells."""
    return Problem(400, f"Invalid value for '{param}': {why}.", param=param, code="invalid_value")


def out_of_range(param: str, value: float, bound: float, *, above: bool, kind: str) -> Problem:
    """A number beyond a bound; `kind` is "integer" or "decimal"."""
    side, sign = ("above maximum", "<=") if above else ("below minimum", ">=")
    return Problem(
        400,
        f"Invalid '{param}': {kind} {side} value. "
        f"Expected a value {sign} {bound}, but got {value} instead.",
        param=param,
        code=f"{kind}_{'above_max' if above else 'below_min'}_value",
    )


def unknown_parameter(param: str, meant: Sequence[str] = ()) -> Problem:
    """A parameter that is not known there; `param` is its path, `meant` the nearest there are."""
    quoted = " or ".join(f"'{name}'" for name in meant)
    hint = f" Did you mean {quoted}?" if meant else ""
    return Problem(
        400, f"Unknown parameter: '{param}'.{hint}", param=param, code="unknown_parameter"
    )


def unsupported_parameter(
    param: str, instead: str | None = None, of: str = "with this model"
) -> Problem:
    """A parameter that is not taken; another one may stand for it."""
    hint = "" if instead is None else f" Use '{instead}' instead."
    return Problem(
        400,
        f"Unsupported parameter: '{param}' is not supported {of}.{hint}",
        param=param,
        code="unsupported_parameter",
    )


def unsupported_choice(param: str, value: str, allowed: Sequence[str]) -> Problem:
    """A string that this model does not take, though others do."""
    return Problem(
        400,
        f"Unsupported value: '{param}' does not support '{value}' with this model. "
        f"Supported values are: {quoted_list(allowed)}.",
        param=param,
        code="unsupported_value",
    )


def unsupported_value(param: str, value: float, default: float) -> Problem:
    """A value that this model does not take, though others do."""
    return Problem(
        400,
        f"Unsupported value: '{param}' does not support {value:g} with this model. "
        f"Only the default ({default:g}) value is supported.",
        param=param,
        code="unsupported_value",
    )


def bad_response_schema(name: str, why: str) -> Problem:
    """A schema that a response format cannot have; `why` comes with its context."""
    return Problem(
        400,
        f"Invalid schema for response_format '{name}': {why}",
        param="response_format",
    )


def bad_function_schema(name: str, param: str, why: str) -> Problem:
    """A schema that a function cannot have; `why` comes with its context."""
    return Problem(
        400,
        f"Invalid schema for function '{name}': {why}",
        param=param,
        code="invalid_function_parameters",
    )


def format_unsupported(param: str, kind: str, guide: str = "") -> Problem:
    """A kind of JSON that this model does not make (langchain#31490 [issues-2026])."""
    return Problem(
        400,
        f"Invalid parameter: '{param}' of type '{kind}' is not supported with this model.{guide}",
    )


def options_without_stream() -> Problem:
    """`stream_options` of an answer that is not streamed (litellm#5803 [issues-2026])."""
    return Problem(
        400,
        "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
        param="stream_options",
    )


def quoted_list(names: Sequence[str]) -> str:
    """Return quoted names in a sentence: 'a', 'a' and 'b', or 'a', 'b', and 'c'."""
    *first, last = (f"'{name}'" for name in names)
    if not first:
        return last
    return f"{', '.join(first)}{',' if len(first) > 1 else ''} and {last}"
