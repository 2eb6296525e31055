"""Rules of which each says one text to all requests: the texts in tokens, ready to be picked.

What matches is what `rules` says that matches: the same tests, of which those of the user's last
message come first, as few rules pass them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from sanic_mock.engine.answers.conditions import (
    Asked,
    Condition,
    Test,
    compile_conditions,
    text_test,
)
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.answers.literals import Literals
from sanic_mock.engine.answers.rules import AnswerRule, Rules
from sanic_mock.engine.answers.script import ScriptedAnswer
from sanic_mock.engine.body import Body
from sanic_mock.engine.draws import first_integer
from sanic_mock.engine.scripted import LONGEST_KEPT, text_body
from sanic_mock.engine.tokens import ENCODING

# So many rules are tried one after the other; of more, those are looked up that may match.
FEW = 4

# Returns the text that is answered to what a request says, by its chance and its client's key;
# None where more than a text is.
Pick = Callable[[ConversationView, bytes, str], Body | None]


class _PickedRule(NamedTuple):
    """A rule, ready to be tried.

    Attributes:
        test: of the user's last message; None where any will do.
        conditions: all others.
        drawn: the rule, where it is for a share of requests; else None.
        body: its text, None where it says more than that.
    """

    test: Test | None
    conditions: Sequence[Condition]
    drawn: AnswerRule | None
    body: Body | None


def compile_picks(
    rules: Rules, scripts: Sequence[ScriptedAnswer | None], others: Sequence[Body] = ()
) -> Pick | None:
    """Return what picks the texts of rules whose matches nobody counts.

    Args:
        rules: the rules.
        scripts: what each answers to all requests; None where that depends on them.
        others: the texts of which chance chooses one where no rule matches; none where what is
            answered then is more than a text.

    Returns:
        None where no rule has such a text, or one looks at what is not asked here.
    """
    bodies = [None if one is None else _body(one) for one in scripts]
    if not any(bodies) or any(rule.entry.header is not None for rule in rules.rules):
        return None
    both = zip(rules.rules, bodies, strict=True)
    picked = tuple(_picked_rule(rule, body) for rule, body in both)
    if len(picked) <= FEW:
        return _pick_of_few(picked, others)
    return _pick_of_many(picked, Literals([rule.entry.user for rule in rules.rules]), others)


def _pick_of_few(rules: Sequence[_PickedRule], others: Sequence[Body]) -> Pick:
    def pick(conversation: ConversationView, digest: bytes, key: str) -> Body | None:
        user = conversation.user
        for test, conditions, drawn, body in rules:
            if test is not None and not test(user):
                continue
            if (not conditions and drawn is None) or _passes(
                conditions, drawn, conversation, digest, key
            ):
                return body
        return others[first_integer(digest) % len(others)] if others else None

    return pick


def _pick_of_many(rules: Sequence[_PickedRule], literals: Literals, others: Sequence[Body]) -> Pick:
    candidates = literals.candidates

    def pick(conversation: ConversationView, digest: bytes, key: str) -> Body | None:
        user = conversation.user
        for number in candidates(user):
            test, conditions, drawn, body = rules[number]
            if test is not None and not test(user):
                continue
            if (not conditions and drawn is None) or _passes(
                conditions, drawn, conversation, digest, key
            ):
                return body
        return others[first_integer(digest) % len(others)] if others else None

    return pick


def _passes(
    conditions: Sequence[Condition],
    drawn: AnswerRule | None,
    conversation: ConversationView,
    digest: bytes,
    key: str,
) -> bool:
    """Return whether a rule is for a request whose last message is as it wants."""
    asked = Asked(conversation, key)
    for condition in conditions:
        if condition(asked) is not None:
            return False
    return drawn is None or drawn.misdrawn(digest) is None


def _picked_rule(rule: AnswerRule, body: Body | None) -> _PickedRule:
    entry = rule.entry
    test = None if entry.user is None else text_test(entry.user)
    conditions = compile_conditions(replace(entry, user=None))
    return _PickedRule(test, conditions, None if entry.share == 1 else rule, body)


def _body(script: ScriptedAnswer) -> Body | None:
    """Return a text in tokens; None where a script says anything else, or takes its time."""
    text = script.text
    if not text or len(text) > LONGEST_KEPT or script != ScriptedAnswer(text):
        return None
    return text_body(text, ENCODING)
