"""Tenants: each key and each prefix has what it was given, and nobody else has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from tests.controlling import PATIENCE_S, control, controlled
from tests.processes import wait_until
from tests.requests import chat, post
from tests.serving import Response, Server, serving
from tests.talking import ask, serving_quietly

CHAT = "/v1/chat/completions"
PROFILE = """
tenants: true
max_tenants: 8
max_tenant: 4KiB
seed: 7
trace: true
limits: [{rpm: 3, model: limited, per: key}]
"""


@pytest.fixture(scope="module", params=["1", "4"])
def started(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    path = tmp_path_factory.mktemp("profiles") / "mine.yaml"
    path.write_text(PROFILE)
    with serving_quietly("-profile", str(path), "-workers", request.param) as one:
        yield one


@pytest.fixture
def server(started: Server) -> Server:
    controlled(started, "POST", "/reset")
    return started


def asked(server: Server, path: str, *fields: str, **further: Any) -> Response:
    return ask(server, post(chat(**further), *fields, path=path), PATIENCE_S)


def text(response: Response) -> str:
    assert response.status == 200, response.body
    return str(json.loads(response.body)["choices"][0]["message"]["content"])


def steering(
    server: Server, method: str, path: str, content: object = None, *fields: str
) -> Response:
    """Return what an operation answers somebody far away."""
    raw = b"" if content is None else json.dumps(content).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "X-Forwarded-For: 9.9.9.9", *fields]
    head = "\r\n".join([*lines, f"Content-Length: {len(raw)}"]).encode()
    return ask(server, head + b"\r\n\r\n" + raw, PATIENCE_S)


def steered(server: Server, method: str, path: str, content: object = None, *fields: str) -> Any:
    """Return the same of what must be done."""
    response = steering(server, method, path, content, *fields)
    assert response.status == 200, response.body
    return json.loads(response.body)


def bearing(key: str) -> str:
    return f"Authorization: Bearer {key}"


def test_a_prefix_has_answers_that_nobody_else_has(server: Server, way: tuple[str, ...]) -> None:
    steered(server, "POST", "/t/alice/_mock/answers", {"answers": [{"text": "Hi Alice"}]})

    for _ in range(8):  # of several workers, some
        assert text(asked(server, f"/t/alice{CHAT}", *way)) == "Hi Alice"
        assert text(asked(server, f"/t/bob{CHAT}", *way)) != "Hi Alice"
        assert text(asked(server, CHAT, *way)) != "Hi Alice"


def test_a_key_has_a_profile_that_nobody_else_has(server: Server, way: tuple[str, ...]) -> None:
    alice = bearing("sk-alice")
    answers = {"answers": [{"text": "Hi"}], "model": "alices"}
    steered(server, "PATCH", "/t/_mock/profile", answers, alice)

    for _ in range(8):
        response = asked(server, CHAT, alice, *way)
        assert (text(response), json.loads(response.body)["model"]) == ("Hi", "alices")
        assert text(asked(server, CHAT, bearing("sk-bob"), *way)) != "Hi"
    assert steered(server, "GET", "/t/_mock/profile", None, alice)["model"] == "alices"
    assert "model" not in steered(server, "GET", "/t/_mock/profile", None, bearing("sk-bob"))
    assert "model" not in controlled(server, "GET", "/profile")


def test_whoever_changed_something_sees_the_change(server: Server, way: tuple[str, ...]) -> None:
    for number in range(10):
        change = {"answers": [{"text": f"answer {number}"}]}
        steered(server, "PATCH", "/t/alice/_mock/profile", change)
        for _ in range(4):
            assert text(asked(server, f"/t/alice{CHAT}", *way)) == f"answer {number}"
    steered(server, "POST", "/t/alice/_mock/reset")
    assert not text(asked(server, f"/t/alice{CHAT}", *way)).startswith("answer")


def test_limits_are_each_tenants_own(server: Server, way: tuple[str, ...]) -> None:
    """Of a prefix before it has said anything, and of its own, over all workers."""

    def statuses(prefix: str, model: str) -> list[int]:
        path, key = f"{prefix}{CHAT}", bearing("sk-shared")
        return [asked(server, path, key, *way, model=model).status for _ in range(4)]

    for prefix in ("", "/t/alice", "/t/bob"):
        assert statuses(prefix, "limited") == [200, 200, 200, 429]
    steered(server, "PATCH", "/t/alice/_mock/profile", {"limits": [{"rpm": 2}]})
    assert statuses("/t/alice", "free") == [200, 200, 429, 429]
    assert statuses("/t/bob", "free") == [200] * 4


def test_rules_are_added_listed_and_removed_by_id(server: Server) -> None:
    controlled(server, "POST", "/answers", {"answers": [{"match": {"user": "all"}, "text": "A"}]})
    rule = {"match": {"user": "one"}, "text": "O"}
    (own,) = steered(server, "POST", "/t/alice/_mock/answers", {"answers": [rule]})["ids"]

    rows = steered(server, "GET", "/t/alice/_mock/answers")["answers"]
    assert [one["id"] for one in rows] == [own, None]
    for said, back in (("one", "O"), ("all", "A")):
        assert text(asked(server, f"/t/alice{CHAT}", content=said)) == back
    assert text(asked(server, CHAT, content="one")) != "O"
    steered(server, "DELETE", f"/t/alice/_mock/answers/{own}")
    assert text(asked(server, f"/t/alice{CHAT}", content="one")) != "O"
    (of_all,) = [one["id"] for one in controlled(server, "GET", "/answers")["answers"]]
    assert steering(server, "DELETE", f"/t/bob/_mock/answers/{of_all}").status == 404


def test_rules_of_traffic_and_other_profiles_are_had(server: Server, way: tuple[str, ...]) -> None:
    steered(server, "PUT", "/t/alice/_mock/profile", {"extends": "fast", "trace": True})
    match = [{"name": "mine", "model": "gpt-4o*", "values": {"model": "other"}}]
    steered(server, "POST", "/t/alice/_mock/rules", {"match": match})

    response = asked(server, f"/t/alice{CHAT}", *way, model="gpt-4o")
    assert response.header("x-mock-rule") == "mine"
    assert response.header("x-mock-profile") == "fast"
    assert json.loads(response.body)["model"] == "other"
    named = asked(server, f"/t/alice/p/fast{CHAT}", *way, model="gpt-4o")
    assert json.loads(named.body)["model"].startswith("gpt-4o")


def test_what_a_server_becomes_its_tenants_become_too(server: Server) -> None:
    steered(server, "PATCH", "/t/alice/_mock/profile", {"tokens.output": 7})
    controlled(server, "PATCH", "/profile", {"model": "later"})

    answer = json.loads(asked(server, f"/t/alice{CHAT}").body)
    assert (answer["model"], answer["usage"]["completion_tokens"]) == ("later", 7)


def test_a_rule_of_a_tenant_ends_by_itself(server: Server) -> None:
    rules = {"answers": [{"text": "for now"}], "ttl": "5s"}
    steered(server, "POST", "/t/alice/_mock/answers", rules)

    assert text(asked(server, f"/t/alice{CHAT}")) == "for now"
    wait_until(lambda: text(asked(server, f"/t/alice{CHAT}")) != "for now")


@pytest.mark.parametrize(
    ("path", "change", "status", "why"),
    [
        ("profile", {"latncy": 5}, 400, "nearest is latency"),
        ("profile", {"port": 5}, 400, "port: is the server's, and not for one tenant to change"),
        ("profile", {"backends": 2}, 400, "backends: is the server's"),
        ("profile", {"model": "x" * 5000}, 400, "want at most 4096"),
        ("phase", None, 404, "Invalid URL"),
        ("freeze", None, 404, "Invalid URL"),
        ("requests", None, 404, "Invalid URL"),
        ("tenants", None, 404, "Invalid URL"),
    ],
)
def test_what_is_the_servers_no_tenant_has(
    server: Server, path: str, change: object, status: int, why: str
) -> None:
    response = steering(server, "PATCH" if change else "GET", f"/t/alice/_mock/{path}", change)

    assert response.status == status
    assert why in response.body.decode()


def test_pages_of_other_sites_steer_no_tenant(server: Server) -> None:
    fields = ("Origin: http://elsewhere.example", "Sec-Fetch-Site: cross-site")
    response = steering(server, "PATCH", "/t/alice/_mock/profile", {"model": "x"}, *fields)

    assert response.status in (403, 404)
    assert controlled(server, "GET", "/tenants") == {"tenants": []}


def test_without_a_key_there_is_no_tenant_of_one(server: Server) -> None:
    response = steering(server, "GET", "/t/_mock/profile")

    assert response.status == 400
    assert b"there is no key" in response.body
    assert asked(server, f"/t/{'x' * 65}{CHAT}").status == 400


def test_too_many_are_refused_and_those_there_are_stay(server: Server) -> None:
    for number in range(8):
        steered(server, "PATCH", f"/t/t{number}/_mock/profile", {"model": f"m{number}"})

    refused = steering(server, "PATCH", "/t/further/_mock/profile", {"model": "x"})
    assert refused.status == 503
    assert json.loads(refused.body)["error"]["code"] == "too_many_tenants"
    assert json.loads(asked(server, f"/t/t0{CHAT}").body)["model"] == "m0"
    rows = controlled(server, "GET", "/tenants")["tenants"]
    assert {one["name"] for one in rows} == {f"t{number}" for number in range(8)}
    assert controlled(server, "DELETE", "/tenants/t3") == {"removed": ["t3"]}
    assert control(server, "DELETE", "/tenants/t3").status == 404
    steered(server, "PATCH", "/t/further/_mock/profile", {"model": "x"})


def test_official_clients_have_a_tenant_as_their_base_url(server: Server) -> None:
    steered(server, "PATCH", "/t/alice/_mock/profile", {"answers": [{"text": "One two"}]})
    with openai.OpenAI(base_url=f"{server.url}/t/alice/v1", api_key="sk-x") as client:
        stream = client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": "Hello"}], stream=True
        )
        pieces = [one.choices[0].delta.content or "" for one in stream if one.choices]
        assert "".join(pieces) == "One two"
        assert client.responses.create(model="gpt-4o", input="Hi").output_text == "One two"


def test_where_keys_are_checked_only_who_has_one_steers(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("tenants: true\napi_keys: [sk-one]\n")
    with serving_quietly("-profile", str(tmp_path / "mine.yaml")) as server:
        change = {"model": "x"}
        assert steering(server, "PATCH", "/t/a/_mock/profile", change).status == 401
        assert steering(server, "PATCH", "/t/_mock/profile", change, bearing("sk-2")).status == 401
        steered(server, "PATCH", "/t/_mock/profile", change, bearing("sk-one"))


def test_who_is_not_used_ends_and_who_is_does_not(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("{tenants: true, tenant_ttl: 5s, workers: 2}\n")
    with serving_quietly("-profile", str(tmp_path / "mine.yaml")) as server:
        for name in ("used", "unused"):
            steered(server, "PATCH", f"/t/{name}/_mock/profile", {"model": name})

        def is_the_other_gone() -> bool:
            assert json.loads(asked(server, f"/t/used{CHAT}").body)["model"] == "used"
            names = [one["name"] for one in controlled(server, "GET", "/tenants")["tenants"]]
            return names == ["used"]

        wait_until(is_the_other_gone)
        assert json.loads(asked(server, f"/t/unused{CHAT}", model="m").body)["model"] == "m"


def test_without_tenants_there_are_no_such_prefixes() -> None:
    with serving() as server:
        assert asked(server, f"/t/alice{CHAT}").status == 404
        assert control(server, "PATCH", "/profile", {"tenants": True}).status == 400
        assert steering(server, "GET", "/t/alice/_mock/profile").status == 404
