"""Prompts bill what was billed: each row a request, or the like of one, and its tokens.

Where a source is named, the number is that of the recorded answer. The others hold a law that many
recorded answers keep to, by what one request bills more than another.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from sanic_mock.dialects.openai.billing import INTRODUCTION_TOKENS, TITLE_TOKENS
from sanic_mock.dialects.openai.chat.dialect import Chat
from sanic_mock.dialects.openai.models import family_of
from sanic_mock.dialects.openai.responses.dialect import Responses
from sanic_mock.dialects.openai.responses.meter import Meter
from sanic_mock.dialects.operation import State
from sanic_mock.engine.tokens import encoding
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store
from tests.engine.media.makers import png

Json = dict[str, Any]

STATE = State(Settings("test"), Store())
CHAT, RESPONSES = Chat(STATE), Responses(STATE)
COUNT = encoding().count

TITLE = "# Tools\n\n"
INTRODUCTION = (
    "Tools are grouped by namespace where each namespace has one or more tools defined. By "
    "default, the input for each tool call is a JSON object. If the tool schema has the word "
    "'FREEFORM' input type, you should strictly follow the function description and instructions "
    "for the input format. It should not be JSON unless explicitly instructed by the function "
    "description or system/developer instructions.\n\n"
)

HELLO: Json = {"role": "user", "content": "hello"}
SYSTEM: Json = {"role": "system", "content": "Hello:"}
STRING: Json = {"type": "string"}
CITY: Json = {
    "type": "object",
    "properties": {"city": STRING},
    "required": ["city"],
    "additionalProperties": False,
}
CITY_AS_SHOWN = '{"type":"object","properties":{"city":{"type":"string"}}}'
WEATHER: Json = {"name": "get_weather", "description": "Get the weather.", "parameters": CITY}
FOO: Json = {"name": "foo", "parameters": {"type": "object", "properties": {}}}


def chat(*messages: Json, model: str = "gpt-4o", **further: Any) -> int:
    """Return what a prompt of messages bills."""
    asked = {"model": model, "messages": list(messages) or [HELLO], **further}
    return CHAT.parse(json.dumps(asked).encode()).prompt_tokens


def respond(*items: Json, model: str = "gpt-4o", **further: Any) -> int:
    """Return what a prompt of items bills."""
    asked = {"model": model, "input": list(items) or [HELLO], **further}
    return RESPONSES.parse(json.dumps(asked).encode()).prompt_tokens


def tools(*functions: Json) -> list[Json]:
    """Return functions as chat is offered them."""
    return [{"type": "function", "function": one} for one in functions]


def flat(*functions: Json) -> list[Json]:
    """Return functions as responses are offered them."""
    return [{"type": "function", **one, "strict": False} for one in functions]


def format_of(name: str, schema: Json, **further: Any) -> Json:
    """Return a response format."""
    spec = {"name": name, "schema": schema, **further}
    return {"type": "json_schema", "json_schema": spec}


# Functions


def test_what_opens_a_list_of_tools_bills_its_text() -> None:
    assert COUNT(TITLE) == TITLE_TOKENS
    assert COUNT(TITLE + INTRODUCTION) == INTRODUCTION_TOKENS


@pytest.mark.parametrize(
    ("tokens", "messages", "functions", "further"),
    [
        # hmarr/openai-chat-tokens, measured of gpt-3.5-turbo
        (31, [HELLO], [FOO], {}),
        (31, [HELLO], [FOO], {"function_call": "auto"}),
        (36, [HELLO], [FOO | {"description": "Do a foo"}], {}),
        (35, [SYSTEM, {"role": "user", "content": "Hi there"}], [FOO | {"name": "do_stuff"}], {}),
        (
            40,
            [SYSTEM, SYSTEM | {"content": "Hello"}, {"role": "user", "content": "Hi there"}],
            [FOO | {"name": "do_stuff"}],
            {},
        ),
        (
            49,
            [SYSTEM, SYSTEM | {"content": "Hello"}, {"role": "user", "content": "Hi there"}],
            [FOO | {"name": "do_stuff"}, FOO | {"name": "do_other_stuff"}],
            {},
        ),
    ],
)
def test_functions_of_the_old_kind_bill_so(
    tokens: int, messages: list[Json], functions: list[Json], further: Json
) -> None:
    asked = {"functions": functions, **further}

    assert chat(*messages, model="gpt-3.5-turbo", **asked) == tokens


def test_tools_bill_as_functions_of_the_old_kind() -> None:
    assert chat(tools=tools(WEATHER)) == chat(functions=[WEATHER])


def test_tools_are_told_in_the_message_that_instructs() -> None:
    alone = chat(HELLO, tools=tools(WEATHER)) - chat(HELLO)
    told = chat(SYSTEM, HELLO, tools=tools(WEATHER)) - chat(SYSTEM, HELLO)

    assert told == alone - 4  # no message of their own, and ":\n\n" is one token


@pytest.mark.parametrize(("text", "more"), [("Hello.", -1), ("Hello:\n  ", -1), ("Hello", 0)])
def test_later_models_read_instructions_and_tools_as_one_message(text: str, more: int) -> None:
    told = {"role": "system", "content": text}
    alone = chat(HELLO, tools=tools(WEATHER), model="gpt-5.4") - chat(HELLO, model="gpt-5.4")
    joined = chat(told, HELLO, tools=tools(WEATHER), model="gpt-5.4")

    titled = COUNT(f"# Instructions\n\n{text}\n\n") - COUNT(text) - 4
    assert joined - chat(told, HELLO, model="gpt-5.4") == alone + titled
    assert titled == more


@pytest.mark.parametrize(
    ("model", "more"), [("gpt-4o", 4), ("o4-mini", 1), ("gpt-5", 1), ("gpt-5.4", 0)]
)
def test_a_schema_of_later_models_has_no_message_of_its_own_at_chat(model: str, more: int) -> None:
    wanted = format_of("city", CITY)
    told = {"text": {"format": {"type": "json_schema", "name": "city", "schema": CITY}}}
    alone = chat(HELLO, response_format=wanted, model=model) - chat(HELLO, model=model)
    in_response = respond(HELLO, **told, model=model) - respond(HELLO, model=model)
    least = COUNT(f"# Response Formats\n\n## city\n\n{CITY_AS_SHOWN}")

    assert alone == least + 2 + COUNT("city") + more
    assert in_response == least + (more == 4)


@pytest.mark.parametrize("model", ["gpt-4o", "o4-mini", "gpt-5.4"])
@pytest.mark.parametrize(("name", "tokens"), [("city", 3), ("structured_data", 4)])
def test_the_name_of_a_schema_stands_before_each_answer(model: str, name: str, tokens: int) -> None:
    wanted = format_of(name, CITY)
    answer = {"role": "assistant", "content": "hello"}
    turns = HELLO, answer, HELLO
    alone = chat(HELLO, response_format=wanted, model=model) - chat(HELLO, model=model)
    later = chat(*turns, response_format=wanted, model=model) - chat(*turns, model=model)

    assert later == alone + tokens


def test_later_models_are_introduced_to_tools_at_chat() -> None:
    alone = chat(tools=tools(WEATHER), model="gpt-5") - chat(model="gpt-5")
    in_response = respond(tools=flat(WEATHER), model="gpt-5") - respond(model="gpt-5")
    one_by_one = respond(tools=flat(WEATHER), model="gpt-5", parallel_tool_calls=False)

    assert alone == in_response + 78 + 4
    assert one_by_one - respond(model="gpt-5") == in_response + 78


def test_a_list_of_tools_is_declared_once_for_the_same_bytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from sanic_mock.dialects.openai.billing import functions

    listed = tools(WEATHER | {"name": "counted_once"})
    first = chat(tools=listed)
    monkeypatch.setattr(functions, "declaration", None)

    assert chat(tools=listed) == first


def test_a_name_that_must_be_called_bills_itself() -> None:
    named = {"type": "function", "function": {"name": "get_weather"}}
    more = chat(tools=tools(WEATHER), tool_choice=named) - chat(tools=tools(WEATHER))

    assert more == 7 + COUNT("get_weather")


def test_the_only_function_of_a_response_is_named_by_required() -> None:
    offered = flat(WEATHER)
    named = respond(tools=offered, tool_choice={"type": "function", "name": "get_weather"})

    assert respond(tools=offered, tool_choice="required") == named
    assert named == respond(tools=offered) + 7 + COUNT("get_weather")


# Calls and results


def called(*calls: tuple[str, str], content: str | None = None) -> Json:
    """Return a message that tells of calls."""
    made = [
        {"id": f"c{n}", "type": "function", "function": {"name": name, "arguments": given}}
        for n, (name, given) in enumerate(calls)
    ]
    return {"role": "assistant", "content": content, "tool_calls": made}


def result(number: int, text: str) -> Json:
    """Return a message that answers a call."""
    return {"role": "tool", "tool_call_id": f"c{number}", "content": text}


PARIS = '{"city":"Paris"}'


def test_a_call_and_its_result_bill_names_and_texts() -> None:
    told = called(("get_weather", PARIS)), result(0, "sunny in Paris")

    more = chat(HELLO, *told) - chat(HELLO)
    later = chat(HELLO, *told, model="gpt-5") - chat(HELLO, model="gpt-5")

    texts = COUNT(PARIS) + COUNT("sunny in Paris")
    assert more == 12 + COUNT("get_weather") + COUNT("functions.get_weather") + texts
    assert later == 17 + 2 * COUNT("functions.get_weather") + texts


@pytest.mark.parametrize("given", ['{"city": "Paris"}', '{\n  "city" :"Paris"\n}'])
def test_blanks_in_arguments_are_not_billed(given: str) -> None:
    told = [chat(HELLO, called(("f", one)), result(0, "")) for one in (given, PARIS)]

    assert told[0] == told[1]


def test_several_calls_of_one_message_are_told_as_one() -> None:
    told = called(("a", "{}"), ("b", PARIS)), result(0, "4"), result(1, 'say "hi"')
    more = chat(HELLO, *told) - chat(HELLO)

    call = (
        '{"tool_uses":[{"recipient_name":"functions.a","parameters":{}},'
        '{"recipient_name":"functions.b","parameters":{"city":"Paris"}}]}'
    )
    assert more == 20 + COUNT(call) + COUNT('["4", "say \\"hi\\""]')


def test_a_result_that_is_json_is_told_as_such_beside_others() -> None:
    def told(text: str) -> int:
        return chat(HELLO, called(("a", "{}"), ("b", PARIS)), result(0, text), result(1, "5"))

    blanks = told('{"a": [1, 2], "b": "c"}')
    assert told('{"a":[1,2],"b":"c"}') == blanks
    assert blanks - told("x") == COUNT('[{"a": [1, 2], "b": "c"}, 5]') - COUNT('["x", 5]')


@pytest.mark.parametrize("text", ['"\\ud83d"', "[" * 9999, '{"a":', "", "NaN", "1e999"])
def test_a_result_of_any_text_is_billed_beside_others(text: str) -> None:
    assert chat(HELLO, called(("a", "{}"), ("b", PARIS)), result(0, text), result(1, "5")) > 20


@pytest.mark.parametrize("model", ["o4-mini", "gpt-5", "gpt-5.4"])
def test_models_that_reason_are_told_of_several_calls_as_one(model: str) -> None:
    turns = called(("f", PARIS), ("f", PARIS)), result(0, "red"), result(1, "blue")

    at_chat = chat(HELLO, *turns, model=model) - chat(HELLO, model=model)

    assert at_chat == 17 + 1 + SEVERAL


USE = '{"recipient_name":"functions.f","parameters":{"city":"Paris"}}'
SEVERAL = COUNT(f'{{"tool_uses":[{USE},{USE}]}}') + COUNT('["red", "blue"]')
SEVERAL += 2 * COUNT("multi_tool_use.parallel")


def test_in_responses_the_latest_models_alone_are() -> None:
    call, answer = items("f", id="fc_1")
    made = [call, call | {"call_id": "d"}]
    given = [answer | {"output": "red"}, answer | {"call_id": "d", "output": "blue"}]
    apart = [made[0], given[0], made[1], given[1]]

    latest = respond(HELLO, *made, *given, model="gpt-5.4") - respond(HELLO, model="gpt-5.4")
    before = respond(HELLO, *made, *given, model="gpt-5")

    assert latest == 18 + 4 + SEVERAL
    assert before == respond(HELLO, *apart, model="gpt-5") - 2 * 3  # an id of one call bills 3


def test_o4_mini_reads_functions_as_earlier_models_and_calls_as_later_ones() -> None:
    """A recorded prompt of each endpoint, and the same with a call and its result."""
    place: Json = {
        "type": "object",
        "properties": {"location": STRING | {"description": "the city"}},
    }
    weather: Json = {"name": "weather", "description": "Get weather information for a location"}
    weather |= {"parameters": place | {"required": ["location"]}}
    system = {"role": "system", "content": "You are a helpful assistant"}
    user = {"role": "user", "content": "What's the weather in Florence,Italy?"}
    florence = '{"location":"Florence, Italy"}'
    turns = called(("weather", florence)), result(0, "40 C")
    call, answer = items("weather")
    told = call | {"arguments": florence}, answer | {"output": "40 C"}
    at_chat: Json = {"tools": tools(weather), "model": "o4-mini"}
    in_response: Json = {"tools": flat(weather), "model": "o4-mini"}

    assert chat(system, user, **at_chat) == 64
    assert chat(system, user, *turns, **at_chat) == 95
    assert respond(system, user, **in_response) == 60
    assert respond(system, user, *told, **in_response) == 89


def items(name: str = "get_weather", **further: Any) -> list[Json]:
    """Return a call of a response, and its result."""
    call = {"type": "function_call", "call_id": "c", "name": name, "arguments": PARIS}
    return [call | further, {"type": "function_call_output", "call_id": "c", "output": "sunny"}]


@pytest.mark.parametrize(
    ("model", "framing"), [("gpt-4o", 9), ("gpt-5", 15), ("gpt-5.2", 15), ("gpt-5.4", 18)]
)
def test_a_call_of_a_response_bills_by_family(model: str, framing: int) -> None:
    more = respond(HELLO, *items(), model=model) - respond(HELLO, model=model)
    texts = COUNT(PARIS) + COUNT("sunny")

    assert more == framing + 2 * COUNT("functions.get_weather") + texts


def test_calls_that_were_made_together_bill_no_ids() -> None:
    call, answer = items()
    together = [call, call | {"call_id": "d"}, answer, answer | {"call_id": "d"}]
    named = [one | ({"id": "fc_1"} if "name" in one else {}) for one in together]

    assert respond(HELLO, *named) == respond(HELLO, *together)


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-5.4"])
def test_a_call_that_is_told_with_its_id_bills_three_more(model: str) -> None:
    named = items(id="fc_1")

    assert respond(HELLO, *named, model=model) == respond(HELLO, *items(), model=model) + 3


def test_a_call_of_a_group_bills_its_name() -> None:
    grouped = respond(HELLO, *items(namespace="get_weather"), model="gpt-5.4")
    more = COUNT("get_weather.get_weather") - COUNT("functions.get_weather")

    assert grouped == respond(HELLO, *items(), model="gpt-5.4") + 2 * more


def test_a_result_of_a_call_before_bills_its_name_too() -> None:
    call, answer = items()
    meter = Meter(COUNT, 4, "gpt-4o", family_of("gpt-4o").prompting)

    assert meter.tokens([answer], [call]) == 3 + COUNT("get_weather") + COUNT("sunny")


# What was thought


def thought(letters: int, thought_s: int = 1_787_100_000) -> Json:
    """Return a thought that is encrypted in so many letters, of a day in August."""
    raw = b"\x80" + thought_s.to_bytes(8) + bytes(letters)
    text = urlsafe_b64encode(raw).decode()[:letters]
    return {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": text}


@pytest.mark.parametrize(
    ("thought_s", "letters", "tokens"),
    # of one thought each, which was billed within 25 tokens of that [billed-2026]
    [(1_787_100_000, 1252, 13), (1_787_100_000, 3172, 310), (1_787_100_000, 9420, 1362),
     (1_778_000_000, 1356, 65), (1_778_000_000, 2104, 198), (1_770_600_000, 1400, 87)],
)  # fmt: skip
def test_a_thought_bills_by_its_length_and_its_month(
    thought_s: int, letters: int, tokens: int
) -> None:
    call = items()
    told = respond(HELLO, thought(letters, thought_s), *call, model="gpt-5-nano")

    assert abs(told - respond(HELLO, *call, model="gpt-5-nano") - tokens) <= 25


def test_letters_that_frame_a_thought_bill_nothing() -> None:
    call = items()
    least, more = (
        respond(HELLO, thought(1180 + letters), *call, model="gpt-5-nano") for letters in (0, 61)
    )

    assert least == respond(HELLO, *call, model="gpt-5-nano") + 2
    assert more == least + 10


def test_a_thought_before_the_user_spoke_again_is_not_billed() -> None:
    said = {"role": "assistant", "content": "Hi."}

    assert respond(HELLO, thought(5000), said, HELLO, model="gpt-5") == respond(
        HELLO, said, HELLO, model="gpt-5"
    )


# Images from gpt-5 on


SEEN: Json = {"type": "input_image", "image_url": png(128, 128)}


def shown(*more: Json) -> Json:
    """Return a user's message with an image of 24 tokens, and more."""
    return {"role": "user", "content": [*more, SEEN]}


