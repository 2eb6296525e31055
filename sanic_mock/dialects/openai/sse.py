"""What streams of several endpoints have in common."""

from __future__ import annotations

DONE = b"data: [DONE]\n\n"
