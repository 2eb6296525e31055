"""Converse and ConverseStream: a request's bytes to an Ask, a Reply to Bedrock's bytes."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.answer import Events, Framing, SlicedWhole, Whole
from sanic_mock.dialects.bedrock import http
from sanic_mock.dialects.bedrock.converse import (
    caching,
    history,
    model_validation,
    options,
    response_fields,
    validation,
    whole,
)
from sanic_mock.dialects.bedrock.converse.ask import ConverseAsk, ConverseExtras
from sanic_mock.dialects.bedrock.converse.at_once import ConverseSteps, compile_converse
from sanic_mock.dialects.bedrock.converse.blocks import ConverseBlock, blocks_of, is_thought
from sanic_mock.dialects.bedrock.converse.conversation import ConverseConversation
from sanic_mock.dialects.bedrock.converse.ending import ending
from sanic_mock.dialects.bedrock.converse.events import ConverseEvents
from sanic_mock.dialects.bedrock.converse.extras import read_extras
from sanic_mock.dialects.bedrock.converse.model_fields import (
    NO_FIELDS,
    UNREADABLE,
    ModelFields,
    read_fields,
)
from sanic_mock.dialects.bedrock.converse.prompts import ConversePrompts
from sanic_mock.dialects.bedrock.converse.request import (
    AnyConverse,
    ConverseRequest,
    PlainConverse,
    decode,
    decode_plain,
)
from sanic_mock.dialects.bedrock.converse.thinking import AskedThought, asked_thought
from sanic_mock.dialects.bedrock.event_stream import headers_of
from sanic_mock.dialects.bedrock.model_operation import ModelOperation
from sanic_mock.dialects.kept_prefixes import CacheUse, KeptPrefixes
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.vendor import AtOnce, LetIn
from sanic_mock.engine.answers.picks import Pick
from sanic_mock.engine.ask import Reply
from sanic_mock.engine.content import Body, LongBody
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.terms import Terms


class ConverseShapes:
    """What all Converse operations of one worker share.

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


