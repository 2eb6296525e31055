"""What a response is asked for, and what it repeats or keeps of its request."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai.responses.history import Past
from sanic_mock.dialects.openai.responses.models import ResponsesTraits
from sanic_mock.dialects.openai.responses.output import Style
from sanic_mock.dialects.openai.responses.request import Item, ResponsesRequest
from sanic_mock.engine.ask import Ask


class ResponsesAsk(Ask, gc=False, kw_only=True):
    """The Ask of a response.

    Attributes:
        request: the request, without its input and the response before it.
        previous: id of the response before it.
        traits: how the model answers.
        given: the input's items.
        past: what came before them.
        tools: the tools, as they are repeated.
        style: what is shown of reasoning and searches.
    """

    request: ResponsesRequest
    previous: str | None
    traits: ResponsesTraits
    given: Sequence[Item]
    past: Past
    tools: tuple[Item, ...]
    style: Style

    @property
    def tells_limits(self) -> bool:
        """Whether a stream tells what is left of limits: one that is kept never does."""
        return not self.request.is_kept and self.traits.limits_streams
