"""Responses that wait for their time, and for what a network takes then."""

from __future__ import annotations

import pytest

from sanic_mock.dialects.answer import Whole
from sanic_mock.distributions import Constant
from sanic_mock.engine.flow import FlowEnding
from sanic_mock.engine.network.link import Link, Passage
from sanic_mock.server.held_end import end_of
from sanic_mock.server.held_response import HeldResponse
from sanic_mock.server.linked_connection import LinkedConnection
from sanic_mock.server.planned import Planned
from sanic_mock.server.result import Label
from sanic_mock.settings import Network, NetworkJitter
from tests.flowing import digest, link_model
from tests.server.virtual import MS, Bench

THREE_MS = Network(rtt_s=0.003, handshake=False)


class _Sink:
    """Records what is sent to it.

    Attributes:
        sent: that.
        blocked: whether its client does not read.
        is_reset: whether it was ended.
        ended: how answers ended behind a network.
        linked: that, where a response goes through its stages.
    """

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.blocked = self.is_reset = False
        self.ended: list[FlowEnding] = []
        self.linked: LinkedConnection | None = None

    def is_blocked(self) -> bool:
        """See ResponseSink."""
        return self.blocked

    def send_response(self, response: bytes) -> None:
        """See ResponseSink."""
        self.sent.append(response)

    def reset(self) -> None:
        """See ResponseSink."""
        self.is_reset = True

    def go_through(self, linked: LinkedConnection) -> None:
        """See ResponseSink."""
        self.linked = linked

    def send_raw(self, content: bytes) -> None:
        """See RawConnection."""
        self.sent.append(content)

    def end_raw(self, ending: FlowEnding) -> None:
        """See RawConnection."""
        self.ended.append(ending)

    def hold_raw(self) -> None:
        """Nothing here is endless."""
        raise AssertionError


def _through(network: Network) -> Passage:
    return link_model(network).passage(Link(), digest(), 0, 0)


def _held(bench: Bench, sink: _Sink, network: Network | None = None) -> HeldResponse:
    passage = None if network is None else _through(network)
    held = HeldResponse(b"all of it", sink, bench.pacer, None, passage)
    bench.pacer.add(5 * MS, held)
    return held


def test_a_response_leaves_once_when_it_is_due() -> None:
    bench, sink = Bench(), _Sink()
    _held(bench, sink)

    bench.wake(5 * MS - 1)
    assert sink.sent == []
    bench.wake(5 * MS)
    bench.run()

    assert sink.sent == [b"all of it"]


def test_a_client_that_does_not_read_gets_it_once_it_reads() -> None:
    bench, sink = Bench(), _Sink()
    held = _held(bench, sink)
    held.resume()  # not parked yet: nothing to go on with

    sink.blocked = True
    bench.run()
    assert sink.sent == []
    sink.blocked = False
    held.resume()
    held.resume()
    bench.run()

    assert sink.sent == [b"all of it"]


def test_a_client_that_has_left_gets_nothing() -> None:
    bench, sink = Bench(), _Sink()
    held = _held(bench, sink)

    held.leave(MS)
    bench.run()
    held.fail()

    assert sink.sent == []
    assert not sink.is_reset


def test_a_connection_that_fails_is_ended(caplog: pytest.LogCaptureFixture) -> None:
    bench, sink = Bench(), _Sink()
    _held(bench, sink)

    def fail(response: bytes) -> None:
        raise OSError("broken")

    sink.send_response = fail  # type: ignore[method-assign]
    bench.run()

    assert sink.is_reset
    assert "a sender failed" in caplog.text


def test_a_network_takes_its_time_behind_the_servers() -> None:
    bench, sink = Bench(), _Sink()
    _held(bench, sink, Network(rtt_s=0.003, handshake=False, jitter=NetworkJitter(Constant(0.004))))

    bench.wake(12 * MS - 1)
    assert sink.sent == []
    bench.run()

    assert sink.sent == [b"all of it"]
    assert sink.linked is None


def test_a_network_that_holds_it_back_is_what_the_connection_waits_for() -> None:
    bench, sink = Bench(), _Sink()
    _held(bench, sink, Network(rtt_s=0.003, handshake=False, coalesce_s=0.004))

    bench.wake(5 * MS)
    assert sink.linked is not None
    bench.run()

    assert sink.sent == [b"all of it"]
    assert sink.ended == ["keep"]


def test_what_takes_no_time_at_the_server_is_with_the_network_at_once() -> None:
    bench, sink = Bench(), _Sink()
    HeldResponse(b"all of it", sink, bench.pacer, None, _through(THREE_MS)).send_now(0)

    bench.wake(3 * MS)

    assert sink.sent == [b"all of it"]


def test_nothing_leaves_a_frozen_server() -> None:
    bench, sink = Bench(), _Sink()
    bench.now_ns = MS
    bench.pacer.freeze()
    HeldResponse(b"all of it", sink, bench.pacer).send_now(MS)
    assert sink.sent == []

    bench.pacer.release()

    assert sink.sent == [b"all of it"]


@pytest.mark.parametrize("leaves", [True, False])
def test_who_leaves_a_frozen_server_leaves_nothing_behind(leaves: bool) -> None:
    bench, sink, undone = Bench(), _Sink(), [0]

    def undo() -> None:
        undone[0] += 1

    bench.now_ns = MS
    planned = Planned(Whole(200, b"", b"all of it", undo))
    end = end_of(planned, Label("/v1/responses", "sk-key"), None)
    bench.pacer.freeze()
    held = HeldResponse(b"all of it", sink, bench.pacer, end)
    held.send_now(MS)

    if leaves:
        held.leave(MS)
    bench.pacer.release()
    held.leave(MS)

    assert undone == [leaves]


def test_who_reads_again_while_the_server_is_frozen_gets_it_when_it_is_released() -> None:
    bench, sink = Bench(), _Sink()
    held = _held(bench, sink, THREE_MS)
    bench.wake(5 * MS)
    sink.blocked = True
    bench.run()
    bench.pacer.freeze()
    sink.blocked = False
    held.resume()
    assert sink.sent == []

    bench.pacer.release()

    assert sink.sent == [b"all of it"]
