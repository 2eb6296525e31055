"""From an Ask to a Reply: the profile, compiled into the few calls that it needs.

Pure: no clock, no socket. What a profile does not ask for is not in the compiled function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sanic_mock.engine.ask import Ask
from sanic_mock.engine.body import Body
from sanic_mock.engine.choice_timing import show_thought
from sanic_mock.engine.choices import Chooser
from sanic_mock.engine.draws import first_integer, six_integers
from sanic_mock.engine.load.prefix import PrefixCache
from sanic_mock.engine.load.text_prefixes import TextPrefixes
from sanic_mock.engine.long_runs import encoder
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.scripted import CountPrompt, compile_scripted
from sanic_mock.engine.terms import LEAST_THOUGHT, Bill
from sanic_mock.engine.text_choice import compile_choice, compile_retokenise, tokenised_choice
from sanic_mock.engine.texts import Texts
from sanic_mock.engine.timeline import Timeline
from sanic_mock.engine.usage import (
    bill_thought_read,
    cached_tokens,
    drawn_bill,
    framing,
    shown_tokens,
)
from sanic_mock.settings import Settings

Simulate = Callable[[Ask, bytes], Reply]
CountCached = Callable[[Ask, Reply], int]
Sized = Callable[[Body, int, int | None, int], tuple[Body, bool]]

# Lengths of short chat prompts, in tokens.
_RANDOM_PROMPT = range(8, 1024)


def compile_simulator(
    settings: Settings, texts: Texts, timeline: Timeline | None = None
) -> Simulate:
    """Return the function that answers every request of one server.

    Args:
        settings: what the server was asked to be.
        texts: what is answered; a scroll is needed if `tokens` says anything.
        timeline: when tokens are due; None where nothing is waited for.
    """
    chooser = Chooser(texts.bodies, settings.tool_call_rate)
    prompt_tokens = _compile_prompt_tokens(settings)
    say = _compile_text(settings, texts, chooser, prompt_tokens)
    scripted = compile_scripted(say, chooser, prompt_tokens)
    if timeline is not None:
        return _compile_plan(settings, timeline, say, scripted)
    if settings.answers:
        return scripted
    bodies = invented_bodies(settings, texts)
    return scripted if bodies is None else _compile_plain(bodies, scripted)


def invented_bodies(settings: Settings, texts: Texts) -> Sequence[Body] | None:
    """Return the texts of which a Reply is one, uncut, unless its Ask is special or has a script.

    The first integer of its chance chooses it. None where more than that decides.
    """
    is_plain = texts.scroll is None and settings.prompt_tokens == "counted"
    return texts.bodies if is_plain else None


def _compile_plain(bodies: Sequence[Body], say: Simulate) -> Simulate:
    """Return what `say` does, in fewer steps for a request that only gets one of the texts."""
    choices = len(bodies)

    def choose(ask: Ask, digest: bytes) -> Reply:
        terms, cap, bill = ask.terms, ask.cap, None
        if ask.options is not None or (terms is not None and not terms.is_simple):
            return say(ask, digest)
        if terms is not None:
            bill = drawn_bill(terms, cap, digest, is_thought_drawn=False)
            cap = None if cap is None else cap - bill.thought
        body = bodies[first_integer(digest) % choices]
        if cap is None or cap >= body.tokens:
            return Reply(body, "stop", ask.prompt_tokens, digest, bill=bill)
        return Reply(body.cut(cap), "length", ask.prompt_tokens, digest, bill=bill)

    return choose


def _compile_text(
    settings: Settings, texts: Texts, chooser: Chooser, prompt_tokens: CountPrompt
) -> Simulate:
    """Return what makes an answer's text, and what it bills."""
    length = compile_choice(settings.tokens, texts)
    unthought = compile_choice(replace(settings.tokens, reasoning=None), texts)
    elaborate, lengthen = chooser.elaborate, chooser.lengthener.lengthened
    sized = chooser.lengthener.sized
    scroll, retokenise = texts.scroll, compile_retokenise(texts.bodies)
    is_thought_drawn = settings.tokens.reasoning is not None

    def say(ask: Ask, digest: bytes) -> Reply:
        options, cap, bill = ask.options, ask.cap, None
        chance = digest if options is None or not options.pin else options.pin
        draws = six_integers(chance)
        if ask.terms is not None:
            bill = drawn_bill(ask.terms, cap, chance, is_thought_drawn=is_thought_drawn)
            cap = None if cap is None else cap - bill.thought
        choose = length if ask.reasons else unthought
        if ask.terms is not None and ask.terms.encoding:
            choose = tokenised_choice(choose, ask.terms.encoding, retokenise)
        body, is_cut, hidden = choose(cap, chance, draws)
        if bill is not None and ask.terms is not None and ask.terms.least:
            least = ask.terms.least - bill.thought - hidden
            left = None if cap is None else cap - hidden
            body, is_cut = lengthen(body, least, left, draws[1], is_cut=is_cut)
        if ask.script is not None and ask.script.tokens:
            left = None if cap is None else cap - hidden
            body, is_cut = sized(body, ask.script.tokens, left, draws[1], ask.encoding)
        prompt = prompt_tokens(ask, draws[5])
        reply = Reply(body, "length" if is_cut else "stop", prompt, digest, bill=bill)
        if hidden:
            reply.reasoning_tokens = hidden
        if bill is not None:
            bill.framing = framing(bill.framing, body.tokens + hidden, cap, is_cut=is_cut)
        if options is not None:
            elaborate(ask, options, reply)
        if bill is not None and ask.terms is not None and ask.terms.is_shown and not hidden:
            _think_openly(reply, bill, sized, draws[1], ask.cap)
        if hidden and ask.shows_thought and scroll is not None:
            show_thought(reply, scroll.body(draws[1], hidden, is_whole=False))
        if bill is not None:
            bill_thought_read(ask.terms, reply)
        return reply

    return say


