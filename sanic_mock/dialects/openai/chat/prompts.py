"""How many tokens a prompt bills."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sanic_mock.dialects.openai.attached import file_tokens
from sanic_mock.dialects.openai.billing import (
    INTRODUCTION_TOKENS,
    TITLE_TOKENS,
    CallBill,
    Called,
    format_tokens,
)
from sanic_mock.dialects.openai.chat.heard import transcript_tokens
from sanic_mock.dialects.openai.chat.kept_counts import KeptCounts
from sanic_mock.dialects.openai.chat.request import (
    INSTRUCTING,
    ChatRequest,
    ContentPart,
    Message,
    PlainChatRequest,
    PlainMessage,
)
from sanic_mock.dialects.openai.chat.tools import tool_tokens
from sanic_mock.dialects.openai.chat.turns import (
    TurnCounter,
    further_tokens,
    makes_calls,
    only_text,
    only_tokens,
    texts,
    tokens_of_calls,
)
from sanic_mock.dialects.openai.media import audio_tokens, image_tokens, speech_tokens
from sanic_mock.dialects.openai.models import PRIMING, Traits
from sanic_mock.engine.begun_counts import LONG_TEXT, BegunCounts
from sanic_mock.engine.long_runs import counter
from sanic_mock.engine.timeline import is_immediate
from sanic_mock.engine.tokens import ENCODING, encoding
from sanic_mock.settings import Settings

# What stands between a message and the tools that are joined to it, and between those and a schema.
_BETWEEN = "\n\n"
_BETWEEN_TOKENS = 1
# What a tool that is named, and a schema that is, bills beside its name [billed-2026].
_CHOICE_TOKENS = 7
_FORMAT_TOKENS = 2
# Later models read instructions under a title of their own where tools follow them
# [cassettes-2026].
_INSTRUCTIONS = "# Instructions\n\n"
# What frames a sound, as text: of one recorded [cassettes-2026].
_HEARD_TOKENS = 4

# Of more messages than these most came with an earlier request: they are a conversation's.
_MOST_NEW = 2


class Prompts:
    """Counts the prompts of one worker.

    Args:
        settings: a prompt that is neither billed nor waited for need not be tokenised.
        vocabulary: of the models that read them.

    Attributes:
        is_counted: whether it is.
        count: counts a text's tokens.
        count_short: likewise, of a text of less than LONG_TEXT letters.
        begun: likewise, of a text that may be long and begin as another one did.
        repeated: likewise, of a text that probably comes with other requests, too.
    """

    def __init__(self, settings: Settings, vocabulary: str = ENCODING) -> None:
        self.is_counted = settings.prompt_tokens == "counted" or not is_immediate(settings)
        self.count = counter(vocabulary) if self.is_counted else len
        self.count_short = encoding(vocabulary).count if self.is_counted else len
        self.begun = BegunCounts(self.count)
        self.repeated = KeptCounts(self.begun)

    def plain(self, messages: Sequence[PlainMessage], model: Traits) -> int:
        """Count a prompt of texts as OpenAI bills it.

        3 + sum over messages(3 + tokens(role) + tokens(content)), a name adds tokens(:name); every
        role is one token. Reasoning models do not bill it, but some of the messages more
        [otel-2026] [pydantic-2026] [billed-2026].
        """
        length, bills_role = len(messages), model.bills_role
        count, repeated = self.count_short, self.repeated
        total = PRIMING + (4 if bills_role else 3) * length
        for message in messages:
            content = message.content
            if type(content) is not str:
                total += self.begun("".join(texts(message)))
            elif length > _MOST_NEW or message.role in INSTRUCTING:
                total += repeated[content]
            elif len(content) >= LONG_TEXT:
                total += self.begun(content)
            else:
                total += count(content)
            if message.name:
                total += self.named(message)
        return total if bills_role else total + further_tokens(messages, model)

    def rich(self, request: ChatRequest, model: Traits, named: str = "") -> tuple[int, int]:
        """Count a prompt that may have images, sound and tools; and how much of it is sound.

        Args:
            request: the request.
            model: reads it.
            named: the function that it names to be called.
        """
        beside = self._beside(request, model, named)
        if (asked := only_text(request.messages)) is not None:  # as most of a load
            return beside + only_tokens(asked, model, self.begun), 0
        repeated = self.repeated.__getitem__
        count = repeated if len(request.messages) > _MOST_NEW else self.begun
        turns = TurnCounter(model, count, repeated)
        total = turns.tokens(request.messages) + beside
        total += _behind_calls(request.messages, model)
        audio = 0
        for message in request.messages:
            total += self.named(message) if message.role not in ("tool", "function") else 0
            said, heard = _heard_again(message)
            total += said + heard
            audio += heard
            for part in media(message):
                tokens = self.medium(part, request.model)
                total += tokens
                if part.input_audio:
                    total += _HEARD_TOKENS
                    audio += tokens
        return total, audio

    def text(self, messages: Sequence[PlainMessage | Message]) -> str:
        """Return all that a request says, role by role."""
        return "\n".join(f"{one.role}\n{text}" for one in messages for text in texts(one))

    def offered(self, request: PlainChatRequest | ChatRequest, model: Traits) -> int:
        """Return what the functions that a request offers bill, with a message of their own."""
        specs = isinstance(request, ChatRequest) and (request.tools or request.functions)
        if not specs:
            return 0
        prompting = model.family.prompting
        tokens = tool_tokens(specs, self.count, is_later=prompting.has_definitions)
        title = INTRODUCTION_TOKENS if prompting.has_definitions else TITLE_TOKENS
        return tokens + title - (not prompting.instructs) + self._framing(model)

    def _beside(self, request: ChatRequest, model: Traits, named: str) -> int:
        """Return what tools and the schema of an answer bill, and the message that they are."""
        offered, wanted = self.offered(request, model), self._format(request)
        if not offered and not wanted:
            return 0
        if model.family.prompting.instructs:
            return offered + wanted + self._joined_later(request, model, offered, wanted)
        total = offered + wanted
        if wanted:
            total += _BETWEEN_TOKENS if offered else self._framing(model)
        total += _CHOICE_TOKENS + self.count(named) if named else 0
        instructions = next((one for one in request.messages if one.role in INSTRUCTING), None)
        return total if instructions is None else total + self._joined(instructions, model)

    def _joined(self, instructions: Message, model: Traits, title: str = "") -> int:
        """Return what more it bills that what is beside a message is told in that."""
        text = "".join(texts(instructions))
        further = self.repeated[title + text + _BETWEEN] - self.repeated[text]
        return further - self._framing(model)

    def _joined_later(self, request: ChatRequest, model: Traits, offered: int, wanted: int) -> int:
        """Return the same of models that reason: told in the first message alone."""
        total, first = 0, request.messages[0]
        if offered and first.role in INSTRUCTING:
            total += self._joined(first, model, _INSTRUCTIONS)
        if wanted:
            total += _BETWEEN_TOKENS if offered else model.family.prompting.schema
        return total

    def _framing(self, model: Traits) -> int:
        """Return what frames a message that instructs."""
        return model.framing + model.family.prompting.instructing

    def _format(self, request: ChatRequest) -> int:
        """Return what the schema of an answer bills.

        Where there are no tools, its name stands before the answer and before each that is told
        again: of names of one and two tokens [cassettes-2026].
        """
        wanted = request.response_format
        spec = None if wanted is None else wanted.json_schema
        if spec is None or not bytes(spec.schema):
            return 0
        told = format_tokens(spec.name, spec.description, bytes(spec.schema), self.count)
        if request.tools or request.functions:
            return told
        answers = 1 + sum(one.role == "assistant" for one in request.messages)
        return told + answers * (_FORMAT_TOKENS + self.count(spec.name))

    def medium(self, part: ContentPart, model: str) -> int:
        """Return what an image, a sound or a file bills."""
        if part.image_url is not None:
            return image_tokens(
                part.image_url.url, part.image_url.detail or "auto", model, is_chat=True
            )
        if part.input_audio is not None:
            return audio_tokens(part.input_audio.data, part.input_audio.format)
        if part.file is not None:
            data, name = part.file.file_data or "", part.file.filename or ""
            return file_tokens(data, name, model, self.count, shows_pages=True, frames_text=False)
        return 0

    def named(self, message: PlainMessage | Message) -> int:
        """Return what a message's name bills, if it has one."""
        return self.count(f":{message.name}") if message.name else 0

    def called(self, made: Sequence[Called], model: Traits) -> int:
        """Return what the calls bill that one message tells of."""
        return CallBill(tokens_of_calls(model), self.repeated.__getitem__).made((), made)


def _heard_again(message: Message) -> tuple[int, int]:
    """Return what an earlier answer bills that was heard: its transcript, and its sound."""
    name = message.audio.get("id") if message.audio is not None else None
    said = transcript_tokens(name) if isinstance(name, str) else None
    return (said, speech_tokens(said)) if said is not None else (0, 0)


def _behind_calls(messages: Sequence[Message], model: Traits) -> int:
    """Return what messages with images bill more behind calls, from gpt-5 on: of six prompts."""
    if not model.family.prompting.has_definitions:
        return 0
    first = next((place for place, one in enumerate(messages) if makes_calls(one)), len(messages))
    return sum(map(shows_image, messages[first:]))


def media(message: PlainMessage | Message) -> Iterable[ContentPart]:
    if not isinstance(message.content, list):
        return ()
    return [part for part in message.content if isinstance(part, ContentPart) and part.text is None]


def shows_image(message: PlainMessage | Message) -> bool:
    """Return whether a message has an image."""
    return any(part.image_url is not None for part in media(message))
