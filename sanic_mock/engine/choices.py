"""What few requests ask for: several answers, calls, JSON, stop sequences, probabilities.

It starts from the reply that the simulator has made and is called for no other request.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle
from random import Random

from msgspec import structs

from sanic_mock.engine.additions import fitting, with_additions
from sanic_mock.engine.ask import Ask, Options, Tool
from sanic_mock.engine.bias import Bias, biased
from sanic_mock.engine.body import Body
from sanic_mock.engine.call_choice import call_choice, tools_to_call
from sanic_mock.engine.calls import compacted
from sanic_mock.engine.choice_timing import longest
from sanic_mock.engine.draws import Draws, first_integer, more
from sanic_mock.engine.findings import findings_text
from sanic_mock.engine.lengths import MOST_WRITTEN, Lengthener
from sanic_mock.engine.logprobs import logprobs, unescaped
from sanic_mock.engine.offload import takes
from sanic_mock.engine.prompted.wrapping import wrapped
from sanic_mock.engine.refusal import Refusal, RefusedError
from sanic_mock.engine.reply import Choice, Reply
from sanic_mock.engine.schema.budget import making
from sanic_mock.engine.schema.hints import hints_from
from sanic_mock.engine.stops import cut_by
from sanic_mock.engine.tokens import ENCODING
from sanic_mock.engine.usage import framing
from sanic_mock.engine.vocabulary import body_of, tokenised

ALTERNATIVES = 512
MOST_PROBABILITIES = 250_000

# What parts of an answer take, measured on one machine and rounded up: what each token, its sound,
# each probability shown of it, each stop sequence that is looked for, each value and each voice.
_TOKEN_US = 2
_SOUND_US = 10
_STOP_US = 0.5
_VALUE_US = 1000
_VOICE_US = 5000

_UNUSED = Random(0)


class Chooser:
    """Turns a simple reply into the choices that were asked for.

    Args:
        bodies: the texts further answers are chosen from.
        call_rate: share of the answers that call a tool where they may.

    Attributes:
        lengthener: makes texts longer that are too short.
    """

    def __init__(self, bodies: Sequence[Body], call_rate: float = 1.0) -> None:
        self._bodies = bodies
        self._others = _alternatives(bodies)
        self._longest = max(body.tokens for body in bodies)
        self._call_rate = call_rate
        self.lengthener = Lengthener(bodies)

    def elaborate(self, ask: Ask, options: Options, reply: Reply) -> None:
        """Put the choices into a reply; its `body` becomes the longest, which decides time.

        Raises:
            Problem: more text was asked for than is written, or more probabilities than are shown.
            Lengthy: it is too much for the event loop.
        """
        self._check_work(ask, options, reply)
        digest = options.pin or reply.digest
        chance = Draws(more(digest, b"choices")) if _is_drawn(options) else _UNUSED
        cap = _remaining_cap(ask, reply)
        first = Choice(reply.body, reply.finish_reason)
        if options.speech and cap is not None:
            cap //= 1 + options.speech
            first = fitting(reply.body, cap) if cap < reply.body.tokens else first
        tools = tools_to_call(options)
        encoding = ask.encoding
        write = partial(self._write, first, cap, tools, options, chance, encoding)
        written = [write() for _ in range(options.choices)]
        if options.choices > 1:
            further = self._other_texts(digest, cap, options.choices - 1, chance, encoding)
            written[1:] = [next(further) if one is first else one for one in written[1:]]
        if ask.terms is not None and ask.terms.least and options.maker is None:
            least, draw = ask.terms.least - _thought(reply), first_integer(digest)
            written = [self._lengthened(one, least, cap, draw) for one in written]
        if ask.script is not None and ask.script.tokens and options.maker is None:
            tokens, draw = ask.script.tokens, first_integer(digest)
            written = [self._sized(one, tokens, cap, draw, encoding) for one in written]
        if options.bias is not None and options.maker is None:
            written = [_biased(one, cap, options.bias, chance) for one in written]
        added = [with_additions(one, cap, options, reply, chance) for one in written]
        self._put(added, cap, ask, options, reply, chance)

    def repeat(self, ask: Ask, options: Options, reply: Reply, one: Choice) -> None:
        """Put a choice into a reply, as often as there are to be; raises as `elaborate` does.

        Of what was asked for it gets its stop sequences and probabilities.
        """
        self._check_work(ask, options, reply)
        chance = Draws(more(options.pin or reply.digest, b"choices"))
        written = [structs.replace(one) for _ in range(options.choices)]
        self._put(written, _remaining_cap(ask, reply), ask, options, reply, chance)

    def _put(
        self,
        written: Sequence[Choice],
        cap: int | None,
        ask: Ask,
        options: Options,
        reply: Reply,
        chance: Random,
    ) -> None:
        """Put what answers say into a reply, finished, with what follows from it."""
        _check_size(written, options)
        frames = 0 if ask.terms is None else ask.terms.framing
        reply.choices = tuple(self._finish(one, cap, options, chance, frames) for one in written)
        reply.finish_reason = reply.choices[0].finish_reason
        reply.body = longest(reply.choices)

    def _check_work(self, ask: Ask, options: Options, reply: Reply) -> None:
        """Say how long the answer will take, where it is not too long to be made at all."""
        longest = max(self._longest, reply.body.tokens)
        tokens = options.choices * (longest if ask.cap is None else min(ask.cap, longest))
        if tokens > MOST_WRITTEN:
            raise RefusedError(Refusal("too_many_tokens", MOST_WRITTEN, options.choices, tokens))
        shown = 1 if options.top_logprobs is None else 2 + options.top_logprobs
        makes = options.maker is not None or options.calls != "never"
        voice_us = _VOICE_US if options.speech else 0
        further = makes * _VALUE_US + voice_us + len(options.stop) * _STOP_US
        token_us = shown * _TOKEN_US + (_SOUND_US if options.speech else 0)
        takes(tokens * token_us + options.choices * further)

    def _write(
        self,
        first: Choice,
        cap: int | None,
        tools: Sequence[Tool],
        options: Options,
        chance: Random,
        encoding: str,
    ) -> Choice:
        """Return what one answer says: calls, JSON, what was found, or the text that there is."""
        if cap == 0:
            return first
        if tools and self._is_calling(options, chance):
            return call_choice(tools, cap, options, chance, encoding)
        if options.maker is not None:
            hints, budget = hints_from(options.prompt), making(options.choices)
            value = options.maker.make(chance, hints, budget=budget)
            return _capped(wrapped(value, options.wrapping), cap, encoding)
        if options.findings:
            return _capped(findings_text(options.findings), cap, encoding)
        return first

    def _is_calling(self, options: Options, chance: Random) -> bool:
        return options.calls == "must" or chance.random() < self._call_rate

    def _other_texts(
        self, digest: bytes, cap: int | None, count: int, chance: Random, encoding: str
    ) -> Iterator[Choice]:
        """Yield other texts than the first, none twice before all were there."""
        taken, size = first_integer(digest), len(self._bodies)
        steps = chance.sample(range(1, size), min(count, size - 1)) or [0]
        for step in cycle(steps):
            body = self._bodies[(taken + step) % size]
            yield fitting(body if encoding == ENCODING else tokenised(body, encoding), cap)

    def _lengthened(self, one: Choice, least: int, cap: int | None, draw: int) -> Choice:
        if one.calls:
            return one
        is_cut = one.finish_reason == "length"
        body, is_cut = self.lengthener.lengthened(one.body, least, cap, draw, is_cut=is_cut)
        return Choice(body, "length" if is_cut else one.finish_reason)

    def _sized(self, one: Choice, tokens: int, cap: int | None, draw: int, encoding: str) -> Choice:
        if one.calls:
            return one
        body, is_cut = self.lengthener.sized(one.body, tokens, cap, draw, encoding)
        return Choice(body, "length" if is_cut else "stop")

    def _finish(
        self, one: Choice, cap: int | None, options: Options, chance: Random, frames: int
    ) -> Choice:
        """Return a choice cut at its stop sequences, with its probabilities and what frames it."""
        if one.calls:
            return one
        body, stop = one.body, ""
        if options.stop:
            body, stop = cut_by(body, options.stop, options.unstopped)
        reason = one.finish_reason if body is one.body else "stop"
        probabilities = None
        if options.top_logprobs is not None:
            probabilities = logprobs(body.pieces, self._others, options.top_logprobs, chance)
        frame = framing(frames, body.tokens, cap, is_cut=reason == "length")
        frame += options.speech * body.tokens
        sources = one.sources if body is one.body else ()
        return Choice(
            body, reason, logprobs=probabilities, framing=frame, sources=sources, stop=stop
        )


def _is_drawn(options: Options) -> bool:
    """Return whether more than the text is left to chance; making a generator takes a while."""
    if options.choices > 1 or options.tools or options.maker is not None:
        return True
    if options.bias is not None:
        return True
    return options.top_logprobs is not None or bool(options.prediction)


def _remaining_cap(ask: Ask, reply: Reply) -> int | None:
    """Return how many tokens a text may have: reasoning counts as the answer's."""
    if ask.cap is None:
        return None
    return max(0, ask.cap - _thought(reply))


