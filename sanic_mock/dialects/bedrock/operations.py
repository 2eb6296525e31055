"""What is answered without a model: which there are, and how many tokens a request has."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import msgspec
from msgspec import Raw, Struct

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.bedrock import errors, http
from sanic_mock.dialects.bedrock.foundation_models import FoundationModel, listed_models
from sanic_mock.dialects.bedrock.models import base_id, family_of
from sanic_mock.dialects.operation import Call, Operation, State
from sanic_mock.dialects.unreadable import UNREADABLE

_UNREADABLE = (*UNREADABLE, ValueError)
_encode = msgspec.json.Encoder().encode


class InvokedBody(Struct):
    """The body of an InvokeModel, in base64."""

    body: str


class CountedInput(Struct, rename="camel"):
    """What is to be counted: it has one of these members."""

    converse: Raw = Raw()
    invoke_model: InvokedBody | None = None


class CountRequest(Struct):
    """A request to count tokens."""

    input: CountedInput


def foundation_models(state: State, call: Call) -> Whole:
    """List the models, or those of one maker."""
    maker = call.last("byProvider")
    listed = listed_models(state.settings.models)
    found = [one for one in listed if maker is None or one.maker.lower() == maker.lower()]
    return _answer({"modelSummaries": [one.shown() for one in found]}, call)


def foundation_model(state: State, call: Call) -> Whole:
    """Show one model; raises Problem where it is not listed."""
    return _answer({"modelDetails": _find(state, call).shown()}, call)


def inference_profiles(state: State, call: Call) -> Whole:
    """List what models are served by that have no throughput on demand."""
    listed = [one for one in listed_models(state.settings.models) if not one.on_demand]
    return _answer({"inferenceProfileSummaries": [one.profile() for one in listed]}, call)


def apply_guardrail(state: State, call: Call) -> Whole:
    """Tell what a guardrail says of texts; raises Problem where they cannot be read."""
    # needed by few, and its words take long to compile
    from sanic_mock.dialects.bedrock.applied_guardrail import applied

    fields = http.fields(http.JSON, int(call.now_s), call.digest)
    return Whole(200, fields, applied(call.body, call.parts["name"], call.parts["version"]))


def rerank(state: State, call: Call) -> Whole:
    """Rank documents; raises Problem where they cannot be read, or the model does not rank."""
    # needed by few, and its import takes long
    from sanic_mock.dialects.bedrock import rerank as reranking

    request = reranking.read(call.body)
    model = base_id(request.options.model_configuration.model_arn)
    if family_of(model).shape != "rerank":
        raise errors.no_such_model()
    return _answer({"results": reranking.results(request)}, call)


def count_tokens(state: State, call: Call) -> Whole:
    """Count what a request would bill as input; raises Problem as that request would."""
    # what answers is needed by few servers, and its import takes long
    from sanic_mock.dialects.bedrock.operation_kinds import KINDS, has_no_shape

    wanted, model = _read(call.body), call.parts["model"]
    if len(wanted.converse):
        kind, body = KINDS["converse"], bytes(wanted.converse)
    elif wanted.invoke_model is not None and not has_no_shape(KINDS["invoke"], model):
        kind, body = KINDS["invoke"], _decoded(wanted.invoke_model.body)
    else:
        raise errors.not_counted()
    counter = kind.make(state, model, is_stream=False, is_strict=call.is_strict)
    return _answer({"inputTokens": counter.prompt_tokens(body)}, call)


def _find(state: State, call: Call) -> FoundationModel:
    name = base_id(call.parts["model"])
    for one in listed_models(state.settings.models):
        if one.id == name:
            return one
    raise errors.no_such_model()


def _read(body: bytes) -> CountedInput:
    try:
        return msgspec.json.decode(body, type=CountRequest).input
    except _UNREADABLE:
        raise errors.malformed() from None


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise errors.malformed() from None


def _answer(content: dict[str, Any], call: Call) -> Whole:
    fields = http.fields(http.JSON, int(call.now_s), call.digest)
    return Whole(200, fields, _encode(content))


def under(prefix: str) -> tuple[Operation, ...]:
    """Return all operations under a prefix."""
    return tuple(
        Operation(method, prefix + path, answer, errors.rendered, errors.no_key)
        for method, path, answer in (
            ("GET", "/foundation-models", foundation_models),
            ("GET", "/foundation-models/<model>", foundation_model),
            ("GET", "/inference-profiles", inference_profiles),
            ("POST", "/guardrail/<name>/version/<version>/apply", apply_guardrail),
            ("POST", "/model/<model>/count-tokens", count_tokens),
            ("POST", "/rerank", rerank),
        )
    )
