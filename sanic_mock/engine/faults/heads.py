"""The head of an answer, as a fault sees it: lines of fields, without what frames its body."""

from __future__ import annotations


def with_type(head: bytes, content_type: str) -> bytes:
    """Return a head with another type of content; "" is none."""
    lines = head.splitlines(keepends=True)
    kept = [line for line in lines if not line.lower().startswith(b"content-type:")]
    own = [f"Content-Type: {content_type}\r\n".encode()] if content_type else []
    return b"".join((*kept[:1], *own, *kept[1:]))
