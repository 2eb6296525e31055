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
        names_group: whether results name the group of their function.
        instructs: whether a message that instructs bears a title where tools follow it, and the
            schema of an answer is no message of its own.
        wraps_calls: whether several calls of one turn are shown as one, wherever they were made.
        schema: more of an answer's schema at chat, where it is no message of its own.
        is_framed: whether more than the texts is billed of messages at all.
    """

    instructing: int = 0
    answering: int = 0
    further: int = 0
    has_definitions: bool = False
    call: int = 10
    names_group: bool = False
    instructs: bool = False
    wraps_calls: bool = False
    schema: int = 0
    is_framed: bool = True


CHATTING = Prompting()
SEARCHING = Prompting(is_framed=False)
# Two schemas at chat, both with o4-mini and with gpt-5, and three with gpt-5.4; a function, its
# call and its result with o4-mini, at both endpoints [cassettes-2026].
O_SERIES = Prompting(1, 1, 1, call=15, names_group=True, instructs=True, schema=1)
GPT5 = O_SERIES._replace(answering=3, has_definitions=True)
GPT54 = GPT5._replace(call=18, wraps_calls=True, schema=0)
