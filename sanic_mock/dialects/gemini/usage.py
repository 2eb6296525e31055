"""What an answer bills, in Gemini's order, without what is nothing [gemini-2026].

The total is the prompt, the candidates, the thoughts and what tools were read: 513 of 513.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sanic_mock.engine.reply import Reply
from sanic_mock.engine.usage import cached_tokens, completion_tokens, thought_tokens

Json = dict[str, Any]
# Tokens of a prompt that are no text, by what they are of.
Media = Sequence[tuple[str, int]]
ON_DEMAND = {"trafficType": "ON_DEMAND"}


class TokenSums(NamedTuple):
    """The tokens of one answer, or of one up to some chunk of it."""

    prompt: int
    candidates: int
    thoughts: int = 0
    cached: int = 0
    tool_use: int = 0

    @property
    def total(self) -> int:
        """All that is billed."""
        return self.prompt + self.candidates + self.thoughts + self.tool_use


def bill_of(reply: Reply) -> TokenSums:
    """Return what an answer bills; thoughts are none of its candidates."""
    thoughts = thought_tokens(reply)
    shown = completion_tokens(reply) - thoughts
    return TokenSums(reply.prompt_tokens, shown, thoughts, cached_tokens(reply))


def usage(
    bill: TokenSums, *, is_vertex: bool, has_details: bool = False, media: Media = ()
) -> Json:
    """Return the usage.

    Args:
        bill: what is billed.
        is_vertex: of which surface.
        has_details: whether the candidates' tokens are told by modality, as Vertex tells them.
        media: what of the prompt is no text.
    """
    found: Json = {
        "promptTokenCount": bill.prompt,
        "candidatesTokenCount": bill.candidates,
        "totalTokenCount": bill.total,
        "cachedContentTokenCount": bill.cached,
        "trafficType": "ON_DEMAND" if is_vertex else None,
        "promptTokensDetails": details(bill.prompt, media),
        "cacheTokensDetails": details(bill.cached),
        "candidatesTokensDetails": details(bill.candidates) if is_vertex or has_details else None,
        "toolUsePromptTokenCount": bill.tool_use,
        "toolUsePromptTokensDetails": details(bill.tool_use),
        "thoughtsTokenCount": bill.thoughts,
        "serviceTier": None if is_vertex else "standard",
    }
    return {name: value for name, value in found.items() if value}


def details(tokens: int, media: Media = ()) -> list[Json]:
    """Return tokens by modality, text before what else is among them; none where there are none."""
    text = tokens - sum(count for _, count in media)
    return [
        {"modality": name, "tokenCount": count} for name, count in (("TEXT", text), *media) if count
    ]
