"""What an answer puts out: reasoning, a search, then a message or calls.

Key order: [pydantic-2026].
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import msgspec

from sanic_mock.dialects.openai.ids import Naming, call_id
from sanic_mock.dialects.openai.responses import hosted_items, tool_search
from sanic_mock.dialects.openai.responses.client_calls import client_call
from sanic_mock.dialects.openai.responses.parts import Part, logprob
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.dialects.openai.responses.response import CUT
from sanic_mock.dialects.openai.responses.sealed import sealed
from sanic_mock.engine.body import Body
from sanic_mock.engine.reply import Choice, Citation, Reply, ToolCall
from sanic_mock.engine.usage import thought_tokens
from sanic_mock.engine.vocabulary import Vocabulary

_THOUGHTS = (
    "**Weighing the request**\n\nThe question is clear as it stands. I look at what is given, "
    "pick what matters, and put the answer into a few plain sentences.",
    "**Looking for a short way**\n\nThere are several ways to say this. The shortest one that "
    "leaves nothing out will do, so I begin with the result.",
    "**Checking what is asked**\n\nBefore I answer I go through the conditions one by one. None "
    "of them contradicts another, so the answer can be direct.",
)


NOTHING_HIDDEN: Mapping[str, Item] = MappingProxyType({})


class Style(msgspec.Struct, gc=False):
    """What request and model decide about items.

    Attributes:
        reasons: whether an item tells that there was reasoning.
        tells_no_thought: whether it does where no token was reasoned.
        has_summary: whether it tells of what.
        has_encrypted: whether it has the reasoning, encrypted.
        has_phases: see models.ResponsesTraits.
        used: what was used of a vendor's own tools; None was nothing.
        hidden: functions that are found by a search before they are called.
        call_tokens: of the calls that are run for the client.
        thought: what the summary says; None leaves that to chance.
    """

    reasons: bool = False
    tells_no_thought: bool = True
    has_summary: bool = False
    has_encrypted: bool = False
    has_phases: bool = False
    used: hosted_items.Used | None = None
    hidden: Mapping[str, Item] = NOTHING_HIDDEN
    call_tokens: int = 0
    thought: Body | None = None


def parts(reply: Reply, names: Naming, style: Style) -> list[Part]:
    """Return the items of an answer; number 0 of the names is the response's."""
    found: list[Part] = []
    if style.used is not None:
        found += hosted_items.listings(style.used, names)
    tokens = thought_tokens(reply)
    if has_thought := style.reasons and (style.tells_no_thought or tokens > 0):
        found.append(_reasoning(reply.digest, tokens, names, style))
    if style.used is not None:
        found += hosted_items.runs(style.used, names)
    choice = reply.choices[0] if reply.choices else Choice(reply.body, reply.finish_reason)
    status = "incomplete" if choice.finish_reason in CUT else "completed"
    if choice.calls:
        if style.hidden:
            found += tool_search.searches(style.hidden, choice.calls, names, len(found) + 1)
        for number, call in enumerate(choice.calls):
            called = call_id(reply.digest, 0, call.named(number))
            told = client_call if call.form else _call
            found.append(told(call, called, names, len(found) + 1, status))
    elif choice.body.pieces or not has_thought:  # reasoning may take all there is
        found.append(_message(choice, names, len(found) + 1, status, style))
    return found


def _reasoning(digest: bytes, tokens: int, names: Naming, style: Style) -> Part:
    item: Item = {"id": names.id("rs", 1), "type": "reasoning", "content": []}
    if style.has_encrypted:
        item["encrypted_content"] = sealed(names, tokens)
    item["summary"] = []
    thought = style.thought or _thoughts()[digest[20] % len(_THOUGHTS)]
    return Part(item, thought.pieces if style.has_summary else (), is_paced=False)


def _call(call: ToolCall, called: str, names: Naming, place: int, status: str) -> Part:
    pieces = call.arguments.pieces or (b"",)  # a call without arguments has an event too
    # a name alone does not tell which group's tool it is ([openapi-2026] FunctionToolCall)
    group = {"namespace": call.namespace} if call.namespace else {}
    if call.is_custom:
        item: Item = {
            "id": names.id("ctc", place),
            "type": "custom_tool_call",
            "status": status,
            "call_id": called,
            "input": "",
            "name": call.name,
            **group,
        }
        return Part(item, pieces, shift=call.shift)
    item = {
        "id": names.id("fc", place),
        "type": "function_call",
        "status": status,
        "arguments": "",
        "call_id": called,
        "name": call.name,
        **group,
    }
    return Part(item, pieces, shift=call.shift)


def _message(choice: Choice, names: Naming, place: int, status: str, style: Style) -> Part:
    told = [logprob(one) for one in choice.logprobs or ()]
    sources = [_citation(one) for one in choice.sources]
    content: Item = {"type": "refusal", "refusal": ""}
    if not choice.is_refusal:
        content = {"type": "output_text", "annotations": sources, "logprobs": told, "text": ""}
    item: Item = {
        "id": names.id("msg", place),
        "type": "message",
        "status": status,
        "content": [content],
        **({"phase": "final_answer"} if style.has_phases else {}),
        "role": "assistant",
    }
    return Part(item, choice.body.pieces, choice.logprobs, body=choice.body)


def _citation(source: Citation) -> Item:
    return {
        "type": "url_citation",
        "end_index": source.end,
        "start_index": source.start,
        "title": source.title,
        "url": source.url,
    }


@lru_cache(1)
def _thoughts() -> tuple[Body, ...]:
    vocabulary = Vocabulary()
    return tuple(map(vocabulary.body, _THOUGHTS))
