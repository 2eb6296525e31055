"""Which models answer, and which are listed."""

from __future__ import annotations

from sanic_mock.dialects.gemini.models import LISTED
from sanic_mock.dialects.listed_names import listed_names
from sanic_mock.dialects.operation import State

LONGEST_NAME = 256


class GeminiModels:
    """See above: `state.part(GeminiModels)`.

    Args:
        state: what all vendors share.

    Attributes:
        listed: the models that are listed.
    """

    def __init__(self, state: State) -> None:
        settings = state.settings
        self.listed = listed_names(settings, LISTED)
        self._served = frozenset(self.listed if settings.models else ())

    def serves(self, model: str) -> bool:
        """Return whether a model answers: any does, unless some are listed."""
        is_named = 0 < len(model) <= LONGEST_NAME
        return is_named and (not self._served or model in self._served)
