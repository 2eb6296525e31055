"""A Converse request's bytes to an Ask."""

from __future__ import annotations

from sanic_mock.dialects.bedrock.blocked_answer import block
from sanic_mock.dialects.bedrock.converse import (
    caching,
    history,
    model_validation,
    options,
    response_fields,
    validation,
)
from sanic_mock.dialects.bedrock.converse.ask import ConverseAsk, ConverseExtras
from sanic_mock.dialects.bedrock.converse.extras import read_extras
from sanic_mock.dialects.bedrock.converse.model_fields import (
    NO_FIELDS,
    ModelFields,
    read_fields,
)
from sanic_mock.dialects.bedrock.converse.request import (
    AnyConverse,
    ConverseRequest,
    PlainConverse,
    decode,
    decode_plain,
)
from sanic_mock.dialects.bedrock.converse.shapes import ConverseShapes
from sanic_mock.dialects.bedrock.converse.thinking import AskedThought, asked_thought
from sanic_mock.dialects.bedrock.models import family_of
from sanic_mock.dialects.prompted import may_ask
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.terms import LEAST_THOUGHT, Terms


def read(body: bytes) -> AnyConverse:
    """Read a request, by the shape of nearly all where it has that; raises Problem."""
    try:
        return decode_plain(body)
    except UNREADABLE:
        pass
    try:
        return decode(body)
    except UNREADABLE as refused:
        raise validation.explain(str(refused)) from None


class ConverseReader:
    """Makes Asks of the requests to one model.

    Args:
        shapes: what all operations share.
        model: its id.
        answers_as: the name that answers are counted by.
        is_stream: whether it answers in events.
        is_strict: whether what Bedrock refuses is refused.

    Attributes:
        thinks: whether the model thinks though nobody asks it.
    """

    def __init__(
        self,
        shapes: ConverseShapes,
        model: str,
        answers_as: str,
        *,
        is_stream: bool,
        is_strict: bool,
    ) -> None:
        self._shapes = shapes
        self._model = model
        self._answers_as = answers_as
        self._is_stream = is_stream
        self._is_strict = is_strict
        self.thinks = asked_thought(NO_FIELDS, model, "") is not None

    def ask(self, request: AnyConverse) -> ConverseAsk:
        """Return the Ask of a request; nothing is kept of its prompt. Raises Problem."""
        try:
            if isinstance(request, ConverseRequest):
                return self._rich(request)
            return self._plain(request)
        # In JSON of another's, which is read as it is counted.
        except UnicodeDecodeError as refused:
            raise validation.explain(str(refused)) from None

    def keep(self, request: AnyConverse, ask: ConverseAsk) -> None:
        """Keep what a request marks of its prompt, and have its Ask say what was kept already."""
        extras, shapes = ask.extras, self._shapes
        if extras is None or not extras.has_points:
            return
        if not shapes.prompts.is_counted or not family_of(self._model).caches:
            return
        assert isinstance(request, ConverseRequest)
        extras.cache = shapes.cache_use(request, self._model)
        ask.terms = ask.terms or Terms()
        ask.terms.cached = extras.cache.read

    def _plain(self, request: PlainConverse) -> ConverseAsk:
        """Return the Ask of a request that asks for one free text."""
        if self._is_strict:
            validation.check(request)
        ask = self._any(request, self._shapes.prompts.plain(request))
        if any(map(may_ask, history.asking_texts(request))):
            ask.options = options.prompted_options(request)
        if self.thinks:
            self._think(ask, self._asked_thought(request, NO_FIELDS))
        return ask

    def _rich(self, request: ConverseRequest) -> ConverseAsk:
        fields, prompts = self._model_fields(request), self._shapes.prompts
        if self._is_strict:
            self._check(request, fields)
        ask = self._any(request, prompts.rich(request) if prompts.is_counted else 0)
        ask.options = options.read_options(request, fields.schema, is_strict=self._is_strict)
        ask.extras = read_extras(request)
        if ask.extras is not None and ask.extras.guardrail is not None:
            block(ask, ask.extras.guardrail.texts, "content_filter")
        self._think(ask, self._asked_thought(request, fields))
        return ask

    def _any(self, request: AnyConverse, tokens: int) -> ConverseAsk:
        """Return the Ask of a request, as far as all have it."""
        config = request.inference_config
        cap = None if config is None else config.max_tokens
        ask = ConverseAsk(self._answers_as, tokens, cap, self._is_stream, is_dated=True)
        if self._shapes.keeps_prompt:
            ask.prompt = self._shapes.prompts.text(request)
        return ask

    def _model_fields(self, request: ConverseRequest) -> ModelFields:
        """Return what the model itself is asked; a lenient one passes over what it is not."""
        try:
            return read_fields(request.additional_model_request_fields)
        except UNREADABLE as refused:
            if self._is_strict:
                raise validation.explain(str(refused)) from None
            return NO_FIELDS

    def _check(self, request: ConverseRequest, fields: ModelFields) -> None:
        """Refuse what Bedrock, or a model, refuses of a request that is right in its form."""
        validation.check(request)
        caching.check(request, self._model)
        response_fields.check(request.additional_model_response_field_paths or ())
        model_validation.check(request, fields, self._model)

    def _asked_thought(self, request: AnyConverse, fields: ModelFields) -> AskedThought | None:
        return asked_thought(fields, self._model, history.last_user_text(request.messages))

    def _think(self, ask: ConverseAsk, thought: AskedThought | None) -> None:
        """Have an answer begin with thought, which its prompt bills something for."""
        if thought is None:
            return
        ask.extras = ask.extras or ConverseExtras()
        ask.extras.thought = thought
        is_told = thought.telling == "text"
        ask.prompt_tokens += thought.overhead if self._shapes.prompts.is_counted else 0
        ask.shows_thought = is_told
        # a block tells of it, whatever stands there
        ask.terms = Terms(
            thought=thought.mean,
            is_shown=is_told,
            thought_law="any",
            least_thought=LEAST_THOUGHT,
        )
