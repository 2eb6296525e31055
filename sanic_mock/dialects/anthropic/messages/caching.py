"""What of a prompt is kept: prefixes that end at a breakpoint, and how each is billed.

All input is what is read of a kept prefix, what is written of a new one, and the tail. A prefix
that is too short is not kept, and nothing is said of that [messages-2026] [platform-2026].
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.anthropic.messages.blocks import CacheControl, ToolResult
from sanic_mock.dialects.anthropic.messages.counting import Part, input_billed, part_tokens, parts
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest
from sanic_mock.dialects.anthropic.models import ModelRow
from sanic_mock.dialects.bounded_cache import BoundedCache
from sanic_mock.engine.tokens import encoding

MOST_BREAKPOINTS = 4
KEPT_PREFIXES = 8192
_LASTS_S = {"5m": 300, "1h": 3600}
_encode = msgspec.json.Encoder().encode


class CacheUse(NamedTuple):
    """How the input of one request is billed.

    Attributes:
        read: tokens that were kept.
        written_5m: tokens that are kept from now on, for five minutes.
        written_1h: likewise, for an hour.
    """

    read: int = 0
    written_5m: int = 0
    written_1h: int = 0

    @property
    def written(self) -> int:
        """Tokens that are kept from now on."""
        return self.written_5m + self.written_1h


UNCACHED = CacheUse()


class _Breakpoint(NamedTuple):
    """The end of a prefix: what it is, what o200k counts of it, and how long it is kept."""

    name: bytes
    counted: int
    ttl: str


class Prefixes:
    """The prefixes that one worker keeps, each until its time is over."""

    def __init__(self) -> None:
        self._known: BoundedCache[float] = BoundedCache(KEPT_PREFIXES, KEPT_PREFIXES * 64)

    def use(self, request: MessagesRequest, row: ModelRow, now_s: float) -> CacheUse:
        """Return how a request's input is billed, and keep what it has kept."""
        found = _breakpoints(request, row)
        if not found:
            return UNCACHED
        generation = row.generation
        sizes = [input_billed(one.counted, generation) for one in found]
        long = [place for place, size in enumerate(sizes) if size >= generation.least_cached]
        read = max((place for place in long if self._is_known(found[place], now_s)), default=-1)
        kept = sizes[read] if read >= 0 else 0
        written = {"5m": 0, "1h": 0}
        for place in long:
            self._known.keep(found[place].name, now_s + _LASTS_S[found[place].ttl], 64)
            if place > read:
                begun = max((sizes[one] for one in long if one < place), default=0)
                written[found[place].ttl] += sizes[place] - max(begun, kept)
        return CacheUse(kept, written["5m"], written["1h"])

    def _is_known(self, one: _Breakpoint, now_s: float) -> bool:
        until_s = self._known.get(one.name)
        return until_s is not None and until_s > now_s


def check(request: MessagesRequest) -> None:
    """Check the breakpoints of a request; raises Problem."""
    found = [control for part in parts(request) if (control := _control(part)) is not None]
    if request.cache_control is not None:
        found.append(request.cache_control)
    if len(found) > MOST_BREAKPOINTS:
        raise errors.invalid(
            f"A maximum of {MOST_BREAKPOINTS} blocks with cache_control may be provided. "
            f"Found {len(found)}."
        )
    ttls = [control.ttl or "5m" for control in found]
    if "1h" in ttls[ttls.index("5m") :] if "5m" in ttls else False:
        raise errors.invalid(
            "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. "
            "Note that blocks are processed in the following order: `tools`, `system`, `messages`."
        )


def _control(part: Part) -> CacheControl | None:
    found = getattr(part, "cache_control", None)
    if found is None and isinstance(part, ToolResult) and isinstance(part.content, list):
        found = next((one.cache_control for one in part.content if one.cache_control), None)
    return found


def _breakpoints(request: MessagesRequest, row: ModelRow) -> Sequence[_Breakpoint]:
    """Return the ends of all prefixes that are to be kept."""
    everything = list(parts(request))
    controls = [_control(part) for part in everything]
    if request.cache_control is not None and everything:
        controls[-1] = controls[-1] or request.cache_control
    if not any(controls):
        return ()
    found: list[_Breakpoint] = []
    name, counted = blake2b(row.name.encode(), digest_size=16), 0
    count = encoding().count
    for part, control in zip(everything, controls, strict=True):
        name.update(_bare(part))
        counted += part_tokens(part, count)
        if control is not None:
            found.append(_Breakpoint(name.copy().digest(), counted, control.ttl or "5m"))
    return found


def _bare(part: Part) -> bytes:
    """Return what a part says, wherever breakpoints are."""
    if getattr(part, "cache_control", None) is not None:
        part = msgspec.structs.replace(part, cache_control=None)
    return _encode(part)
