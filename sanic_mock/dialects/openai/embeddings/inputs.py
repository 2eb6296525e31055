"""The texts of an embeddings request, however they were given, and their tokens."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import cast

from sanic_mock.dialects.openai.embeddings import errors
from sanic_mock.dialects.openai.embeddings.errors import (
    MOST_INPUTS,
    MOST_TOKENS,
    MOST_TOKENS_IN_ALL,
)
from sanic_mock.dialects.openai.embeddings.request import Input
from sanic_mock.engine.long_runs import Count, counter
from sanic_mock.engine.tokens import CL100K, Encoding, encoding

LAST_TOKEN = 100_276


class Inputs:
    """Reads inputs.

    All embedding models have the cl100k vocabulary, and bill plain counts of it [otel-2026].
    It is loaded by the first request where the server has not (see server.worker).

    Args:
        is_strict: whether to refuse what OpenAI refuses.
    """

    def __init__(self, *, is_strict: bool) -> None:
        self._is_strict = is_strict

    @cached_property
    def _count(self) -> Count:
        return counter(CL100K)

    @cached_property
    def _encoding(self) -> Encoding:
        return encoding(CL100K)

    def read(self, given: Input) -> tuple[Sequence[str], int]:
        """Return the texts, and how many tokens they have together.

        Raises:
            Problem: they are empty, too many, too long, or of several kinds.
        """
        if type(given) is str:
            return (given,), self._checked_alone(given)
        assert type(given) is list
        if self._is_strict:
            _check_length(given)
        kinds = set(map(type, given))
        if kinds <= {str}:
            return self._texts(cast(list[str], given))
        if kinds == {int}:
            return self._tokens([cast(list[int], given)])
        if kinds == {list}:
            return self._tokens(cast(list[list[int]], given))
        raise errors.bad_shape("input")

    def _checked_alone(self, text: str) -> int:
        tokens = self._count(text)
        if self._is_strict and not 0 < tokens <= MOST_TOKENS:
            raise errors.too_long_alone() if text else errors.empty_string("input")
        return tokens

    def _texts(self, texts: list[str]) -> tuple[list[str], int]:
        counts = list(map(self._count, texts))
        if self._is_strict:
            _check_counts(counts, is_text=True)
        return texts, sum(counts)

    def _tokens(self, arrays: list[list[int]]) -> tuple[list[str], int]:
        counts = list(map(len, arrays))
        if self._is_strict:
            _check_counts(counts, is_text=False)
        if any(not 0 <= token <= LAST_TOKEN for array in arrays for token in array):
            raise errors.bad_shape("input")
        return list(map(self._encoding.decode, arrays)), sum(counts)


def _check_length(given: Sequence[object]) -> None:
    if not given:
        raise errors.empty_array("input")
    if len(given) > MOST_INPUTS:
        raise errors.too_many("input")


def _check_counts(counts: list[int], *, is_text: bool) -> None:
    if 0 in counts:
        path = f"input[{counts.index(0)}]"
        raise errors.empty_string(path) if is_text else errors.empty_array(path)
    if max(counts) > MOST_TOKENS:
        place = next(place for place, count in enumerate(counts) if count > MOST_TOKENS)
        raise errors.too_long(f"input[{place}]")
    if sum(counts) > MOST_TOKENS_IN_ALL:
        raise errors.too_long_in_all(sum(counts))
