"""When a worker that has ended is started again, by rows."""

from __future__ import annotations

import pytest

from sanic_mock.server.restarts import Restarts


@pytest.mark.parametrize(
    ("lived_s", "delays_s"),
    [
        ([100.0, 100.0, 100.0], [0, 0, 0]),
        ([0.1] * 7, [0, 0.1, 0.2, 0.4, 0.8, 1, 1]),
        ([0.1, 0.1, 60.0, 0.1, 0.1], [0, 0.1, 0, 0, 0.1]),
        ([0.0] * 5000, [0, 0.1, 0.2, 0.4, 0.8, *[1] * 4995]),
    ],
)
def test_a_worker_waits_the_longer_the_oftener_it_ends(
    lived_s: list[float], delays_s: list[float]
) -> None:
    restarts = Restarts()

    assert [restarts.delay_s(one) for one in lived_s] == pytest.approx(delays_s)


def test_ends_in_a_row_are_told_of_twice() -> None:
    restarts = Restarts()
    sentences = []
    for lived_s in (0.1, 0.1, 0.1, 0.1, 60.0):
        restarts.delay_s(lived_s)
        sentences.append(restarts.sentence("worker 3", 1))

    assert sentences == [
        "worker 3 ended with 1; it is started again",
        "worker 3 ended again with 1, soon after its start; "
        "it is started again with pauses of up to 1s, which is not repeated",
        "",
        "",
        "worker 3 ended with 1; it is started again",
    ]
