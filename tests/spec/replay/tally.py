"""Counts what is identical, and prints it as the tables of ../README.md."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.spec.replay.differences import Difference
from tests.spec.replay.recordings import Recording

# What a request has, and what its prompt's tokens are therefore counted as; the first that is met.
_CONTENTS = (
    ("files and sound", r'"(input_audio|input_file|file)"\s*:'),
    ("images", r'"(image_url|input_image)"'),
    ("what hosted tools find", r'"type"\s*:\s*"(web_search|tool_search|file_search|mcp)'),
    ("tools and results", r'"(role"\s*:\s*"tool|type"\s*:\s*"function_call_output)"'),
    ("tools", r'"(tools|functions)"\s*:\s*\[\s*\{'),
    ("schemas", r'"json_schema"'),
)
PLAIN = "plain text"


class Compared(NamedTuple):
    """One exchange and what is different in it.

    Attributes:
        recording: the exchange.
        left: what no reason explains.
        explained: what one does.
        tokens: of the prompt, as recorded and as told by sanic_mock; None where none are told.
    """

    recording: Recording
    left: list[Difference]
    explained: list[Difference]
    tokens: tuple[int, int] | None


@dataclass
class Share:
    """How many of those that were compared are the same.

    Attributes:
        same: those that are.
        of: all of them.
    """

    same: int = 0
    of: int = 0

    def add(self, is_same: bool) -> None:
        """Count one more."""
        self.same += is_same
        self.of += 1

    def __str__(self) -> str:
        return f"{self.same} of {self.of}" if self.of else ""


@dataclass
class Tally:
    """What was counted.

    Attributes:
        bodies: status and body, by endpoint and quarter.
        fields: header fields, by endpoint and quarter, where a recorder kept them.
        tokens: of prompts, by what is in them.
        bare: those whose status and body need no reason, by endpoint.
    """

    bodies: dict[tuple[str, str], Share] = field(default_factory=dict)
    fields: dict[tuple[str, str], Share] = field(default_factory=dict)
    tokens: dict[str, Share] = field(default_factory=dict)
    bare: Counter[str] = field(default_factory=Counter)


def tally(compared: Iterable[Compared]) -> Tally:
    """Count exchanges."""
    found = Tally()
    for one in compared:
        key = one.recording.endpoint, one.recording.quarter
        is_same = not any(not each.is_of_fields for each in one.left)
        found.bodies.setdefault(key, Share()).add(is_same)
        found.bare[key[0]] += is_same and all(each.is_of_fields for each in one.explained)
        found.fields.setdefault(key, Share()).add(not any(each.is_of_fields for each in one.left))
        if one.tokens is not None:
            share = found.tokens.setdefault(_content(one.recording), Share())
            share.add(one.tokens[0] == one.tokens[1])
    return found


def tables(found: Tally) -> Iterator[str]:
    """Yield the lines of the tables."""
    quarters = sorted({quarter for _, quarter in found.bodies})
    yield f"| identical | {' | '.join(quarters)} | without a reason | header fields |"
    yield "| --- |" + " --- |" * (len(quarters) + 2)
    for endpoint in sorted({endpoint for endpoint, _ in found.bodies}):
        shares = [found.bodies.get((endpoint, quarter), Share()) for quarter in quarters]
        fields = [share for (name, _), share in found.fields.items() if name == endpoint]
        bare = Share(found.bare[endpoint], sum(share.of for share in shares))
        cells = (
            *shares,
            bare,
            Share(sum(one.same for one in fields), sum(one.of for one in fields)),
        )
        yield "|".join(
            ("", *(f" {cell} " if str(cell) else " " for cell in (endpoint, *cells)), "")
        )
    yield ""
    yield "| tokens of prompts | exact |"
    yield "| --- | --- |"
    for content in (PLAIN, *(name for name, _ in _CONTENTS)):
        if (counted := found.tokens.get(content)) is not None:
            yield f"| {content} | {counted} |"


def shares(lines: Iterable[str]) -> dict[tuple[str, int], int]:
    """Return how many are the same, by the row's name and the place in it, as tables tell it."""
    return {
        (cells[1].strip(), place): int(found[1])
        for line in lines
        if (cells := line.split("|")) and len(cells) > 2
        for place, cell in enumerate(cells)
        if (found := re.fullmatch(r"\s*(\d+) of \d+\s*", cell))
    }


def _content(recording: Recording) -> str:
    found = (name for name, sign in _CONTENTS if re.search(sign, recording.request))
    return next(found, PLAIN)
