"""Phrases of a prompt that ask for something: `[[mock: text=Hello; ttft=300ms]]`.

A body is searched for them before anybody reads it, so that most cost a look for one byte. What
they say is taken from the texts that count, and they are taken out of the body wherever they are:
what is left is read as if they had not been. Nothing in them is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sanic_mock.engine.answers.conversation import ConversationView

# A phrase has an equals sign, of which most bodies have none: that is found thirty times as fast.
SIGN, MARK = b"=", b"[[mock:"
# Neither ends in another phrase, nor is any letter looked at twice: bodies may be hostile.
_LETTER = r"\](?!\])|\[(?!\[mock:)"
_TEXT = rf"(?:[^\]\[=]|{_LETTER})*+=(?:[^\]\[]|{_LETTER})*+"
_PHRASE = re.compile(rf"\[\[mock:({_TEXT})\]\]")
# The same within a string of JSON.
_ESCAPED_TEXT = rf'(?:[^"\\\]\[=]|\\.|{_LETTER})*+=(?:[^"\\\]\[]|\\.|{_LETTER})*+'
_ESCAPED = re.compile(rf"\[\[mock:{_ESCAPED_TEXT}\]\]".encode(), re.DOTALL)
_BEHIND = re.compile(rb"(?:[ ]|\\[nt])*+")
# A line's end and a tab are two letters there, unless a backslash stands before them.
_SPACES = (b"\\n", b"\\t")


def may_ask(body: bytes) -> bool:
    """Return whether a body may have a phrase."""
    return SIGN in body and MARK in body


def asked(conversation: ConversationView) -> Iterator[str]:
    """Yield what the phrases say that count: those of instructions, then of the last user."""
    return phrases((conversation.system, conversation.user))


def phrases(texts: Iterable[str]) -> Iterator[str]:
    """Yield what the phrases of texts say, in order."""
    for text in texts:
        yield from (phrase[1] for phrase in _PHRASE.finditer(text))


def without_phrases(body: bytes) -> bytes:
    """Return a body of JSON without any phrase; a text of phrases alone is a space.

    White space goes with it: that before it or, where a text begins with it, that behind it.
    """
    left = bytearray()
    place = 0
    for phrase in _ESCAPED.finditer(body):
        left += body[place : _end(body, place, phrase.start())]
        place = phrase.end()
        if left.endswith(b'"') and not left.endswith(b'\\"'):
            place = _BEHIND.match(body, place).end()  # type: ignore[union-attr]
            if body.startswith(b'"', place):
                left += b" "
    return bytes(left + body[place:])


def _end(body: bytes, start: int, stop: int) -> int:
    """Return where a part of a body ends without the white space behind it."""
    while stop > start:
        if body[stop - 1 : stop] == b" ":
            stop -= 1
        elif body[stop - 2 : stop] in _SPACES and body[stop - 3 : stop - 2] != b"\\":
            stop -= 2
        else:
            break
    return max(start, stop)
