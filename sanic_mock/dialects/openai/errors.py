"""OpenAI's error answers: the envelope, and the sentences (recorded traffic)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import ceil

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.openai.http import date_field, request_id_field
from sanic_mock.errors import Problem

_JSON_UTF8 = b"Content-Type: application/json; charset=utf-8\r\nvary: Origin\r\n"


def error(problem: Problem, digest: bytes, now_s: int) -> Whole:
    """Put a problem into OpenAI's envelope: indented by four, all four keys (recorded traffic)."""
    body = {
        "error": {
            "message": problem.message,
            "type": problem.kind,
            "param": problem.param,
            "code": problem.code,
        }
    }
    text = json.dumps(body, indent=4, ensure_ascii=False) + "\n"
    headers = [*_retry(problem.retry_s), *problem.headers]
    further = "".join(f"{name}: {value}\r\n" for name, value in headers)
    fields = date_field(now_s) + _JSON_UTF8 + request_id_field(digest) + further.encode("latin-1")
    return Whole(problem.status, fields, text.encode("utf-8", "replace"))


def _retry(retry_s: float | None) -> list[tuple[str, str]]:
    """Return the fields that tell clients when to retry; both SDKs prefer the one in ms."""
    if retry_s is None:
        return []
    return [("retry-after", str(ceil(retry_s))), ("retry-after-ms", str(ceil(retry_s * 1000)))]


def not_json() -> Problem:
    """The body is not JSON."""
    return Problem(
        400,
        "We could not parse the JSON body of your request. (HINT: This likely means you aren't "
        "using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was "
        "sent was not valid JSON. If you have trouble figuring out how to fix this, please contact "
        "us through our help center at help.openai.com.)",
    )


