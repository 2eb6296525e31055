"""What few requests ask for, made from a simple reply."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import Any

import pytest

from sanic_mock.engine.ask import Ask, Options, Tool
from sanic_mock.engine.body import Body
from sanic_mock.engine.choice_timing import timed
from sanic_mock.engine.choices import Chooser
from sanic_mock.engine.draws import Chance
from sanic_mock.engine.logprobs import unescaped
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.schema.values import compile_schema
from sanic_mock.engine.vocabulary import Vocabulary
from sanic_mock.errors import Lengthy

WORDS = Vocabulary()
BODIES = tuple(
    WORDS.body(f"This is the text number {number}, and it ends.") for number in range(50)
)
MAKER = compile_schema(
    {
        "type": "object",
        "properties": {"city": {"type": "string"}, "note": {"type": "string"}},
        "required": ["city", "note"],
    }
)
TOOLS = (Tool("get_weather", MAKER),)
DIGEST = Chance(7).draw(b"case")


def elaborated(
    options: Options,
    cap: int | None = None,
    digest: bytes = DIGEST,
    call_rate: float = 1.0,
    **reply: Any,
) -> Reply:
    """Return a reply of the first text, elaborated."""
    body, reason = BODIES[int.from_bytes(digest[:4], "little") % len(BODIES)], "stop"
    if cap is not None and cap < body.tokens:
        body, reason = body.cut(max(0, cap - reply.get("reasoning_tokens", 0))), "length"
    made = Reply(body, reason, 12, digest, **reply)  # type: ignore[arg-type]
    Chooser(BODIES, call_rate).elaborate(Ask("gpt-4o", 12, cap), options, made)
    return made


def text(body: Body) -> str:
    """Return what a body says."""
    return "".join(map(unescaped, body.pieces))


@pytest.mark.parametrize("count", [1, 2, 10, 50])
def test_choices_are_distinct(count: int) -> None:
    choices = elaborated(Options(choices=count)).choices

    assert len({one.body.escaped for one in choices}) == len(choices) == count


def test_more_choices_than_texts_are_all_answered() -> None:
    choices = elaborated(Options(choices=128)).choices

    assert len(choices) == 128
    assert len({one.body.escaped for one in choices}) == len(BODIES)


def test_one_text_is_every_choice() -> None:
    reply = Reply(BODIES[0], "stop", 12, DIGEST)
    Chooser(BODIES[:1]).elaborate(Ask("m", 12), Options(choices=3), reply)

    assert [one.body for one in reply.choices] == [BODIES[0]] * 3


@pytest.mark.parametrize(("speech", "is_long"), [(0, False), (4, True)])
def test_a_long_text_is_left_to_a_thread_where_it_is_heard(speech: int, is_long: bool) -> None:
    body = WORDS.body("word " * 2000)

    with pytest.raises(Lengthy) if is_long else nullcontext():
        Chooser((body,)).elaborate(
            Ask("m", 12), Options(speech=speech), Reply(body, "stop", 12, DIGEST)
        )


def test_the_longest_choice_decides_time() -> None:
    reply = elaborated(Options(choices=10))

    assert len(reply.body.pieces) == max(len(one.body.pieces) for one in reply.choices)


@pytest.mark.parametrize("cap", [1, 3, 1000])
def test_every_choice_keeps_the_cap(cap: int) -> None:
    for one in elaborated(Options(choices=5), cap).choices:
        assert one.body.tokens <= cap
        assert one.finish_reason == ("length" if cap < 1000 else "stop")


@pytest.mark.parametrize(
    "options",
    [
        Options(choices=3),
        Options(choices=2, maker=MAKER),
        Options(choices=2, findings=("a long result " * 20,)),
        Options(choices=2, tools=TOOLS, calls="must"),
    ],
    ids=["texts", "JSON", "findings", "calls"],
)
@pytest.mark.parametrize("hidden", [0, 6, 8])
def test_the_cap_is_for_reasoning_too(options: Options, hidden: int) -> None:
    for one in elaborated(options, 8, reasoning_tokens=hidden).choices:
        assert timed(one).tokens <= max(1 if one.calls else 0, 8 - hidden)
        assert one.finish_reason == "length"


@pytest.mark.parametrize(
    ("stop", "left"), [("number", "This is the text "), ("This", ""), ("s the te", "This i")]
)
def test_a_stop_ends_all_choices(stop: str, left: str) -> None:
    for one in elaborated(Options(choices=3, stop=(stop,))).choices:
        assert (text(one.body), one.finish_reason) == (left, "stop")


def test_a_stop_before_the_cap_is_a_stop() -> None:
    assert elaborated(Options(stop=(" is",)), 5).choices[0].finish_reason == "stop"
    assert elaborated(Options(stop=("ends",)), 5).choices[0].finish_reason == "length"


def test_probabilities_are_of_what_is_left() -> None:
    (one,) = elaborated(Options(stop=("number",), top_logprobs=2)).choices

    assert one.logprobs is not None
    assert "".join(told.token for told in one.logprobs) == text(one.body) == "This is the text "
    assert {len(told.top) for told in one.logprobs} <= {1, 2}


def test_there_are_no_probabilities_where_nobody_asked() -> None:
    assert elaborated(Options(choices=2)).choices[0].logprobs is None


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (Options(tools=TOOLS, calls="may"), "tool_calls"),
        (Options(tools=TOOLS, calls="must"), "tool_calls"),
        (Options(tools=TOOLS, calls="must", is_forced=True), "stop"),
        (Options(tools=TOOLS, calls="may", is_deprecated=True), "function_call"),
        (Options(tools=TOOLS, calls="must", findings=("x",)), "tool_calls"),
    ],
)
def test_tools_are_called(options: Options, reason: str) -> None:
    (one,) = elaborated(options).choices

    assert [call.name for call in one.calls] == ["get_weather"]
    assert (one.body.tokens, one.finish_reason) == (0, reason)


@pytest.mark.parametrize(
    "options",
    [
        Options(tools=TOOLS, calls="never"),
        Options(tools=TOOLS, calls="may", findings=("x",)),
    ],
)
def test_tools_are_not_called(options: Options) -> None:
    (one,) = elaborated(options).choices

    assert not one.calls
    assert one.body.tokens


@pytest.mark.parametrize(("rate", "least", "most"), [(0.0, 0, 0), (0.5, 60, 140), (1.0, 200, 200)])
def test_the_rate_says_how_often_tools_are_called(rate: float, least: int, most: int) -> None:
    options = Options(tools=TOOLS, calls="may")
    chances = [Chance(7).draw(b"%d" % number) for number in range(200)]

    made = [elaborated(options, digest=one, call_rate=rate).choices[0].calls for one in chances]

    assert least <= sum(map(bool, made)) <= most


def test_no_rate_keeps_a_call_that_must_be() -> None:
    assert elaborated(Options(tools=TOOLS, calls="must"), call_rate=0.0).choices[0].calls


@pytest.mark.parametrize("cap", [1, 3])
def test_a_cap_cuts_a_call(cap: int) -> None:
    options = Options(tools=TOOLS, calls="must", prompt="Weather in Paris and Oslo")

    (one,) = elaborated(options, cap).choices

    assert len(one.calls) == 1
    assert one.calls[0].arguments.tokens <= cap
    assert one.finish_reason == "length"


@pytest.mark.parametrize(
    ("findings", "told"),
    [
        (('{"wind_speed":3}',), "wind speed: 3."),
        (("plain words",), "plain words"),
        (("one", "two"), "one two"),
        (("[1]",), "[1]."),
        (("null",), "null."),
        (("[" * 5000,), "[" * 2000),
        (('{"wet":true,"why":null,"at":{"x":[1]}}',), 'wet: true, why: null, at: {"x":[1]}.'),
        (('"mild"',), "mild."),
    ],
)
def test_results_are_told(findings: tuple[str, ...], told: str) -> None:
    (one,) = elaborated(Options(findings=findings)).choices

    assert text(one.body) == f"Here is what I found. {told}"


def test_json_takes_its_values_from_the_prompt() -> None:
    (one,) = elaborated(Options(maker=MAKER, prompt="Weather in Paris")).choices

    assert json.loads(text(one.body))["city"] == "Paris"


def test_the_same_chance_gives_the_same_choices() -> None:
    options = Options(choices=3, top_logprobs=2, tools=TOOLS, calls="may")
    made = [
        [
            (text(timed(one)), one.finish_reason)
            for one in elaborated(options, digest=digest).choices
        ]
        for digest in (DIGEST, DIGEST, Chance(8).draw(b"case"))
    ]

    assert made[0] == made[1] != made[2]


def test_a_call_without_text_is_a_step_of_time() -> None:
    reply = elaborated(Options(tools=(Tool("run", None),), calls="must"))

    assert reply.body.pieces == (b"",)
