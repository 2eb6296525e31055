"""The calls of tools that one answer makes, as a choice with what they bill."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import msgspec

from sanic_mock.engine import tokens
from sanic_mock.engine.ask import Options, Tool
from sanic_mock.engine.body import Body
from sanic_mock.engine.calls import is_meant, make_calls
from sanic_mock.engine.reply import Choice, FinishReason, ToolCall
from sanic_mock.engine.turns import next_tools
from sanic_mock.engine.usage import CALL_TOKENS

_NO_TEXT = Body(())


def call_choice(
    tools: Sequence[Tool], cap: int | None, options: Options, chance: Random, encoding: str
) -> Choice:
    """Return the calls that one answer makes, the first of them cut where the limit does.

    Args:
        tools: those that may be called, at least one.
        cap: most tokens, framing included; None is no limit.
        options: of the answer.
        chance: decides what the prompt leaves open.
        encoding: whose tokens they are billed and cut by.

    Raises:
        Lengthy: a thread is to make the arguments.
    """
    calls = make_calls(
        tools,
        options.prompt,
        chance,
        encoding,
        is_parallel=options.is_parallel,
        answers=options.choices,
    )
    reason: FinishReason = "function_call" if options.is_deprecated else "tool_calls"
    if options.is_forced:
        reason = options.forced_finish
    frames = sum(_call_framing(call, options, encoding) for call in calls)
    if cap is not None and frames + sum(call.arguments.tokens for call in calls) > cap:
        reason, frames = "length", min(_call_framing(calls[0], options, encoding), cap)
        if calls[0].form:  # half of it is no call
            return Choice(_NO_TEXT, reason, framing=frames)
        cut = calls[0].arguments.cut(cap - frames)
        calls = (msgspec.structs.replace(calls[0], arguments=cut),)
    return Choice(_NO_TEXT, reason, calls, is_deprecated=options.is_deprecated, framing=frames)


def _call_framing(call: ToolCall, options: Options, encoding: str) -> int:
    """Return what a call bills beside its arguments [otel-2026]."""
    if not options.bills_names:
        return CALL_TOKENS
    return 1 if options.is_forced else 1 + CALL_TOKENS + tokens.encoding(encoding).count(call.name)


def tools_to_call(options: Options) -> tuple[Tool, ...]:
    """Return the tools of which each answer may call one or several; none where none is next."""
    if options.calls == "never" or not options.tools:
        return ()
    return next_tools(options, lambda tool: is_meant(tool, options.prompt))
