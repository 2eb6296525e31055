"""Cache points: where prefixes of a prompt end that are kept; see dialects.kept_prefixes.

Prefixes go through tools, instructions and messages, in this order. Nova keeps no tools.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b

import msgspec

from sanic_mock.dialects.anthropic.messages.caching import check_ttls
from sanic_mock.dialects.anthropic.models import model_of
from sanic_mock.dialects.bedrock import errors
from sanic_mock.dialects.bedrock.converse.content import CachePoint, ConverseContent
from sanic_mock.dialects.bedrock.converse.prompts import ConversePrompts, turn_tokens
from sanic_mock.dialects.bedrock.converse.request import ConverseRequest
from sanic_mock.dialects.bedrock.models import anthropic_name, family_of
from sanic_mock.dialects.kept_prefixes import PrefixEnd
from sanic_mock.errors import Problem

_encode = msgspec.json.Encoder().encode


def least_cached(model: str) -> int:
    """Return the tokens of the shortest prefix that a model keeps."""
    return family_of(model).least_cached or model_of(anthropic_name(model)).generation.least_cached


def has_points(request: ConverseRequest) -> bool:
    """Return whether a request marks anything that is to be kept."""
    return next(_points(request), None) is not None


def check(request: ConverseRequest, model: str) -> None:
    """Check where a request has its points; raises Problem."""
    points = list(_points(request))
    family = family_of(model)
    if points and not family.caches:
        raise errors.no_caching()
    if family.shape == "nova":
        _check_tools(request)
    try:
        check_ttls(list(map(_ttl, points)))
    except Problem as problem:
        raise errors.by_model(problem.message) from None


def prefix_ends(
    request: ConverseRequest, prompts: ConversePrompts, model: str
) -> Sequence[PrefixEnd]:
    """Return the ends of all prefixes that are to be kept."""
    return list(_prefix_ends(request, prompts, model))


def _prefix_ends(
    request: ConverseRequest, prompts: ConversePrompts, model: str
) -> Iterator[PrefixEnd]:
    name = blake2b(model.encode(), digest_size=16)
    tools = () if request.tool_config is None else request.tool_config.tools
    for place, tool in enumerate(tools):
        if tool.cache_point is None:
            name.update(_encode(tool))
        else:
            tokens = prompts.tools(tools[:place])
            yield PrefixEnd(name.copy().digest(), tokens, _ttl(tool.cache_point))
    tokens = prompts.tools(tools)
    for number, (role, blocks) in enumerate(_turns(request)):
        name.update(role.encode())
        tokens += turn_tokens(number - 1) if number else 0
        for block in blocks:
            if block.cache_point is None:
                name.update(_encode(block))
                tokens += prompts.block(block)
            else:
                yield PrefixEnd(name.copy().digest(), tokens, _ttl(block.cache_point))


def _turns(request: ConverseRequest) -> Iterator[tuple[str, Sequence[ConverseContent]]]:
    """Yield the instructions, and each turn."""
    yield "system", request.system or ()
    for turn in request.messages:
        yield turn.role, turn.content


def _points(request: ConverseRequest) -> Iterator[CachePoint]:
    tools = () if request.tool_config is None else request.tool_config.tools
    blocks = (block for _, said in _turns(request) for block in said)
    for one in (*tools, *blocks):
        if one.cache_point is not None:
            yield one.cache_point


def _check_tools(request: ConverseRequest) -> None:
    tools = () if request.tool_config is None else request.tool_config.tools
    for place, tool in enumerate(tools):
        if tool.cache_point is not None:  # strands-agents, litellm [issues-2026]
            raise errors.extraneous(f"#/toolConfig/tools/{place}", "cachePoint")


def _ttl(point: CachePoint) -> str:
    return point.ttl or "5m"
