"""Texts to tokens and back, counted as completions are billed here [vllm-2026]."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.json_answer import answer
from sanic_mock.dialects.openai.models import family_of
from sanic_mock.dialects.operation import Call, State
from sanic_mock.dialects.vllm.errors import bad_request
from sanic_mock.engine.tokens import encoding

# OpenAI's open-weights format: what begins a message, its content, and what ends it. With a role
# of one token a message costs what completions count for it: 3 more than role and content.
_START, _END, _MESSAGE = 200_006, 200_007, 200_008
_REPLY = "assistant"
_CONTEXT = 131_072  # of a model that nobody knows
_MOST_ID = 2**32 - 1


class TokenizedMessage(msgspec.Struct):
    """One message of a chat; parts that are no text count nothing."""

    role: str = "user"
    content: Any = None

    def texts(self) -> Iterator[str]:
        """Yield the text of each of its parts, which are counted as one."""
        for part in self.content if isinstance(self.content, list) else [self.content]:
            text = part.get("text") if isinstance(part, dict) else part
            if isinstance(text, str):
                yield text


class Tokenized(msgspec.Struct):
    """A request to tokenize a prompt or a chat; either is enough."""

    model: str | None = None
    prompt: str | None = None
    messages: list[TokenizedMessage] | None = None
    add_generation_prompt: bool = True
    return_token_strs: bool | None = False


class Detokenized(msgspec.Struct):
    """A request for the text of tokens."""

    tokens: list[int]
    model: str | None = None


R = TypeVar("R", Tokenized, Detokenized)


def tokenize(state: State, call: Call) -> Whole:
    """Return the tokens of a prompt, or of a chat as its prompt is counted."""
    asked = _read(call, Tokenized)
    tokens = _tokens(asked)
    family = family_of(asked.model or state.settings.model or "")
    named = [encoding().decode([one]) for one in tokens] if asked.return_token_strs else None
    told = {
        "count": len(tokens),
        "max_model_len": family.window if family.is_known else _CONTEXT,
        "tokens": tokens,
        "token_strs": named,
    }
    return answer(told, end=b"")


def detokenize(state: State, call: Call) -> Whole:
    """Return the text of tokens."""
    tokens = _read(call, Detokenized).tokens
    if not all(0 <= one <= _MOST_ID for one in tokens):
        raise bad_request(f"Tokens must be between 0 and {_MOST_ID}.", "tokens")
    return answer({"prompt": encoding().decode(tokens)}, end=b"")


def _read(call: Call, kind: type[R]) -> R:
    try:
        return msgspec.json.decode(call.body, type=kind)
    except msgspec.MsgspecError as error:
        raise bad_request(str(error)) from None


def _tokens(asked: Tokenized) -> list[int]:
    encode = encoding().encode_ordinary
    if asked.prompt is not None:
        return encode(asked.prompt)
    if asked.messages is None:
        raise bad_request("Either prompt or messages must be given.")
    tokens: list[int] = []
    for message in asked.messages:
        tokens += [_START, *encode(message.role), _MESSAGE]
        tokens += encode("".join(message.texts()))
        tokens.append(_END)
    if asked.add_generation_prompt:
        tokens += [_START, *encode(_REPLY), _MESSAGE]
    return tokens
