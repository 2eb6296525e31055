"""Requests that say who is to answer them: by a prefix of their path, their key, a field."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import openai
import pytest

from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.engine.limits.rule import WORDS
from sanic_mock.errors import Problem, Unprepared
from sanic_mock.profile.change import read_change
from sanic_mock.profile.named import named_settings
from sanic_mock.profile.resolve import resolve
from sanic_mock.server import named_courses, tenant_courses
from sanic_mock.server.controller import Controller
from sanic_mock.server.decided_heads import MOST_DECIDED
from sanic_mock.server.known_heads import MOST_KNOWN
from sanic_mock.server.routes import MOST_ROUTES
from sanic_mock.server.worker import COUNTED, Worker, shared_state
from sanic_mock.settings import Settings
from sanic_mock.shared.state import make_shared
from tests.requests import chat, post
from tests.server.virtual import Bench
from tests.serving import Response, Server, responses, serving
from tests.talking import ask, receive, serving_quietly

CHAT = "/v1/chat/completions"
AZURE = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"


@pytest.fixture(scope="module", params=["1", "4"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("profiles")
    (folder / "mine.yaml").write_text("trace: true\n")
    (folder / "other.yaml").write_text("trace: true\nmodels: [alone, gpt-4o, gpt-4o-mini]\n")
    (folder / "engine.yaml").write_text("extends: vllm-8b\ntrace: true\ntokens: {output: 8}\n")
    flags = ("-profile", str(folder / "mine.yaml"), "-workers", request.param, "-seed", "7")
    with serving_quietly(*flags) as one:
        yield one


def answered_by(response: Response) -> str:
    assert response.status == 200, response.body
    return response.header("x-mock-profile")


def test_a_prefix_picks_a_profile(server: Server, way: tuple[str, ...]) -> None:
    for path in (CHAT, "/chat/completions", AZURE):
        fields = ("api-key: x", *way)
        assert answered_by(ask(server, post(chat(), *fields, path="/p/other" + path))) == "other"
        assert answered_by(ask(server, post(chat(), *fields, path=path))) == "mine"


def test_a_field_and_a_key_pick_one(server: Server, way: tuple[str, ...]) -> None:
    for field in (
        "x-mock-profile: other",
        "Authorization: Bearer sk-mock-other-17",
        "Authorization: Bearer sk-mock-other",
    ):
        assert answered_by(ask(server, post(chat(), field, *way))) == "other"


def test_all_on_one_connection_are_answered_in_their_order(server: Server) -> None:
    asked = [post(chat(), path=path) for path in ("/p/other" + CHAT, CHAT, "/p/engine" + CHAT)]
    for _ in range(3):
        with server.connect() as connection:
            connection.sendall(b"".join(asked))
            found = responses(receive(connection, len(asked)))
        assert [one.header("x-mock-profile") for one in found] == ["other", "mine", "engine"]


def test_what_no_model_answers_is_the_profiles_own(server: Server) -> None:
    listed = ask(server, b"GET /p/other/v1/models HTTP/1.1\r\nHost: x\r\n\r\n")
    ready = ask(server, b"GET /p/other/ready HTTP/1.1\r\nHost: x\r\n\r\n")

    names = {one["id"] for one in json.loads(listed.body)["data"]}
    assert names == {"alone", "gpt-4o", "gpt-4o-mini"}
    assert json.loads(ready.body)["profile"] == "other"


@pytest.mark.parametrize(
    ("field", "path", "told"),
    [
        ("", "/p/othr" + CHAT, "the prefix /p: 'othr' is not known; nearest is other; want one of"),
        ("", "/p/othr" + AZURE, "the prefix /p: 'othr' is not known; nearest is other"),
        ("", "/p/othr/v1/models", "the prefix /p: 'othr' is not known; nearest is other"),
        ("x-mock-profile: ../mine", CHAT, "x-mock-profile: '../mine' is not known"),
        ("x-mock-profile: mine.yaml", CHAT, "x-mock-profile: 'mine.yaml' is not known"),
        ("Authorization: Bearer sk-mock-x-1", CHAT, "the key sk-mock-NAME: 'x-1' is not known"),
    ],
)
def test_a_name_that_is_no_profiles_is_refused_with_those_there_are(
    server: Server, way: tuple[str, ...], field: str, path: str, told: str
) -> None:
    refused = ask(server, post(chat(), *filter(None, (field, "api-key: x", *way)), path=path))

    assert refused.status == (400 if "models" not in path else 405)
    if refused.status == 400:
        message = json.loads(refused.body)["error"]["message"]
        assert message.startswith(f"sanic_mock: {told}")
        assert "other" in message


def test_a_large_request_for_an_engine_is_answered_where_others_are(server: Server) -> None:
    """Its slots are this worker's, though the profile that runs has a process for such requests."""
    large = chat("word " * 80_000)
    for path, profile in (("/p/engine" + CHAT, "engine"), ("/p/other" + CHAT, "other")):
        response = ask(server, post(large, path=path), timeout_s=60)
        assert response.status in (200, 400), response.body
        if response.status == 200:
            assert answered_by(response) == profile


