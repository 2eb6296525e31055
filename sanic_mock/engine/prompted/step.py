"""What an agent that takes its steps in words is answered, and the conversation it is read from."""

from __future__ import annotations

from typing import NamedTuple

from sanic_mock.engine.prompted.types import Schema, Wrapping

LONGEST = 32_768  # characters of a text that are read, its last ones
LETTER_US = 0.1  # what one takes at most, rounded up


class Spoken(NamedTuple):
    """One text of a conversation.

    Attributes:
        role: who wrote it: `user`, `assistant`; any other instructs.
        text: what it says.
    """

    role: str
    text: str


class AgentStep(NamedTuple):
    """The step that is answered, as an object to be told in words.

    Attributes:
        schema: of the object.
        wrapping: how it is told.
        data: what its values are taken from.
    """

    schema: Schema
    wrapping: Wrapping
    data: str
