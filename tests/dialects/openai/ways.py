"""Both ways to an answer: the short one, where an endpoint has one, and the general one."""

from __future__ import annotations

from sanic_mock.dialects.operation import State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.errors import Lengthy
from sanic_mock.server.response_bytes import response_bytes
from sanic_mock.server.routes import Routes
from sanic_mock.server.variant import Variant
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store
from tests.server.virtual import Bench

SECOND = 1_790_000_000
CLOCKS = (
    "sanic_mock.server.answer_now.time",
    "sanic_mock.server.variant.time",
)


class Ways:
    """One profile twice, each asked the same: in one go, and in steps.

    Args:
        path: where the requests go.
        profile: of both servers.

    Attributes:
        short: the server that answers in one go.
    """

    def __init__(self, path: str, profile: Settings) -> None:
        self._path = path
        self._stores = [Store(1 << 18) for _ in range(2)]
        self.short, self._general = (
            Routes(Variant(State(profile, store), Bench().pacer)) for store in self._stores
        )

    def stored(self) -> list[dict[str, bytes | None]]:
        """Return what each way has kept."""
        return [{key: one.get(key) for key in one.keys("")} for one in self._stores]

    def both(self, body: bytes, **fields: str) -> tuple[bytes | None, bytes | None]:
        """Return the answer of each way; None for one that is to be made on a thread."""
        head = RequestHead("POST", self._path, "", fields)
        quick, general = (one.route(head) for one in (self.short, self._general))
        assert quick is not None
        assert general is not None
        assert quick.answer_now is not None
        found: list[bytes | None] = []
        for answer in (
            quick.answer_now,
            lambda asked: response_bytes(general.variant.answer(general, asked).answer),
        ):
            try:
                found.append(answer(body))
            except Lengthy:
                found.append(None)
        return found[0], found[1]
