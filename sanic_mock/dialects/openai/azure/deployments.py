"""Endpoints behind a deployment: OpenAI's own, under Azure's heads, and in its layout."""

from __future__ import annotations

from typing import Any, Self
from urllib.parse import quote

import msgspec

from sanic_mock.dialects.answer import Events, Renderer, SlicedWhole, Whole, field_pairs
from sanic_mock.dialects.model_member import with_model
from sanic_mock.dialects.openai.azure import defaults, errors, refusals, rewrite
from sanic_mock.dialects.openai.azure.filters import findings_of
from sanic_mock.dialects.openai.azure.head import printable
from sanic_mock.dialects.openai.azure.latency import checkpoint
from sanic_mock.dialects.openai.azure.pantry import Pantry
from sanic_mock.dialects.openai.based_endpoint import BasedEndpoint
from sanic_mock.dialects.openai.endpoint import Endpoint
from sanic_mock.dialects.openai.errors import WrongEndpoint
from sanic_mock.dialects.openai.http import EVENTS, JSON
from sanic_mock.dialects.openai.models import deployed_name, traits
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.body import LongBody
from sanic_mock.engine.refusal import Refusal
from sanic_mock.engine.reply import Reply
from sanic_mock.errors import Problem

LONGEST_ID = 256

_CLIENT_ID = b"x-ms-client-request-id: %b\r\n"


