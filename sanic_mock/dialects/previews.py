"""What can be known of a request without answering it: when its answer would come, what it asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from sanic_mock.dialects.request_head import RequestHead


class PreviewedRequest(NamedTuple):
    """A request whose answer is planned and not given.

    Attributes:
        head: as it would come.
        body: likewise.
        seed: of the plan; None is the profile's.
        attempt: the how manieth time the body comes, from 1.
    """

    head: RequestHead
    body: bytes
    seed: int | None = None
    attempt: int = 1


class Previews(Protocol):
    """Looks at requests by the running profile; may take long."""

    def plan(self, wanted: PreviewedRequest) -> dict[str, Any]:
        """Return when each part of an answer is due; raises Problem where it would be refused."""

    def prompt(self, head: RequestHead, body: bytes) -> Sequence[str] | None:
        """Return the texts of a body's messages, the oldest first; None where there are none."""
