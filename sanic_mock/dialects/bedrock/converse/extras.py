"""What few Converse requests ask to be told, or to be done, beside an answer."""

from __future__ import annotations

import msgspec

from sanic_mock.dialects.bedrock.converse.ask import ConverseExtras
from sanic_mock.dialects.bedrock.converse.caching import has_points
from sanic_mock.dialects.bedrock.converse.guardrails import read_guardrail
from sanic_mock.dialects.bedrock.converse.request import ConverseRequest

NOTHING = ConverseExtras()
_encode = msgspec.json.Encoder().encode


def read_extras(request: ConverseRequest) -> ConverseExtras | None:
    """Return what a request asks for beside an answer; None for nothing."""
    found = ConverseExtras(
        settings=_settings(request),
        has_points=has_points(request),
        guardrail=read_guardrail(request),
        paths=tuple(request.additional_model_response_field_paths or ()),
    )
    return None if found == NOTHING else found


def _settings(request: ConverseRequest) -> bytes:
    """Return the members that tell how an answer is given: as it was asked for [bedrock-2026]."""
    told = b""
    if request.performance_config is not None:
        told += b'"performanceConfig":%b,' % _encode(request.performance_config)
    if request.service_tier is not None:
        told += b'"serviceTier":%b,' % _encode(request.service_tier)
    return told
