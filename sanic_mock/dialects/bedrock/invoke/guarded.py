"""InvokeModel that a guardrail looks at: which one, header fields say; what it found, the body.

A prompt that it blocks is answered by its sentence, in the model's own shape. Members and their
order are those of recordings [bedrock-2026].
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any, NamedTuple, Self

import msgspec

from sanic_mock.dialects.answer import Events, Renderer, Whole
from sanic_mock.dialects.bedrock import guardrail_words
from sanic_mock.dialects.bedrock.binary_format import BINARY
from sanic_mock.dialects.bedrock.blocked_answer import block, categories_of
from sanic_mock.dialects.bedrock.invoke.chunks import Json, with_content
from sanic_mock.dialects.bedrock.model_operation import ModelOperation
from sanic_mock.dialects.rendering import ConvertedEvents
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.body import plain_text
from sanic_mock.engine.choice_timing import first_choice
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.reply import Reply
from sanic_mock.settings import Settings

_ACTION, _TRACE = "amazon-bedrock-guardrailAction", "amazon-bedrock-trace"
_LATENCY_MS = 267  # as recorded, of a prompt in one unit
_encode = msgspec.json.Encoder().encode


class AskedGuardrail(NamedTuple):
    """Which guardrail is to look at an invocation.

    Attributes:
        name: its id, or its ARN.
        is_traced: whether the body tells what it found.
    """

    name: str
    is_traced: bool

    @property
    def id(self) -> str:
        """Its id."""
        return self.name.rpartition("/")[2]


class GuardedInvocation(ModelOperation[Ask]):
    """An InvokeModel that a guardrail looks at; see ModelOperation.

    Args:
        settings: of the server.
        operation: the same without one.
        guardrail: what looks at it.
    """

    NAME = "invoke"

    def __init__(
        self, settings: Settings, operation: ModelOperation[Any], guardrail: AskedGuardrail
    ) -> None:
        modes = {"is_stream": operation.is_stream, "is_strict": operation.is_strict}
        super().__init__(settings, operation.model, **modes)
        self._operation, self._guardrail = operation, guardrail

    def conversing(self) -> Self:
        """See Dialect."""
        other = copy(self)
        other._operation = self._operation.conversing()
        return other

    def parse(self, body: bytes) -> Ask:
        """See Dialect."""
        ask: Ask = self._operation.parse(body)
        ask.conversation = ask.conversation or self._operation.conversation(body)
        block(ask, _texts(ask), "stop")
        return ask

    def conversation(self, body: bytes) -> ConversationView | None:
        """See Dialect."""
        return self._operation.conversation(body)

    def completion_tokens(self, ask: Ask, reply: Reply) -> int:
        """See Dialect."""
        return self._operation.completion_tokens(ask, reply)

    def whole(self, ask: Ask, reply: Reply, now_s: int) -> Whole:
        """See Dialect."""
        answer = self._operation.whole(ask, reply, now_s)
        told = self._trace(ask, reply) | _action(ask, reply)
        body = answer.body[:-1] + b"," + _encode(told)[1:]
        return Whole(answer.status, answer.fields, body)

    def events(self, ask: Ask, reply: Reply, now_s: int) -> Events:
        """See Dialect."""
        answer = self._operation.events(ask, reply, now_s)
        renderer = _GuardedEvents(answer.renderer, _action(ask, reply), self._trace(ask, reply))
        return msgspec.structs.replace(answer, renderer=renderer)

    def without(self, event: bytes, what: Omission) -> bytes:
        """See Dialect."""
        return self._operation.without(event, what)

    def _trace(self, ask: Ask, reply: Reply) -> Json:
        """Return the member that tells what was found, where it is asked for."""
        if not self._guardrail.is_traced:
            return {}
        name, found = self._guardrail.id, categories_of(ask)
        seen = {name: _assessment(found, sum(map(len, _texts(ask))))}
        if found:
            return {_TRACE: {"guardrail": {"input": seen, "actionReason": "Guardrail blocked."}}}
        text, is_stopped = plain_text(first_choice(reply).body), _is_stopped(ask, reply)
        output = {name: _assessment(("MISCONDUCT",) if is_stopped else (), len(text))}
        told: Json = {"modelOutput": [text]} if is_stopped else {}
        reason = "No action.\nGuardrail blocked." if is_stopped else "No action."
        told |= {"input": seen, "outputs": [output], "actionReason": reason}
        return {_TRACE: {"guardrail": told}}


class _GuardedEvents(ConvertedEvents):
    """A stream whose chunks all tell what the guardrail did.

    Args:
        renderer: makes the chunks.
        action: the member that tells it.
        trace: the member of the last chunk that tells what was found; nothing where none does.
    """

    __slots__ = ("_action", "_trace")

    def __init__(self, renderer: Renderer, action: Json, trace: Json) -> None:
        super().__init__(renderer, b"")
        self._action, self._trace = action, trace

    def closing(self) -> bytes:
        """See Renderer."""
        return self._ended(self.renderer.closing())

    def everything(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return self._ended(self.renderer.everything(pieces))

    def converted(self, events: bytes) -> bytes:
        """Return chunks with what the guardrail did."""
        return b"".join(map(self._marked, BINARY.split(events)))

    def _ended(self, chunks: bytes) -> bytes:
        """Return the last chunks, of which the very last tells what was found."""
        *before, last = BINARY.split(chunks) or [b""]
        return b"".join((*map(self._marked, before), _with(last, self._action | self._trace)))

    def _marked(self, event: bytes) -> bytes:
        return _with(event, self._action)


def _with(event: bytes, members: Json) -> bytes:
    """Return a chunk that tells more; nothing of nothing."""
    return with_content(event, lambda content: content | members) if event else b""


def _texts(ask: Ask) -> Sequence[str]:
    return () if ask.conversation is None else ask.conversation.texts


def _is_stopped(ask: Ask, reply: Reply) -> bool:
    return bool(categories_of(ask)) or first_choice(reply).finish_reason == "content_filter"


def _action(ask: Ask, reply: Reply) -> Json:
    return {_ACTION: "INTERVENED" if _is_stopped(ask, reply) else "NONE"}


def _assessment(found: Sequence[str], letters: int) -> Json:
    """Return what was looked at, and what was found."""
    units = -(-letters // guardrail_words.UNITS_LETTERS)
    usage = {
        "topicPolicyUnits": units,
        "contentPolicyUnits": units,
        "wordPolicyUnits": units,
        "automatedReasoningPolicyUnits": 0,
        "automatedReasoningPolicies": 0,
        "sensitiveInformationPolicyUnits": units,
        "sensitiveInformationPolicyFreeUnits": 0,
        "contextualGroundingPolicyUnits": 0,
        "contentPolicyImageUnits": 0,
    }
    metrics = {
        "guardrailProcessingLatency": _LATENCY_MS,
        "usage": usage,
        "guardrailCoverage": {"textCharacters": {"guarded": letters, "total": letters}},
    }
    policy = {"contentPolicy": guardrail_words.policy(found)} if found else {}
    return policy | {"invocationMetrics": metrics}
