"""A mock in a thread of the test's own process."""

from __future__ import annotations

import ast
import asyncio
import gc
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep
from typing import Any

import httpx
import openai
import pytest

from sanic_mock.errors import SettingsError, StartError
from sanic_mock.server.pacer import Pacer, Sender
from sanic_mock.testing import MockServer, embedded, serve
from tests.processes import wait_until

PARAMETERS = {"type": "object", "properties": {}}
TOOL: Any = {"type": "function", "function": {"name": "look_up", "parameters": PARAMETERS}}
HELLO: Any = [{"role": "user", "content": "Hello"}]


@pytest.fixture(scope="module")
def shared() -> Iterator[MockServer]:
    with serve("fast", seed=7) as mock:
        yield mock


@pytest.fixture
def mock(shared: MockServer) -> MockServer:
    shared.reset()
    return shared


def ask(mock: MockServer, text: str = "Hello", **options: Any) -> str:
    with mock.client(**{"max_retries": 0, **options}) as client:
        messages: Any = [{"role": "user", "content": text}]
        answer = client.chat.completions.create(model="gpt-4o-mini", messages=messages)
    return answer.choices[0].message.content or ""


def test_it_answers(mock: MockServer) -> None:
    assert ask(mock)


def test_its_fields_are_those_of_the_command(mock: MockServer) -> None:
    answered = httpx.get(f"{mock.url}/health")
    assert set(answered.headers) == {"content-type", "content-length", "connection"}


def test_it_fails_so_often_as_it_is_told_and_no_more(mock: MockServer) -> None:
    mock.fail(503, times=2, retry_after="1ms")
    for _ in range(2):
        with pytest.raises(openai.InternalServerError):
            ask(mock)
    assert ask(mock)


def test_what_failed_often_enough_stays_so_when_something_else_changes(mock: MockServer) -> None:
    mock.fail(503, times=1)
    with pytest.raises(openai.InternalServerError):
        ask(mock)
    mock.profile(latency="1ms")
    assert ask(mock)
    mock.fail(429, times=1)
    with pytest.raises(openai.RateLimitError):
        ask(mock)
    assert ask(mock)


def test_retries_are_seen(mock: MockServer) -> None:
    mock.fail(429, times=2, retry_after="1ms")
    assert ask(mock, "once", max_retries=2)
    assert [request.text for request in mock.requests] == ["once"] * 3


def test_a_stream_stalls(mock: MockServer) -> None:
    mock.stall(after_tokens=2)
    with mock.client(max_retries=0, timeout=3.0) as client:
        chunks = client.chat.completions.create(model="gpt-4o-mini", messages=HELLO, stream=True)
        with pytest.raises(openai.APITimeoutError):
            list(chunks)


def test_any_fault_may_be_asked_for(mock: MockServer) -> None:
    mock.fault("cut", times=1)
    with pytest.raises(openai.APIConnectionError):
        ask(mock)
    assert ask(mock)


def test_it_says_what_it_is_told(mock: MockServer) -> None:
    mock.answer("Anything.")
    mock.answer("Sunny.", match={"user": {"contains": "weather"}})
    assert ask(mock, "What is the weather?") == "Sunny."
    assert ask(mock, "What else?") == "Anything."
    mock.answer(["One.", "Two."])
    assert [ask(mock, "the weather") for _ in range(3)] == ["One.", "Two.", "One."]
    mock.reset()
    assert ask(mock, "the weather") not in ("One.", "Two.", "Sunny.", "Anything.")


