"""What a request asks for beyond one free text, as the engine's `Options`."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sanic_mock.dialects import prompted
from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.anthropic.messages import client_tools, deferral, history
from sanic_mock.dialects.anthropic.messages.request import (
    ChosenTool,
    MessagesRequest,
    OfferedTool,
)
from sanic_mock.dialects.schemas import ANY_RULES, compiled, compiled_anyway
from sanic_mock.engine.ask import Options, Tool
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.engine.schema.refs import SchemaError
from sanic_mock.engine.schema.values import Maker

_NOT_DRAFT = (
    "JSON schema is invalid. It must match JSON Schema draft 2020-12 "
    "(https://json-schema.org/draft/2020-12). Learn more about tool use at "
    "https://docs.claude.com/en/docs/tool-use."
)


class _Typed(msgspec.Struct):
    """What every input schema has."""

    type: str | None = None


_typed = msgspec.json.Decoder(_Typed).decode


def read_options(
    request: MessagesRequest, *, is_strict: bool, loads: Sequence[str] = ()
) -> Options | None:
    """Return what few requests ask for; None for one free text.

    Args:
        request: the request.
        is_strict: whether to refuse what Anthropic refuses.
        loads: the names of the tools that are found for the answer.

    Raises:
        Problem: a schema is refused.
    """
    turns = request.messages
    options = Options(
        stop=tuple(request.stop_sequences or ()),
        prompt=history.last_user_text(turns),
        findings=history.findings(turns),
        answered=history.answered(turns),
    )
    allowance = Allowance()
    if request.form is not None:
        options.maker = _form_maker(bytes(request.form.schema), allowance, is_strict=is_strict)
        prompted.trim(options)
    else:
        asking = history.asking_texts(request)
        if any(map(prompted.may_ask, asking)):
            prompted.ask(options, asking)
    _read_tools(request, options, allowance, is_strict=is_strict)
    waiting = deferral.waiting_names(request).difference(loads)
    options.tools = tuple(tool for tool in options.tools if tool.name not in waiting)
    _read_choice(request.tool_choice, options)
    is_special = options.stop or options.tools or options.maker or options.findings
    return options if is_special else None


def _read_tools(
    request: MessagesRequest, options: Options, allowance: Allowance, *, is_strict: bool
) -> None:
    choice = request.tool_choice
    for place, one in enumerate(request.tools or ()):
        if one.is_own:
            maker = _maker(place, one, allowance, is_strict=is_strict)
            options.tools += (Tool(one.name, maker, description=one.description or ""),)
        elif found := client_tools.called(one, options.prompt, is_forced=_forces(choice, one)):
            options.tools += (found,)


def _read_choice(choice: ChosenTool | None, options: Options) -> None:
    """Have tools called as a choice says."""
    if not options.tools or (choice is not None and choice.type == "none"):
        return
    options.calls = "may" if choice is None or choice.type == "auto" else "must"
    if choice is None:
        return
    options.is_parallel = choice.disable_parallel_tool_use is not True
    if choice.type == "tool":
        options.tools = tuple(tool for tool in options.tools if tool.name == choice.name)
        options.is_parallel = False


def _forces(choice: ChosenTool | None, tool: OfferedTool) -> bool:
    """Return whether a choice has a tool called, whatever the prompt is."""
    return choice is not None and (choice.type == "any" or choice.name == tool.name)


def _maker(place: int, tool: OfferedTool, allowance: Allowance, *, is_strict: bool) -> Maker:
    """Return what makes the arguments of a tool's calls."""
    raw = bytes(tool.input_schema)
    if not is_strict:
        return compiled_anyway(raw, allowance)
    path = f"tools.{place}.custom.input_schema"
    if not raw:
        raise errors.missing(path)
    try:
        kind = _typed(raw).type
    except msgspec.MsgspecError:
        raise errors.at(path, "Input should be a valid dictionary") from None
    if kind is None:
        raise errors.missing(f"{path}.type")
    if kind != "object":
        raise errors.at(f"{path}.type", "Input should be 'object'")
    try:
        return compiled(raw, ANY_RULES, allowance)
    except SchemaError:
        raise errors.at(path, _NOT_DRAFT) from None


def _form_maker(raw: bytes, allowance: Allowance, *, is_strict: bool) -> Maker:
    """Return what makes the JSON that a text is to be."""
    if not is_strict:
        return compiled_anyway(raw, allowance)
    try:
        return compiled(raw, ANY_RULES, allowance)
    except SchemaError as error:
        raise errors.at("output_config.format.schema", error.message) from None