def _think_openly(reply: Reply, bill: Bill, sized: Sized, draw: int, cap: int | None) -> None:
    """Have a reply tell what it bills as thought, as a part of what it says.

    What is told is longer than what is billed may be, but not than what a limit leaves of that.
    """
    said = max(map(shown_tokens, reply.choices), default=reply.body.tokens)
    left = None if cap is None else cap - said
    if left is not None and left <= 0:
        return
    thought, _ = sized(Body(()), max(bill.thought, LEAST_THOUGHT), left, draw)
    bill.thought, reply.reasoning_tokens = 0, thought.tokens
    show_thought(reply, thought)


def _compile_plan(
    settings: Settings, timeline: Timeline, say: Simulate, scripted: Simulate
) -> Simulate:
    """Return what `say` does, or `scripted`, with the time at which each token is due."""
    count_cached = _compile_count_cached(settings)

    def plan(ask: Ask, digest: bytes) -> Reply:
        script = ask.script
        if script is None:
            reply, own = say(ask, digest), None
        else:
            reply, own = scripted(ask, digest), script.times
        cached = count_cached(ask, reply) if count_cached else 0
        draws = six_integers(digest)  # what is pinned is what is said, not when
        # tokens of thought that are shown have times of their own
        hidden = 0 if ask.shows_thought else reply.reasoning_tokens
        left = max(0, ask.prompt_tokens - cached) if cached else ask.prompt_tokens
        reply.plan = timeline.plan(draws, digest, left, cached, hidden, own)
        if ask.is_deferred or ask.is_dated:
            reply.lasts_ns = timeline.last(reply.plan, len(reply.body.pieces))
        return reply

    return plan


def _compile_prompt_tokens(settings: Settings) -> CountPrompt:
    if settings.prompt_tokens == "random":
        return lambda ask, draw: _RANDOM_PROMPT[draw % len(_RANDOM_PROMPT)]
    if settings.prompt_tokens == "fixed":
        return lambda ask, draw: settings.fixed_prompt_tokens
    return lambda ask, draw: ask.prompt_tokens


def _compile_count_cached(settings: Settings) -> CountCached | None:
    """Return what counts the tokens of a prompt that take the time of cached ones."""
    load = settings.load
    if settings.ttft is not None and settings.ttft.cached == "billed":
        return lambda ask, reply: cached_tokens(reply)
    if not load.cache_blocks:
        return None
    cache = PrefixCache(load.cache_blocks, load.cache_block_tokens)
    read = TextPrefixes(cache, encoder()).read

    def count_known(ask: Ask, reply: Reply) -> int:
        """Find a prompt's known beginning; at least one token is always read."""
        known = max(0, min(read(ask.prompt), ask.prompt_tokens - 1))
        reply.cached_tokens = known
        return known

    return count_known
