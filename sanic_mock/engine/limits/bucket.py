"""A token bucket as one number: the moment at which it will be full again.

That is the generic cell rate algorithm (ITU-T I.371, virtual scheduling): a request that costs c is
admitted if the bucket would be full again within the time that a whole one takes to fill, and then
moves that moment by c times the time between two tokens. A moment that is past says nothing: the
bucket is full. So a state that has expired is as good as none, one word holds all of it, and the
time to wait is found by one subtraction.

Moments are counted in whole steps so small that a token and a tick of the clock are both a whole
number of them: nothing is rounded, and `limit` requests and not one more fit into a bucket. What
must never happen is that a client that has waited as it was told is refused, if nobody else came.
"""

from __future__ import annotations

from math import gcd

import msgspec

# What a cost that is larger than the bucket has to wait.
NEVER = -1
# Steps are counted in words of 64 bits; they last so long at least, from the server's start.
_MOST_STEPS = 1 << 63
_LASTS_NS = 3 * 366 * 86_400 * 10**9
NS_PER_MS = 1_000_000
_PARTS = 1000


class TokenBucket(msgspec.Struct, frozen=True, gc=False):
    """How fast it fills, and how much it holds.

    Args:
        limit: tokens (or requests) that fill it in a window.
        burst: what it holds, 1 to `limit`.
        tick_ns: what the clock is read in.
        per_tick: steps of a tick.
        per_token: steps of a token.
    """

    limit: int
    burst: int
    tick_ns: int
    per_tick: int
    per_token: int

    def admit(self, state: int, now_ns: int, checked: int, charged: int) -> tuple[int, int]:
        """Return the state behind a request, and 0; or the same state, and how long to wait.

        Args:
            state: as it was left; 0 for a bucket that nobody has used.
            now_ns: ns since the server's start.
            checked: what has to be there.
            charged: what is taken.

        Returns:
            The state, and ns to wait; NEVER where `checked` is more than the bucket holds.
        """
        now = now_ns // self.tick_ns * self.per_tick
        if state < now:
            state = now
        late = state - now + (checked - self.burst) * self.per_token
        if late <= 0:
            return state + charged * self.per_token, 0
        if checked > self.burst:
            return state, NEVER
        return state, -(-late // self.per_tick) * self.tick_ns

    def corrected(self, state: int, now_ns: int, tokens: int) -> int:
        """Return the state after further tokens were taken, or, below 0, given back."""
        if tokens > 0:
            state = max(state, now_ns // self.tick_ns * self.per_tick)
        return max(0, state + tokens * self.per_token)

    def level(self, state: int, now_ns: int) -> tuple[int, int]:
        """Return how much is in it, 0 where more than all was taken, and ns until it is full."""
        missing = state - now_ns // self.tick_ns * self.per_tick
        if missing <= 0:
            return self.burst, 0
        left = self.burst - -(-missing // self.per_token)
        return (left if left > 0 else 0), -(-missing // self.per_tick) * self.tick_ns

    def scaled(self, factor: float) -> TokenBucket:
        """Return one that fills so many times as fast and holds as much more.

        The same state says that the same share of it is left. A factor counts in thousandths.
        """
        parts = max(1, round(factor * _PARTS))
        return msgspec.structs.replace(
            self,
            limit=max(1, self.limit * parts // _PARTS),
            burst=max(1, self.burst * parts // _PARTS),
            per_token=max(1, self.per_token * _PARTS // parts),
        )


def token_bucket(limit: int, window_s: float, burst_share: float = 1.0) -> TokenBucket:
    """Return a bucket that a window fills.

    Args:
        limit: tokens of a window, at least 1.
        window_s: seconds.
        burst_share: how much of the limit it holds, above 0 to 1; a token at least.
    """
    tick_ns = 1
    while True:
        ticks = max(1, round(window_s * 1e9 / tick_ns))
        common = gcd(limit, ticks)
        per_tick, per_token = limit // common, ticks // common
        if _LASTS_NS // tick_ns * per_tick < _MOST_STEPS:
            burst = max(1, int(limit * burst_share))
            return TokenBucket(limit, burst, tick_ns, per_tick, per_token)
        tick_ns *= 10


def milliseconds(duration_ns: int) -> int:
    """Return a duration in whole milliseconds, never too few."""
    return -(-duration_ns // NS_PER_MS)
