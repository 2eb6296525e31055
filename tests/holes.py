"""What no two answers share, and what stands for it where they are compared."""

from __future__ import annotations

import re

from tests.serving import responses

# What must differ between two answers, as it is kept in golden files.
HOLES = (
    (rb"chatcmpl-[0-9A-Za-z]{29}\b", b"chatcmpl-<29 letters>"),
    (rb"req_[0-9a-f]{32}\b", b"req_<32 hex>"),
    (rb"Date: [A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", b"Date: <date>"),
    (rb'("created": ?)\d{10}\b', rb"\g<1><seconds>"),
)

# The same, with a value of the same length for it.
VOLATILE = (
    (rb"chatcmpl-[0-9A-Za-z]{29}", b"chatcmpl-" + b"0" * 29),
    (rb"req_[0-9a-f]{32}", b"req_" + b"0" * 32),
    (rb"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", b"0" * 36),
    (rb"Date: [^\r]{29}", b"Date: " + b"0" * 29),
    (rb'("created": ?)1\d{9}', rb"\g<1>0000000000"),
)


def settled(received: bytes) -> bytes:
    """Replace what must differ between two answers, keeping every length."""
    for pattern, constant in VOLATILE:
        received = re.sub(pattern, constant, received)
    return received


def with_holes(received: bytes) -> bytes:
    """Return a response as it is kept: LF for the head's CRLF, no chunks, holes."""
    head = received.partition(b"\r\n\r\n")[0]
    kept = head.replace(b"\r\n", b"\n") + b"\n\n" + responses(received)[0].body
    for pattern, hole in HOLES:
        kept = re.sub(pattern, hole, kept)
    return kept