def test_an_image_alone_in_a_message_bills_two_tokens_more() -> None:
    text: Json = {"type": "input_text", "text": "hello"}
    first = respond(shown(), model="gpt-5-nano")

    assert first == respond({"role": "user", "content": ""}, model="gpt-5-nano") + 24 + 2
    assert respond(shown(text), model="gpt-5-nano") == first - 2 + COUNT("hello")
    later = respond(HELLO, shown(), model="gpt-5-nano") - respond(HELLO, model="gpt-5-nano")
    assert later == 3 + 24 + 2


def test_an_image_behind_calls_bills_three_tokens_more() -> None:
    text: Json = {"type": "input_text", "text": "hello"}
    before, call = (HELLO,), (HELLO, *items())
    more = [
        respond(*said, shown(text), model="gpt-5-nano") - respond(*said, HELLO, model="gpt-5-nano")
        for said in (before, call)
    ]

    assert more[1] == more[0] + 3


# Schemas


def test_a_schema_bills_its_name_twice_at_chat() -> None:
    short, long = (chat(response_format=format_of(name, CITY)) for name in ("a", "a_b_c_d"))

    assert long - short == 2 * (COUNT("a_b_c_d") - 1)
    assert COUNT("## a_b_c_d") - COUNT("## a") == COUNT("a_b_c_d") - 1


