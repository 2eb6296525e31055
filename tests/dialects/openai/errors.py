"""What OpenAI answers to requests that it refuses, in its words."""

from __future__ import annotations

import json
from typing import Any

from tests.requests import chat, post
from tests.serving import Response, Server
from tests.talking import ask

Row = tuple[bytes, str, str | None, str | None]

NOT_JSON = (
    "We could not parse the JSON body of your request. (HINT: This likely means you aren't using "
    "your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not "
    "valid JSON. If you have trouble figuring out how to fix this, please contact us through our "
    "help center at help.openai.com.)"
)
NO_MODEL = "you must provide a model parameter"
NO_KEY = (
    "You didn't provide an API key. You need to provide your API key in an Authorization header "
    "using Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank "
    "username) if you're accessing the API from your browser and are prompted for a username and "
    "password. You can obtain an API key from https://platform.openai.com/account/api-keys."
)
ROLES = "Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'."
EITHER = "expected one of a string or array of objects"


# Content type, indent and end.
LAYOUTS = {
    "gateway": ("application/json; charset=utf-8", 4, "\n"),
    "model": ("application/json", 2, ""),
}


def wrong(path: str, wanted: str, got: str) -> tuple[str, str, str]:
    """Return message, param and code of a value of a wrong type."""
    return f"Invalid type for '{path}': {wanted}, but got {got} instead.", path, "invalid_type"


def beyond(param: str, kind: str, bound: str, got: str) -> tuple[str, str, str]:
    """Return message, param and code of a number out of bounds; `bound` begins with <= or >=."""
    side, code = (
        ("above maximum", "above_max") if bound[0] == "<" else ("below minimum", "below_min")
    )
    text = (
        f"Invalid '{param}': {kind} {side} value. Expected a value {bound}, but got {got} instead."
    )
    return text, param, f"{kind}_{code}_value"


def missing(path: str) -> tuple[str, str, str]:
    """Return message, param and code of what is required and absent."""
    return f"Missing required parameter: '{path}'.", path, "missing_required_parameter"


def check_refusal(response: Response, status: int) -> dict[str, Any]:
    """Hold what every refusal has, and return what it says."""
    assert response.status == status
    assert response.header("content-type").removesuffix("; charset=utf-8") == "application/json"
    assert response.header("x-request-id").startswith("req_")
    body = json.loads(response.body)
    assert list(body) == ["error"]
    assert list(body["error"]) == ["message", "type", "param", "code"]
    error: dict[str, Any] = body["error"]
    return error


def check_layout(response: Response, layout: str) -> None:
    """Hold that an error is laid out as the gateway lays it out, or as models do."""
    told = json.loads(response.body)
    content_type, indent, end = LAYOUTS[layout]
    assert response.header("content-type") == content_type
    written = json.dumps(told, indent=indent, ensure_ascii=False) + end
    assert response.body.decode() == written
    assert list(told["error"]) == ["message", "type", "param", "code"]


def check_healthy(server: Server) -> None:
    """The next request is answered."""
    assert ask(server, post(chat())).status == 200
