"""What an answer of Converse bills, as it is told [bedrock-2026].

What was found in a cache is no input: the total is input, output and what the cache gave and took.
"""

from __future__ import annotations

from typing import NamedTuple

from sanic_mock.dialects.kept_prefixes import UNCACHED, CacheUse
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.usage import cached_tokens, completion_tokens

_UNCACHED = b'"usage":{"inputTokens":%d,"outputTokens":%d,"serverToolUsage":{},"totalTokens":%d}'
# Each under two names.
_CACHED = (
    b'"usage":{%b"cacheReadInputTokenCount":%d,"cacheReadInputTokens":%d,'
    b'"cacheWriteInputTokenCount":%d,"cacheWriteInputTokens":%d,"inputTokens":%d,'
    b'"outputTokens":%d,"serverToolUsage":{},"totalTokens":%d}'
)
_DETAIL = b'{"inputTokens":%d,"ttl":"%b"}'


class BilledTokens(NamedTuple):
    """Tokens of one answer.

    Attributes:
        prompt: all of its prompt.
        completion: all that it says.
        cache: what of the prompt was found in a cache, and what was put there.
    """

    prompt: int
    completion: int
    cache: CacheUse = UNCACHED

    @property
    def read(self) -> int:
        """What was found in a cache."""
        return self.cache.read

    @property
    def written(self) -> int:
        """What was put there."""
        return self.cache.written

    @property
    def fresh(self) -> int:
        """What is billed as input."""
        return self.prompt - self.read - self.written


def billed_of(reply: Reply, written: CacheUse = UNCACHED) -> BilledTokens:
    """Return what an answer bills, given what of its prompt is kept from now on."""
    cache = written._replace(read=cached_tokens(reply))
    return BilledTokens(reply.prompt_tokens, completion_tokens(reply), cache)


def usage_member(billed: BilledTokens, *, caches: bool) -> bytes:
    """Return the member `usage`; `caches`: whether it tells of a cache."""
    total = billed.prompt + billed.completion
    if not caches:
        return _UNCACHED % (billed.prompt, billed.completion, total)
    counts = billed.read, billed.read, billed.written, billed.written
    return _CACHED % (_details(billed.cache), *counts, billed.fresh, billed.completion, total)


def _details(cache: CacheUse) -> bytes:
    """Return the member that tells how long what is written is kept; nothing where nothing is."""
    written = ((b"1h", cache.written_1h), (b"5m", cache.written_5m))
    told = b",".join(_DETAIL % (tokens, ttl) for ttl, tokens in written if tokens)
    return b'"cacheDetails":[%b],' % told if told else b""


def latency_ms(reply: Reply) -> int:
    """Return how long an answer takes in all; one at once is told to take a millisecond."""
    return max(1, reply.lasts_ns // 1_000_000)
