"""What was otherwise on OpenAI's wire until a month, where that is a row of data [replay-2026].

All else is as it is sent since: an older wire is none of that month in every detail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sanic_mock.dialects.openai import gateway_errors
from sanic_mock.dialects.openai.embeddings.layouts import ONE_LINE, Indented, OneLine
from sanic_mock.dialects.openai.ids import Naming, RootLastNaming
from sanic_mock.dialects.openai.responses.older import Older
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings


class Wire(NamedTuple):
    """What is sent.

    Attributes:
        embeddings: how embeddings are laid out.
        tells_upstream: whether answers of models tell how long a server behind the gateway took.
        naming: makes the ids of responses and their items.
        names_verdicts_long: whether ids of moderations are letters as chat's, and not digits.
        no_model: what responses say of a model that is not there: as all endpoints since September
            2026 (litellm#39457 [issues-2026]); from April [otel-2026] to July [cassettes-2026] it
            was another status.
        responses: what of responses was otherwise; None for nothing.
        frames_files: whether the texts of files are framed in responses, as was billed in June
            2026, and was not in March [billed-2026] [cassettes-2026].
    """

    embeddings: OneLine = ONE_LINE
    tells_upstream: bool = False
    naming: type[Naming] = Naming
    names_verdicts_long: bool = False
    no_model: Callable[[str], Problem] = gateway_errors.no_such_model
    responses: Older | None = None
    frames_files: bool = True


NEWEST = "2026-08"
NEWEST_WIRE = Wire()
# Members of responses by the last month in which they were not there.
_JUNE_LACKED = (
    "tool_usage",
    "reasoning.mode",
    "usage.input_tokens_details.cache_write_tokens",
    "tools.output_schema",
    "tools<namespace>.tools.output_schema",
    "tools<web_search>.search_content_types",
    "tools<web_search_preview>.search_content_types",
)
_MAY_LACKED = (*_JUNE_LACKED, "reasoning.context", "output<reasoning>.content")
_APRIL_LACKED = (*_MAY_LACKED, "moderation")
_MARCH_LACKED = (*_APRIL_LACKED, "tools<web_search>.return_token_budget")
_DECEMBER_LACKED = (*_MARCH_LACKED, "frequency_penalty", "presence_penalty", "completed_at")
_OCTOBER_LACKED = (*_DECEMBER_LACKED, "prompt_cache_retention")
_SEPTEMBER_LACKED = (*_OCTOBER_LACKED, "billing")
_JULY_LACKED = (*_SEPTEMBER_LACKED, "prompt_cache_key", "safety_identifier", "text.verbosity")
_APRIL_NULLS = ("prompt_cache_retention",)
# 129 responses until 19 May; 24 hours in all from 11 June on [cassettes-2026].
_IN_MEMORY_IN_MAY = ("gpt-5.2", "gpt-5.4")

_JULY = NEWEST_WIRE._replace(no_model=gateway_errors.no_such_responding_model)
_JUNE = _JULY._replace(responses=Older(_JUNE_LACKED))
_MAY = _JUNE._replace(
    embeddings=Indented(),
    responses=Older(_MAY_LACKED, (), _IN_MEMORY_IN_MAY),
    frames_files=False,
)
_APRIL = _MAY._replace(responses=Older(_APRIL_LACKED, _APRIL_NULLS))
_MARCH = _APRIL._replace(responses=Older(_MARCH_LACKED, _APRIL_NULLS))
_DECEMBER = _MARCH._replace(tells_upstream=True, responses=Older(_DECEMBER_LACKED, _APRIL_NULLS))
_OCTOBER = _DECEMBER._replace(responses=Older(_OCTOBER_LACKED))
_SEPTEMBER = _OCTOBER._replace(naming=RootLastNaming, responses=Older(_SEPTEMBER_LACKED))
_AUGUST = _SEPTEMBER._replace(names_verdicts_long=True)
# By the last month in which it was sent.
WIRES: Mapping[str, Wire] = {
    NEWEST: NEWEST_WIRE,
    "2026-07": _JULY,
    "2026-06": _JUNE,
    "2026-05": _MAY,
    "2026-04": _APRIL,
    "2026-03": _MARCH,
    "2025-12": _DECEMBER,
    "2025-10": _OCTOBER,
    "2025-09": _SEPTEMBER,
    "2025-08": _AUGUST,
    "2025-07": _AUGUST._replace(responses=Older(_JULY_LACKED)),
}


def wire_of(settings: Settings) -> Wire:
    """Return what a server sends."""
    return WIRES[settings.wire]
