"""The prompts of a request, however they were given, and their tokens.

All of OpenAI's completion models have the cl100k vocabulary, and bill plain counts of it
[openllmetry-2026].
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sanic_mock.dialects.openai import size_errors
from sanic_mock.dialects.openai.completions import errors as completions_errors
from sanic_mock.dialects.openai.completions.request import Prompts
from sanic_mock.dialects.openai.completions.validation import LAST_TOKEN, check_prompts
from sanic_mock.engine.long_runs import counter
from sanic_mock.engine.tokens import CL100K, encoding

MOST_PROMPTS = 2048
# The separator of documents: one token, and what a model begins with where nobody says anything.
END_OF_TEXT = "<|endoftext|>"

Prompt = str | list[int]


def read(given: Prompts | None) -> Sequence[Prompt]:
    """Return the prompts, each a text or its tokens; at least one.

    Raises:
        Problem: there is none, there are too many, or they are of several kinds.
    """
    if type(given) is str:
        return (given,)
    if given is None:
        return (END_OF_TEXT,)
    kinds = set(map(type, given))
    if kinds == {int}:
        found: Sequence[Prompt] = (cast(list[int], given),)
    elif kinds in ({str}, {list}) and [] not in given:
        found = cast(list[Prompt], given)
    else:
        raise check_prompts("prompt", given) or size_errors.empty_array("prompt")
    if len(found) > MOST_PROMPTS:
        raise size_errors.array_too_long("prompt", MOST_PROMPTS, len(found))
    return found


def count(prompt: Prompt) -> int:
    """Return how many tokens a prompt has; an empty one is the separator.

    Raises:
        Problem: a number is no token.
    """
    if not isinstance(prompt, str):
        return _count_checked(prompt)
    counted = counter(CL100K)
    if END_OF_TEXT in prompt:
        return sum(map(counted, prompt.split(END_OF_TEXT))) + prompt.count(END_OF_TEXT)
    return counted(prompt) or 1


def text(prompt: Prompt) -> str:
    """Return a prompt as text."""
    return prompt if isinstance(prompt, str) else encoding(CL100K).decode(prompt)


def _count_checked(tokens: list[int]) -> int:
    wrong = next((one for one in tokens if not 0 <= one <= LAST_TOKEN), None)
    if wrong is not None:
        raise completions_errors.bad_token(wrong, LAST_TOKEN)
    return len(tokens)