def test_keys_are_checked_whoever_is_named(tmp_path: Path, way: tuple[str, ...]) -> None:
    (tmp_path / "mine.yaml").write_text("api_keys: [sk-real, sk-mock-fast-1]\n")
    with serving_quietly("-profile", str(tmp_path / "mine.yaml")) as server:
        for key, name, status in (
            ("sk-real", "fast", 200),
            ("sk-mock-fast-1", "", 200),
            ("sk-mock-fast-2", "", 401),
            ("sk-real", "nobody", 400),
            ("sk-wrong", "nobody", 401),
            ("sk-wrong", "fast", 401),
        ):
            fields = (f"Authorization: Bearer {key}", *way)
            named = (f"x-mock-profile: {name}",) if name else ()
            assert ask(server, post(chat(), *fields, *named)).status == status, (key, name)
        listing = b"GET /p/nobody/v1/models HTTP/1.1\r\nHost: x\r\n\r\n"
        assert ask(server, listing).status == 401


def test_a_profile_with_problems_is_told_where_the_server_runs_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("")
    (tmp_path / "bad.yaml").write_text("secret_key: sk-secret\n")
    with serving("-profile", str(tmp_path / "mine.yaml")) as server:
        refused = ask(server, post(chat(), path="/p/bad" + CHAT))
        assert refused.status == 400
        assert b"the profile 'bad' has problems, which the server has told" in refused.body
        assert b"secret" not in refused.body
        server.process.terminate()
        assert server.process.stderr is not None
        told = server.process.stderr.read()
        assert "bad.yaml:1: secret_key: unknown key" in told


class Watched:
    """A worker that is asked for other profiles, without a server.

    Attributes:
        worker: likewise.
    """

    def __init__(self) -> None:
        shared = make_shared(1, COUNTED, WORDS)
        shared.ready.set(1)
        self.worker = Worker(Settings("first", seed=7), Bench().pacer, shared)

    async def answerer(self, name: str) -> str:
        """Return who answers a request that names a profile."""
        head = RequestHead("POST", f"/p/{name}{CHAT}")
        there = await self.worker.dispatcher.destination(lambda: head)
        return there.routes.variant.settings.profile if there.wrong is None else ""


def test_fields_that_rules_of_a_named_profile_name_decide_from_the_first_request_on(
    tmp_path: Path, way: tuple[str, ...]
) -> None:
    (tmp_path / "mine.yaml").write_text("")
    rule = "{match: {header: {x-team: blue}}, text: B}"
    (tmp_path / "teams.yaml").write_text(f"answers: [{rule}, {{text: other}}]\n")
    with serving_quietly("-profile", str(tmp_path / "mine.yaml")) as server:
        for team, text in (("blue", "B"), ("red", "other"), ("blue", "B")):
            response = ask(server, post(chat(), f"X-Team: {team}", *way, path="/p/teams" + CHAT))
            assert json.loads(response.body)["choices"][0]["message"]["content"] == text


def test_an_official_client_has_a_profile_as_its_base_url(server: Server) -> None:
    base_url = f"{server.url}/p/other/v1"
    with openai.OpenAI(base_url=base_url, api_key="sk-any", max_retries=0) as client:
        asked = client.chat.completions.with_raw_response.create(
            model="gpt-4o", messages=[{"role": "user", "content": "Hello"}]
        )
        assert asked.headers["x-mock-profile"] == "other"
        stream = client.responses.create(model="gpt-4o", input="Hello", stream=True)
        assert [one.type for one in stream][-1] == "response.completed"


def test_azures_client_has_a_profile_as_its_base_url(server: Server) -> None:
    base_url = f"{server.url}/p/other/openai"
    with openai.AzureOpenAI(base_url=base_url, api_key="x", api_version="2024-10-21") as client:
        deployed = client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": "Hello"}]
        )
        assert deployed.choices[0].message.content


def test_an_official_client_is_told_of_a_profile_that_is_none(server: Server) -> None:
    base_url = f"{server.url}/p/othr/v1"
    with (
        openai.OpenAI(base_url=base_url, api_key="sk-any", max_retries=0) as client,
        pytest.raises(openai.BadRequestError, match="nearest is other"),
    ):
        client.embeddings.create(model="text-embedding-3-small", input="Hello")


def test_those_who_ask_first_at_once_have_a_profile_made_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watched, made = Watched(), []
    make = named_settings

    def named(server: Settings, word: str, name: str) -> Settings:
        made.append(name)
        return make(server, word, name)

    monkeypatch.setattr(named_courses, "named_settings", named)

    async def ask_many() -> list[str]:
        return await asyncio.gather(*(watched.answerer("flaky") for _ in range(20)))

    assert asyncio.run(ask_many()) == ["flaky"] * 20
    assert made == ["flaky"]


