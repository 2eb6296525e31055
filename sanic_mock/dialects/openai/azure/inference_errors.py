"""What Azure's model inference refuses otherwise than its deployments do [replay-2026]."""

from __future__ import annotations

import json
from math import ceil

from sanic_mock.dialects.http_fields import replacing
from sanic_mock.dialects.openai.azure.errors import Gateway
from sanic_mock.engine.refusal import Refusal

_REGION = "eastus2"
_MS = 1000
_LIMITED = frozenset(("rate_limit_requests", "rate_limit_tokens", "request_too_large"))


class RateLimited(Gateway):
    """A limit that a request would exceed, told twice.

    Args:
        model: the one that was asked.
        wait_s: when there is room again.
    """

    def __init__(self, model: str, wait_s: float) -> None:
        super().__init__(
            429,
            '{"error":{"code":"RateLimitReached","message":"%s","details":"%s"}}',
            f"Your requests to {model} for {model} in {_REGION} have exceeded rate limit.",
            headers=(
                ("Retry-After", str(max(1, ceil(wait_s)))),
                ("Retry-After-Ms", str(round(wait_s * _MS))),
            ),
        )

    @property
    def text(self) -> str:
        """See Gateway."""
        told = json.dumps(self.message, ensure_ascii=False)[1:-1]
        return self._layout % (told, told)


def refused(refusal: Refusal, model: str) -> RateLimited | None:
    """Word a refusal; None where it is worded as at deployments."""
    if refusal.kind not in _LIMITED or refusal.status:
        return None
    problem = RateLimited(model, refusal.retry_s or 0.0)
    problem.message = refusal.message or problem.message
    problem.headers = replacing(problem.headers, refusal.headers)
    return problem
