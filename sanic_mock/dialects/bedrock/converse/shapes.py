"""What all Converse operations of one worker share: what is counted, kept and rendered once."""

from __future__ import annotations

from sanic_mock.dialects.bedrock.converse import caching
from sanic_mock.dialects.bedrock.converse.events import ConverseEvents
from sanic_mock.dialects.bedrock.converse.prompts import ConversePrompts
from sanic_mock.dialects.bedrock.converse.request import ConverseRequest
from sanic_mock.dialects.kept_prefixes import CacheUse, KeptPrefixes
from sanic_mock.dialects.operation import State


class ConverseShapes:
    """The shared parts of one worker.

    Args:
        state: of the server.
    """

    def __init__(self, state: State) -> None:
        self.events = ConverseEvents()
        self.prompts = ConversePrompts(state.settings)
        self.keeps_prompt = state.settings.load.cache_blocks > 0
        self._prefixes = KeptPrefixes()
        self._up_s = state.up_s

    def cache_use(self, request: ConverseRequest, model: str) -> CacheUse:
        """Return what of a prompt is kept, and what was; it is kept from now on."""
        ends = caching.prefix_ends(request, self.prompts, model)
        return self._prefixes.use(ends, caching.least_cached(model), self._up_s())
