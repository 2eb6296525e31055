"""How many tokens a conversation bills: an estimate, for no tokenizer of these models is public.

A turn of a user bills 7 beside its text, each further turn 4, as was measured of Anthropic's models
[messages-2026]; of others nothing better is known.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sanic_mock.dialects.bedrock.converse.content import ConverseContent
from sanic_mock.dialects.bedrock.converse.request import (
    AnyConverse,
    ConverseRequest,
    PlainConverse,
    result_text,
    texts,
)
from sanic_mock.dialects.bedrock.converse.tool_request import ConverseTool
from sanic_mock.engine.begun_counts import LONG_TEXT, BegunCounts
from sanic_mock.engine.long_runs import counter
from sanic_mock.engine.timeline import is_immediate
from sanic_mock.settings import Settings

FIRST_TURN, FURTHER_TURN = 7, 4
MEDIUM = 1500  # of an image, a page or a sound, whatever is in it
_CALLING = 346
_encode = msgspec.json.Encoder().encode


class ConversePrompts:
    """Counts the prompts of one worker.

    Args:
        settings: a prompt that is neither billed nor waited for need not be tokenised.
    """

    def __init__(self, settings: Settings) -> None:
        self.is_counted = settings.prompt_tokens == "counted" or not is_immediate(settings)
        self._count = counter() if self.is_counted else len
        self._begun = BegunCounts(self._count)

    def plain(self, request: PlainConverse) -> int:
        """Return what a prompt of texts alone bills."""
        count = self._count
        turns = request.messages
        total = FIRST_TURN - FURTHER_TURN + FURTHER_TURN * len(turns)
        for turn in turns:
            for block in turn.content:
                text = block.text
                total += count(text) if len(text) < LONG_TEXT else self._begun(text)
        for block in request.system or ():
            total += self._begun(block.text)
        return total

    def rich(self, request: ConverseRequest) -> int:
        """Return what a prompt bills that may have tools and images."""
        tools = () if request.tool_config is None else request.tool_config.tools
        said = sum(map(self.block, request.system or ()))
        for number, turn in enumerate(request.messages):
            said += turn_tokens(number) + sum(map(self.block, turn.content))
        return self.tools(tools) + said

    def tools(self, tools: Sequence[ConverseTool]) -> int:
        """Return what tools bill; marks of what is to be kept bill nothing."""
        offered = [one for one in tools if one.cache_point is None]
        return _CALLING + self._count(_encode(offered).decode()) if tools else 0

    def block(self, block: ConverseContent) -> int:
        """Return what one block bills; what was thought earlier is not read again."""
        tokens = 0 if block.said is None else self._count(block.said)
        if block.tool_use is not None:
            call = block.tool_use
            tokens += self._count(f"{call.name}{bytes(call.input).decode()}")
        if block.tool_result is not None:
            tokens += self._count(result_text(block.tool_result))
        return tokens + MEDIUM * _is_medium(block)

    def text(self, request: AnyConverse) -> str:
        """Return all that a request says, role by role."""
        said = [f"system\n{text}" for text in texts(request.system)]
        said += (f"{one.role}\n{text}" for one in request.messages for text in texts(one.content))
        return "\n".join(said)


def turn_tokens(number: int) -> int:
    """Return what a turn bills beside what it says, counted from 0."""
    return FURTHER_TURN if number else FIRST_TURN


def _is_medium(block: ConverseContent) -> bool:
    return any((block.image, block.document, block.video, block.audio))
