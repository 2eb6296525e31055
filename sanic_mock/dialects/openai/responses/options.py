"""What a request asks for beyond one free text, as the engine's `Options`."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects import hosted_tools, prompted
from sanic_mock.dialects.openai import errors, sources
from sanic_mock.dialects.openai.responses import errors as responses_errors
from sanic_mock.dialects.openai.responses import history, hosted
from sanic_mock.dialects.openai.responses.hosted_items import Used
from sanic_mock.dialects.openai.responses.models import ResponsesTraits
from sanic_mock.dialects.openai.responses.output import Style
from sanic_mock.dialects.openai.responses.request import (
    ENCRYPTED,
    LOGPROBS,
    Item,
    ResponsesRequest,
    TextFormatSpec,
)
from sanic_mock.dialects.openai.responses.tool_choice import Chosen
from sanic_mock.dialects.openai.responses.tool_search import Specs
from sanic_mock.dialects.openai.responses.tools import Offered
from sanic_mock.dialects.openai.schemas import compiled
from sanic_mock.dialects.schemas import JSON_OBJECT, compiled_anyway
from sanic_mock.engine.ask import Options
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.engine.schema.refs import SchemaError
from sanic_mock.engine.schema.values import Maker
from sanic_mock.engine.turn_texts import retry


def options(
    asked: ResponsesRequest,
    items: Sequence[Item],
    offered: Offered,
    chosen: Chosen,
    allowance: Allowance,
    *,
    is_strict: bool,
) -> Options | None:
    """Return what few requests ask for; None for one free text.

    Args:
        asked: the request.
        items: what it goes on from, and its input.
        offered: its tools.
        chosen: which of them are used.
        allowance: what all schemas of the request may cost.
        is_strict: whether an input that does not speak of JSON is refused it.

    Raises:
        Problem: what OpenAI would answer to a format it refuses.
    """
    wanted = asked.text.format if asked.text is not None else None
    maker = None if wanted is None else _maker(wanted, items, allowance, is_strict=is_strict)
    top_logprobs = (asked.top_logprobs or 0) if asked.includes(LOGPROBS) else None
    findings = history.findings(items)
    has_tools = offered.callable or chosen.tools
    is_free = maker is None and not has_tools
    is_plain = is_free and top_logprobs is None and not findings
    shows_steps = is_free and _shows_steps(asked, items)
    asking = _asking(asked, items) if _may_ask(asked, items) else ()
    says_how = bool(asking) or shows_steps
    if is_plain and not chosen.hosted and not says_how:
        return None
    found = Options(
        top_logprobs=top_logprobs,
        tools=chosen.tools,
        calls=chosen.calls if chosen.tools else "never",
        is_forced=chosen.is_forced,
        is_parallel=asked.parallel_tool_calls is not False and not chosen.is_forced,
        maker=maker,
        prompt=history.last_user_text(items),
        findings=findings,
        answered=history.answered(items),
        # JSON has no place for a link
        source=sources.PAGE if chosen.searches and maker is None else "",
        bills_names=True,
    )
    retry(found, history.results(items))
    if shows_steps and prompted.ask_step(found, history.spoken(asked.instructions, items)):
        return found
    if asking and _is_object(asked):
        prompted.require(found, asking)
    elif maker is not None:
        prompted.trim(found)
    elif asking:
        prompted.ask(found, asking)
    is_still_plain = is_plain and found.maker is None and not chosen.searches
    return None if is_still_plain and says_how else found


def style(
    request: ResponsesRequest,
    model: ResponsesTraits,
    tools: Used | None,
    hidden: Specs,
    call_tokens: int,
) -> Style:
    """Return what is told of reasoning, and of the vendor's own tools; see Style."""
    wanted = request.reasoning
    return Style(
        reasons=model.reasons(request),
        tells_no_thought=model.thinks_in_steps,
        has_summary=wanted is not None and wanted.summary is not None,
        # since July 2026 also where it is kept [replay-2026]
        has_encrypted=request.includes(ENCRYPTED) or request.is_kept,
        has_phases=model.has_phases,
        used=tools,
        hidden=hidden,
        call_tokens=call_tokens,
    )


def used(
    asked: ResponsesRequest, chosen: Chosen, items: Sequence[Item], model: ResponsesTraits
) -> Used | None:
    """Return what an answer uses of the vendor's own tools; None for nothing."""
    if not chosen.hosted and not chosen.servers:
        return None
    query = hosted_tools.query_of(history.last_user_text(items))
    approval = hosted.approved_request(items)
    included = frozenset(asked.include or ())
    named = None if approval is None else approval.get("id")
    tells_action = not model.prompting.has_definitions
    return Used(chosen.hosted, chosen.servers, query, included, named, tells_action)


def _shows_steps(asked: ResponsesRequest, items: Sequence[Item]) -> bool:
    """Return whether a text may show in words how an agent's step is told."""
    told = (asked.instructions or "", *history.all_texts(items))
    return any(map(prompted.may_show_steps, told))


def _may_ask(asked: ResponsesRequest, items: Sequence[Item]) -> bool:
    """Return whether texts may ask in words for JSON or a value; one message is looked at."""
    if asked.text is not None or len(items) != 1:
        return True
    content, instructions = items[0].get("content"), asked.instructions
    if type(content) is not str:
        return True
    return prompted.may_ask(content) or prompted.may_ask(instructions or "")


def _asking(asked: ResponsesRequest, items: Sequence[Item]) -> list[str]:
    """Return the texts that ask for JSON in words, or describe that which is asked for."""
    instructions = [asked.instructions] if asked.instructions else []
    if _is_object(asked):
        return [*instructions, *history.all_texts(items)]
    asking = [*instructions, *history.asking_texts(items)]
    return asking if any(map(prompted.may_ask, asking)) else []


def _is_object(asked: ResponsesRequest) -> bool:
    wanted = asked.text.format if asked.text is not None else None
    return wanted is not None and wanted.type == "json_object"


def _maker(
    spec: TextFormatSpec, items: Sequence[Item], allowance: Allowance, *, is_strict: bool
) -> Maker | None:
    """Return what makes the text's JSON; None for free text."""
    if spec.type == "text":
        return None
    if spec.type == "json_object":
        if is_strict and not any("json" in text.lower() for text in history.all_texts(items)):
            raise responses_errors.json_not_mentioned()
        return compiled(JSON_OBJECT, "any", allowance)
    if not is_strict:
        return compiled_anyway(bytes(spec.schema), allowance)
    if spec.name is None:
        raise errors.missing("text.format.name")
    raw = bytes(spec.schema)
    if not raw:
        raise errors.missing("text.format.schema")
    if spec.strict is None and (maker := _strictly(raw, allowance)):
        spec.strict = True  # and is told so, 22 of 22 [cassettes-2026]
        return maker
    try:
        return compiled(raw, "strict" if spec.strict else "format", allowance)
    except SchemaError as error:
        raise responses_errors.bad_format_schema(spec.name, error.message) from None


def _strictly(raw: bytes, allowance: Allowance) -> Maker | None:
    """Return what makes JSON of a schema that is a strict one as it is; None where it is none."""
    if b'"additionalProperties"' not in raw:  # spares most of the others their compilation
        return None
    try:
        return compiled(raw, "strict", allowance)
    except SchemaError:
        return None
