"""Azure AI's model inference: models of several vendors at one path, named by the body.

OpenAI's are told as deployments are, under fewer header fields; xAI's as in `grok`; those of
others, of which nothing was recorded, as OpenAI's [replay-2026] [inference-2026].
"""

from __future__ import annotations

from typing import Any, Self

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.model_member import asked_model
from sanic_mock.dialects.openai.azure import extras, inference_errors
from sanic_mock.dialects.openai.azure.deployments import ChatDeployment, Deployment
from sanic_mock.dialects.openai.azure.grok import GrokChat, is_groks
from sanic_mock.dialects.openai.azure.pantry import Pantry
from sanic_mock.dialects.openai.endpoint import Endpoint
from sanic_mock.dialects.operation import State
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.refusal import Refusal
from sanic_mock.engine.reply import Reply
from sanic_mock.errors import Problem

_BASE = "/models"
#: Paths to what follows their base.
INFERRED = {_BASE + suffix: suffix for suffix in ("/chat/completions", "/embeddings")}
KNOWN = 64


class _Inferring(Deployment):
    """One endpoint; see dialects.vendor.Dialect.

    Args:
        endpoint: OpenAI's, which reads and answers.
        pantry: what all deployments share.
        version: the api-version.
        operation: Azure's name of the endpoint.
        handling: what is done to a body first; None for nothing.
    """

    def __init__(
        self,
        endpoint: Endpoint[Any],
        pantry: Pantry,
        version: str,
        operation: str,
        handling: extras.Handling | None,
    ) -> None:
        super().__init__(endpoint, pantry, None, version, operation)
        self._handling = handling

    def refused(self, refusal: Refusal, model: str) -> Problem:
        """Word a refusal."""
        return inference_errors.refused(refusal, model) or super().refused(refusal, model)

    def _read(self, body: bytes) -> Any:
        return super()._read(body if self._handling is None else self._handling(body))

    def _fields(self, content_type: bytes, ask: Ask, reply: Reply, now_s: int) -> bytes:
        names = ask.model, ask.model
        head = self._pantry.models_head
        return head.fields(content_type, now_s, reply, names, self._client_id)


class InferredEmbeddings(_Inferring):
    """Embeddings."""


class InferredChat(_Inferring, ChatDeployment):
    """Chat completions."""

    _grok: GrokChat

    def with_grok(self, grok: GrokChat) -> Self:
        """Return the same, which has xAI's models answered by another endpoint."""
        self._grok = grok
        return self

    def conversing(self) -> Self:
        """See dialects.vendor.Dialect."""
        return super().conversing().with_grok(self._grok.conversing())

    def parse(self, body: bytes) -> Ask:
        """Read a request; raises Problem as the endpoint does."""
        if not is_groks(asked_model(body, "")):
            return super().parse(body)
        return self._grok.parse(body if self._handling is None else self._handling(body))

    def whole(self, ask: Any, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece."""
        if is_groks(ask.model):
            return self._grok.whole(ask, reply, now_s)
        return super().whole(ask, reply, now_s)

    def sliced(self, ask: Any, reply: Reply, now_s: int) -> Whole:
        """See dialects.vendor.Dialect."""
        if is_groks(ask.model):
            return self._grok.whole(ask, reply, now_s)
        return super().sliced(ask, reply, now_s)

    def events(self, ask: Any, reply: Reply, now_s: int) -> Events:
        """Render an answer as events."""
        if is_groks(ask.model):
            return self._grok.events(ask, reply, now_s)
        return super().events(ask, reply, now_s)


class Inference:
    """The endpoints of one server, made by the first who asks.

    Args:
        state: of the server.
        pantry: what all deployments share.
    """

    def __init__(self, state: State, pantry: Pantry) -> None:
        self._state = state
        self._pantry = pantry
        self._grok: GrokChat | None = None
        self._known: dict[tuple[Endpoint[Any], str, str | None], _Inferring] = {}

    def find(
        self, endpoint: Endpoint[Any], suffix: str, version: str, operation: str, said: str | None
    ) -> Deployment:
        """Return who answers behind a suffix.

        Args:
            endpoint: OpenAI's of that suffix.
            suffix: one of those of INFERRED.
            version: the api-version, for the sentences that name it.
            operation: Azure's name of the endpoint.
            said: how extra parameters are handled; None where nothing is said of them.
        """
        key = endpoint, version, said
        if found := self._known.get(key):
            return found
        if len(self._known) >= KNOWN:
            self._known.clear()
        handling = extras.handling(suffix, said)
        made: _Inferring
        if suffix == "/embeddings":
            made = InferredEmbeddings(endpoint, self._pantry, version, operation, handling)
        else:
            self._grok = self._grok or GrokChat(self._state)
            chat = InferredChat(endpoint, self._pantry, version, operation, handling)
            made = chat.with_grok(self._grok)
        self._known[key] = made
        return made
