"""What calls and their results bill where a conversation tells of them [billed-2026].

A call is a message to its function: its name, and its arguments without blanks. A result is a
message of the function. Several calls of one message are shown at chat as one, of all of them, and
their results as one, too; from gpt-5.4 on, wherever they are asked [cassettes-2026].
"""

from __future__ import annotations

import json
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
        several: more of several calls that are shown as one; None where each is shown.
    """

    call: int
    result: int
    names_group: bool
    several: int | None = None

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
        wrapped = count(_WRAPPER) + count(f'{{"tool_uses":[{uses}]}}')
        return self.call + (self.several or 0) + wrapped

    def wrapped_results(self, results: Sequence[str], count: Count) -> int:
        """Return what the results bill of several calls that are shown as one."""
        told = ", ".join(map(_as_json, results))
        return self.result + count(_WRAPPER) + count(f"[{told}]")


# Of one that is called, and of its result: models without reasoning, and with it.
AT_CHAT = CallTokens(9, 3, names_group=False, several=0)
AT_CHAT_LATER = CallTokens(10, 7, names_group=True, several=1)


class CallBill:
    """What the calls of one conversation bill and their results, in their order.

    Args:
        law: what a family bills.
        count: counts tokens.
    """

    def __init__(self, law: CallTokens, count: Count) -> None:
        self._law = law
        self._count = count
        self._known: dict[str, Called] = {}
        self._wrapped: set[str] = set()
        self._results: list[str] = []

    def note(self, ids: Sequence[str], calls: Sequence[Called]) -> bool:
        """Know the calls of one turn, by their ids; return whether they are shown as one."""
        self._known.update(zip(ids, calls, strict=False))
        is_one = len(calls) > 1 and self._law.several is not None
        if is_one:
            self._wrapped.update(ids)
        return is_one

    def made(self, ids: Sequence[str], calls: Sequence[Called]) -> int:
        """Return what the calls of one turn bill."""
        if self.note(ids, calls):
            return self._law.wrapped(calls, self._count)
        return sum(self._law.called(one, self._count) for one in calls)

    def answered(self, call_id: str, text: str, name: str = "") -> int:
        """Return what a result bills, apart from those that are shown as one.

        Args:
            call_id: of its call.
            text: what it says.
            name: of the function, where nobody knows the call; "" where nobody says.
        """
        if call_id in self._wrapped:
            self._results.append(text)
            return 0
        called = self._known.get(call_id)
        if called is None and name:
            called = Called(name, "")
        return self._law.answered(called, text, self._count)

    def flushed(self) -> int:
        """Return what the results bill that are shown as one, when all of them came."""
        results, self._results = self._results, []
        return self._law.wrapped_results(results, self._count) if results else 0


def compact(given: str) -> str:
    """Return arguments without blanks; what is no JSON stays as it is."""
    try:
        return msgspec.json.format(given, indent=-1)
    except (msgspec.DecodeError, RecursionError):
        return given


def _as_json(result: str) -> str:
    """Return a result as an element of JSON: what is JSON already, with blanks as Python's."""
    try:
        told = json.dumps(json.loads(result), ensure_ascii=False)
        told.encode()  # half a pair of surrogates is no text that can be counted
    except (ValueError, RecursionError):
        return _encode(result).decode()
    return told


def _use(one: Called) -> str:
    given = compact(one.given) or "{}"
    return f'{{"recipient_name":"{one.address}","parameters":{given}}}'
