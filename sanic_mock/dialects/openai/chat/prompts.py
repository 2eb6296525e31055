"""How many tokens a prompt bills."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sanic_mock.dialects.openai.billing import schema_tokens
from sanic_mock.dialects.openai.chat.kept_counts import KeptCounts
from sanic_mock.dialects.openai.chat.parameters import TextPart
from sanic_mock.dialects.openai.chat.request import (
    INSTRUCTING,
    ChatRequest,
    ContentPart,
    Message,
    PlainChatRequest,
    PlainMessage,
)
from sanic_mock.dialects.openai.chat.tools import functions_tokens, tool_tokens
from sanic_mock.dialects.openai.media import audio_tokens, image_tokens
from sanic_mock.dialects.openai.models import Traits
from sanic_mock.engine.timeline import is_immediate
from sanic_mock.engine.tokens import ENCODING, encoding
from sanic_mock.settings import Settings

# What begins an answer.
PRIMING = 3

# What frames a call that was made, and several of them.
_CALL_TOKENS = 7
_SEVERAL_TOKENS = 16


class Prompts:
    """Counts the prompts of one worker.

    Args:
        settings: a prompt that is neither billed nor waited for need not be tokenised.
        vocabulary: of the models that read them.

    Attributes:
        is_counted: whether it is.
        count: counts a text's tokens.
        repeated: likewise, of a text that probably comes with other requests, too.
    """

    def __init__(self, settings: Settings, vocabulary: str = ENCODING) -> None:
        self.is_counted = settings.prompt_tokens == "counted" or not is_immediate(settings)
        self.count = encoding(vocabulary).count if self.is_counted else len
        self.repeated = KeptCounts(self.count)

    def plain(self, messages: Sequence[PlainMessage], model: Traits) -> int:
        """Count a prompt of texts as OpenAI bills it.

        3 + sum over messages(3 + tokens(role) + tokens(content)), a name adds 1 + its tokens;
        every role is one token, and reasoning models do not bill it [otel-2026] [pydantic-2026].
        """
        count, repeated = self.count, self.repeated
        total = PRIMING + (4 if model.bills_role else 3) * len(messages)
        for message in messages:
            content = message.content
            if not isinstance(content, str):
                total += sum([count(part.text) for part in content])
            elif message.role in INSTRUCTING:
                total += repeated[content]
            else:
                total += count(content)
            if message.name:
                total += self.named(message)
        return total

    def rich(self, request: ChatRequest, model: Traits) -> tuple[int, int]:
        """Count a prompt that may have images, sound and tools; and how much of it is sound."""
        framing = 4 if model.bills_role else 3
        total = PRIMING + framing * len(request.messages) + self._format(request, framing)
        audio = 0
        for message in request.messages:
            count = self.repeated.__getitem__ if message.role in INSTRUCTING else self.count
            total += sum(map(count, texts(message)))
            total += self.named(message) + self.called(message)
            for part in media(message):
                tokens = media_tokens(part, request.model)
                total += tokens
                audio += tokens if part.input_audio else 0
        return total + self.offered(request), audio

    def text(self, messages: Sequence[PlainMessage | Message]) -> str:
        """Return all that a request says, role by role."""
        return "\n".join(f"{one.role}\n{text}" for one in messages for text in texts(one))

    def offered(self, request: PlainChatRequest | ChatRequest) -> int:
        """Return what the functions that a request offers add to its bill."""
        if not isinstance(request, ChatRequest):
            return 0
        if request.tools:
            return tool_tokens(request.tools, self.count)
        return functions_tokens(request.functions, self.count) if request.functions else 0

    def _format(self, request: ChatRequest, framing: int) -> int:
        """Return what the schema of an answer bills: a message; see billing.schema_tokens."""
        wanted = request.response_format
        spec = None if wanted is None else wanted.json_schema
        if spec is None or not bytes(spec.schema):
            return 0
        told = schema_tokens(spec.name, spec.description, bytes(spec.schema), self.count)
        return framing + told

    def named(self, message: PlainMessage | Message) -> int:
        """Return what a message's name bills, if it has one."""
        return 1 + self.count(message.name) if message.name else 0

    def called(self, message: PlainMessage | Message) -> int:
        """Return what the calls bill that a message tells of.

        7 + tokens(name) + tokens(arguments) each, and 16 if there are several: exact for two of
        three prompts, and one less for the third [otel-2026] [pydantic-2026].
        """
        if not isinstance(message, Message):
            return 0
        made = list(calls(message))
        wrapped = _SEVERAL_TOKENS if len(made) > 1 else 0
        return wrapped + sum(
            _CALL_TOKENS + self.count(name) + self.count(given) for name, given in made
        )


def texts(message: PlainMessage | Message) -> list[str]:
    """Return the texts of one message."""
    content = message.content
    if isinstance(content, str):
        return [content]
    return [text for part in content or () if (text := _text(part))]


def calls(message: PlainMessage | Message) -> Iterator[tuple[str, str]]:
    """Yield name and input of each call that a message tells of."""
    if not isinstance(message, Message):
        return
    for call in message.tool_calls or ():
        if call.function is not None:
            yield call.function.name, call.function.arguments
        elif call.custom is not None:
            yield call.custom.name, call.custom.input
    if message.function_call is not None:
        yield message.function_call.name, message.function_call.arguments


def media_tokens(part: ContentPart, model: str) -> int:
    """Return what an image or sound bills; a file that is not read bills nothing."""
    if part.image_url is not None:
        return image_tokens(part.image_url.url, part.image_url.detail or "auto", model)
    if part.input_audio is not None:
        return audio_tokens(part.input_audio.data, part.input_audio.format)
    return 0


def _text(part: ContentPart | TextPart) -> str | None:
    return part.text


def media(message: PlainMessage | Message) -> Iterable[ContentPart]:
    if not isinstance(message.content, list):
        return ()
    return [part for part in message.content if isinstance(part, ContentPart) and part.text is None]
