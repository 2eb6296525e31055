"""Responses of a deployment: OpenAI's own, with what the filter found, under their own heads.

What differs from OpenAI's: [replay-2026].
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from sanic_mock.dialects.answer import Events, Renderer, Whole
from sanic_mock.dialects.openai.azure.deployments import Deployment
from sanic_mock.dialects.openai.http import EVENTS, JSON
from sanic_mock.dialects.openai.models import deployed_name
from sanic_mock.dialects.rendering import ConvertedEvents
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.reply import Reply
from sanic_mock.errors import Problem

Item = dict[str, Any]
Form = Callable[[Item], Item]

_SAFE = {"filtered": False, "severity": "safe"}
_UNSEEN = {"detected": False, "filtered": False}
_JUDGED = dict.fromkeys(("hate", "sexual", "violence", "self_harm"), _SAFE)
_OF_PROMPT = _JUDGED | {"jailbreak": _UNSEEN}
_OF_TEXT = dict.fromkeys(("protected_material_code", "protected_material_text"), _UNSEEN) | _JUDGED
# The filter reads more of a prompt than was sent: so many letters more, and about so many a token.
_UNSENT, _LETTERS = 800, 4

_END = b"\n\n"
_TOLD = re.compile(
    rb"^(event: response\.(?:created|queued|in_progress|completed|incomplete|failed)\ndata: )"
)


class ResponsesDeployment(Deployment):
    """Responses of one deployment."""

    def whole(self, ask: Ask, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece."""
        answer = self._endpoint.whole(ask, reply, now_s)
        told = _form(ask, reply)(msgspec.json.decode(answer.body))
        body = msgspec.json.format(msgspec.json.encode(told), indent=2)
        fields = self._fields(JSON, ask, reply, now_s)
        return msgspec.structs.replace(answer, fields=fields, body=body)

    def events(self, ask: Ask, reply: Reply, now_s: int) -> Events:
        """Render an answer as events."""
        answer = self._endpoint.events(ask, reply, now_s)
        renderer = FilteredEvents(answer.renderer, _form(ask, reply))
        fields = self._fields(EVENTS, ask, reply, now_s)
        return msgspec.structs.replace(answer, fields=fields, renderer=renderer)

    def stream_error(self, problem: Problem, digest: bytes, renderer: Renderer, sent: int) -> bytes:
        """Render an error in the midst of a stream."""
        assert isinstance(renderer, FilteredEvents)
        inner = renderer.renderer
        return renderer.converted(self._endpoint.stream_error(problem, digest, inner, sent))

    def _fields(self, content_type: bytes, ask: Ask, reply: Reply, now_s: int) -> bytes:
        name = self._name or ask.model
        head = self._pantry.responses_head
        names = name, deployed_name(ask.model)
        return head.fields(content_type, now_s, reply, names, self._client_id)


class FilteredEvents(ConvertedEvents):
    """The events of a stream whose responses are told in another form.

    Args:
        renderer: of OpenAI's stream.
        form: makes Azure's form of a response.
    """

    __slots__ = ("_form",)

    def __init__(self, renderer: Renderer, form: Form) -> None:
        super().__init__(renderer, renderer.end)
        self._form = form

    def converted(self, events: bytes) -> bytes:
        """Return events with the responses in them in Azure's form."""
        return _END.join(map(self._event, events.split(_END)))

    def _event(self, event: bytes) -> bytes:
        found = _TOLD.match(event)
        if found is None:
            return event
        value = msgspec.json.decode(event[found.end() :])
        value["response"] = self._form(value["response"])
        return found[1] + msgspec.json.encode(value)


def _form(ask: Ask, reply: Reply) -> Form:
    """Return what makes Azure's form of a response: no bill, the deployment's name, a filter."""

    def form(response: Item) -> Item:
        told: Item = {}
        for name, one in response.items():
            if name != "billing":
                told[name] = one
            if name == "completed_at":
                told["content_filters"] = _filters(response["output"], reply)
        return told | {"model": ask.model}

    return form


def _filters(output: Sequence[Item], reply: Reply) -> list[Item] | None:
    """Return what the filter found in prompt and text; None where there is no text yet, or none."""
    parts = [part for item in output for part in item.get("content") or ()]
    letters = sum(len(part.get("text") or part.get("refusal") or "") for part in parts)
    if not letters:
        return None
    read = _UNSENT + _LETTERS * reply.prompt_tokens
    return [_verdict("prompt", _OF_PROMPT, read), _verdict("completion", _OF_TEXT, letters)]


def _verdict(source: str, results: Item, letters: int) -> Item:
    return {
        "blocked": False,
        "source_type": source,
        "content_filter_raw": [],
        "content_filter_results": results,
        "content_filter_offsets": {"start_offset": 0, "end_offset": letters, "check_offset": 0},
    }
