"""What an answer of Converse bills, as it is told [bedrock-2026].

What was found in a cache is no input: the total is input, output and what the cache gave and took.
"""

from __future__ import annotations

from typing import NamedTuple

from sanic_mock.engine.ask import Reply
from sanic_mock.engine.usage import cached_tokens, completion_tokens

_UNCACHED = b'"usage":{"inputTokens":%d,"outputTokens":%d,"serverToolUsage":{},"totalTokens":%d}'
# Each under two names.
_CACHED = (
    b'"usage":{"cacheReadInputTokenCount":%d,"cacheReadInputTokens":%d,'
    b'"cacheWriteInputTokenCount":%d,"cacheWriteInputTokens":%d,"inputTokens":%d,'
    b'"outputTokens":%d,"serverToolUsage":{},"totalTokens":%d}'
)


class BilledTokens(NamedTuple):
    """Tokens of one answer.

    Attributes:
        prompt: all of its prompt.
        completion: all that it says.
        read: of the prompt, found in a cache.
        written: of the prompt, put there.
    """

    prompt: int
    completion: int
    read: int = 0
    written: int = 0

    @property
    def fresh(self) -> int:
        """What is billed as input."""
        return self.prompt - self.read - self.written


def billed_of(reply: Reply) -> BilledTokens:
    """Return what an answer bills."""
    return BilledTokens(reply.prompt_tokens, completion_tokens(reply), cached_tokens(reply))


def usage_member(billed: BilledTokens, *, caches: bool) -> bytes:
    """Return the member `usage`; `caches`: whether its model tells of a cache."""
    total = billed.prompt + billed.completion
    if not caches:
        return _UNCACHED % (billed.prompt, billed.completion, total)
    cached = billed.read, billed.read, billed.written, billed.written
    return _CACHED % (*cached, billed.fresh, billed.completion, total)


def latency_ms(reply: Reply) -> int:
    """Return how long an answer takes in all; one at once is told to take a millisecond."""
    return max(1, reply.lasts_ns // 1_000_000)
