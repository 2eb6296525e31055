"""What is left of limits, as every answer tells it."""

from __future__ import annotations

from typing import NamedTuple


class Standing(NamedTuple):
    """What is left; of several limits on the same, of the one that is nearest to its end.

    Attributes:
        request_limit: requests of a minute, or of a day where that is nearer.
        requests_left: how many of them.
        requests_full_ms: until all are there again, in whole ms.
        token_limit: likewise.
        tokens_left: likewise.
        tokens_full_ms: likewise.
    """

    request_limit: int
    requests_left: int
    requests_full_ms: int
    token_limit: int
    tokens_left: int
    tokens_full_ms: int
