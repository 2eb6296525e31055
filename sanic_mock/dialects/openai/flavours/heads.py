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
        limits = self.limits(reply.standing, reply.prompt_tokens)
        return self.around(content_type, now_s, self.named(reply.digest, now_s), limits)

    def around(self, content_type: bytes, now_s: int, named: bytes, limits: bytes) -> bytes:
        """Return the same by the line that names the answer, and those of limits."""
        content = b"Content-Type: %b\r\n" % content_type
        return b"".join((date_field(now_s), content, named, self._heads.fixed, limits))

    def named(self, digest: bytes, now_s: int) -> bytes:
        """Return the line that names an answer, nothing where none is named."""
        return self.named_as(self._heads.name(digest, now_s)) if self._heads.named else b""

    def named_as(self, name: bytes) -> bytes:
        """Return the same by the name, of a service whose answers have one."""
        return b"%b: %b\r\n" % (self._heads.named, name)

    def limits(self, standing: Standing | None, cost: int) -> bytes:
        """Return the lines that tell what is left of limits; None for nothing that is counted."""
        left = standing or _FIXED
        if self._heads.limits == "openai":
            return live_lines(left)
        if self._heads.limits == "none":
            return b""
        tokens = left.token_limit, left.tokens_left, cost
        return _MINUTE % (*tokens, left.request_limit, left.requests_left)
