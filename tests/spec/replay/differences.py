"""What differs between two answers, one thing at a time."""

from __future__ import annotations

from typing import NamedTuple


class Difference(NamedTuple):
    """One thing that differs.

    Attributes:
        kind: what differs: `status`, `missing` or `extra` (a member), `order`, `type`, `value`,
            `id`, `layout`, `events`, `error`, and for header fields `field missing`,
            `field extra`, `field order` and `field value`.
        where: which part of the answer it is.
        recorded: what was recorded.
        ours: what sanic_mock answers.
    """

    kind: str
    where: str
    recorded: str = ""
    ours: str = ""

    @property
    def label(self) -> str:
        """Kind and place, which rules look at."""
        return f"{self.kind}: {self.where}"

    @property
    def is_of_fields(self) -> bool:
        """Whether it is about header fields."""
        return self.kind.startswith("field")
