"""What was otherwise on OpenAI's wire until a month, where that is a row of data [replay-2026].

All else is as it is sent since: an older wire is none of that month in every detail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sanic_mock.dialects.openai import gateway_errors
from sanic_mock.dialects.openai.embeddings.layouts import ONE_LINE, Indented, OneLine
from sanic_mock.dialects.openai.ids import Naming, OlderNaming
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
            2026 (litellm#39457 [issues-2026]); in April it was another status [otel-2026].
    """

    embeddings: OneLine = ONE_LINE
    tells_upstream: bool = False
    naming: type[Naming] = Naming
    names_verdicts_long: bool = False
    no_model: Callable[[str], Problem] = gateway_errors.no_such_model


NEWEST = "2026-08"
_MAY = Wire(embeddings=Indented(), no_model=gateway_errors.no_such_responding_model)
_DECEMBER = _MAY._replace(tells_upstream=True)
_SEPTEMBER = _DECEMBER._replace(naming=OlderNaming)
# By the last month in which it was sent.
WIRES: Mapping[str, Wire] = {
    NEWEST: Wire(),
    "2026-05": _MAY,
    "2025-12": _DECEMBER,
    "2025-09": _SEPTEMBER,
    "2025-08": _SEPTEMBER._replace(names_verdicts_long=True),
}


def wire_of(settings: Settings) -> Wire:
    """Return what a server sends."""
    return WIRES[settings.wire]