class Deployment(BasedEndpoint):
    """One endpoint of one deployment; see dialects.vendor.Dialect.

    Args:
        endpoint: OpenAI's, which reads and answers.
        pantry: what all deployments share.
        deployment: its name, which stands for the model; None takes what the body names.
        version: the api-version, for the sentences that name it.
        operation: Azure's name of the endpoint.
    """

    def __init__(
        self,
        endpoint: Endpoint[Any],
        pantry: Pantry,
        deployment: str | None,
        version: str,
        operation: str,
    ) -> None:
        super().__init__(endpoint)
        self._pantry = pantry
        self._name = deployment
        self._version = version
        self._operation = operation
        self._model = b"" if deployment is None else msgspec.json.encode(deployment)
        self._mark = b'"model":' + self._model
        self._line = b"" if deployment is None else _line(deployment)
        self._answers_as = deployment, pantry.model
        self._client_id = b""

    def repeating(self, client_id: str) -> Self:
        """See dialects.vendor.Dialect."""
        other = self.__class__.__new__(self.__class__)  # a request waits: `copy` takes six times
        other.__dict__.update(self.__dict__)
        other._client_id = _CLIENT_ID % quote(client_id[:LONGEST_ID]).encode()
        return other

    def parse(self, body: bytes) -> Ask:
        """Read a request, whatever model it names; raises Problem as the endpoint does."""
        ask: Ask = self._read(body)
        if self._endpoint.is_strict:
            defaults.check(body)
        return ask

    def _read(self, body: bytes) -> Any:
        if self._name is None:
            return self._endpoint.parse(body)
        if self._mark in body:  # most name the deployment, and need not be written anew
            try:
                ask = self._endpoint.parse(body)
            except Problem:
                pass  # of the model that another member names; or it is found again
            else:
                if ask.model in self._answers_as:
                    return ask
        return self._endpoint.parse(with_model(body, self._model))

    def whole(self, ask: Ask, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece: the endpoint's own."""
        answer = self._endpoint.whole(ask, reply, now_s)
        fields = self._fields(_content_type(answer.fields), ask, reply, now_s)
        return msgspec.structs.replace(answer, fields=fields)

    def events(self, ask: Ask, reply: Reply, now_s: int) -> Events:
        """Render an answer as events: the endpoint's own."""
        answer = self._endpoint.events(ask, reply, now_s)
        fields = self._fields(_content_type(answer.fields), ask, reply, now_s)
        return msgspec.structs.replace(answer, fields=fields)

    def seen_model(self, body: bytes) -> str:
        """See dialects.vendor.Dialect."""
        return self._endpoint.seen_model(body) if self._name is None else self._name

    def named(self, body: bytes) -> str:
        """Return the model: the deployment, or what the body names."""
        return self._endpoint.named(body) if self._name is None else self._name

    def asked_model(self, body: bytes) -> str:
        """See dialects.vendor.Dialect."""
        return self._endpoint.asked_model(body) if self._name is None else self._name

    def conversation(self, body: bytes) -> ConversationView | None:
        """See dialects.vendor.Dialect; in a deployment the model that a body names is none."""
        if self._name is None:
            return self._endpoint.conversation(body)
        return self._endpoint.conversation(with_model(body, self._model))

    def refused(self, refusal: Refusal, model: str) -> Problem:
        """Word a refusal as Azure does, which names the operation too."""
        return refusals.refused(refusal, model, self._operation, self._version)

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """Render an error; unknown deployments and wrong operations are the gateway's."""
        if problem.code == "model_not_found":
            problem = errors.no_deployment()
        elif isinstance(problem, WrongEndpoint) and self._name is not None:
            problem = errors.wrong_operation(self._operation, self._name)
        return errors.rendered(problem, digest, now_s, self._line)

    def stream_error(self, problem: Problem, digest: bytes, renderer: Renderer, sent: int) -> bytes:
        """Render an error in the midst of a stream: as the endpoint does, in Azure's words."""
        return self._endpoint.stream_error(problem, digest, renderer, sent)

    def _fields(self, content_type: bytes, ask: Ask, reply: Reply, now_s: int) -> bytes:
        names = self._name or ask.model, deployed_name(ask.model)
        return self._pantry.head.fields(content_type, now_s, reply, names, self._client_id)


class TextDeployment(Deployment):
    """Legacy completions of one deployment, told with what the filter says."""

    def whole(self, ask: Ask, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece."""
        answer = self._endpoint.whole(ask, reply, now_s)
        fields = self._fields(JSON, ask, reply, now_s)
        body = rewrite.whole(answer.body, self._form(ask, reply))
        return msgspec.structs.replace(answer, fields=fields, body=body)

    def events(self, ask: Ask, reply: Reply, now_s: int) -> Events:
        """Render an answer as events."""
        fields = self._fields(EVENTS, ask, reply, now_s)
        answer = self._endpoint.events(ask, reply, now_s)
        return rewrite.stream(answer, fields, self._form(ask, reply))

    def stream_error(self, problem: Problem, digest: bytes, renderer: Renderer, sent: int) -> bytes:
        """Render an error in the midst of a stream."""
        return errors.event(problem, digest) + renderer.end

    def _form(self, ask: Ask, reply: Reply) -> rewrite.Form:
        return rewrite.Form()


class ChatDeployment(TextDeployment):
    """Chat completions of one deployment; one text is rendered as Azure's to begin with."""

    def whole(self, ask: Ask, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece."""
        if reply.choices:
            return super().whole(ask, reply, now_s)
        text = self._pantry.whole(ask.model).text(reply, now_s)
        return Whole(200, self._fields(JSON, ask, reply, now_s), text)

    def sliced(self, ask: Ask, reply: Reply, now_s: int) -> Whole:
        """Render an answer whose text is long; plain ones share it."""
        if reply.choices or not isinstance(reply.body, LongBody):
            return self.whole(ask, reply, now_s)
        before, after = self._pantry.whole(ask.model).around(reply, now_s)
        parts = (before, *reply.body.parts, after)
        return SlicedWhole(200, self._fields(JSON, ask, reply, now_s), b"", parts=parts)

    def events(self, ask: Ask, reply: Reply, now_s: int) -> Events:
        """Render an answer as events."""
        if reply.choices:
            return super().events(ask, reply, now_s)
        fields = self._fields(EVENTS, ask, reply, now_s)
        return self._pantry.events(ask.model, now_s).events(fields, ask, reply)

    def _read(self, body: bytes) -> Any:
        ask = super()._read(body)
        ask.is_dated = True
        return ask

    def _form(self, ask: Ask, reply: Reply) -> rewrite.Form:
        model = traits(deployed_name(ask.model))
        verdict = findings_of(model.family)
        if ask.options is not None and ask.options.findings:
            verdict = verdict.of_results()
        return rewrite.Form(verdict, model.answers_as, checkpoint(reply))


def _line(name: str) -> bytes:
    return b"x-ms-deployment-name: %b\r\n" % printable(name)


def _content_type(fields: bytes) -> bytes:
    return dict(field_pairs(fields))["Content-Type"].encode("latin-1")
