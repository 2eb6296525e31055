"""Both ways to an answer: the short one, where an endpoint has one, and the general one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from sanic_mock.dialects.operation import State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.errors import Lengthy
from sanic_mock.server.response_bytes import response_bytes
from sanic_mock.server.routes import Routes
from sanic_mock.server.served_profile import ServedProfile
from sanic_mock.server.variant import compile_variant
from sanic_mock.settings import Settings, Tokens
from sanic_mock.shared.store import Store
from tests.server.virtual import Bench
from tests.stopped_clock import stop_clock

SECOND = 1_790_000_000
PROFILES = {
    "plain": Settings("test", seed=7),
    "one model": Settings("test", seed=7, model="my-own"),
    "models": Settings("test", seed=7, models=("gpt-4o", "gpt-5")),
    "lenient": Settings("test", seed=7, mode="lenient"),
    "random prompts": Settings("test", seed=7, prompt_tokens="random"),
    "large": Settings("test", seed=7, payload_bytes=20_000),
    "German": Settings("test", seed=7, locale="de_DE"),
}
PROFILES_OF_THEIR_OWN = (
    Settings("test", tokens=Tokens()),
    Settings("test", prompt_tokens="fixed", fixed_prompt_tokens=5),
)
MODES = st.sampled_from(["strict", "lenient"])
# Seconds that pass before all bodies are asked again.
PASSED = st.lists(st.sampled_from([0, 1, 59, -1]), min_size=1, max_size=3)

thorough = settings(
    max_examples=80,  # of each module, which is tried with up to twenty profiles and paths
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def some_bodies(body: st.SearchStrategy[bytes]) -> st.SearchStrategy[list[bytes]]:
    """Return lists of bodies, some of them cut where they are no JSON any more."""
    damaged = st.builds(
        lambda whole, at: whole[: at % (len(whole) + 1)] + b"\xff", body, st.integers(0)
    )
    return st.lists(body | damaged, min_size=1, max_size=4)


def stop_clocks(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Have both ways read the time of day here, where a test may set it."""
    now_s = [SECOND + 0.5]
    stop_clock(monkeypatch, lambda: now_s[0])
    return now_s


class Ways:
    """One profile twice, each asked the same: in one go, and in steps.

    Args:
        path: where the requests go, with their query.
        profile: of both servers.

    Attributes:
        short: the server that answers in one go.
    """

    def __init__(self, path: str, profile: Settings) -> None:
        self._path = path
        self._stores = [Store(1 << 18) for _ in range(2)]
        self.short, self._general = (
            Routes(compile_variant(ServedProfile(State(profile, store), Bench().pacer)))
            for store in self._stores
        )

    def stored(self) -> list[dict[str, bytes | None]]:
        """Return what each way has kept."""
        return [{key: one.get(key) for key in one.keys("")} for one in self._stores]

    def both(self, body: bytes, **fields: str) -> tuple[bytes | None, bytes | None]:
        """Return the answer of each way; None for one that is to be made on a thread."""
        path, _, query = self._path.partition("?")
        head = RequestHead("POST", path, query, fields)
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

    def say_the_same(
        self, clock: list[float], bodies: Sequence[bytes], passed: Sequence[int], **fields: str
    ) -> None:
        """Hold both ways to the same answers, of repeated bodies, too, in whatever second.

        Args:
            clock: what both read, see `stop_clocks`.
            bodies: are asked in turn, and the first once more.
            passed: seconds that pass before each turn.
            fields: of all requests.
        """
        for seconds in passed:
            clock[0] += seconds
            for body in (*bodies, bodies[0]):
                quick, general = self.both(body, **fields)
                assert quick == general
