"""Errors by their statuses, as a request asks for them, in Azure's words [issues-2026].

Those of 409, 422, 502 and 504 are worded by analogy, in its gateway's layout.
"""

from __future__ import annotations

import json

from sanic_mock.dialects.openai import status_errors
from sanic_mock.dialects.openai.azure import errors
from sanic_mock.dialects.openai.azure.errors import Gateway
from sanic_mock.engine.refusal import Refusal

_CODED = '{"error":{"code":"%s","message":"%%s"}}'
_FILTERED = (
    "The response was filtered due to the prompt triggering Azure OpenAI's content management "
    "policy. Please modify your prompt and retry. To learn more about our content filtering "
    "policies please read our documentation: https://go.microsoft.com/fwlink/?linkid=2198766"
)
_SAFE = {"filtered": False, "severity": "safe"}
_JUDGED = {
    "code": "ResponsibleAIPolicyViolation",
    "content_filter_result": {
        "hate": {"filtered": True, "severity": "high"},
        "jailbreak": {"filtered": False, "detected": False},
        "self_harm": _SAFE,
        "sexual": _SAFE,
        "violence": _SAFE,
    },
}


def filtered() -> Gateway:
    """A prompt that the filter does not let through."""
    error = {
        "message": "%s",
        "type": None,
        "param": "prompt",
        "code": "content_filter",
        "status": 400,
        "innererror": _JUDGED,
    }
    text = json.dumps({"error": error}, separators=(",", ":"))
    return Gateway(400, text, _FILTERED)


def permission() -> Gateway:
    """A principal that may do other things."""
    return _coded(403, "PermissionDenied", "Principal does not have access to API/Operation.")


def timed_out() -> Gateway:
    """A request that the gateway waits no longer for."""
    return _coded(408, "Timeout", "The operation was timeout.")


def error_for(refusal: Refusal) -> Gateway:
    """Word an error that is asked for by its kind."""
    match refusal.kind:
        case "bad_request":
            return _coded(400, "BadRequest", status_errors.bad_request().message)
        case "content_policy":
            return filtered()
        case "unauthorized":
            return errors.bad_key()
        case "permission":
            return permission()
        case "not_found":
            return errors.no_deployment()
        case "timeout":
            return timed_out()
        case "conflict":
            return _coded(409, "Conflict", status_errors.conflict().message)
        case "unprocessable":
            return _coded(422, "422", status_errors.unprocessable().message)
        case "bad_gateway":
            return _coded(502, "502", status_errors.bad_gateway().message)
        case "gateway_timeout":
            return _coded(504, "504", status_errors.gateway_timeout().message)
    return _coded(refusal.status, str(refusal.status), status_errors.phrase(refusal.status))


def _coded(status: int, code: str, message: str) -> Gateway:
    return Gateway(status, _CODED % code, message)
