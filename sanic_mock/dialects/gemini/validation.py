"""What is wrong with a request that could be read [gemini-2026]."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

from sanic_mock.dialects.gemini import errors
from sanic_mock.dialects.gemini.models import GeminiTraits
from sanic_mock.dialects.gemini.turns import GeminiTurn

Json = dict[str, Any]

ROLES = ("user", "model", "function")
MOST_CANDIDATES = 8
MOST_LOGPROBS = 20


def check(request: Json, said: Sequence[GeminiTurn], model: GeminiTraits) -> None:
    """Check what a request says; raises GeminiProblem."""
    if told := list(_violations(request)):
        raise errors.wrong_request(*told)
    if any(one.role not in ROLES for one in said):
        raise errors.wrong_argument("Please use a valid role: user, model.")
    _check_results(said)
    if model.names_calls:
        _check_signatures(request["contents"])


def _violations(request: Json) -> Iterator[str]:
    """Yield what is missing or out of range, each with its place."""
    contents = request.get("contents") or []
    if not contents:
        yield "contents: contents is not specified"
    for place, content in enumerate(contents):
        if not content.get("parts"):
            yield f"contents[{place}].parts: contents.parts must not be empty."
    config = request.get("generationConfig", {})
    if not 1 <= config.get("candidateCount", 1) <= MOST_CANDIDATES:
        yield "generation_config.candidate_count: candidate_count must be in the range [1, 8]."
    if config.get("maxOutputTokens", 1) < 1:
        yield "generation_config.max_output_tokens: max_output_tokens must be positive."
    if not 0 <= config.get("logprobs", 0) <= MOST_LOGPROBS:
        yield "generation_config.logprobs: logprobs must be in the range [0, 20]."
    if not 0 <= config.get("temperature", 1) <= 2:
        yield "generation_config.temperature: temperature must be in the range [0.0, 2.0]."
    if not 0 <= config.get("topP", 1) <= 1:
        yield "generation_config.top_p: top_p must be in the range [0.0, 1.0]."


def _check_results(said: Sequence[GeminiTurn]) -> None:
    """Check that as many results follow as there were calls.

    Chats of Google's own clients tell a stream again as it came, a message for each chunk of it.
    """
    parts = [list(one) for _, one in groupby(said, key=lambda one: one.role == "model")]
    for asking, answering in pairwise(parts):
        calls = sum(len(one.calls) for one in asking)
        if calls and calls != sum(len(one.results) for one in answering):
            raise errors.wrong_argument(
                "Please ensure that the number of function response parts is equal to the number "
                "of function call parts of the function call turn."
            )


def _check_signatures(contents: Sequence[Json]) -> None:
    """Check that calls bear what stands for the thought behind them, since the user spoke."""
    spoken = [n for n, one in enumerate(contents) if any("text" in part for part in _user(one))]
    has_called = False  # of calls that are made together, the first one bears it
    for place in range(max(spoken, default=0), len(contents)):
        calls = [part for part in contents[place].get("parts", ()) if "functionCall" in part]
        is_first, has_called = bool(calls) and not has_called, bool(calls)
        if is_first and not calls[0].get("thoughtSignature"):
            raise errors.unsigned_call(calls[0]["functionCall"].get("name", ""), place + 1)


def _user(content: Json) -> Sequence[Json]:
    """Return the parts of what a user says; none of what a model does."""
    parts: Sequence[Json] = content.get("parts", ())
    return parts if content.get("role", "user") == "user" else ()
