"""JSON and values that messages ask for in words, as the engine's `Options`."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sanic_mock.dialects.schemas import ANY_RULES, compiled
from sanic_mock.engine.ask import Options
from sanic_mock.engine.prompted.asked import (
    Wanted,
    asked_json,
    asked_value,
    data_in,
    required_json,
)
from sanic_mock.engine.prompted.bare_values import LAST_READ, may_ask_bare
from sanic_mock.engine.prompted.code_steps import FINAL, next_code
from sanic_mock.engine.prompted.step import AgentStep, Spoken
from sanic_mock.engine.prompted.steps import INPUT, next_step
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.engine.schema.refs import SchemaError

# A prompt that shows how a step is told, and lists tools, has more.
LEAST_TOKENS = 64
LEAST_LETTERS = 2 * LEAST_TOKENS
STEP_MARKS = (INPUT, f"def {FINAL}(")


def ask(options: Options, texts: Sequence[str]) -> None:
    """Have the JSON or the value answered that texts ask for; else what was to be answered.

    Args:
        options: of the answer; they have the prompt.
        texts: those that may ask, oldest first.
    """
    _put(options, asked_json(texts, options.prompt) or asked_value(texts, options.prompt))


def ask_step(options: Options, spoken: Sequence[Spoken]) -> bool:
    """Have the next step answered where a conversation asks for it in words; return whether."""
    wanted = next_step(spoken) or next_code(spoken)
    _put(options, wanted)
    return wanted is not None


def require(options: Options, texts: Sequence[str]) -> None:
    """Have the object answered that texts describe; without one, the object there was to be."""
    _put(options, required_json(texts, options.prompt))


def trim(options: Options) -> None:
    """Take no value from what a prompt says of the JSON whose schema a request has."""
    if "json" in options.prompt.lower():
        options.prompt = data_in(options.prompt)


def may_ask(text: str) -> bool:
    """Return whether a text may ask for JSON and describe it, or for a bare value.

    The one has a brace; the other a sign anywhere, or a word at its end, which are looked for
    first, as few texts have any. Chat's short way (`openai.chat.at_once`) has these tests a second
    time, for want of a call.
    """
    return "{" in text or (
        (":" in text or "\n" in text or " or " in (end := text[-LAST_READ:]) or "nly" in end)
        and may_ask_bare(text)
    )


def may_show_steps(text: str) -> bool:
    """Return whether a text may show in words how a step is told; short ones never do."""
    return len(text) >= LEAST_LETTERS and any(mark in text for mark in STEP_MARKS)


def _put(options: Options, wanted: Wanted | AgentStep | None) -> None:
    if wanted is None:
        return
    try:
        options.maker = compiled(msgspec.json.encode(wanted.schema), ANY_RULES, Allowance())
    except (SchemaError, UnicodeEncodeError):  # half of a surrogate pair, escaped in a prompt
        return
    options.wrapping, options.prompt = wanted.wrapping, wanted.data
    options.source = ""  # JSON has no place for a link
