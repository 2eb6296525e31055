"""The Responses API: a request's bytes to an Ask, a Reply to OpenAI's bytes.

What is answered is kept, so that it can be fetched, gone on from, or told again as it was streamed.
"""

from __future__ import annotations

from functools import partial

from sanic_mock.dialects.answer import Events, Renderer, Whole
from sanic_mock.dialects.in_time import in_time_by
from sanic_mock.dialects.openai import envelope, gateway_errors, listing
from sanic_mock.dialects.openai.endpoint import Endpoint
from sanic_mock.dialects.openai.envelope import Layout
from sanic_mock.dialects.openai.http import EVENTS, JSON, RESPONSES, without_limits
from sanic_mock.dialects.openai.known_models import LONGEST_NAME, is_answered
from sanic_mock.dialects.openai.live_limits import head_of
from sanic_mock.dialects.openai.responses import (
    history,
    loaded_tools,
    reading,
)
from sanic_mock.dialects.openai.responses.answer import Answer, printed
from sanic_mock.dialects.openai.responses.ask import ResponsesAsk
from sanic_mock.dialects.openai.responses.asked_tools import AskedTools
from sanic_mock.dialects.openai.responses.at_once import ResponsesSteps, compile_at_once
from sanic_mock.dialects.openai.responses.billing import Billing, instructed, prompt_tokens
from sanic_mock.dialects.openai.responses.constraints import check, check_ids, check_window
from sanic_mock.dialects.openai.responses.conversation import ResponsesConversation
from sanic_mock.dialects.openai.responses.events import Script
from sanic_mock.dialects.openai.responses.failing import failed_events, failed_response, keep_failed
from sanic_mock.dialects.openai.responses.history import Past
from sanic_mock.dialects.openai.responses.meter import Meter
from sanic_mock.dialects.openai.responses.models import responses_traits
from sanic_mock.dialects.openai.responses.options import options, style, used
from sanic_mock.dialects.openai.responses.references import References
from sanic_mock.dialects.openai.responses.request import (
    LenientResponsesRequest,
    ResponsesRequest,
)
from sanic_mock.dialects.openai.responses.usage import (
    TEXT_FRAMING,
    completion_tokens,
    within_limit,
)
from sanic_mock.dialects.openai.responses.validation import explain
from sanic_mock.dialects.openai.wire import wire_of
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.rendering import MOST_AT_ONCE
from sanic_mock.dialects.vendor import AtOnce, InTime, ShortWay
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.errors import Problem, WishInBody
from sanic_mock.profile.model_suffix import asked_suffix

ANY_MODEL = "gpt-4.1"


