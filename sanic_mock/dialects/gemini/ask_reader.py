"""What a request for generated content asks for: its bytes to an Ask."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any, Self

from msgspec.structs import replace

from sanic_mock.dialects.gemini import errors, turns, validation
from sanic_mock.dialects.gemini.ask import GeminiAsk
from sanic_mock.dialects.gemini.cached_contents.prompt import behind_cache, named_cache
from sanic_mock.dialects.gemini.conversation import GeminiConversation
from sanic_mock.dialects.gemini.files.file import check_files
from sanic_mock.dialects.gemini.kitchen import Kitchen
from sanic_mock.dialects.gemini.models import traits
from sanic_mock.dialects.gemini.options import declarations, prompted_options, read_options
from sanic_mock.dialects.gemini.prompts import CountedPrompt, framing_tokens, media_tokens
from sanic_mock.dialects.gemini.reading import read
from sanic_mock.dialects.gemini.request import PlainRequest, asks_for_form, decode_plain
from sanic_mock.dialects.gemini.server_tools import server_tools
from sanic_mock.dialects.gemini.surface import Surface
from sanic_mock.dialects.gemini.thinking import read_thinking, unasked_terms
from sanic_mock.dialects.gemini.turns import GeminiTurn, plain_turn, turn
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.terms import Terms

Json = dict[str, Any]


class AskReader:
    """Reads the requests to one model in one place.

    Args:
        kitchen: what all endpoints share.
        surface: whose it is.
        model: who is asked.
        is_strict: whether to refuse what Gemini refuses.
        is_streamed: whether answers come in pieces.

    Attributes:
        model: who is asked.
        answers_as: the name under which it answers.
        most_short: tokens of a prompt that is not refused, and too short for a cache.
        keeps_prompt: whether its Asks have their prompt's text.
        is_counted: whether prompts are counted.
        framing: tokens that a message bills beside its texts.
        terms: how answers are billed whose requests say nothing of that.
    """

    def __init__(
        self,
        kitchen: Kitchen,
        surface: Surface,
        model: str,
        *,
        is_strict: bool,
        is_streamed: bool,
    ) -> None:
        self._state, settings = kitchen.state, kitchen.settings
        self.model, self.answers_as = model, settings.model or model
        self._surface, self._is_strict, self._is_streamed = surface, is_strict, is_streamed
        self._known = traits(self.answers_as)
        self._most = most = self._known.most_input
        self._least_cached = least = self._known.least_cached
        self.most_short = min(most, least - 1) if least else most
        self._cache = kitchen.cache
        self.terms = unasked_terms(self._known)
        self._prompts = kitchen.prompts
        self.is_counted = kitchen.prompts.is_counted
        self.framing = framing_tokens(self._known, is_vertex=surface.is_vertex)
        self._seed = settings.seed
        self.keeps_prompt = settings.load.cache_blocks > 0
        self._converses = bool(settings.answers)

    def conversing(self) -> Self:
        """Return one whose Asks say what rules see of a request."""
        other = copy(self)
        other._converses = True
        return other

    def read(self, body: bytes) -> GeminiAsk:
        """Read a request.

        Raises:
            GeminiProblem: what Gemini would answer to a body it refuses.
        """
        try:
            request = decode_plain(body)
        except UNREADABLE:
            return self.read_rich(body)
        return self.plain(request, None)

    def read_rich(self, body: bytes) -> GeminiAsk:
        """Return the Ask of a body that is no plain request; raises as `read` does."""
        return self.rich(self._decoded(body))

    def plain(self, request: PlainRequest, tokens: int | None) -> GeminiAsk:
        """Return the Ask of a plain request; its prompt is counted where `tokens` is None."""
        if tokens is None:
            tokens = self.count(request)
        config = request.generation_config
        cap = None if config is None else config.max_output_tokens
        ask = GeminiAsk(self.answers_as, tokens, cap, self._is_streamed, terms=self.terms)
        self._check_length(tokens)
        is_long = tokens > self.most_short
        if is_long or self._converses or self.keeps_prompt or asks_for_form(request):
            self._read_turns(request, ask)
        return ask

    def count(self, request: PlainRequest) -> int:
        """Return the tokens of a plain request's prompt; 0 where nobody needs them."""
        return self._prompts.plain(request, self.framing) if self.is_counted else 0

    def rich(self, request: Json) -> GeminiAsk:
        """Return the Ask of a request whose members were read; raises as `read` does."""
        said, system = self._checked_turns(request)
        config, offered = request.get("generationConfig", {}), declarations(request)
        (tokens, media), cached = self._count_rich(said, system, offered), 0
        if request.get("cachedContent"):
            request, cached = self._behind_cache(request)
            (said, system), offered = _turns(request), declarations(request)
            tokens += cached
            if self.is_counted:
                media = media_tokens(_asked(said, system), self._known).media
        ask = GeminiAsk(self.answers_as, tokens, config.get("maxOutputTokens"), self._is_streamed)
        ask.media = media
        self._check_length(tokens)
        ask.options = read_options(request, said, system, self._seed, is_strict=self._is_strict)
        self._think(config.get("thinkingConfig"), ask)
        if "tools" in request:
            prompt = turns.last_user_text(said)
            ask.used = server_tools(request, prompt, tokens, self._prompts.count)
        if cached:
            ask.terms = replace(ask.terms or Terms(), cached=cached)
        else:
            self._use_cache(ask, said, system, offered)
        self._see(ask, said, system, [one.get("name", "") for one in offered])
        return ask

    def conversation(self, body: bytes) -> GeminiConversation:
        """Return what rules see of a request; raises as `read` does."""
        try:
            said, system = _plain_turns(decode_plain(body))
        except UNREADABLE:
            return self.rich_conversation(self._decoded(body))
        return GeminiConversation(said, system, self.model, ())

    def rich_conversation(self, request: Json) -> GeminiConversation:
        """Return what rules see of a request whose members were read."""
        said, system = self._checked_turns(request)
        if request.get("cachedContent"):
            request, _ = self._behind_cache(request)
            said, system = _turns(request)
        offered = [one.get("name", "") for one in declarations(request)]
        return GeminiConversation(said, system, self.model, offered)

    def _decoded(self, body: bytes) -> Json:
        return read(body, "GenerateContentRequest", self._surface, is_strict=self._is_strict)

    def _checked_turns(self, request: Json) -> tuple[list[GeminiTurn], GeminiTurn | None]:
        """Return the messages of a request, and what instructs; raises as `read` does."""
        said, system = _turns(request)
        if self._is_strict or not said:
            validation.check(request, said, self._known)
        if self._is_strict:
            check_files(self._state, said)
        return said, system

    def _count_rich(
        self, said: Sequence[GeminiTurn], system: GeminiTurn | None, offered: Sequence[Json]
    ) -> CountedPrompt:
        """Return what a prompt bills; nothing where nobody needs it."""
        if not self.is_counted:
            return CountedPrompt(0)
        return self._prompts.rich(_asked(said, system), offered, self.framing, self._known)

    def _behind_cache(self, request: Json) -> tuple[Json, int]:
        """Return a request behind what it names, and how many tokens that bills."""
        cached = named_cache(
            self._state, request, self._surface, self.model, is_strict=self._is_strict
        )
        tokens = cached.tokens if self.is_counted else 0
        return behind_cache(self._state, cached, request), tokens

    def _read_turns(self, request: PlainRequest, ask: GeminiAsk) -> None:
        """Have a plain request seen by rules, by caches, and by what reads JSON from words."""
        said, system = _plain_turns(request)
        ask.options = prompted_options(said, system)
        self._use_cache(ask, said, system, ())
        self._see(ask, said, system, ())

    def _use_cache(
        self,
        ask: GeminiAsk,
        said: Sequence[GeminiTurn],
        system: GeminiTurn | None,
        offered: Sequence[Json],
    ) -> None:
        """Bill the beginning of a long prompt that came before as cached."""
        if ask.prompt_tokens <= self.most_short:
            return
        turns = [*([system] if system else ()), *said]
        least = self._least_cached
        if cached := self._cache.read(turns, offered, least, self.answers_as):
            ask.terms = replace(ask.terms or Terms(), cached=min(cached, ask.prompt_tokens))

    def _see(
        self,
        ask: GeminiAsk,
        said: Sequence[GeminiTurn],
        system: GeminiTurn | None,
        offered: Sequence[str],
    ) -> None:
        if self._converses:
            ask.conversation = GeminiConversation(said, system, self.model, offered)
        if self.keeps_prompt:
            ask.prompt = "\n".join([*(system.texts if system else ()), *turns.all_texts(said)])

    def _think(self, config: Json | None, ask: GeminiAsk) -> None:
        """Have a model think, and show it, as a request says."""
        if config is None:
            ask.terms = self.terms
        else:
            read_thinking(config, self._known, ask, is_strict=self._is_strict)

    def _check_length(self, tokens: int) -> None:
        if self._is_strict and tokens > self._most:
            raise errors.too_long(tokens, self._most)


def _asked(said: Sequence[GeminiTurn], system: GeminiTurn | None) -> Sequence[GeminiTurn]:
    """Return all messages that a prompt bills."""
    return said if system is None else (system, *said)


def _plain_turns(request: PlainRequest) -> tuple[list[GeminiTurn], GeminiTurn | None]:
    system = request.system_instruction
    return list(map(plain_turn, request.contents)), None if system is None else plain_turn(system)


def _turns(request: Json) -> tuple[list[GeminiTurn], GeminiTurn | None]:
    """Return the messages, and what instructs."""
    system = request.get("systemInstruction")
    return list(map(turn, request.get("contents", ()))), None if system is None else turn(system)
