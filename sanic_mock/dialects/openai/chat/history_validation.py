"""Checks of a history: who must have content, and which results follow which calls."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai import errors, media_validation
from sanic_mock.dialects.openai.chat import errors as chat_errors
from sanic_mock.dialects.openai.chat.request import ContentPart, Message


def check(messages: Sequence[Message]) -> None:
    """Check that messages have content, and that calls and their results follow each other.

    Raises:
        Problem: what OpenAI would answer [issues-2026].
    """
    for place, message in enumerate(messages):
        _check_content(place, message)
        _check_calls(place, message)
    open_calls: list[str] = []
    for place, message in enumerate(messages):
        if message.role == "tool":
            if message.tool_call_id is None:
                raise chat_errors.no_call_id(place)
            if message.tool_call_id not in open_calls:
                raise chat_errors.stray_tool_message(place)
            open_calls.remove(message.tool_call_id)
            continue
        if open_calls:
            raise chat_errors.unanswered_calls(place, open_calls)
        open_calls = [call.id for call in message.tool_calls or ()]
    if open_calls:
        raise chat_errors.unanswered_calls(len(messages), open_calls)


def _check_content(place: int, message: Message) -> None:
    content = message.content
    if content is None:
        # what an assistant says may be in another member [issues-2026]
        others = (message.tool_calls, message.function_call, message.refusal, message.audio)
        if message.role == "developer":
            raise errors.missing(f"messages[{place}].content")
        if message.role != "assistant" or not any(one is not None for one in others):
            raise chat_errors.no_content(place)
    elif not isinstance(content, str):
        for number, part in enumerate(content):
            _check_part(f"messages[{place}].content[{number}]", part)


def _check_calls(place: int, message: Message) -> None:
    for number, call in enumerate(message.tool_calls or ()):
        if getattr(call, call.type) is None:
            raise errors.missing(f"messages[{place}].tool_calls[{number}].{call.type}")


def _check_part(path: str, part: ContentPart) -> None:
    if getattr(part, part.type) is None:
        raise errors.missing(f"{path}.{part.type}")
    problem = None
    if part.image_url is not None:
        problem = media_validation.chat_image(part.image_url.url)
    elif part.file is not None and part.file.file_data is not None:
        param = f"{path}.file.file_data"
        problem = media_validation.file(param, part.file.file_data, of_chat=True)
    if problem is not None:
        raise problem