def _thought(reply: Reply) -> int:
    return reply.reasoning_tokens + (0 if reply.bill is None else reply.bill.thought)


def _biased(one: Choice, cap: int | None, bias: Bias, chance: Random) -> Choice:
    """Return a text as a bias of tokens leaves it; calls as they are."""
    if one.calls or cap == 0:
        return one
    body, is_cut = biased(one.body, bias, cap, chance)
    found = fitting(body, cap)
    return Choice(found.body, "length" if is_cut else found.finish_reason)


def _check_size(written: Sequence[Choice], options: Options) -> None:
    """Refuse to tell more probabilities than an answer can have without stopping all others."""
    if options.top_logprobs is None:
        return
    shown = sum(one.body.tokens for one in written) * (options.top_logprobs + 1)
    if shown > MOST_PROBABILITIES:
        raise RefusedError(Refusal("too_many_probabilities", MOST_PROBABILITIES, wanted=shown))


def _capped(text: str, cap: int | None, encoding: str) -> Choice:
    return fitting(body_of(compacted(text), encoding), cap)


def _alternatives(bodies: Sequence[Body]) -> tuple[str, ...]:
    """Return distinct tokens of the texts, for lists of alternatives."""
    found: dict[bytes, None] = {}
    for body in bodies:
        found.update(dict.fromkeys(body.pieces))
        if len(found) >= ALTERNATIVES:
            break
    return tuple(map(unescaped, found))