class Responses(Endpoint[ResponsesAsk]):
    """The Responses endpoint of one worker."""

    ANY_MODEL = ANY_MODEL
    NAME = "responses"
    REHEARSAL: tuple[bytes, ...] = (
        b'{"model":"gpt-4o-mini","input":"Hello","store":false}',
        b'{"model":"gpt-4o-mini","input":"Hello","store":false,"stream":true}',
    )

    def __init__(self, state: State) -> None:
        super().__init__(state)
        settings = state.settings
        self._billing = Billing(settings)
        self._keeps_prompt = settings.load.cache_blocks > 0
        self._model = settings.model
        self._served = frozenset(listing.served(settings)) if settings.models else None
        self._obfuscates = settings.chunking.obfuscation
        self._head = head_of(state.settings, RESPONSES)
        self._wire = wire_of(settings)

    def no_key(self) -> Problem:
        """See Endpoint."""
        return gateway_errors.no_bearer("bearer or basic")

    def layout(self, problem: Problem) -> Layout:
        """See Endpoint."""
        return envelope.RESPONSES

    def parse(self, body: bytes) -> ResponsesAsk:
        """Read a request.

        Raises:
            Problem: what OpenAI would answer to a body it refuses.
        """
        return self._ask(reading.read(body, is_strict=self.is_strict), body)

    def conversation(self, body: bytes) -> ResponsesConversation:
        """See Endpoint; what the request goes on from is part of it."""
        request = reading.read(body, is_strict=self.is_strict)
        name = self._named(request, body)
        past = self._past(request, self._billing.meter(responses_traits(name), name))
        given = reading.items_of(request, body)
        if isinstance(request.input, list):
            given = References(self.state).resolved(given)
        tools = request.tools or ()
        return ResponsesConversation([*past.items, *given], request.instructions, tools, name)

    def at_once(self, wanted: ShortWay) -> AtOnce | None:
        """See Endpoint."""
        longest = max(len(body.pieces) for body in wanted.bodies)
        count = self._billing.count()
        is_usual = self._wire.responses is None and not self._keeps_prompt
        if not is_usual or count is None or longest > MOST_AT_ONCE:
            return None
        read = partial(reading.read, is_strict=self.is_strict)
        steps = ResponsesSteps(read, self._ask, count, self._head, self.state)
        return compile_at_once(steps, wanted)

    def in_time(self, wanted: ShortWay) -> InTime | None:
        """See Endpoint."""
        return in_time_by(self.at_once, wanted)

    def _ask(self, request: ResponsesRequest, body: bytes) -> ResponsesAsk:
        """Return the Ask of a request, whose input it takes away; raises Problem as `parse`."""
        name = self._named(request, body)
        model = responses_traits(name)
        meter = self._billing.meter(model, name)
        past = self._past(request, meter)
        given = reading.items_of(request, body)
        references = References(self.state)
        if isinstance(request.input, list):
            given = references.resolved(given)
        if self.is_strict:
            check(request, model, past.items, given)
            references.check(past.items, given, is_kept=request.is_kept)
        allowance = Allowance()
        everything = [*past.items, *given]
        loaded = loaded_tools.loaded(everything, groups_given=model.groups_given)
        if loaded.specs:
            request.tools = loaded_tools.with_loaded(request.tools or (), loaded)
        asked = AskedTools(request, everything, allowance, is_strict=self.is_strict)
        asked.find_later(loaded.groups)
        offered, chosen = asked.offered, asked.chosen
        shown = responses_traits(self._model or name)
        running = used(request, chosen, everything, shown)
        billed = asked.bill(meter, running)
        tokens = prompt_tokens(request, meter, given, past) + billed.prompt
        if self.is_strict and request.truncation != "auto":
            check_window(model, tokens)
        told = style(request, shown, running, asked.hidden, within_limit(billed.calls, request))
        runs = told.call_tokens > 0
        ask = ResponsesAsk(
            self._model or name,
            tokens,
            terms=self._billing.terms(request, model, everything, tokens, runs_calls=runs),
            options=options(
                request, everything, offered, chosen, allowance, is_strict=self.is_strict
            ),
            request=request,
            previous=request.previous_response_id,
            traits=shown,
            given=given,
            past=past,
            tools=loaded_tools.repeated(offered.repeated, loaded),
            style=told,
        )
        self._read_rest(ask, request)
        if isinstance(request, LenientResponsesRequest) and request.load is not None:
            reading.read_load(ask, request.load, everything, allowance)
        if self.converses:
            instructions, tools = request.instructions, request.tools or ()
            ask.conversation = ResponsesConversation(everything, instructions, tools, name)
        if self._keeps_prompt:
            ask.prompt = "\n".join(history.all_texts([*instructed(request), *everything]))
        if loaded.specs:
            request.tools = list(ask.tools)  # what is repeated is kept by what is asked
        request.input, request.previous_response_id = "", None  # see response.Frame
        return ask

    def whole(self, ask: ResponsesAsk, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece; `now_s` is the time of day, unix seconds."""
        answer = self._answer(ask, reply, now_s)
        response = answer.done(is_billed=True)
        if answer.is_kept:
            answer.keep(self.state, response)
        if ask.is_deferred:
            response = answer.begun("queued")
        fields, undo = self._head.fields(JSON, now_s, reply), answer.undo(self.state)
        return Whole(200, fields, printed(response), undo)

    def events(self, ask: ResponsesAsk, reply: Reply, now_s: int) -> Events:
        """Render an answer as events, one for each piece of text, and those around them."""
        answer = self._answer(ask, reply, now_s)
        if answer.is_kept:
            answer.keep(self.state, answer.done(is_billed=True))
        script = answer.script()
        fields = self._head.fields(EVENTS, now_s, reply)
        if not ask.tells_limits:
            fields = without_limits(fields)
        return Events(fields, script.pieces, script, undo=answer.undo(self.state))

    def completion_tokens(self, ask: ResponsesAsk, reply: Reply) -> int:
        """See dialects.vendor.Dialect."""
        return completion_tokens(reply, ask.style.call_tokens)

    def stream_error(self, problem: Problem, digest: bytes, renderer: Renderer, sent: int) -> bytes:
        """See dialects.vendor.Dialect; what is kept of the response has failed, too."""
        assert isinstance(renderer, Script)
        response = failed_response(renderer, problem, digest)
        self.state.afterwards(partial(keep_failed, self.state, response))
        return failed_events(problem, response, digest, sent)

    def _answer(self, ask: ResponsesAsk, reply: Reply, now_s: int) -> Answer:
        return Answer(ask, reply, now_s, self._wire)

    def _named(self, request: ResponsesRequest, body: bytes) -> str:
        """Return the name of the model that is asked for; a prompt may have its own."""
        name = request.model
        if not self.is_strict:
            name = name or self.any_model
        if name is None:
            if request.prompt is None:
                raise explain(body, "")
            return ANY_MODEL
        if asked_suffix(name, self.state.settings)[1]:
            raise WishInBody
        if not is_answered(name, self._served, is_strict=self.is_strict):
            raise self._wire.no_model(name[:LONGEST_NAME])
        return name

    def _past(self, request: ResponsesRequest, meter: Meter) -> Past:
        """Return what a request goes on from; raises Problem where it is not there.

        A lenient request that names what is not there goes on from nothing, and says so.
        """
        if request.previous_response_id is None and request.conversation is None:
            return history.NOTHING
        if self.is_strict:
            check_ids(request)
        try:
            return history.past(self.state, request, meter)
        except Problem:
            if self.is_strict:
                raise
        request.previous_response_id = request.conversation = None
        return history.NOTHING

    def _read_rest(self, ask: ResponsesAsk, request: ResponsesRequest) -> None:
        if request.max_output_tokens is not None:
            ask.cap = request.max_output_tokens - TEXT_FRAMING - ask.style.call_tokens
        is_background = request.background is True
        ask.stream = request.stream is True
        ask.is_deferred = is_background
        ask.is_dated = True
        wanted = request.stream_options
        is_plain = wanted is not None and wanted.include_obfuscation is False
        # no delta of a stream in the background was padded [pydantic-2026]
        ask.obfuscated = self._obfuscates and not is_background and not is_plain
