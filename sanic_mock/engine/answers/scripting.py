"""From the rule that a request matches to what it is answered, in texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import structs

from sanic_mock.engine.answers.conditions import Asked
from sanic_mock.engine.answers.rules import ChosenRule
from sanic_mock.engine.answers.script import OwnTimes, ScriptedAnswer, ScriptedCall
from sanic_mock.engine.answers.texts import Values
from sanic_mock.engine.calls import as_json
from sanic_mock.profile.sections.answers.entry import AnswerEntry, CallEntry
from sanic_mock.profile.sections.answers.wish import Wish


def script_of(
    chosen: ChosenRule, asked: Asked, values: Values, times: OwnTimes | None
) -> ScriptedAnswer:
    """Return what a rule answers.

    Args:
        chosen: the rule, and for which time it is matched.
        asked: the request.
        values: fills its places.
        times: the rule's own.
    """
    entry = chosen.rule.entry
    calls = [_call(one.value, values) for one in entry.call or ()]
    pieces = tuple(map(values.fill, entry.pieces or ()))
    return ScriptedAnswer(
        _text(chosen, asked, values) if entry.pieces is None else "".join(pieces),
        pieces,
        tuple(calls),
        "" if entry.reasoning is None else values.fill(entry.reasoning),
        entry.finish_reason,
        entry.prompt_tokens,
        entry.completion_tokens,
        times,
        entry.tokens or 0,
    )


def _text(chosen: ChosenRule, asked: Asked, values: Values) -> str | None:
    entry, conversation = chosen.rule.entry, asked.conversation
    if entry.text is not None:
        return values.fill(entry.text[_place(chosen, entry.text)])
    if entry.file is not None:
        return entry.file[_place(chosen, entry.file)]
    if entry.json is not None:
        return as_json(values.fill_json(entry.json.value))
    if entry.echo is not None:
        return conversation.user if entry.echo == "user" else "\n".join(conversation.texts)
    return None


def _place(chosen: ChosenRule, texts: Sequence[Any]) -> int:
    return chosen.rule.place(chosen.number) if len(texts) > 1 else 0


def _call(entry: CallEntry, values: Values) -> ScriptedCall:
    filled = values.fill_json(entry.arguments.value)
    if isinstance(filled, str):
        return ScriptedCall(entry.name, filled, is_text=True)
    return ScriptedCall(entry.name, as_json(filled))


def with_wish(script: ScriptedAnswer | None, wish: Wish, text: str | None) -> ScriptedAnswer:
    """Return what a rule answers to a request with a wish, which goes before it.

    Args:
        script: the rule's answer; None where none matches.
        wish: the request's.
        text: the wish's text, filled; None where it says none.
    """
    script = script or ScriptedAnswer()
    own = script.times or OwnTimes()
    times = OwnTimes(wish.first or own.first, wish.itl or own.itl) if wish.is_timed else own
    if wish.is_said:
        prompt = script.prompt_tokens
        return ScriptedAnswer(text, prompt_tokens=prompt, times=times, tokens=wish.tokens or 0)
    return structs.replace(script, times=times)


def own_times(entry: AnswerEntry) -> OwnTimes | None:
    """Return the times of a rule, None where it has none."""
    return OwnTimes(entry.first, entry.itl) if entry.is_timed else None