def test_a_schema_is_told_in_the_message_that_instructs() -> None:
    wanted = format_of("city", CITY)
    alone = chat(HELLO, response_format=wanted) - chat(HELLO)
    told = chat(SYSTEM, HELLO, response_format=wanted) - chat(SYSTEM, HELLO)

    assert told == alone - 4


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("number", {"default": 0.5}),
        ("number", {"minimum": 0, "maximum": 1}),
        ("number", {"exclusiveMinimum": 0, "exclusiveMaximum": 1, "multipleOf": 0.5}),
        ("object", {"additionalProperties": True}),
        ("string", {"minLength": 2, "maxLength": 9}),
        ("string", {"format": "email", "pattern": "^a"}),
        ("array", {"minItems": 1, "maxItems": 2}),
    ],
)
def test_what_an_answer_is_held_to_is_not_billed(kind: str, word: Json) -> None:
    plain, worded = (
        {"type": "object", "properties": {"a": {"type": kind, "items": STRING} | more}}
        for more in ({}, word)
    )

    billed = [chat(response_format=format_of("a", one)) for one in (plain, worded)]
    assert billed[0] == billed[1]


def test_a_schema_is_told_in_ascii() -> None:
    def described(text: str) -> int:
        schema = {"description": text, "type": "object"}
        return chat(response_format=format_of("a", schema))

    written = [f'{{"description":"{text}","type":"object"}}' for text in ("a\\u2014b", "ab")]
    more = described("a\u2014b") - described("ab")
    assert more == COUNT(written[0]) - COUNT(written[1])


