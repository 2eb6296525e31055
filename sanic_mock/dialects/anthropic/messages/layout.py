"""How the events of a stream are laid out, and those that it begins and ends with.

All but the ping have up to 15 spaces before their last brace [messages-2026].
"""

from __future__ import annotations

from zlib import crc32

PING = b'event: ping\ndata: {"type": "ping"}\n\n'
SHIFTS = 2  # ways in which one text is padded
_MESSAGE = b'{"type":"message_start","message":'
_UNSAID = (
    b'","type":"message","role":"assistant","content":[],"stop_reason":null,'
    b'"stop_sequence":null,"stop_details":null,"usage":'
)
_STOP = b'{"type":"message_stop"'
_SPACES = tuple(b" " * count for count in range(16))


def padded(name: bytes, open_json: bytes, shift: int) -> bytes:
    """Return an event whose JSON lacks its last brace."""
    spaces = _SPACES[(crc32(open_json) + shift) & 15]
    return b"event: %b\ndata: %b%b}\n\n" % (name, open_json, spaces)


def start_json(start: bytes, name: bytes, usage: bytes) -> bytes:
    """Return the JSON of a stream's first event, which lacks its last brace.

    Args:
        start: what a message of the model begins with, up to its id.
        name: the id.
        usage: the bill so far.
    """
    return b"".join((_MESSAGE, start, name, _UNSAID, usage, b"}"))


def last_events(members: bytes, usage: bytes, further: bytes, shift: int, other: int) -> bytes:
    """Return a stream's last two events.

    Args:
        members: tell why it ends.
        usage: the bill.
        further: members behind it.
        shift: of the padding of the first.
        other: of the second.
    """
    told = b'{"type":"message_delta","delta":{%b},"usage":%b%b' % (members, usage, further)
    return padded(b"message_delta", told, shift) + padded(b"message_stop", _STOP, other)
