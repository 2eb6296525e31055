"""Where shaped answers go, with a clock that is turned by hand."""

from __future__ import annotations

from sanic_mock.dialects.answer import Whole
from sanic_mock.engine.faults.table import fault_of
from sanic_mock.engine.flow import FlowEnding
from sanic_mock.engine.network.link import Link
from sanic_mock.profile.sections.faults.retiming import TrickleFault
from sanic_mock.server.planned import Planned
from sanic_mock.server.result import Label
from sanic_mock.server.shaping import Arrival, Shaper
from tests.server.virtual import MS, Bench


class Connection:
    """A connection whose client may stop reading; see raw_connection.RawConnection."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.endings: list[FlowEnding] = []
        self.is_full = False

    def send_raw(self, content: bytes) -> None:
        self.sent.append(content)

    def end_raw(self, ending: FlowEnding) -> None:
        self.endings.append(ending)

    def hold_raw(self) -> None:
        """Nothing here is endless."""
        raise AssertionError

    def is_blocked(self) -> bool:
        return self.is_full


def test_who_does_not_read_is_not_waited_for() -> None:
    bench, connection = Bench(), Connection()
    shaper = Shaper(bench.pacer, None, 1.0, None)
    fault = fault_of(TrickleFault(gap_s=0.01, size=4))
    planned = Planned(Whole(200, b"", b"0123456789"), faults=(fault,), digest=bytes(64))
    sink = shaper.hand_in(planned, Label("/"), connection, Arrival(0, 0, 0, Link()))
    assert connection.sent[-1].endswith(b"\r\n\r\n0123")
    connection.is_full = True
    bench.wake(10 * MS)
    assert len(bench.pacer) == 0
    connection.is_full = False
    sink.resume()
    bench.wake(20 * MS)
    assert connection.sent[-2:] == [b"4567", b"89"]
    assert connection.endings == ["keep"]
