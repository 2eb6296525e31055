"""What a model does not take of a request that is right in its form [platform-2026]."""

from __future__ import annotations

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest, ThinkingSpec
from sanic_mock.dialects.anthropic.models import ModelRow

_SAMPLING = ("temperature", "top_p", "top_k")
_LEAST_TOP_P = 0.99
_PREFILL = (
    "This model does not support assistant message prefill. The conversation must end with a "
    "user message."
)
_TOO_FEW = (
    "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation "
    "at https://docs.claude.com/en/docs/build-with-claude/extended-thinking"
    "#max-tokens-and-context-window-size"
)


def check(request: MessagesRequest, row: ModelRow, *, is_new: bool) -> None:
    """Check what a model, or a version, does not take; raises Problem.

    Args:
        request: the request.
        row: the model.
        is_new: whether a version is asked for that has no sampling.
    """
    _check_sampling(request, row, is_new=is_new)
    if request.thinking is not None:
        _check_thinking(request.thinking, request, row)
    elif row.generation.thinks and _forces(request):
        raise errors.invalid("Thinking may not be enabled when tool_choice forces tool use.")
    _check_output(request, row)
    _check_stops(request)
    _check_tools(request, row)
    if request.messages[-1].role == "assistant":
        _check_prefill(request, row)


def check_limit(max_tokens: int, row: ModelRow) -> None:
    """Check that an answer may be so long; raises Problem."""
    most = row.generation.most_output
    if most and max_tokens > most:
        raise errors.invalid(
            f"max_tokens: {max_tokens} > {most}, which is the maximum allowed number of output "
            f"tokens for {row.name}"
        )


def check_length(tokens: int, row: ModelRow) -> None:
    """Check that a prompt is not longer than a model reads; raises Problem."""
    context = row.generation.context
    if context and tokens > context:
        raise errors.invalid(f"prompt is too long: {tokens} tokens > {context} maximum")


def _check_sampling(request: MessagesRequest, row: ModelRow, *, is_new: bool) -> None:
    for name in _SAMPLING:
        value = getattr(request, name)
        if value is None:
            continue
        if is_new:
            raise errors.extra(name)
        is_usual = name != "top_k" and value >= (1 if name == "temperature" else _LEAST_TOP_P)
        if not row.generation.is_sampled and not is_usual:
            raise errors.invalid(f"`{name}` is deprecated for this model.")


def _check_thinking(spec: ThinkingSpec, request: MessagesRequest, row: ModelRow) -> None:
    known = row.generation.thinking
    if spec.type not in known:
        if spec.type == "adaptive":
            raise errors.invalid("adaptive thinking is not supported on this model")
        raise errors.invalid(
            f'"thinking.type.{spec.type}" is not supported for this model. Use '
            '"thinking.type.adaptive" and "output_config.effort" to control thinking behavior.'
        )
    if spec.type == "enabled":
        if spec.budget_tokens is None:
            raise errors.missing("thinking.enabled.budget_tokens")
        if spec.budget_tokens >= request.max_tokens:
            raise errors.invalid(_TOO_FEW)
    elif spec.budget_tokens is not None:
        raise errors.extra(f"thinking.{spec.type}.budget_tokens")
    if spec.type != "disabled" and _forces(request):
        raise errors.invalid("Thinking may not be enabled when tool_choice forces tool use.")


def _check_output(request: MessagesRequest, row: ModelRow) -> None:
    effort = None if request.output_config is None else request.output_config.effort
    efforts = row.generation.efforts
    if effort is None or effort in efforts:
        return
    if not efforts:
        raise errors.invalid("This model does not support the effort parameter.")
    raise errors.invalid(
        f"This model does not support effort level '{effort}'. "
        f"Supported levels: {', '.join(efforts)}."
    )


def _check_stops(request: MessagesRequest) -> None:
    """Check that each stop sequence is seen in a text [issues-2026]."""
    if not all(stop.strip() for stop in request.stop_sequences or ()):
        raise errors.at("stop_sequences", "each stop sequence must contain non-whitespace")


def _check_tools(request: MessagesRequest, row: ModelRow) -> None:
    names = [tool.name for tool in request.tools or () if tool.name]
    if len(set(names)) < len(names):
        raise errors.invalid("tools: Tool names must be unique.")
    choice = request.tool_choice
    if choice is None:
        return
    if not request.tools:
        raise errors.invalid(
            "tool_choice: tool_choice may only be specified while providing tools."
        )
    if _forces(request) and not row.generation.is_forced:
        raise errors.invalid('tool_choice: type "tool" and "any" are not supported for this model.')
    if choice.type == "tool":
        if choice.name is None:
            raise errors.missing("tool_choice.tool.name")
        if choice.name not in names:
            raise errors.invalid(f"Tool '{choice.name}' not found in provided tools")


def _check_prefill(request: MessagesRequest, row: ModelRow) -> None:
    if not row.generation.continues:
        raise errors.invalid(_PREFILL)
    content = request.messages[-1].content
    if isinstance(content, str) and content != content.rstrip():
        raise errors.invalid(
            "messages: final assistant content cannot end with trailing whitespace"
        )


def _forces(request: MessagesRequest) -> bool:
    return request.tool_choice is not None and request.tool_choice.type in ("any", "tool")
