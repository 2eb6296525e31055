"""InvokeModel of models that speak OpenAI's API: chat completions in Bedrock's clothes.

What differs [issues-2026] (promptfoo/promptfoo#9587): the path names the model, thoughts stand in
tags before the text. By analogy with other makers' streams, the last chunk tells what it took.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import msgspec

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.bedrock import errors
from sanic_mock.dialects.bedrock.binary_format import BINARY
from sanic_mock.dialects.bedrock.invoke import metrics
from sanic_mock.dialects.bedrock.invoke.borrowed import BorrowedInvocation
from sanic_mock.dialects.bedrock.invoke.line_events import LineEvents
from sanic_mock.dialects.bedrock.usage import billed_of
from sanic_mock.dialects.openai.flavours.endpoints import ServiceEndpoint
from sanic_mock.dialects.openai.flavours.flavour import Flavour
from sanic_mock.dialects.openai.flavours.service import Service
from sanic_mock.dialects.openai.flavours.services.bedrock import BEDROCK, MISTRAL_MESSAGES
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.terms import Terms

# Tokens that are thought on average, by effort as it stands in JSON.
_EFFORTS: Mapping[bytes, int] = {b'"low"': 64, b'"medium"': 128, b'"high"': 256}
_USUAL = b'"medium"'
_DATA, _DONE = b"data: ", b"[DONE]"
_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_object = msgspec.json.Decoder(dict[str, Any]).decode
_encode = msgspec.json.Encoder().encode


def make_chat(flavour: Flavour, state: State) -> ServiceEndpoint:
    """Return a service's chat completions, which serve whatever Bedrock lets in."""
    settings = replace(state.settings, models=(), model=None)
    return Service(flavour, replace(state, settings=settings)).endpoint("/chat/completions")


make_openais = partial(make_chat, BEDROCK)
make_mistrals = partial(make_chat, MISTRAL_MESSAGES)


class ChatInvocation(BorrowedInvocation[Ask]):
    """InvokeModel of a model that speaks OpenAI's API; see BorrowedInvocation.

    Args:
        state: of the server.
        model: its id.
        is_stream: whether it answers in events.
        is_strict: whether what Bedrock refuses is refused.
        is_mistrals: whether it is one of Mistral's, which tell less.
    """

    def __init__(
        self,
        state: State,
        model: str,
        *,
        is_stream: bool,
        is_strict: bool,
        is_mistrals: bool = False,
    ) -> None:
        chat = state.part(make_mistrals if is_mistrals else make_openais)
        modes = {"is_stream": is_stream, "is_strict": is_strict}
        super().__init__(state.settings, model, chat, **modes)
        self._thinks = self.family.thinks and not is_mistrals

    def parse(self, body: bytes) -> Ask:
        """See Dialect."""
        members = self._read(body)
        ask = self._parsed(self._as_asked(members))
        self._think(members, ask)
        return ask

    def conversation(self, body: bytes) -> ConversationView | None:
        """See Dialect."""
        return self._viewed(self._as_asked(self._read(body)))

    def whole(self, ask: Ask, reply: Reply, now_s: int) -> Whole:
        """See Dialect."""
        fields = metrics.fields(now_s, reply, billed_of(reply), caches=self.family.caches)
        return Whole(200, fields, self._endpoint.whole(ask, reply, now_s).body)

    def events(self, ask: Ask, reply: Reply, now_s: int) -> Events:
        """See Dialect."""
        answer = self._endpoint.events(ask, reply, now_s)
        metered = _object(b"{%b}" % metrics.member(reply, billed_of(reply)))
        contents = partial(_contents, metered)
        renderer = LineEvents(answer.renderer, contents, reply.digest)
        fields = metrics.stream_fields(now_s, reply.digest)
        return Events(fields, answer.pieces, renderer, BINARY)

    def _read(self, body: bytes) -> dict[str, msgspec.Raw]:
        try:
            return _members(body)
        except UNREADABLE:
            raise errors.malformed() from None

    def _as_asked(self, members: Mapping[str, msgspec.Raw]) -> bytes:
        """Return a body as OpenAI's own endpoint would be sent it."""
        return _encode({**members, "model": self.answers_as, "stream": self.is_stream})

    def _think(self, members: Mapping[str, msgspec.Raw], ask: Ask) -> None:
        """Have a model think as it is asked to, or as it does by itself."""
        usual = _USUAL if self._thinks else b""
        if mean := _EFFORTS.get(bytes(members.get("reasoning_effort", usual)), 0):
            terms = ask.terms or Terms()
            told = {"thought": mean, "thought_law": "any", "is_shown": True}
            ask.terms = msgspec.structs.replace(terms, **told)
            ask.reasons = ask.shows_thought = True


def _contents(metered: dict[str, Any], lines: bytes) -> Iterator[bytes]:
    """Yield the JSON of chunks; that of the last has what the answer took, too."""
    for event in lines.split(b"\n\n")[:-1]:
        data = event.removeprefix(_DATA)
        if data == _DONE:
            continue
        told = _object(data)
        is_last = any(one.get("finish_reason") for one in told["choices"])
        yield _encode(told | metered) if is_last else data
