"""Bodies of models that rank documents: Cohere's, and Amazon's, which are alike [aws-2026]."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw, Struct

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.bedrock import errors
from sanic_mock.dialects.bedrock.invoke import metrics
from sanic_mock.dialects.bedrock.invoke.validation import explain
from sanic_mock.dialects.bedrock.model_operation import ModelOperation
from sanic_mock.dialects.bedrock.relevance import RankedDocument, ranked
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.long_runs import counter
from sanic_mock.engine.reply import Reply

MOST_DOCUMENTS = 1000
_encode = msgspec.json.Encoder().encode


class RankedAsk(Ask, gc=False, kw_only=True):
    """The Ask of documents in an order.

    Attributes:
        found: they, as they are told.
    """

    found: list[RankedDocument]


class RankRequest(Struct):
    """Documents that are to be ranked; each is a text, or an object that is read as one."""

    query: Annotated[str, Meta(min_length=1)]
    documents: Annotated[list[str | dict[str, Any]], Meta(min_length=1, max_length=MOST_DOCUMENTS)]
    top_n: Annotated[int, Meta(ge=1)] | None = None
    api_version: Raw = Raw()


class RerankInvocation(ModelOperation[RankedAsk]):
    """InvokeModel of a model that ranks; see ModelOperation.

    Args:
        state: of the server.
        model: its id.
        is_stream: whether it answers in events, which none does.
        is_strict: whether what Bedrock refuses is refused.
    """

    NAME = "invoke"

    def __init__(self, state: State, model: str, *, is_stream: bool, is_strict: bool) -> None:
        super().__init__(state.settings, model, is_stream=is_stream, is_strict=is_strict)
        self._count = counter()

    def parse(self, body: bytes) -> RankedAsk:
        """See Dialect; raises Lengthy where documents are too many for the event loop."""
        if self.is_stream:
            raise errors.no_streams()
        try:
            request = msgspec.json.decode(body, type=RankRequest)
        except UNREADABLE as refused:
            raise explain(str(refused), body) from None
        texts = [one if isinstance(one, str) else _text_of(one) for one in request.documents]
        found = ranked(request.query, texts)[: request.top_n]
        tokens = sum(map(self._count, (request.query, *texts)))
        return RankedAsk(self.answers_as, tokens, 0, is_dated=True, found=found)

    def whole(self, ask: RankedAsk, reply: Reply, now_s: int) -> Whole:
        """See Dialect."""
        told = [{"index": one.place, "relevance_score": one.score} for one in ask.found]
        return Whole(200, metrics.input_fields(now_s, reply), _encode({"results": told}))


def _text_of(document: dict[str, Any]) -> str:
    text = document.get("text")
    return text if isinstance(text, str) else _encode(document).decode()
