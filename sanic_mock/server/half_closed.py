"""A client that has closed its half of a connection, and may have left or only have said all.

The two look alike until it is sent something: a client that is there acknowledges that, one that
has left resets (RFC 9293, section 3.6.1). So what became of its answers is told when that shows:
the other half is closed behind the last of them, and its acknowledgement is one of all. Of several
answers that were asked for one behind the other, none counts as received where it does not come.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from functools import partial
from typing import Protocol

from msgspec.structs import replace

from sanic_mock.server.delivery import Observe
from sanic_mock.server.hangups import Hangups
from sanic_mock.server.result import Result
from sanic_mock.server.tcp_info import silence_ns

# Who has said nothing for so long after its last answer counts as one that got it.
PATIENCE_S = 1.0


class UnderWay(Protocol):
    """An answer under way."""

    def tell_by(self, wrap: Callable[[Observe], Observe]) -> None:
        """Tell its result to what `wrap` makes of who would be told."""


class HalfClosed:
    """See above.

    Args:
        transport: the connection.
        hangups: tells when its client is gone.
    """

    def __init__(self, transport: asyncio.Transport, hangups: Hangups) -> None:
        self._transport = transport
        self._hangups = hangups
        self._socket: socket.socket = transport.get_extra_info("socket")
        self._descriptor = self._socket.fileno()
        self._results: list[tuple[Observe, Result]] = []
        self._is_ending = self._has_left = False
        self._timer: asyncio.TimerHandle | None = None
        hangups.watch(self._descriptor, self._hung_up)

    @property
    def is_awaited(self) -> bool:
        """Whether answers have been sent of which it is not known whether somebody got them."""
        return bool(self._results)

    def keep(self, answer: UnderWay) -> None:
        """Have an answer's result kept until its end is known."""
        answer.tell_by(lambda observe: partial(self._keep, observe))

    def end(self) -> None:
        """Send nothing more, and close once all is acknowledged, or nobody is there."""
        if not self._is_ending and not self._transport.is_closing():
            self._is_ending = True
            self._timer = asyncio.get_running_loop().call_later(PATIENCE_S, self._transport.close)
            self._transport.write_eof()

    def lose(self, why: BaseException | None) -> None:
        """Tell what became of its answers: the connection is lost."""
        self._hangups.forget(self._descriptor)
        if self._timer is not None:
            self._timer.cancel()
        has_left = self._has_left or why is not None
        for observe, result in self._results:
            observe(self._left(result) if has_left else result)
        self._results.clear()

    def _keep(self, observe: Observe, result: Result) -> None:
        if result.ending != "completed":
            observe(result)
        else:
            self._results.append((observe, result))

    def _left(self, result: Result) -> Result:
        return replace(result, ending="left", left_seen_ns=silence_ns(self._socket))

    def _hung_up(self) -> None:
        error = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        self._has_left = bool(error) or not self._is_ending
        self._transport.abort()
