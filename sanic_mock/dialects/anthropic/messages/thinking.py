"""What signs thought: the signature of a thinking block, and what stands for a hidden one.

A signature is base64 of a few protobuf fields, 174 bytes longer than the thought [messages-2026].
Those that are made here can be told again; one that was altered, or whose thought was, is found
out. Those of other servers are taken as they are.
"""

from __future__ import annotations

from base64 import b64encode
from binascii import Error, a2b_base64
from hashlib import blake2b

from sanic_mock.dialects.anthropic.messages.opaque import chance_bytes, field_head, opaque

LONGER = 174
_MARK = b"\x0a\x0asanic-mock"  # field 1 of the message inside
_KEY = b"sanic-mock thinks"
_MAC = 32


def signature(thought: bytes, digest: bytes) -> str:
    """Return what signs a thought, in UTF-8."""
    size = len(thought) + LONGER
    before = field_head(size)
    drawn = chance_bytes(digest, size - len(before) - len(_MARK) - _MAC - 2)
    mac = blake2b(thought + drawn, key=_KEY, digest_size=_MAC).digest()
    return b64encode(before + _MARK + mac + drawn + b"\x18\x02").decode()


def is_right(given: str, thought: str) -> bool:
    """Return whether a signature may be that of a thought."""
    try:
        raw = a2b_base64(given, strict_mode=True)
    except (Error, ValueError):
        return False
    before, mark, rest = raw.partition(_MARK)
    if not mark or len(before) > 8:
        return _MARK[2:6] not in raw
    mac, drawn = rest[:_MAC], rest[_MAC:-2]
    own = blake2b(thought.encode("utf-8", "replace") + drawn, key=_KEY, digest_size=_MAC).digest()
    return mac == own and before == field_head(len(raw)) and rest[-2:] == b"\x18\x02"


def redacted(digest: bytes) -> str:
    """Return what stands for thought that nobody may read."""
    return opaque(digest, 300)
