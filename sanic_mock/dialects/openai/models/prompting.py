"""How families of models are shown a conversation, in tokens [billed-2026]."""

from __future__ import annotations

from typing import NamedTuple


class Prompting(NamedTuple):
    """What the messages of a conversation bill beside their texts.

    Attributes:
        instructing: more of a message that instructs.
        answering: more of an answer that is told again.
        further: more of each message of a user but the first.
        has_definitions: whether functions are shown as definitions, and not in a namespace.
        call: of a call in a response, and its result.
        wraps_calls: whether several calls of one turn are shown as one, wherever they were made.
        schema: more of an answer's schema at chat; None where it is a message of its own there.
        sealed: letters of an encrypted thought that are there whatever was thought.
        is_framed: whether more than the texts is billed of messages at all.
    """

    instructing: int = 0
    answering: int = 0
    further: int = 0
    has_definitions: bool = False
    call: int = 10
    wraps_calls: bool = False
    schema: int | None = None
    sealed: int = 1180
    is_framed: bool = True


CHATTING = Prompting()
SEARCHING = Prompting(is_framed=False)
# Two schemas at chat, both with o4-mini and with gpt-5, and three with gpt-5.4 [cassettes-2026].
O_SERIES = Prompting(instructing=1, answering=1, further=1, schema=1)
GPT5 = O_SERIES._replace(answering=3, has_definitions=True, call=15)
GPT54 = GPT5._replace(call=18, wraps_calls=True, schema=0)
GPT55 = GPT54._replace(sealed=940)
