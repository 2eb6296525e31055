"""Which tools a prompt tells, as of another agent, were called, or answered [adk-2026].

It tells of "called tool `name`" or "`name` tool returned": the words are looked for, and then the
names beside them, so that a prompt is read once however many tools there are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_WORDS = ("tool", "function")
_MOST_PLACES = 256  # of each word, the last ones
_CALLED = re.compile(r"\b(?:called|used|ran|invoked) (?:the )?$")
_LONGEST_CALLED = len("invoked the ")
_RETURNED = re.compile(r" returned\b")
_BEFORE_NAME, _BEHIND_NAME = re.compile(r":? [`'\"]?"), re.compile(r"[`'\"]? $")
_NAME_BEGINS, _NAME_ENDS = re.compile(r"(?<![\w-])"), re.compile(r"(?![\w-])")


def reported_calls(names: Collection[str], prompt: str) -> frozenset[str]:
    """Return those of some tools' names that a prompt tells were called, or answered."""
    if not any(word in prompt for word in _WORDS):
        return frozenset()
    known = frozenset(names)
    lengths = frozenset(map(len, known))
    spans = (span for start, end in _words(prompt) for span in _spans(prompt, start, end, lengths))
    return frozenset(
        prompt[start:end]
        for start, end in spans
        if prompt[start:end] in known
        and _NAME_BEGINS.match(prompt, start)
        and _NAME_ENDS.match(prompt, end)
    )


def _words(prompt: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where the words go that such names stand beside."""
    for word in _WORDS:
        start = len(prompt)
        for _ in range(_MOST_PLACES):
            start = prompt.rfind(word, 0, start)
            if start < 0:
                break
            yield start, start + len(word)


def _spans(
    prompt: str, start: int, end: int, lengths: Collection[int]
) -> Iterator[tuple[int, int]]:
    """Yield what may be a name beside a word, which goes from `start` to `end`."""
    is_called = _CALLED.search(prompt, max(0, start - _LONGEST_CALLED), start)
    if is_called and (before := _BEFORE_NAME.match(prompt, end)):
        yield from ((before.end(), before.end() + length) for length in lengths)
    has_returned = _RETURNED.match(prompt, end)
    if has_returned and (behind := _BEHIND_NAME.search(prompt, max(0, start - 2), start)):
        at = behind.start()
        yield from ((at - length, at) for length in lengths if length <= at)
