"""The models that complete texts, and what each of them refuses."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Literal, NamedTuple

from sanic_mock.dialects.openai import access
from sanic_mock.dialects.openai.completions import sentences

LONGEST_NAME = 256
KNOWN_MODELS = 256

# Other names are anybody's own models, which are taken to complete texts.
_CHAT = re.compile(r"gpt-[3-9]|o\d|chatgpt-|codex-|computer-use-")
_VECTORS = re.compile(r"text-embedding-|omni-moderation-|text-moderation-")

Kind = Literal["completes", "chats", "other"]


class Traits(NamedTuple):
    """How a model differs on the wire.

    Attributes:
        answers_as: the model name in the answer.
        kind: whether it completes texts at all; else what it does.
        context: tokens that prompt and completion may have together; 0 where nobody knows.
        takes_suffix: whether `suffix` is a parameter of its.
        reads_only: whether it can look at a prompt without adding to it, and tell of its tokens.
    """

    answers_as: str
    kind: Kind = "completes"
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


@lru_cache(KNOWN_MODELS)
def traits(asked: str) -> Traits:
    """Return how the model asked for answers; one that was fine-tuned answers as itself."""
    if asked in _BASE:
        return _BASE[asked]
    is_tuned = asked.startswith("ft:")
    base = asked.split(":")[1] if is_tuned else asked
    if base in _BASE:
        return _BASE[base]._replace(answers_as=asked)
    if _CHAT.match(base):
        return Traits(asked, "chats")
    return Traits(asked, "other" if _VECTORS.match(base) else "completes")


def check(name: str, served: Collection[str]) -> None:
    """Check that a model is served here.

    Args:
        name: what the client asked for.
        served: the names that are; none serves any.

    Raises:
        Problem: it is not, or does something else than completing texts.
    """
    if served and name not in served:
        raise access.no_such_model(name)
    kind = traits(name).kind
    if kind == "chats":
        raise sentences.chat_model()
    if kind == "other":
        raise sentences.not_sampled()
