"""What Azure refuses, and how it prints it: its gateway on one line, a model's refusal on many.

Sentences and layouts, down to the spaces in them, are those of answers that were
captured [openllmetry-2026] or reported [issues-2026].
"""

from __future__ import annotations

import json
from collections.abc import Collection

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.openai import authentication, gateway_errors
from sanic_mock.dialects.openai.azure import head as azure_head
from sanic_mock.dialects.openai.envelope import further_fields
from sanic_mock.dialects.openai.refusals import REQUEST_ID
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.errors import Problem

# Operations as the sentence about their models calls them.
_OPERATIONS = {
    "ChatCompletions_Create": "chatCompletion",
    "Completions_Create": "completion",
    "Embeddings_Create": "embeddings",
}


class Gateway(Problem):
    """A refusal of the gateway, which has its own layouts.

    Args:
        status: the HTTP status.
        layout: the JSON, with `%s` for the message, in quotes.
        message: the sentence.
        headers: further response headers, as (name, value).
    """

    def __init__(
        self, status: int, layout: str, message: str, headers: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(status, message, code=str(status), headers=headers)
        self._layout = layout

    @property
    def text(self) -> str:
        """The body, with the sentence as it is by now."""
        return self._layout % json.dumps(self.message, ensure_ascii=False)[1:-1]


def not_found() -> Gateway:
    """A path that Azure does not have, or not without an api-version."""
    return Gateway(404, '{"error":{"code":"404","message": "%s"}}', "Resource not found")


def no_deployment() -> Gateway:
    """A deployment that does not exist."""
    return Gateway(
        404,
        '{"error":{"code":"DeploymentNotFound", "message":"%s"}}',
        "The API deployment for this resource does not exist. If you created the deployment "
        "within the last 5 minutes, please wait a moment and try again.",
    )


def wrong_operation(operation: str, model: str) -> Gateway:
    """A model that another endpoint is for (chat, completions and embeddings [issues-2026])."""
    return Gateway(
        400,
        '{"error":{"code":"OperationNotSupported","message":"%s"}}',
        f"The {_OPERATIONS.get(operation, operation)} operation does not work with the specified "
        f"model, {model}. Please choose different model and try again. You can learn more about "
        "which models can be used with each operation here: "
        "https://go.microsoft.com/fwlink/?linkid=2197993.",
    )


def bad_key() -> Gateway:
    """An api-key that is none."""
    return Gateway(
        401,
        '{"error":{"code":"401","message":"%s"}}',
        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to "
        "provide a valid key for an active subscription and use a correct regional API endpoint "
        "for your resource.",
    )


def bad_token() -> Gateway:
    """A bearer token that is none, or neither token nor api-key."""
    return Gateway(
        401,
        '{ "statusCode": 401, "message": "%s" }',
        "Unauthorized. Access token is missing, invalid, audience is incorrect "
        "(https://cognitiveservices.azure.com), or have expired.",
    )


def key_refusal(head: RequestHead, keys: Collection[str]) -> Gateway | None:
    """Return why a key is not let in, or None; an api-key goes before a token."""
    if not keys:
        return None
    if (key := head.field("api-key")) is not None:
        return None if key in keys else bad_key()
    refused = authentication.refusal(head, keys, gateway_errors.no_key())
    return None if refused is None else bad_token()


def rendered(problem: Problem, digest: bytes, now_s: int, further: bytes = b"") -> Whole:
    """Render a problem, under `further` header lines if a model refused."""
    told = further_fields(problem)
    if isinstance(problem, Gateway):
        body = problem.text
    else:
        body = _envelope(problem, digest)
        told = azure_head.from_model(problem.status, digest) + further + told
    fields = azure_head.bare(now_s, digest, told)
    return Whole(problem.status, fields, body.encode("utf-8", "replace"))


def event(problem: Problem, digest: bytes) -> bytes:
    """Return an error as an event of a stream; by analogy with OpenAI's."""
    if isinstance(problem, Gateway):
        return b"data: %b\n\n" % problem.text.encode()
    text = json.dumps({"error": _members(problem, digest)}, separators=(",", ":"))
    return b"data: %b\n\n" % text.encode()


def _envelope(problem: Problem, digest: bytes) -> str:
    """Return OpenAI's own envelope, as models on Azure print it."""
    error = _members(problem, digest)
    return json.dumps({"error": error}, indent=2, ensure_ascii=False) + "\n"


def _members(problem: Problem, digest: bytes) -> dict[str, str | int | None]:
    number = azure_head.model_id(digest).decode()
    return {
        "message": problem.message.replace(REQUEST_ID, number),
        "type": problem.kind,
        "param": problem.param,
        "code": problem.code,
    }