def test_of_many_profiles_the_last_ones_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named_courses, "MOST_NAMED", 2)
    watched = Watched()

    async def ask_all() -> None:
        for name in ("fast", "flaky", "fast", "edge"):
            assert await watched.answerer(name) == name
        kept = [name for name, _ in watched.worker.dispatcher._named._kept]
        assert kept == ["fast", "edge"]

    asyncio.run(ask_all())


def test_names_of_nobody_are_not_kept() -> None:
    watched = Watched()

    async def ask_all() -> None:
        for number in range(50):
            assert await watched.answerer(f"nobody{number}") == ""

    asyncio.run(ask_all())
    assert watched.worker.routes._routes == {}


def test_of_many_keys_and_prefixes_few_are_remembered(tmp_path: Path) -> None:
    """What many heads come to, in who answers and in those that rules lead to, is bounded."""
    text = "match: [{key: 'sk-a*', values: {seed: 8}}]"
    (tmp_path / "mine.yaml").write_text(text)
    settings = resolve(profile=str(tmp_path / "mine.yaml"))
    shared = make_shared(1, COUNTED, WORDS)
    worker, body, unprepared = Worker(settings, Bench().pacer, shared), chat(), 0
    for number in range(8_000):
        path = f"/p/nobody{number}{CHAT}" if number % 4 == 0 else CHAT
        try:
            found = worker.routes.find(post(body, f"Authorization: Bearer sk-a{number}", path=path))
        except Unprepared:
            unprepared += 1
        else:
            assert found is not None
            assert found[0].label.rule == "match line 1"
    assert unprepared == 2_000
    traffic = worker.dispatcher.course._traffic
    assert traffic is not None
    for routes in (worker.routes, *(one.routes for one in traffic.courses)):
        assert len(routes._routes) <= MOST_ROUTES
        assert sum(map(len, routes._known.by_length.values())) <= MOST_KNOWN
        assert len(routes._decided._known) <= MOST_DECIDED


def test_of_many_tenants_few_are_remembered(tmp_path: Path) -> None:
    """Those that have said nothing cost a head each; of the others so many are kept."""
    (tmp_path / "mine.yaml").write_text("{tenants: true, max_tenants: 50, limits: [{rpm: 5}]}")
    settings = resolve(profile=str(tmp_path / "mine.yaml"))
    shared = shared_state(settings, 1)
    controller = Controller(shared, settings)
    worker = Worker(settings, Bench().pacer, shared, controls=controller)
    body, refused, unprepared = chat(), 0, 0
    for number in range(20_000):
        path = f"/t/t{number}{CHAT}" if number % 2 == 0 else CHAT
        if number % 200 == 0:
            refused += not says(controller, f"t{number}", {"model": "mine"})
        try:
            if number % 20:
                fields = {"authorization": f"Bearer sk-{number}"}
                worker.routes.route(RequestHead("POST", path, fields=fields))
                continue
            found = worker.routes.find(post(body, f"Authorization: Bearer sk-{number}", path=path))
        except Unprepared:
            unprepared += 1
        else:
            assert found is not None
            assert found[0].answer_now is not None
            found[0].answer_now(body)
    assert (refused, unprepared) == (50, 50)
    routes = worker.routes
    assert len(routes._routes) <= MOST_ROUTES
    assert sum(map(len, routes._known.by_length.values())) <= MOST_KNOWN
    assert len(routes._decided._known) <= MOST_DECIDED
    assert len(controller.tenants()) == 50


def says(controller: Controller, name: str, change: object) -> bool:
    """Return whether a tenant may change its profile."""
    tenant = controller.tenant(name)
    assert tenant is not None
    read = read_change(json.dumps(change).encode())
    try:
        tenant.change(lambda running: running.patched(read))
    except Problem:
        return False
    return True


def test_of_many_tenants_the_courses_of_the_last_ones_are_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tenant_courses, "MOST_COURSES", 2)
    (tmp_path / "mine.yaml").write_text("tenants: true")
    settings = resolve(profile=str(tmp_path / "mine.yaml"))
    shared = shared_state(settings, 1)
    controller = Controller(shared, settings)

    async def ask_all() -> list[str]:
        worker = Worker(settings, Bench().pacer, shared, controls=controller)
        for name in ("a", "b", "a", "c", "a"):
            says(controller, name, {"model": name})
            read = partial(RequestHead, "POST", f"/t/{name}{CHAT}")
            there = await worker.dispatcher.destination(read)
            assert there.routes.variant.settings.model == name
        tenants = worker.dispatcher._tenants
        assert tenants is not None
        return [*tenants._kept]

    assert asyncio.run(ask_all()) == ["c", "a"]
