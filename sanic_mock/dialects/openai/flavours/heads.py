"""Header lines of a service's answers, without those of networks in front of it."""

from __future__ import annotations

from sanic_mock.dialects.http_fields import date_field
from sanic_mock.dialects.openai.flavours.flavour import Flavour
from sanic_mock.dialects.openai.live_limits import live_lines
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.engine.refusal import REQUESTS_PER_MINUTE, TOKENS_PER_MINUTE
from sanic_mock.engine.reply import Reply

_MINUTE = (
    b"x-ratelimit-limit-tokens-minute: %d\r\n"
    b"x-ratelimit-remaining-tokens-minute: %d\r\n"
    b"x-ratelimit-tokens-query-cost: %d\r\n"
    b"x-ratelimit-limit-req-minute: %d\r\n"
    b"x-ratelimit-remaining-req-minute: %d\r\n"
)
_FIXED = Standing(
    REQUESTS_PER_MINUTE, REQUESTS_PER_MINUTE - 1, 6, TOKENS_PER_MINUTE, TOKENS_PER_MINUTE, 0
)


class ServiceHead:
    """Renders the fields of a service's answers.

    Args:
        flavour: the service.
    """

    def __init__(self, flavour: Flavour) -> None:
        self._heads = flavour.heads

    def fields(self, content_type: bytes, reply: Reply, now_s: int) -> bytes:
        """Return all header lines of one answer."""
        return self.lines(content_type, reply.digest, reply.prompt_tokens, reply.standing, now_s)

    def lines(
        self, content_type: bytes, digest: bytes, cost: int, standing: Standing | None, now_s: int
    ) -> bytes:
        """Return the same by a request's chance, the tokens of its prompt, and what is left."""
        content = b"Content-Type: %b\r\n" % content_type
        lines = date_field(now_s), content, self.named(digest, now_s)
        return b"".join((*lines, self._heads.fixed, self._limits(standing or _FIXED, cost)))

    def named(self, digest: bytes, now_s: int) -> bytes:
        """Return the line that names an answer."""
        if not self._heads.named:
            return b""
        return b"%b: %b\r\n" % (self._heads.named, self._heads.name(digest, now_s).encode())

    def _limits(self, standing: Standing, cost: int) -> bytes:
        if self._heads.limits == "openai":
            return live_lines(standing)
        if self._heads.limits == "none":
            return b""
        tokens = standing.token_limit, standing.tokens_left, cost
        return _MINUTE % (*tokens, standing.request_limit, standing.requests_left)