# Messages


@pytest.mark.parametrize("name", ["user", "primary", "critic"])
def test_a_name_bills_with_a_colon(name: str) -> None:
    assert chat(HELLO | {"name": name}) == chat(HELLO) + COUNT(f":{name}")


@pytest.mark.parametrize("bill", [chat, respond])
def test_parts_of_a_text_bill_as_one(bill: Any) -> None:
    kind = "text" if bill is chat else "input_text"
    parts = [{"type": kind, "text": one} for one in ("What is this?", "<file>")]

    assert bill({"role": "user", "content": parts}) == bill(HELLO) - 1 + COUNT(
        "What is this?<file>"
    )


@pytest.mark.parametrize("bill", [chat, respond])
@pytest.mark.parametrize(
    ("model", "role", "more"),
    [
        ("gpt-4o", "system", 0),
        ("gpt-4o", "assistant", 0),
        ("gpt-5", "system", 1),
        ("gpt-5.4", "developer", 1),
        ("o4-mini", "developer", 1),
        ("gpt-5", "assistant", 3),
        ("gpt-5.4", "assistant", 3),
    ],
)
def test_messages_of_some_roles_bill_more_to_models_that_reason(
    bill: Any, model: str, role: str, more: int
) -> None:
    framing = 4 if model == "gpt-4o" else 3
    told = bill({"role": role, "content": "hello"}, HELLO, model=model)

    assert told == bill(HELLO, model=model) + framing + 1 + more