def no_model() -> Problem:
    """The chat request names no model."""
    return Problem(400, "you must provide a model parameter")


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
    quoted = [f"'{name}'" for name in allowed]
    comma = "," if len(quoted) > 2 else ""
    listed = f"{', '.join(quoted[:-1])}{comma} and {quoted[-1]}"
    return Problem(
        400,
        f"Invalid value: '{value}'. Supported values are: {listed}.",
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


def unsupported_parameter(param: str, instead: str) -> Problem:
    """A parameter that this model does not take; another one stands for it."""
    return Problem(
        400,
        f"Unsupported parameter: '{param}' is not supported with this model. "
        f"Use '{instead}' instead.",
        param=param,
        code="unsupported_parameter",
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


def json_not_mentioned() -> Problem:
    """`json_object` in a conversation that does not speak of JSON."""
    return Problem(
        400,
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type "
        "'json_object'.",
        param="messages",
    )


def unanswered_calls(place: int, calls: Sequence[str]) -> Problem:
    """A message that stands where results of calls should."""
    return Problem(
        400,
        "An assistant message with 'tool_calls' must be followed by tool messages responding to "
        "each 'tool_call_id'. The following tool_call_ids did not have response messages: "
        f"{', '.join(calls)}",
        param=f"messages.[{place}].role",
    )


def stray_tool_message(place: int) -> Problem:
    """A result of no call; the misspelling is OpenAI's."""
    return Problem(
        400,
        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message "
        "with 'tool_calls'.",
        param=f"messages.[{place}].role",
    )


def needs_logprobs() -> Problem:
    """`top_logprobs` alone."""
    return Problem(
        400,
        "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
        param="top_logprobs",
    )


def tool_choice_without_tools() -> Problem:
    """`tool_choice` alone."""
    return Problem(
        400,
        "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are "
        "specified.",
        param="tool_choice",
    )


def unknown_tool(name: str) -> Problem:
    """A tool that is chosen but not among those given."""
    return Problem(
        400,
        f"Invalid value for 'tool_choice': no function named '{name}' was specified in the "
        "'tools' parameter.",
        param="tool_choice",
    )


def empty_array(param: str) -> Problem:
    """An array that needs at least one element has none."""
    return Problem(
        400,
        f"Invalid '{param}': empty array. Expected an array with minimum length 1, "
        "but got an empty array instead.",
        param=param,
        code="empty_array",
    )


def array_too_long(param: str, most: int, length: int) -> Problem:
    """An array with more elements than are taken."""
    return Problem(
        400,
        f"Invalid '{param}': array too long. Expected an array with maximum length {most}, "
        f"but got an array with length {length} instead.",
        param=param,
        code="array_above_max_length",
    )


def too_long(param: str, most: int, length: int) -> Problem:
    """A string with more characters than are taken."""
    return Problem(
        400,
        f"Invalid '{param}': string too long. Expected a string with maximum length {most}, "
        f"but got a string with length {length} instead.",
        param=param,
        code="string_above_max_length",
    )


def bad_pattern(param: str, pattern: str) -> Problem:
    """A string of another form."""
    return Problem(
        400,
        f"Invalid '{param}': string does not match pattern. "
        f"Expected a string that matches the pattern '{pattern}'.",
        param=param,
        code="invalid_value",
    )


def bad_key(key: str) -> Problem:
    """A key that is not among those the profile accepts, masked as OpenAI masks it."""
    masked = key[:8] + "*" * max(0, len(key) - 12) + key[-4:] if len(key) > 12 else "*" * len(key)
    return Problem(
        401,
        f"Incorrect API key provided: {masked}. You can find your API key at "
        "https://platform.openai.com/account/api-keys.",
        code="invalid_api_key",
    )


def no_key() -> Problem:
    """No Authorization header where keys are checked."""
    return Problem(
        401,
        "You didn't provide an API key. You need to provide your API key in an Authorization "
        "header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field "
        "(with blank username) if you're accessing the API from your browser and are prompted for "
        "a username and password. You can obtain an API key from "
        "https://platform.openai.com/account/api-keys.",
    )


def overloaded(status: int, retry_s: float) -> Problem:
    """No room for another request: 429 as for a limit, or 503; both tell when to come back."""
    if status == 429:
        return Problem(
            429,
            "The engine is currently overloaded, please try again later.",
            kind="requests",
            code="rate_limit_exceeded",
            retry_s=retry_s,
        )
    return Problem(
        503,
        "The server is currently overloaded with other requests. Sorry about that! You can retry "
        "your request, or contact us through our help center at help.openai.com if the error "
        "persists.",
        kind="server_error",
        retry_s=retry_s,
    )


def unknown_url(method: str, path: str) -> Problem:
    """A path that OpenAI does not have."""
    return Problem(404, f"Invalid URL ({method} {path})")


def wrong_method(method: str, path: str, allowed: tuple[str, ...]) -> Problem:
    """A path that exists, asked with another method."""
    return Problem(
        405,
        f"Not allowed to {method} on {path}. "
        "(HINT: Perhaps you meant to use a different HTTP method?)",
        code="method_not_supported",
        headers=(("allow", ", ".join(allowed)),),
    )


def no_such_model(model: str) -> Problem:
    """A model that is not served."""
    return Problem(
        404,
        f"The model `{model}` does not exist or you do not have access to it.",
        code="model_not_found",
    )


def body_too_large(limit_bytes: int) -> Problem:
    """A request body over the limit."""
    return Problem(413, f"Maximum content size limit ({limit_bytes} bytes) exceeded.")


def head_too_large(limit_bytes: int) -> Problem:
    """A request head over the limit."""
    return Problem(431, f"Request header fields too large: the limit is {limit_bytes} bytes.")


def bad_request(detail: str) -> Problem:
    """A request that is not HTTP as it should be."""
    return Problem(400, f"Bad request: {detail}")


def server_error(detail: str) -> Problem:
    """A fault of sanic-mock itself, which says so: no client is to mistake it for OpenAI's."""
    return Problem(500, f"sanic_mock failed: {detail}", kind="server_error")
