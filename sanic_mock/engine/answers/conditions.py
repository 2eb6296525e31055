"""What a rule wants of a request. What matches and what explains is one: a condition's mismatch."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import translate
from typing import NamedTuple

from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.answers.expressions import searching
from sanic_mock.profile.sections.answers.entry import AnswerEntry
from sanic_mock.profile.text_match import TextMatch
from sanic_mock.units import quoted

Test = Callable[[str], bool]
AnyTest = Callable[[Sequence[str]], bool]
_MOST_NAMED = 5


class Asked(NamedTuple):
    """A request, and whose it is.

    Attributes:
        conversation: what it says.
        key: the key that its client gave, "" for none.
        fields: the header fields that rules name, by name in lower case; those that it has.
    """

    conversation: ConversationView
    key: str = ""
    fields: Mapping[str, str] = {}


class Mismatch(NamedTuple):
    """Why a rule is not for a request; worded where somebody reads it.

    Attributes:
        name: what of the request is not as wanted.
        wanted: as it is to be.
        found: as it is.
    """

    name: str
    wanted: object
    found: str | Sequence[str]

    def __str__(self) -> str:
        return f"{self.name} is {_shown(self.found)}, not {self.wanted}"


# Returns why a request is not as wanted, or None.
Condition = Callable[[Asked], Mismatch | None]


def compile_conditions(rule: AnswerEntry) -> tuple[Condition, ...]:
    """Return what a rule wants, what costs least first; `share` and `count` are not among it."""
    return tuple(_conditions(rule))


def _conditions(rule: AnswerEntry) -> Iterator[Condition]:
    if rule.endpoint is not None:
        same = rule.endpoint.__eq__
        yield _text("endpoint", rule.endpoint, same, lambda asked: asked[0].endpoint)
    if rule.call is not None:
        yield _calling
    if rule.model is not None:
        yield _text("model", rule.model, glob_test(rule.model), lambda asked: asked[0].model)
    if rule.api_key is not None:
        yield _key(glob_test(rule.api_key))
    if rule.header is not None:
        yield from (_field(name, glob) for name, glob in rule.header.fields)
    if rule.user is not None:
        yield _text("user", rule.user, text_test(rule.user), lambda asked: asked[0].user)
    if rule.turn is not None:
        turn = rule.turn
        yield _text("turn", turn, lambda number: int(number) in turn, lambda a: str(a[0].turn))
    if rule.tools is not None:
        any_tool = _any(glob_test(rule.tools))
        yield _among("tools", rule.tools, any_tool, lambda asked: asked[0].tools)
    if rule.tool_result is not None:
        yield _result(rule.tool_result)
    if rule.system is not None:
        yield _text("system", rule.system, text_test(rule.system), lambda asked: asked[0].system)
    if rule.any_text is not None:
        any_text = any_test(rule.any_text)
        yield _among("any", rule.any_text, any_text, lambda asked: asked[0].texts)


def text_test(wanted: TextMatch) -> Test:
    """Return whether a text is as wanted."""
    if wanted.by == "exact":
        return wanted.text.__eq__
    if wanted.by == "contains":
        return lambda text: wanted.text in text
    search = searching(wanted.text)
    return lambda text: search((text,)) is not None


def any_test(wanted: TextMatch) -> AnyTest:
    """Return whether any of a request's texts is as wanted."""
    if wanted.by != "regex":
        return _any(text_test(wanted))
    search = searching(wanted.text)
    return lambda texts: search(texts) is not None


def _any(test: Test) -> AnyTest:
    return lambda texts: any(map(test, texts))


def glob_test(pattern: str) -> Test:
    """Return whether a text is as a pattern has it, with * for any part."""
    if "*" not in pattern:
        return pattern.__eq__
    literal = pattern.replace("[", "[[]").replace("?", "[?]")  # only * is special
    match = re.compile(translate(literal)).match
    return lambda text: match(text) is not None


def _text(name: str, wanted: object, test: Test, read: Callable[[Asked], str]) -> Condition:
    def mismatch(asked: Asked) -> Mismatch | None:
        found = read(asked)
        return None if test(found) else Mismatch(name, wanted, found)

    return mismatch


def _among(
    name: str, wanted: object, test: AnyTest, read: Callable[[Asked], Sequence[str]]
) -> Condition:
    def mismatch(asked: Asked) -> Mismatch | None:
        found = read(asked)
        return None if test(found) else Mismatch(name, wanted, found)

    return mismatch


def _result(wanted: TextMatch | bool) -> Condition:
    """Return the condition of a tool's last result, or of there being one."""
    test = None if isinstance(wanted, bool) else text_test(wanted)

    def mismatch(asked: Asked) -> Mismatch | None:
        results = asked.conversation.results
        last = results[-1:]
        if test is None:
            is_met = bool(results) == wanted
            shown = "one" if wanted is True else "none"
            return None if is_met else Mismatch("tool_result", shown, last)
        return None if results and test(results[-1]) else Mismatch("tool_result", wanted, last)

    return mismatch


def _key(test: Test) -> Condition:
    """Return the condition of a key, which nobody is told: neither the rule's nor the client's."""

    def mismatch(asked: Asked) -> Mismatch | None:
        return None if test(asked.key) else Mismatch("key", "the rule's", "another")

    return mismatch


def _field(name: str, wanted: str) -> Condition:
    """Return the condition of a header field, which has to be there."""
    test = glob_test(wanted)

    def mismatch(asked: Asked) -> Mismatch | None:
        found = asked.fields.get(name)
        if found is not None and test(found):
            return None
        return Mismatch(f"header {name}", wanted, () if found is None else found)

    return mismatch


def _calling(asked: Asked) -> Mismatch | None:
    if asked.conversation.calls_tools:
        return None
    return Mismatch("endpoint", "one that calls tools", asked.conversation.endpoint)


def _shown(found: str | Sequence[str]) -> str:
    if isinstance(found, str):
        return quoted(found)
    if not found:
        return "nothing"
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return ", ".join(map(quoted, found[:_MOST_NAMED])) + more
