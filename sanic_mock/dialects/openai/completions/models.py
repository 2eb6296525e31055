"""The models that complete texts, and what each of them refuses."""

from __future__ import annotations

from typing import NamedTuple

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.catalogue import base_name
from sanic_mock.dialects.openai.completions import errors as completions_errors
from sanic_mock.dialects.openai.purpose import purpose


class Traits(NamedTuple):
    """How a model differs on the wire.

    Attributes:
        answers_as: the model name in the answer.
        context: tokens that prompt and completion may have together; 0 where nobody knows.
        takes_suffix: whether `suffix` is a parameter of its.
        reads_only: whether it can look at a prompt without adding to it, and tell of its tokens.
    """

    answers_as: str
    context: int = 0
    takes_suffix: bool = True
    reads_only: bool = True


# Names in answers: recorded traffic. Contexts: the models page, and recorded refusals for instruct,
# which is the one that takes a suffix (openai-openapi, CreateCompletionRequest).
_INSTRUCT = Traits("gpt-3.5-turbo-instruct:20230824-v2", context=4097, reads_only=False)
_BASE = {
    "gpt-3.5-turbo-instruct": _INSTRUCT,
    "gpt-3.5-turbo-instruct-0914": _INSTRUCT,
    "davinci-002": Traits("davinci:2023-07-21-v2", context=16_385, takes_suffix=False),
    "babbage-002": Traits("babbage:2023-07-21-v2", context=16_385, takes_suffix=False),
}


def traits(request: str) -> Traits:
    """Return how the model asked for answers; one that was fine-tuned answers as itself."""
    if request in _BASE:
        return _BASE[request]
    return _BASE.get(base_name(request), Traits(request))._replace(answers_as=request)


def check_purpose(name: str) -> None:
    """Refuse a model that does something else than completing texts (recorded traffic)."""
    match purpose(name):
        case "chat" | "responses":
            raise completions_errors.chat_model()
        case "embedding" | "moderation":
            raise errors.not_sampled()
