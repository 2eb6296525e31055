"""What a model itself does not take of a Converse request, in its maker's words."""

from __future__ import annotations

from sanic_mock.dialects.anthropic.messages import constraints, thinking
from sanic_mock.dialects.anthropic.messages.request import (
    ChosenTool,
    MessagesRequest,
    OfferedTool,
    OutputSpec,
    Turn,
)
from sanic_mock.dialects.anthropic.models import model_of
from sanic_mock.dialects.bedrock import errors
from sanic_mock.dialects.bedrock.converse.model_fields import ModelFields
from sanic_mock.dialects.bedrock.converse.request import ConverseRequest
from sanic_mock.dialects.bedrock.models import anthropic_name, family_of
from sanic_mock.errors import Problem

_NO_LIMIT = (
    "`maxTokens` must be unset when reasoningConfig type is 'enabled' and maxReasoningEffort is "
    "'high'. Please consult our documentation at https://docs.aws.amazon.com/nova/latest/userguide"
)
_ENDLESS = 1 << 31  # tokens of an answer, where no limit is asked for


def check(request: ConverseRequest, fields: ModelFields, model: str) -> None:
    """Check what a request asks of a model; raises Problem."""
    family = family_of(model)
    if family.shape == "nova":
        _check_nova(request, fields, can_think=family.thinks_asked)
    elif family.shape == "anthropic":
        _check_media(request)
        _check_signatures(request)
        _check_claude(request, fields, model)


def _check_nova(request: ConverseRequest, fields: ModelFields, *, can_think: bool) -> None:
    """Check how Nova is to think: only the second one does [vercel-2026]."""
    if fields.nova is None:
        return
    if not can_think:
        problem = errors.malformed("the provided reasoning config value is invalid")
        raise errors.by_model(problem.message)
    config = request.inference_config
    is_high = fields.nova.type == "enabled" and fields.nova.max_reasoning_effort == "high"
    if is_high and config is not None and config.max_tokens is not None:
        raise errors.by_model(_NO_LIMIT)


def _check_claude(request: ConverseRequest, fields: ModelFields, model: str) -> None:
    if fields.spec is None and fields.output_config is None:
        return
    row = model_of(anthropic_name(model))
    try:
        constraints.check(_as_message(request, fields, row.name), row, is_new=False)
    except Problem as problem:
        raise errors.by_model(problem.message) from None


def _as_message(request: ConverseRequest, fields: ModelFields, name: str) -> MessagesRequest:
    """Return as much of a request as Anthropic's models have rules for."""
    config, tools = request.inference_config, request.tool_config
    found = MessagesRequest(
        model=name,
        max_tokens=(config and config.max_tokens) or _ENDLESS,
        messages=[Turn(role="user", content="")],
        thinking=fields.spec,
    )
    if config is not None:
        found.temperature, found.top_p = config.temperature, config.top_p
    if fields.output_config is not None:
        found.output_config = OutputSpec(effort=fields.output_config.effort)
    if tools is not None:
        specs = [one.tool_spec for one in tools.tools if one.tool_spec is not None]
        found.tools = [OfferedTool(name=one.name) for one in specs]
        if (choice := tools.tool_choice) is not None and choice.auto is None:
            named = None if choice.tool is None else choice.tool.name
            found.tool_choice = ChosenTool(type="tool" if named else "any", name=named)
    return found


def _check_media(request: ConverseRequest) -> None:
    """Check that there is nothing which Claude neither sees nor reads."""
    for turn in request.messages:
        for block in turn.content:
            for kind in ("video", "audio"):
                if getattr(block, kind) is not None:
                    raise errors.no_such_content(kind)


def _check_signatures(request: ConverseRequest) -> None:
    """Check that what was thought earlier is told as it was."""
    for place, turn in enumerate(request.messages):
        for number, block in enumerate(turn.content):
            told = (
                None if block.reasoning_content is None else block.reasoning_content.reasoning_text
            )
            if told is None or thinking.is_right(told.signature or "", told.text):
                continue
            raise errors.by_model(
                f"messages.{place}.content.{number}: Invalid `signature` in `thinking` block"
            )
