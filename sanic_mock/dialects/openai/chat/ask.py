"""What a chat completion is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sanic_mock.dialects.openai.chat.request import ChatRequest
from sanic_mock.engine.ask import Ask


class ChatAsk(Ask, gc=False):
    """The Ask of a chat completion.

    Attributes:
        request: the request, where it asks for more than one free text; None for the many.
        messages: as they came, where the answer is to be stored; else none.
        has_images: whether there are images in its prompt.
        thought_member: where its messages show the reasoning; "" for nowhere.
    """

    request: ChatRequest | None = None
    messages: Sequence[Any] = ()
    has_images: bool = False
    thought_member: str = ""
