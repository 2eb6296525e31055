"""What a Converse request asks for beyond one free text, as the engine's `Options`."""

from __future__ import annotations

from sanic_mock.dialects import prompted
from sanic_mock.dialects.bedrock import errors
from sanic_mock.dialects.bedrock.converse import history
from sanic_mock.dialects.bedrock.converse.request import AnyConverse, ConverseRequest
from sanic_mock.dialects.bedrock.converse.tool_request import (
    ConverseChoice,
    ToolConfig,
    ToolSpecification,
)
from sanic_mock.dialects.schemas import ANY_RULES, compiled, compiled_anyway
from sanic_mock.engine.ask import Calls, Options, Tool
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.engine.schema.refs import SchemaError
from sanic_mock.engine.schema.values import Maker


def read_options(request: ConverseRequest, schema: bytes, *, is_strict: bool) -> Options | None:
    """Return what few requests ask for; None for one free text.

    Args:
        request: the request.
        schema: of the text, where the model itself is asked for one; empty for none.
        is_strict: whether to refuse what Bedrock refuses.

    Raises:
        Problem: a schema cannot be understood, or a tool is chosen that is not offered.
    """
    turns, config = request.messages, request.inference_config
    options = Options(
        stop=tuple(config.stop_sequences or ()) if config is not None else (),
        prompt=history.last_user_text(turns),
        findings=history.findings(turns),
        answered=history.answered(turns),
    )
    allowance = Allowance()
    _read_format(request, options, allowance, schema, is_strict=is_strict)
    if request.tool_config is not None:
        _read_tools(request.tool_config, options, allowance, is_strict=is_strict)
    is_special = options.stop or options.tools or options.maker is not None or options.findings
    return options if is_special else None


def prompted_options(request: AnyConverse) -> Options | None:
    """Return what texts ask for where they ask for JSON in words; None for free text."""
    options = Options(prompt=history.last_user_text(request.messages))
    prompted.ask(options, history.asking_texts(request))
    return None if options.maker is None else options


def _read_format(
    request: ConverseRequest,
    options: Options,
    allowance: Allowance,
    schema: bytes,
    *,
    is_strict: bool,
) -> None:
    name, wanted = "outputConfig", request.output_config and request.output_config.text_format
    if wanted and (definition := wanted.structure.json_schema) is not None:
        name, schema = definition.name or name, definition.schema.encode()
    if schema:
        options.maker = _maker(schema, name, allowance, is_strict=is_strict)
        prompted.trim(options)
        return
    asking = history.asking_texts(request)
    if any(map(prompted.may_ask, asking)):
        prompted.ask(options, asking)


def _read_tools(
    config: ToolConfig, options: Options, allowance: Allowance, *, is_strict: bool
) -> None:
    specs = [one.tool_spec for one in config.tools if one.tool_spec is not None]
    options.tools = tuple(_tool(one, allowance, is_strict=is_strict) for one in specs)
    options.calls = "may" if config.tool_choice is None else _choose(config.tool_choice, options)


def _tool(spec: ToolSpecification, allowance: Allowance, *, is_strict: bool) -> Tool:
    raw = bytes(spec.input_schema.json)
    maker = _maker(raw, spec.name, allowance, is_strict=is_strict)
    return Tool(spec.name, maker, description=spec.description or "")


def _maker(raw: bytes, name: str, allowance: Allowance, *, is_strict: bool) -> Maker:
    if not is_strict:
        return compiled_anyway(raw, allowance)
    try:
        return compiled(raw or b"{}", ANY_RULES, allowance)
    except SchemaError as error:
        raise errors.bad_schema(name, error.message) from None


def _choose(choice: ConverseChoice, options: Options) -> Calls:
    """Return whether tools are called, after narrowing them to the one that is chosen."""
    if choice.tool is not None:
        named = tuple(tool for tool in options.tools if tool.name == choice.tool.name)
        if not named:
            raise errors.unknown_tool(choice.tool.name)
        options.tools, options.is_parallel = named, False
        return "must"
    return "may" if choice.any is None else "must"
