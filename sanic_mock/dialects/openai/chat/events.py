"""Chat completion chunks: the events of a stream; see `suffixes`."""

from __future__ import annotations

import msgspec

from sanic_mock.dialects.answer import Events
from sanic_mock.dialects.ids import RANDOM_LETTERS, UUID_LETTERS, random_part, uuid
from sanic_mock.dialects.openai.chat import rich
from sanic_mock.dialects.openai.chat.ask import ChatAsk
from sanic_mock.dialects.openai.chat.chunks import Chunks
from sanic_mock.dialects.openai.chat.moderation import moderation
from sanic_mock.dialects.openai.chat.suffixes import Shape, Shelf
from sanic_mock.dialects.openai.chat.usage import compact, of_prompt
from sanic_mock.dialects.openai.ids import time_prefix
from sanic_mock.dialects.openai.models import Traits
from sanic_mock.dialects.openai.sse import DONE
from sanic_mock.dialects.rendering import SharedEvents
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.usage import cached_tokens, completion_tokens, thought_tokens

_DATA = b"data: "
_ROLE = b'"role":"assistant","content":"","refusal":null'
_USAGE = (
    b'"usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,'
    b'"prompt_tokens_details":{"cached_tokens":%d%b},'
    b'"completion_tokens_details":{"reasoning_tokens":%d,"audio_tokens":0,'
    b'"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}'
)


class EventShapes:
    """What all streams of one model share within one second.

    Args:
        shelf: the suffixes of all shapes.
        model: how the model answers.
        created_s: unix seconds, the same in every chunk of a stream ([openapi-2026]
            CreateChatCompletionStreamResponse).
        tier: the service tier that every chunk names.
    """

    def __init__(self, shelf: Shelf, model: Traits, created_s: int, tier: str = "default") -> None:
        self._shelf = shelf
        self._model = model
        self._is_preview = model.family.is_search_preview
        name = b"" if self._is_preview else time_prefix(created_s)
        self._start = b'data: {"id":"chatcmpl-' + name
        self._rest = (
            b'","object":"chat.completion.chunk","created":%d,"model":%b,'
            b'%b"system_fingerprint":%b,"choices":['
            % (
                created_s,
                msgspec.json.encode(model.answers_as),
                b"" if self._is_preview else b'"service_tier":"%b",' % tier.encode(),
                model.fingerprint,
            )
        )
        drawn = UUID_LETTERS if self._is_preview else RANDOM_LETTERS
        prefix_json = len(self._start) - len(_DATA) + drawn + len(self._rest)
        self._residue = prefix_json % 16
        self._logprobs = b'"logprobs":null,' if model.has_logprobs_key else b""
        self._created_s = created_s

    def events(self, fields: bytes, ask: Ask, reply: Reply) -> Events:
        """Return a stream: role, pieces, finish, usage where wanted, `[DONE]`."""
        shape = self._shape(ask)
        shared = self._shelf.suffixes(*shape)
        closing = [shared.choice(b"", b'"%b"' % reply.finish_reason.encode())]
        if ask.usage_wanted:
            closing.append(shared.sealed(b"]," + self._usage(reply)))
        opening = (shared.choice(_ROLE, b"null"),)
        renderer = SharedEvents(self._prefix(reply), opening, shared, closing, DONE)
        return Events(fields, reply.body.pieces, renderer)

    def rich(self, fields: bytes, ask: ChatAsk, reply: Reply) -> Events:
        """Return a stream of several answers, or of one that is more than text."""
        prefix, shape = self._prefix(reply), self._shape(ask)
        chunks = Chunks(self._shelf, shape, ask, reply, self._created_s)
        shared, after = self._shelf.suffixes(*shape), []
        if ask.usage_wanted:
            usage = rich.encode(rich.usage(self._model, ask, reply))
            after.append(shared.sealed(b'],"usage":' + usage))
        request = ask.request
        if request is not None and request.moderation is not None:
            judged = rich.encode(moderation(request, request.moderation.model, reply))
            after.append(shared.sealed(b'],"moderation":' + judged + shape[2]))
        return Events(fields, *chunks.events(prefix, after))

    def _prefix(self, reply: Reply) -> bytes:
        drawn = (uuid if self._is_preview else random_part)(reply.digest)
        return self._start + drawn + self._rest

    def _shape(self, ask: Ask) -> Shape:
        """Return what decides a stream's suffixes; a usage that comes later is a part of it."""
        usage = b',"usage":null' if ask.usage_wanted or ask.usage_running else b""
        return self._residue, self._logprobs, usage, ask.obfuscated

    def _usage(self, reply: Reply) -> bytes:
        prompt, cached = reply.prompt_tokens, cached_tokens(reply)
        completion, further = completion_tokens(reply), of_prompt(self._model, prompt, cached)
        bill = prompt, completion, prompt + completion, cached, compact(further)
        return _USAGE % (*bill, thought_tokens(reply))
