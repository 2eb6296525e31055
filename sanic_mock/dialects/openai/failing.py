"""An endpoint that answers with the error a request asked for, for clients that check retries."""

from __future__ import annotations

import re
from typing import Any

from sanic_mock.dialects.openai.endpoint import Endpoint
from sanic_mock.engine.ask import Ask

_MODEL = re.compile(rb'"model"\s*:\s*"([^"\\]{1,256})"')
_ANY_MODEL = "gpt-4o-mini"


class Failing(Endpoint[Ask]):
    """Stands for an endpoint in one request.

    Args:
        endpoint: whose path was asked; it renders.
        kind: what the x-mock-error field named, known to `Endpoint.on_demand`.
    """

    def __init__(self, endpoint: Endpoint[Any], kind: str) -> None:
        super().__init__(endpoint.state)
        self._kind = kind
        self.error = endpoint.error  # type: ignore[method-assign]
        self.on_demand = endpoint.on_demand  # type: ignore[method-assign]

    def parse(self, body: bytes) -> Ask:
        """Refuse every request.

        Raises:
            Problem: what was asked for.
        """
        named = _MODEL.search(body)
        model = named[1].decode("utf-8", "replace") if named else _ANY_MODEL
        raise self.on_demand(self._kind, model)
