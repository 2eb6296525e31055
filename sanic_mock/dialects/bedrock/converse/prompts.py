"""How many tokens a conversation bills: an estimate, for no tokenizer of these models is public.

A turn of a user bills 7 beside its text, each further turn 4, as was measured of Anthropic's models
[messages-2026]; of others nothing better is known.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sanic_mock.dialects.bedrock.converse.request import (
    AnyConverse,
    AnyTurn,
    ConverseContent,
    ConverseRequest,
    ConverseText,
    PlainConverse,
    ToolConfig,
    calls,
    result_text,
    results,
    texts,
)
from sanic_mock.engine.timeline import is_immediate
from sanic_mock.engine.tokens import encoding
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
        self._count = encoding().count if self.is_counted else len

    def plain(self, request: PlainConverse) -> int:
        """Return what a prompt of texts alone bills."""
        count = self._count
        turns = request.messages
        total = FIRST_TURN - FURTHER_TURN + FURTHER_TURN * len(turns)
        for turn in turns:
            for block in turn.content:
                total += count(block.text)
        for block in request.system or ():
            total += count(block.text)
        return total

    def rich(self, request: ConverseRequest) -> int:
        """Return what a prompt bills that may have tools and images."""
        framing = FIRST_TURN - FURTHER_TURN + FURTHER_TURN * len(request.messages)
        turns = sum(map(self._turn, request.messages))
        return framing + turns + self._texts(request.system) + self._tools(request.tool_config)

    def text(self, request: AnyConverse) -> str:
        """Return all that a request says, role by role."""
        said = [f"system\n{text}" for text in texts(request.system)]
        said += (f"{one.role}\n{text}" for one in request.messages for text in texts(one.content))
        return "\n".join(said)

    def _turn(self, turn: AnyTurn) -> int:
        called = sum(self._count(f"{one.name}{bytes(one.input).decode()}") for one in calls(turn))
        brought = sum(self._count(result_text(one)) for one in results(turn))
        return self._texts(turn.content) + called + brought

    def _texts(self, blocks: Sequence[ConverseText | ConverseContent] | None) -> int:
        said = sum(map(self._count, texts(blocks)))
        return said + MEDIUM * sum(map(_is_medium, blocks or ()))

    def _tools(self, config: ToolConfig | None) -> int:
        return 0 if config is None else _CALLING + self._count(_encode(config.tools).decode())


def _is_medium(block: ConverseText | ConverseContent) -> bool:
    if isinstance(block, ConverseText):
        return False
    return any((block.image, block.document, block.video, block.audio))