def test_rules_of_a_file_are_never_left_out_in_silence(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("- {match: {user: Hello}, text: Of the file.}")
    with serve(answers=str(rules), grace="0ms") as mock:
        with pytest.raises(SettingsError, match=r"answers: .*rules\.yaml is no list"):
            mock.answer("Sunny.", match={"user": {"contains": "weather"}})
        assert ask(mock) == "Of the file."
        mock.answer("Anything.")
        assert ask(mock) == "Anything."


def test_a_strict_mock_names_the_rule_that_is_nearest_to_what_has_no_answer() -> None:
    def use() -> None:
        with serve("fast", strict=True) as mock:
            mock.answer("Sunny.", match={"user": {"contains": "weather"}})
            mock.answer("Noon.", match={"user": {"contains": "time"}})
            assert ask(mock, "What time is it?") == "Noon."
            with pytest.raises(openai.NotFoundError, match="nearest is"):
                ask(mock, "Is it raining?")
            assert len(mock.requests) == 2

    with pytest.raises(AssertionError) as found:
        use()
    unmatched, unused = str(found.value).splitlines()
    assert unmatched.startswith("no answer matches a request: nearest is answers[")
    assert "Is it raining?" in unmatched
    assert unused == (
        "nothing was asked that has this answer: "
        "{'match': {'user': {'contains': 'weather'}}, 'text': 'Sunny.'}"
    )


def test_a_strict_mock_is_content_where_all_was_answered() -> None:
    with serve("fast", strict=True) as mock:
        assert ask(mock)  # before the first answer anything is
        mock.answer("Hi there", match={"user": "Hello"})
        mock.fail(503, times=1)
        with pytest.raises(openai.InternalServerError):
            ask(mock)
        assert ask(mock) == "Hi there"
        mock.assert_answered()
        mock.reset()
        assert mock.is_strict


def test_what_went_wrong_in_a_strict_block_is_not_hidden() -> None:
    def use() -> None:
        with serve("fast", strict=True) as mock:
            mock.answer("Sunny.", match={"user": {"contains": "weather"}})
            raise KeyError("the test's own")

    with pytest.raises(KeyError):
        use()


def test_a_mock_that_is_not_strict_tells_what_was_not_asked_all_the_same(mock: MockServer) -> None:
    mock.answer("Sunny.", match={"user": {"contains": "weather"}})
    assert ask(mock)
    with pytest.raises(AssertionError, match=r"has this answer: \{'match'"):
        mock.assert_answered()


def test_what_is_no_valid_request_is_seen_as_well(mock: MockServer) -> None:
    with pytest.raises(openai.BadRequestError), mock.client(max_retries=0) as client:
        client.chat.completions.create(model="gpt-4o", messages=[])
    assert [request.messages for request in mock.requests] == [[]]


def test_it_calls_the_tool_it_is_told_to(mock: MockServer) -> None:
    mock.answer(tool="look", arguments={"at": "Paris"})
    tool: Any = {"type": "function", "function": {"name": "look", "parameters": PARAMETERS}}
    with mock.client() as client:
        answer = client.chat.completions.create(model="gpt-4o", messages=HELLO, tools=[tool])
    calls: Any = answer.choices[0].message.tool_calls
    (call,) = calls
    assert (call.function.name, call.function.arguments) == ("look", '{"at":"Paris"}')


def test_a_wrong_change_is_refused_and_changes_nothing(mock: MockServer) -> None:
    with pytest.raises(SettingsError, match="unknown key; nearest is latency"):
        mock.profile(latncy="5ms")
    with pytest.raises(SettingsError, match="nearest is cut"):
        mock.fault("cutt")
    assert ask(mock)


def test_reset_is_as_at_the_start(mock: MockServer) -> None:
    mock.fail(500)
    mock.reset()
    assert ask(mock)
    assert len(mock.requests) == 1


def test_what_was_asked_can_be_looked_at(mock: MockServer) -> None:
    tool: Any = {"type": "function", "function": {"name": "look", "parameters": PARAMETERS}}
    with mock.client(api_key="sk-mine") as client:
        client.chat.completions.create(model="gpt-4o", messages=HELLO, tools=[tool])
        client.responses.create(model="gpt-4.1", input="What now?")
    chat, response = mock.requests
    assert (chat.path, chat.key, chat.model) == ("/v1/chat/completions", "sk-mine", "gpt-4o")
    assert chat.messages[-1]["content"] == "Hello"
    assert chat.tools == [tool]
    assert (response.path, response.text) == ("/v1/responses", "What now?")
    assert mock.assert_asked(contains="now") is response
    with pytest.raises(AssertionError, match="'Goodbye' was not asked; 'Hello'; 'What now\\?' was"):
        mock.assert_asked(contains="Goodbye")


def test_several_run_at_once_and_nothing_is_left(mock: MockServer) -> None:
    threads, handler = threading.active_count(), signal.getsignal(signal.SIGINT)
    with serve("fast", latency="1ms") as one, serve(faults=[{"type": "cut"}]) as other:
        assert one.port != other.port
        assert ask(one)
        with pytest.raises(openai.APIConnectionError):
            ask(other)
    assert threading.active_count() == threads
    assert signal.getsignal(signal.SIGINT) is handler
    assert ask(mock)


def test_it_serves_async_tests() -> None:
    async def run() -> str | None:
        async with serve("fast") as mock:
            async with openai.AsyncOpenAI(base_url=mock.base_url, api_key="any") as client:
                answer = await client.chat.completions.create(model="gpt-4o", messages=HELLO)
            return answer.choices[0].finish_reason

    assert asyncio.run(run()) == "stop"


def test_the_loop_that_starts_it_goes_on_meanwhile() -> None:
    """Other loops may run in other threads, too, and none is in another's way."""

    async def run() -> tuple[int, str]:
        ticks, is_over = 0, False

        async def tick() -> None:
            nonlocal ticks
            while not is_over:
                ticks += 1
                await asyncio.sleep(0.001)

        ticking = asyncio.create_task(tick())
        async with serve("fast", latency="30ms") as mock:
            before = ticks
            async with openai.AsyncOpenAI(base_url=mock.base_url, api_key="any") as client:
                answer = await client.chat.completions.create(model="gpt-4o", messages=HELLO)
            assert ticks > before
        is_over = True
        await ticking
        return ticks, answer.choices[0].finish_reason

    with ThreadPoolExecutor(3) as pool:
        found = [one.result() for one in [pool.submit(asyncio.run, run()) for _ in range(3)]]
    assert {reason for _, reason in found} == {"stop"}


def test_a_stop_does_not_wait_for_what_is_under_way() -> None:
    with serve(latency="5m") as mock:
        waiting = threading.Thread(target=_ask_in_vain, args=(mock,))
        waiting.start()
        wait_until(lambda: bool(mock.requests))
    waiting.join(60)  # of five minutes
    assert not waiting.is_alive()


def _ask_in_vain(mock: MockServer) -> None:
    with pytest.raises(openai.APIConnectionError):
        ask(mock)


def test_a_port_that_is_taken_is_an_error(mock: MockServer) -> None:
    with pytest.raises(StartError, match=f"port {mock.port} on 127.0.0.1 is in use"):
        serve(port=mock.port).start()


def test_what_is_said_over_http_goes_over_what_the_test_says() -> None:
    asked = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello"}]}
    with serve("fast") as mock:

        def said() -> tuple[str, str]:
            answer = httpx.post(f"{mock.base_url}/chat/completions", json=asked).json()
            return answer["model"], answer["choices"][0]["message"]["content"]

        for name in ("one", "two"):
            mock.answer(f"text {name}")
            httpx.patch(f"{mock.url}/_mock/profile", json={"model": name}).raise_for_status()
            assert said() == (name, f"text {name}")
        mock.reset()
        assert said()[0] == "gpt-4o-mini-2024-07-18"


@pytest.mark.parametrize("frozen", [False, True])
def test_what_it_imports_is_not_looked_at_for_garbage_soon(*, frozen: bool) -> None:
    program = f"import gc\nif {frozen}: gc.freeze()\nimport sanic_mock.testing as testing\n"
    program += "testing.serve\nprint(len(gc.get_objects(generation=2)) > 50_000)\n"
    program += "print(gc.get_freeze_count() > 0, gc.isenabled())"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout.split() == [str(not frozen), str(frozen), "True"], run.stderr


@pytest.mark.parametrize("tools", [[], [TOOL]], ids=["held", "planned"])
def test_an_answer_is_due_from_when_it_was_asked_for_whoever_is_served_before_it(
    monkeypatch: pytest.MonkeyPatch, tools: list[Any]
) -> None:
    asked_ns, due_ns, add = [], [], Pacer.add

    def serve_others(pacer: Pacer, now_ns: int) -> None:
        asked_ns.append(now_ns)
        sleep(0.1)

    def note(pacer: Pacer, deadline_ns: int, sender: Sender) -> None:
        due_ns.append(deadline_ns)
        add(pacer, deadline_ns, sender)

    monkeypatch.setattr(Pacer, "catch_up", serve_others)
    monkeypatch.setattr(Pacer, "add", note)
    with serve(latency="20ms", seed=7) as mock, mock.client() as client:
        client.chat.completions.create(model="gpt-4o", messages=HELLO, tools=tools or openai.omit)
    assert due_ns == [asked_ns[0] + 20_000_000]


def test_mocks_that_start_at_once_in_several_threads_parse_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Python's parser counts for all threads at once, and Sanic parses what it makes of routes."""
    parse, at_once, most = ast.parse, 0, 0

    def slow(*args: Any, **named: Any) -> ast.AST:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        sleep(0.1)
        at_once -= 1
        made: ast.AST = parse(*args, **named)
        return made

    monkeypatch.setattr(ast, "parse", slow)
    with ThreadPoolExecutor(3) as pool:
        mocks = [*pool.map(lambda _: serve("fast").start(), range(3))]
    monkeypatch.undo()

    assert most == 1
    for mock in mocks:
        mock.stop()


def test_a_start_that_fails_leaves_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **named: Any) -> None:
        raise SystemError("as parsers do")

    before = {*threading.enumerate()}
    monkeypatch.setattr(embedded, "create_app", fail)
    mock = serve("fast")

    with pytest.raises(StartError, match="as parsers do"):
        mock.start()

    assert {*threading.enumerate()} <= before
    gc.collect()  # tells of a socket that is open, and that is an error
