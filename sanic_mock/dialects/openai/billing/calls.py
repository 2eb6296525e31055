"""What calls and their results bill where a conversation tells of them [billed-2026].

A call is a message to its function: its name, and its arguments without blanks. A result is a
message of the function. Models before gpt-5 are shown several calls of one message at chat as one,
of all of them, and their results as one, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sanic_mock.dialects.openai.billing.counting import Count

_WRAPPER = "multi_tool_use.parallel"
_FUNCTIONS = "functions"

_encode = msgspec.json.Encoder().encode


class Called(NamedTuple):
    """A call that was made.

    Attributes:
        name: of the function, or of the tool of free text.
        given: its arguments, or its text, as they came.
        group: what the function belongs to.
    """

    name: str
    given: str
    group: str = _FUNCTIONS

    @property
    def address(self) -> str:
        """The name with its group."""
        return f"{self.group}.{self.name}"


class CallTokens(NamedTuple):
    """What a family bills of calls, beside names, arguments and results.

    Attributes:
        call: of a call.
        result: of a result.
        names_group: whether results name the group of their function, too.
    """

    call: int
    result: int
    names_group: bool

    def called(self, one: Called, count: Count) -> int:
        """Return what a call bills."""
        return self.call + count(one.address) + count(compact(one.given))

    def answered(self, one: Called | None, result: str, count: Count) -> int:
        """Return what a result bills, None for one of a call that nobody knows."""
        if one is None:
            return self.result + count(result)
        named = one.address if self.names_group else one.name
        return self.result + count(named) + count(result)

    def wrapped(self, calls: Sequence[Called], count: Count) -> int:
        """Return what several calls bill that are shown as one."""
        uses = ",".join(map(_use, calls))
        return self.call + count(_WRAPPER) + count(f'{{"tool_uses":[{uses}]}}')

    def wrapped_results(self, results: Sequence[str], count: Count) -> int:
        """Return what the results bill of several calls that are shown as one."""
        told = ", ".join(_encode(one).decode() for one in results)
        return self.result + count(_WRAPPER) + count(f"[{told}]")


# Of one that is called, and of its result: models before gpt-5, and later ones.
AT_CHAT = CallTokens(9, 3, names_group=False)
AT_CHAT_LATER = CallTokens(10, 7, names_group=True)


def compact(given: str) -> str:
    """Return arguments without blanks; what is no JSON stays as it is."""
    try:
        return msgspec.json.format(given, indent=-1)
    except (msgspec.DecodeError, RecursionError):
        return given


def _use(one: Called) -> str:
    given = compact(one.given) or "{}"
    return f'{{"recipient_name":"{one.address}","parameters":{given}}}'
