"""What reading JSON raises where that is none, or none of the shape that is read."""

from __future__ import annotations

import msgspec

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