class Converse(ModelOperation[ConverseAsk]):
    """One model's Converse, or its ConverseStream; see ModelOperation.

    Args:
        state: of the server.
        model: its id.
        is_stream: whether it answers in events.
        is_strict: whether what Bedrock refuses is refused.
    """

    NAME = "converse"

    def __init__(self, state: State, model: str, *, is_stream: bool, is_strict: bool) -> None:
        super().__init__(state.settings, model, is_stream=is_stream, is_strict=is_strict)
        self._shapes = state.part(ConverseShapes)
        self._thinks = asked_thought(NO_FIELDS, model, "") is not None

    def parse(self, body: bytes) -> ConverseAsk:
        """See Dialect."""
        request = _read(body)
        ask = self._unkept(request)
        if ask.extras is not None and ask.extras.has_points:
            assert isinstance(request, ConverseRequest)
            self._use_cache(request, ask, ask.extras)
        return ask

    def prompt_tokens(self, body: bytes) -> int:
        """See ModelOperation."""
        return self._unkept(_read(body)).prompt_tokens

    def at_once(
        self,
        bodies: Sequence[Body],
        framing: Framing,
        let_in: LetIn | None,
        *,
        is_counted: bool = False,
        pick: Pick | None = None,
    ) -> AtOnce | None:
        """See Dialect."""
        prompts = self._shapes.prompts
        if self.is_stream or self._thinks:
            return None
        if self._shapes.keeps_prompt or not prompts.is_counted:
            return None
        steps = ConverseSteps(self.parse, prompts.plain, self.model, self.answers_as)
        return compile_converse(steps, bodies, framing, let_in, is_counted=is_counted, pick=pick)

    def conversation(self, body: bytes) -> ConverseConversation:
        """See Dialect."""
        return ConverseConversation(_read(body), self.model)

    def whole(self, ask: ConverseAsk, reply: Reply, now_s: int) -> Whole:
        """See Dialect."""
        fields = http.fields(http.JSON, now_s, reply.digest)
        told = ending(ask, reply, self.model)
        if not reply.choices and ask.extras is None:
            return Whole(200, fields, whole.text(reply, told))
        shown, is_typed = self.blocks(ask, reply), self.family.typed_calls
        if self.family.thinks_last:
            shown = sorted(shown, key=is_thought)
        return Whole(200, fields, whole.blocks(reply, told, shown, is_typed=is_typed))

    def sliced(self, ask: ConverseAsk, reply: Reply, now_s: int) -> Whole:
        """See Dialect; plain texts are shared."""
        if reply.choices or ask.extras is not None or not isinstance(reply.body, LongBody):
            return self.whole(ask, reply, now_s)
        before, after = whole.around(reply, ending(ask, reply, self.model))
        fields = http.fields(http.JSON, now_s, reply.digest)
        return SlicedWhole(200, fields, b"", (before, *reply.body.parts, after))

    def events(self, ask: ConverseAsk, reply: Reply, now_s: int) -> Events:
        """See Dialect."""
        fields = http.fields(http.EVENTS, now_s, reply.digest)
        told, events = ending(ask, reply, self.model), self._shapes.events
        if not reply.choices and ask.extras is None:
            return events.text(fields, reply, told)
        shown, is_typed = self.blocks(ask, reply), self.family.typed_calls
        return events.blocks(fields, reply, told, shown, is_typed=is_typed)

    def blocks(self, ask: ConverseAsk, reply: Reply) -> Sequence[ConverseBlock]:
        """Return the blocks of an answer."""
        asked = None if ask.extras is None else ask.extras.thought
        return blocks_of(reply, asked, is_signed=self.family.is_signed)

    def without(self, event: bytes, what: Omission) -> bytes:
        """See Dialect; each is said by an event that says little else."""
        said = b"messageStop" if what == "finish" else b"metadata"
        return b"" if said in event[headers_of(event)] else event

    def _unkept(self, request: AnyConverse) -> ConverseAsk:
        """Return the Ask of a request of whose prompt nothing is kept."""
        return self._rich(request) if isinstance(request, ConverseRequest) else self._plain(request)

    def _plain(self, request: PlainConverse) -> ConverseAsk:
        """Return the Ask of a request that asks for one free text."""
        if self.is_strict:
            validation.check(request)
        ask = self._ask(request, self._shapes.prompts.plain(request))
        if any("{" in text for text in history.asking_texts(request)):
            ask.options = options.prompted_options(request)
        if self._thinks:
            self._think(ask, self._asked_thought(request, NO_FIELDS))
        return ask

    def _rich(self, request: ConverseRequest) -> ConverseAsk:
        fields, prompts = self._model_fields(request), self._shapes.prompts
        if self.is_strict:
            self._check(request, fields)
        ask = self._ask(request, prompts.rich(request) if prompts.is_counted else 0)
        ask.options = options.read_options(request, fields.schema, is_strict=self.is_strict)
        ask.extras = read_extras(request)
        self._think(ask, self._asked_thought(request, fields))
        return ask

    def _asked_thought(self, request: AnyConverse, fields: ModelFields) -> AskedThought | None:
        return asked_thought(fields, self.model, history.last_user_text(request.messages))

    def _model_fields(self, request: ConverseRequest) -> ModelFields:
        """Return what the model itself is asked; a lenient one passes over what it is not."""
        try:
            return read_fields(request.additional_model_request_fields)
        except UNREADABLE as refused:
            if self.is_strict:
                raise validation.explain(str(refused)) from None
            return NO_FIELDS

    def _check(self, request: ConverseRequest, fields: ModelFields) -> None:
        """Refuse what Bedrock, or a model, refuses of a request that is right in its form."""
        validation.check(request)
        caching.check(request, self.model)
        response_fields.check(request.additional_model_response_field_paths or ())
        model_validation.check(request, fields, self.model)

    def _think(self, ask: ConverseAsk, thought: AskedThought | None) -> None:
        """Have an answer begin with thought, which its prompt bills something for."""
        if thought is None:
            return
        ask.extras = ask.extras or ConverseExtras()
        ask.extras.thought = thought
        is_told = thought.hides == "nothing"
        ask.prompt_tokens += thought.overhead if self._shapes.prompts.is_counted else 0
        ask.terms, ask.shows_thought = Terms(thought=thought.mean, is_shown=is_told), is_told

    def _use_cache(
        self, request: ConverseRequest, ask: ConverseAsk, extras: ConverseExtras
    ) -> None:
        if not self._shapes.prompts.is_counted or not self.family.caches:
            return
        extras.cache = self._shapes.cache_use(request, self.model)
        ask.terms = ask.terms or Terms()
        ask.terms.cached = extras.cache.read

    def _ask(self, request: AnyConverse, tokens: int) -> ConverseAsk:
        config = request.inference_config
        cap = None if config is None else config.max_tokens
        ask = ConverseAsk(self.answers_as, tokens, cap, self.is_stream, is_dated=True)
        if self.converses:
            ask.conversation = ConverseConversation(request, self.model)
            ask.may_show_thought = True
        if self._shapes.keeps_prompt:
            ask.prompt = self._shapes.prompts.text(request)
        return ask


def _read(body: bytes) -> AnyConverse:
    """Read a request, by the shape of nearly all where it has that; raises Problem."""
    try:
        return decode_plain(body)
    except UNREADABLE:
        pass
    try:
        return decode(body)
    except UNREADABLE as refused:
        raise validation.explain(str(refused)) from None
