"""A moderations answer: OpenAI's JSON, indented by two, without a newline at its end.

Key order: [openapi-2026] examples of createModeration, of both generations of models.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import msgspec

from sanic_mock.dialects.openai.moderation_results import CATEGORIES
from sanic_mock.engine.moderation import Verdict

KNOWN_VERDICTS = 256


class Generation(NamedTuple):
    """What all models of one time answer.

    Attributes:
        categories: the categories, in their order.
        reads_images: whether it takes images, and says what each score applies to.
    """

    categories: tuple[str, ...]
    reads_images: bool


OMNI = Generation(
    CATEGORIES,
    reads_images=True,
)
TEXT = Generation(
    (
        "sexual",
        "hate",
        "harassment",
        "self-harm",
        "sexual/minors",
        "hate/threatening",
        "violence/graphic",
        "self-harm/intent",
        "self-harm/instructions",
        "harassment/threatening",
        "violence",
    ),
    reads_images=False,
)

# [openapi-2026] CreateModerationResponse: the categories that apply to images
_OF_IMAGES = {
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "violence",
    "violence/graphic",
}
_BODY = b"""\
{
  "id": "modr-%b",
  "model": %b,
  "results": [%b]
}"""
_RESULT = b"""
    {
      "flagged": %b,
      "categories": {
%b
      },
      "category_scores": {
%b
      }%b
    }"""
_TYPES = b""",
      "category_applied_input_types": {
%b
      }"""
_JSON = {False: b"false", True: b"true"}


class Judged(NamedTuple):
    """One input and what was found.

    Attributes:
        verdict: the verdict.
        has_text: whether there was text in it.
        has_image: whether there was an image in it.
    """

    verdict: Verdict
    has_text: bool = True
    has_image: bool = False


def whole(name: str, model: str, generation: Generation, judged: Iterable[Judged]) -> bytes:
    """Return the JSON of an answer.

    Args:
        name: the id, without its prefix.
        model: the model's name.
        generation: what models like it answer.
        judged: the inputs, in their order.
    """
    results = b",".join(_result(generation, one) for one in judged)
    shown = results + b"\n  " if results else b""
    return _BODY % (name.encode(), msgspec.json.encode(model), shown)


def _result(generation: Generation, one: Judged) -> bytes:
    flagged = one.verdict.flagged.intersection(generation.categories)
    scores = one.verdict.scores
    types = _types(one.has_text, one.has_image) if generation.reads_images else b""
    return _RESULT % (
        _JSON[bool(flagged)],
        _flags(generation, flagged),
        _lines((each, repr(scores[each]).encode()) for each in generation.categories),
        types,
    )


@lru_cache(KNOWN_VERDICTS)
def _flags(generation: Generation, flagged: frozenset[str]) -> bytes:
    return _lines((each, _JSON[each in flagged]) for each in generation.categories)


@lru_cache
def _types(has_text: bool, has_image: bool) -> bytes:
    """Return what the scores apply to; some categories never apply to images."""
    return _TYPES % _lines(
        (each, _array(["text"] * has_text + ["image"] * (has_image and each in _OF_IMAGES)))
        for each in OMNI.categories
    )


def _array(types: list[str]) -> bytes:
    lines = ",".join(f'\n          "{one}"' for one in types)
    return f"[{lines}\n        ]".encode() if types else b"[]"


def _lines(pairs: Iterable[tuple[str, bytes]]) -> bytes:
    return b",\n".join(b'        "%b": %b' % (key.encode(), value) for key, value in pairs)