@pytest.mark.parametrize(("model", "more"), [("gpt-4o", 5), ("gpt-5", 5), ("gpt-5.4", 5)])
def test_a_second_message_of_a_user_bills_one_more(model: str, more: int) -> None:
    assert chat(HELLO, HELLO, model=model) == chat(HELLO, model=model) + more
    assert respond(HELLO, HELLO, model=model) == respond(HELLO, model=model) + more


@pytest.mark.parametrize("further", [{}, {"web_search_options": {}}])
def test_models_that_search_bill_texts_alone(further: Json) -> None:
    assert chat(SYSTEM, HELLO, model="gpt-4o-mini-search-preview", **further) == 2 + 1


# Tools that come later


def test_tools_that_come_later_are_introduced_in_a_message() -> None:
    offered = flat(WEATHER)
    later = {"type": "additional_tools", "role": "developer", "tools": offered}
    at_once = respond(tools=offered, model="gpt-5.6") - respond(model="gpt-5.6")

    assert respond(HELLO, later, model="gpt-5.6") == respond(model="gpt-5.6") + at_once + 82


def test_tools_that_were_found_bill_as_those_that_come_later() -> None:
    deferred = flat(WEATHER | {"defer_loading": True})
    asked: Json = {"model": "gpt-5.6", "tools": [{"type": "tool_search"}, *deferred]}
    found = {
        "type": "tool_search_output",
        "call_id": None,
        "execution": "server",
        "status": "completed",
        "tools": deferred,
    }
    later = {"type": "additional_tools", "role": "developer", "tools": deferred}

    assert respond(HELLO, found, **asked) == respond(HELLO, later, **asked) + 15


def test_what_may_be_found_bills_with_the_search_for_it() -> None:
    asked: Json = {"model": "gpt-5.6", "tools": [{"type": "tool_search"}]}
    more = respond(**asked | {"tools": [*asked["tools"], *flat(WEATHER | {"defer_loading": True})]})

    declared = "// Get the weather.\ntype get_weather = (_: { city: string }) => any;"
    assert more - respond(**asked) == 354 + COUNT(declared)


# OpenAI's own tools


@pytest.mark.parametrize(
    ("model", "kind", "tokens"),
    [
        ("gpt-4o", "web_search_preview", 294),
        ("gpt-4.1", "web_search_preview", 294),
        ("gpt-4.1", "web_search", 322),
        ("gpt-5.2", "web_search_preview", 4295),
    ],
)
def test_the_text_of_a_search_is_billed(model: str, kind: str, tokens: int) -> None:
    assert respond(model=model, tools=[{"type": kind}]) == respond(model=model) + tokens
