"""What is answered in the place of a model whose prompt a guardrail blocks."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.bedrock import guardrail_words
from sanic_mock.engine.answers.script import ScriptedAnswer, ScriptedFinish
from sanic_mock.engine.ask import Ask, Options


class BlockedAnswer(ScriptedAnswer, frozen=True, gc=False, kw_only=True):
    """The sentence of a guardrail.

    Attributes:
        found: what it found in the prompt.
    """

    found: tuple[str, ...] = ()


def block(ask: Ask, texts: Sequence[str], finish_reason: ScriptedFinish) -> None:
    """Have an Ask answered by a guardrail, where it finds something in its texts.

    No model is asked then: what it would have done (stop, call, say no more) is of no matter.

    Args:
        ask: gets the answer.
        texts: of the prompt.
        finish_reason: why that ends, as the model would tell it.
    """
    found = guardrail_words.categories_in(texts)
    if not found:
        return
    text = guardrail_words.BLOCKED
    ask.script = BlockedAnswer(text=text, finish_reason=finish_reason, found=found)
    ask.cap, ask.options = None, Options()  # without which no script is looked for


def categories_of(ask: Ask) -> tuple[str, ...]:
    """Return what was found in the prompt of an answer that is blocked; () for another."""
    return ask.script.found if isinstance(ask.script, BlockedAnswer) else ()
