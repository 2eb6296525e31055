"""What texts of a turn say of calling tools: users', and results of calls.

Read off recorded conversations [replay-2026], whose models answered accordingly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sanic_mock.engine.ask import Options

# Users say it at the end of a long prompt, tools at the end of a long result.
_LAST = 2000
# A tool that asks again and again is given up; a real model goes on for longer.
MOST_RETRIES = 2

_FORBIDDEN = re.compile(
    r"\bwithout (?:call|us|invok)ing (?:it|that|this|them|any|the|a)\b"
    r"|\b(?:do not|don't|never) (?:call|use|invoke) (?:it|that|this|them|any|the tools?|tools?)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\bfix (?:the|your) (?:errors?|mistakes?)|\btry again\b|\bcall (?:it|the tool) again\b",
    re.IGNORECASE,
)
_OF_RESULTS = re.compile(
    r"\b(?:tool|function)(?:'s|s')?[ -](?:results?|outputs?|responses?|calls?|content)\b"
    r"|\b(?:results?|outputs?) of (?:the|your|that) (?:tool|function|call)",
    re.IGNORECASE,
)

# Who a message is of, in a letter.
USER, RESULT, ANOTHER = "u", "r", "-"


class CallResult(NamedTuple):
    """What came of a call: the tool's key, and the text."""

    tool: str
    text: str


def forbids_calls(prompt: str) -> bool:
    """Return whether a user wants no tool to be called."""
    return _FORBIDDEN.search(prompt, max(0, len(prompt) - _LAST)) is not None


def asking_at(
    messages: int, letter: Callable[[int], str], belongs: Callable[[int, int], bool]
) -> int:
    """Return which message asks last; -1 for none. No more of them are looked at than need be.

    Args:
        messages: how many there are.
        letter: of whom a message is.
        belongs: whether a user's messages, from one up to another, belong to the results that stand
            before them.
    """
    at = messages - 1
    while at >= 0:
        if letter(at) == USER:
            start = at
            while start and letter(start - 1) == USER:
                start -= 1
            if not start or letter(start - 1) != RESULT or not belongs(start, at + 1):
                return at
            at = start
        at -= 1
    return -1


def goes_on(texts: Sequence[str], *, has_media: bool) -> bool:
    """Return whether what users say right behind results belongs to these, and asks nothing new.

    Clients tell so of images and files, which no result can be, and agents of what is next.

    Args:
        texts: what they say.
        has_media: whether there is an image, a file or sound among it.
    """
    if any(text.rstrip().endswith("?") for text in texts):
        return False
    return has_media or any(_OF_RESULTS.search(text[:_LAST]) for text in texts)


def retried(results: Sequence[CallResult]) -> frozenset[str]:
    """Return the tools whose last result asks for another try, not for the third time.

    Args:
        results: of one turn, oldest first.
    """
    tries: dict[str, int] = {}
    for tool, text in results:
        asks = _AGAIN.search(text, max(0, len(text) - _LAST)) is not None
        tries[tool] = tries.get(tool, 0) + 1 if asks else 0
    return frozenset(tool for tool, count in tries.items() if 0 < count <= MOST_RETRIES)


def retry(options: Options, results: Sequence[CallResult]) -> None:
    """Have those tools called once more whose results ask for it, with what they say."""
    options.retried = retried(results)
    if options.retried:
        options.prompt = f"{results[-1].text}\n{options.prompt}"


def is_named(name: str, results: Sequence[str]) -> bool:
    """Return whether results name a tool as data do, in quotes: a search of tools found it."""
    return any(f"{quote}{name}{quote}" in text for text in results for quote in ('"', "'", "`"))
