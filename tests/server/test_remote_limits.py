"""Limits that several servers share through a real Redis or Valkey."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sanic_mock.errors import StartError
from sanic_mock.server.remote_limiter import check_client
from sanic_mock.settings import Limit, Settings
from tests.controlling import controlled
from tests.flooding import flood, let_in_again
from tests.processes import wait_until
from tests.reached import wait_read
from tests.redis_server import WHY_NOT, RedisServer, redis_server
from tests.requests import chat, post
from tests.serving import Response, Server, serving
from tests.talking import ask, receive

pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)

KEY = "Authorization: Bearer sk-alice"


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    with redis_server(tmp_path) as running:
        yield running


@contextmanager
def limited(redis: RedisServer, limits: str, further: str = "") -> Iterator[Server]:
    profile = redis.folder / "limited.yaml"
    profile.write_text(f"limits: {limits}\nlimits_store: redis\nlimits_url: {redis.url}\n{further}")
    with serving("-profile", str(profile), "-workers", "2") as server:
        yield server


def left(found: Response, unit: str = "requests") -> int:
    return int(found.header(f"x-ratelimit-remaining-{unit}"))


def test_two_servers_let_through_what_one_would(redis: RedisServer) -> None:
    with limited(redis, "{rpd: 150}") as one, limited(redis, "{rpd: 150}") as other:
        found = [flood(server, 1, 100, KEY).statuses for server in (one, other)]
        refused = ask(one, post(chat(), KEY))

    assert sum(statuses[200] for statuses in found) == 150
    assert sum(statuses[429] for statuses in found) == 50
    message = json.loads(refused.body)["error"]["message"]
    assert "requests per day (RPD): Limit 150, Used 150, Requested 1." in message


def test_what_is_left_is_told_as_exactly_as_by_one(redis: RedisServer) -> None:
    with limited(redis, "[{rpd: 9, tpd: 50000}, {budget_tokens: 100000, per: model}]") as server:
        used = 0
        for number in range(5):
            found = ask(server, post(chat(f"number {number}", stream=number == 2), KEY))
            if number != 2:
                used += json.loads(found.body)["usage"]["total_tokens"]
                assert left(found) == 8 - number
        assert 50_000 - 2 * used < left(found, "tokens") < 50_000 - used


def test_who_waits_as_it_is_told_is_let_in(redis: RedisServer) -> None:
    requests = [post(chat(f"{number}", max_tokens=300), KEY) for number in range(60)]
    with limited(redis, "{rpm: 20, tpm: 4000}", "time_scale: 60\n") as server:
        assert let_in_again(server, requests) > 5


def test_a_budget_and_a_size_are_kept_to(redis: RedisServer) -> None:
    with limited(redis, "{budget_tokens: 5, tpm: 1000}") as server:
        large = ask(server, post(chat(max_tokens=2000), KEY))
        assert ask(server, post(chat(), KEY)).status == 200
        found = ask(server, post(chat(), KEY))

    assert "Request too large" in json.loads(large.body)["error"]["message"]
    assert json.loads(found.body)["error"]["code"] == "insufficient_quota"


def test_answers_that_end_leave_room_and_give_back_their_estimates(redis: RedisServer) -> None:
    with limited(redis, "{concurrency: 1, tpd: 10000}") as server:
        body = chat(max_tokens=4000)
        with server.connect() as first:
            first.sendall(post(body, KEY, "x-mock-latency: 3s"))
            wait_read(server)
            second = ask(server, post(chat("second"), KEY))
            used = json.loads(receive(first).partition(b"\r\n\r\n")[2])["usage"]
        wait_until(lambda: ask(server, post(chat("third", n=1), KEY)).status == 200)
        last = ask(server, post(chat("last"), KEY))

    assert second.status == 429
    assert "concurrent requests: Limit 1, Used 1" in json.loads(second.body)["error"]["message"]
    assert last.status in (200, 429)
    assert left(last, "tokens") > 10_000 - 4000 + used["prompt_tokens"]


def test_what_servers_share_no_reset_of_one_forgets(redis: RedisServer) -> None:
    with limited(redis, "{rpd: 2}") as one, limited(redis, "{rpd: 2}") as other:
        assert [ask(server, post(chat(), KEY)).status for server in (one, other)] == [200, 200]
        controlled(one, "POST", "/reset")
        assert [ask(server, post(chat(), KEY)).status for server in (one, other)] == [429, 429]


@pytest.mark.parametrize(("policy", "status"), [("open", 200), ("closed", 503)])
def test_without_the_store_all_are_let_in_or_none(
    redis: RedisServer, policy: str, status: int
) -> None:
    with limited(redis, "{rpd: 1}", f"on_store_failure: {policy}\n") as server:
        assert ask(server, post(chat(), KEY)).status == 200
        redis.stop()
        found = [ask(server, post(chat(f"{n}"), KEY)) for n in range(4)]
        ready = json.loads(ask(server, b"GET /ready HTTP/1.1\r\nHost: m\r\n\r\n").body)
        redis.start()
        wait_until(lambda: str(left_or(ask(server, post(chat(), KEY)))) == "1")
        code = server.stop()
        assert server.process.stderr is not None
        errors = server.process.stderr.read()

    assert {one.status for one in found} == {status}
    assert ready["status"] == "degraded"
    assert f"the store of limits at 127.0.0.1:{redis.port} cannot be asked" in ready["why"]
    assert errors.count("the store of limits") == 1
    assert code == 0


def left_or(found: Response) -> str:
    """Return the limit that an answer tells of."""
    return found.header("x-ratelimit-limit-requests")


def test_without_the_clients_package_the_server_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    settings = Settings("test", limits=(Limit(rpm=1),), limits_store="redis")

    check_client(Settings("test", limits=(Limit(rpm=1),)))
    with pytest.raises(StartError, match=r"pip install 'sanic-mock\[redis\]'"):
        check_client(settings)
