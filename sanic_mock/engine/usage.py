"""What an answer bills: its text, its calls, and what takes no time but is billed all the same."""

from __future__ import annotations

import math
from struct import Struct

from sanic_mock.engine.draws import UINT32, more, six_integers, unit
from sanic_mock.engine.reply import Choice, Reply
from sanic_mock.engine.terms import Bill, Terms

# Name and brackets of one call [otel-2026].
CALL_TOKENS = 7

# Reasoning is billed in steps (0, 64, 192, 384 … [pydantic-2026]).
_STEP = 64
_MOST_STEPS = 256
_UNBILLED = Bill()
_log = math.log
_PROMPT_PLACE, _prompt_integer = 20, Struct("<I").unpack_from
_MOST_THOUGHT = _MOST_STEPS * _STEP
# What spreads the prompt's chance, the sixth of the six integers: 2**32 over the golden ratio.
_SPREAD, _MOST_INTEGER = 0x9E3779B1, 0xFFFFFFFF


def drawn_bill(terms: Terms, cap: int | None, chance: bytes, *, is_thought_drawn: bool) -> Bill:
    """Return what an answer bills beside its prompt and text.

    Args:
        terms: how it is billed.
        cap: most tokens of the answer; reasoning counts.
        chance: decides how much is thought.
        is_thought_drawn: whether the profile says how much is thought, which takes time then.
    """
    thought = 0
    if terms.thought and not is_thought_drawn:
        thought = max(terms.least_thought, drawn_thought(terms, chance))
    if cap is not None:
        thought = min(thought, cap)
    return Bill(terms.cached, terms.audio, thought, terms.framing)


def drawn_thought(terms: Terms, chance: bytes) -> int:
    """Draw reasoning tokens: exponential; of most laws without the first: easy questions have none.

    Any number is drawn for most requests of those who think so, and by chance that is there
    already: it is made of the prompt's, of which it says nothing.
    """
    if terms.thought_law == "any":
        return any_thought(terms.thought, chance)
    drawn = -math.log(unit(six_integers(more(chance, b"thought"))[0])) * terms.thought
    if terms.thought_law == "steps":
        return min(int(drawn / _STEP), _MOST_STEPS) * _STEP
    return min(max(0, round(drawn) - _STEP), _MOST_THOUGHT)


def any_thought(mean: int, chance: bytes) -> int:
    """Draw reasoning tokens that may be any number; see `drawn_thought`."""
    (prompt,) = _prompt_integer(chance, _PROMPT_PLACE)
    drawn = int(0.5 - _log(((prompt * _SPREAD & _MOST_INTEGER) + 0.5) * UINT32) * mean)
    return drawn if drawn < _MOST_THOUGHT else _MOST_THOUGHT


def framing(wanted: int, used: int, cap: int | None, *, is_cut: bool) -> int:
    """Return the tokens that frame a text: none where a cap cut it, and never beyond the cap."""
    if is_cut or not wanted:
        return 0
    return wanted if cap is None else min(wanted, cap - used)


def shown_tokens(choice: Choice) -> int:
    """Return what one choice bills for its text, its calls, and what frames them."""
    called = sum(call.arguments.tokens for call in choice.calls)
    return choice.body.tokens + called + choice.framing


def thought_tokens(reply: Reply) -> int:
    """Return an answer's reasoning tokens, those that took time and those that did not."""
    return reply.reasoning_tokens + (reply.bill or _UNBILLED).thought


def bill_thought_read(terms: Terms | None, reply: Reply) -> None:
    """Bill what is thought as prompt, too, where the terms say so."""
    if terms is not None and terms.reads_thought:
        reply.prompt_tokens += thought_tokens(reply)


def completion_tokens(reply: Reply) -> int:
    """Return all that an answer bills for what it says."""
    if reply.completion_tokens is not None:
        return reply.completion_tokens
    bill = reply.bill or _UNBILLED
    if reply.choices:
        shown = sum(map(shown_tokens, reply.choices))
    else:
        shown = reply.body.tokens + bill.framing
    return shown + reply.reasoning_tokens + bill.thought + bill.rejected


def cached_tokens(reply: Reply) -> int:
    """Return the prompt tokens that are billed as found in a cache."""
    return reply.cached_tokens or (reply.bill or _UNBILLED).cached
