"""What of a prompt is kept: prefixes that end at a breakpoint; see dialects.kept_prefixes."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import msgspec

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.anthropic.messages.blocks import CacheControl, ToolResult
from sanic_mock.dialects.anthropic.messages.counting import (
    Part,
    input_billed,
    page_tokens,
    part_tokens,
    parts,
)
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest
from sanic_mock.dialects.anthropic.models import ModelRow
from sanic_mock.dialects.kept_prefixes import UNCACHED, CacheUse, KeptPrefixes, PrefixEnd
from sanic_mock.engine.long_runs import counter

MOST_BREAKPOINTS = 4
_encode = msgspec.json.Encoder().encode


class Prefixes:
    """The prefixes that one worker keeps."""

    def __init__(self) -> None:
        self._kept = KeptPrefixes()

    def use(self, request: MessagesRequest, row: ModelRow, now_s: float) -> CacheUse:
        """Return how a request's input is billed, and keep what it has kept."""
        ends = _prefix_ends(request, row)
        return self._kept.use(ends, row.generation.least_cached, now_s) if ends else UNCACHED


def check(request: MessagesRequest) -> None:
    """Check the breakpoints of a request; raises Problem."""
    found = [control for part in parts(request) if (control := _control(part)) is not None]
    if request.cache_control is not None:
        found.append(request.cache_control)
    check_ttls([control.ttl or "5m" for control in found])


def check_ttls(ttls: Sequence[str]) -> None:
    """Check how long the prefixes of a request are to be kept, in its order; raises Problem."""
    if len(ttls) > MOST_BREAKPOINTS:
        raise errors.invalid(
            f"A maximum of {MOST_BREAKPOINTS} blocks with cache_control may be provided. "
            f"Found {len(ttls)}."
        )
    if list(ttls) != sorted(ttls):  # "1h" comes before "5m"
        raise errors.invalid(
            "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. "
            "Note that blocks are processed in the following order: `tools`, `system`, `messages`."
        )


def _control(part: Part) -> CacheControl | None:
    found = getattr(part, "cache_control", None)
    if found is None and isinstance(part, ToolResult) and isinstance(part.content, list):
        found = next((one.cache_control for one in part.content if one.cache_control), None)
    return found


def _prefix_ends(request: MessagesRequest, row: ModelRow) -> Sequence[PrefixEnd]:
    """Return the ends of all prefixes that are to be kept."""
    everything = list(parts(request))
    controls = [_control(part) for part in everything]
    if request.cache_control is not None and everything:
        controls[-1] = controls[-1] or request.cache_control
    if not any(controls):
        return ()
    found: list[PrefixEnd] = []
    name, counted, shown = blake2b(row.name.encode(), digest_size=16), 0, 0
    count = counter()
    for part, control in zip(everything, controls, strict=True):
        name.update(_bare(part))
        counted += part_tokens(part, count)
        shown += page_tokens(part)
        if control is not None:
            tokens = input_billed(counted, row.generation) + shown
            found.append(PrefixEnd(name.copy().digest(), tokens, control.ttl or "5m"))
    return found


def _bare(part: Part) -> bytes:
    """Return what a part says, wherever breakpoints are, in it too."""
    if isinstance(part, ToolResult) and isinstance(part.content, list):
        inner = [msgspec.structs.replace(one, cache_control=None) for one in part.content]
        part = msgspec.structs.replace(part, content=inner)
    if getattr(part, "cache_control", None) is not None:
        part = msgspec.structs.replace(part, cache_control=None)
    return _encode(part)
