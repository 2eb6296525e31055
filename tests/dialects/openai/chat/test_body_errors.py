"""Every bad body gets OpenAI's own refusal, and harms nobody after it [adapter-2026]."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.dialects.openai.errors import (
    EITHER,
    NO_MODEL,
    NOT_JSON,
    ROLES,
    Row,
    beyond,
    check_refusal,
    missing,
    wrong,
)
from tests.requests import HELLO, chat, chunked, message, post
from tests.serving import Server, responses
from tests.sharing import sharing
from tests.talking import ask, receive


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that may write nothing to stderr, whatever is asked of it."""
    with sharing("-max-body", "100000", module=request.param) as running:
        yield running


ROWS: dict[str, Row] = {
    "nothing": (b"", NOT_JSON, None, None),
    "a brace": (b"{", NOT_JSON, None, None),
    "half a request": (chat()[:-1], NOT_JSON, None, None),
    "more than a request": (chat() + b"}", NOT_JSON, None, None),
    "single quotes": (b"{'model':'gpt-4o'}", NOT_JSON, None, None),
    "a trailing comma": (b'{"model":"gpt-4o",}', NOT_JSON, None, None),
    "NaN": (chat()[:-1] + b',"temperature":NaN}', NOT_JSON, None, None),
    "a form": (b"model=gpt-4o&messages=Hello", NOT_JSON, None, None),
    "a string": (b'"Hello"', NOT_JSON, None, None),
    "an array": (b"[]", NOT_JSON, None, None),
    "null": (b"null", NOT_JSON, None, None),
    "half a character": (b'{"model":"gpt-4o\xff","messages":[]}', NOT_JSON, None, None),
    "a control character": (b'{"model":"gpt\n4o","messages":[]}', NOT_JSON, None, None),
    "brackets without end": (b'{"messages":' + b"[" * 50_000, NOT_JSON, None, None),
    "UTF-16": (chat().decode().encode("utf-16"), NOT_JSON, None, None),
    "an empty object": (b"{}", NO_MODEL, None, None),
    "no model": (b'{"messages":[{"role":"user","content":"Hi"}]}', NO_MODEL, None, None),
    "null model": (chat(model=None), NO_MODEL, None, None),
    "empty model": (chat(model=""), NO_MODEL, None, None),
    "number as model": (chat(model=4), *wrong("model", "expected a string", "an integer")),
    "array as model": (chat(model=[]), *wrong("model", "expected a string", "an array")),
    "no messages": (b'{"model":"gpt-4o"}', *missing("messages")),
    "empty messages": (
        chat(messages=[]),
        "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an "
        "empty array instead.",
        "messages",
        "empty_array",
    ),
    "null messages": (
        chat(messages=None),
        *wrong("messages", "expected an array of objects", "null"),
    ),
    "string as messages": (
        chat(messages="Hello"),
        *wrong("messages", "expected an array of objects", "a string"),
    ),
    "object as messages": (
        chat(messages={"role": "user"}),
        *wrong("messages", "expected an array of objects", "an object"),
    ),
    "string as message": (
        chat(messages=[*HELLO, "Hello"]),
        *wrong("messages[1]", "expected an object", "a string"),
    ),
    "null as message": (
        chat(messages=[None]),
        *wrong("messages[0]", "expected an object", "null"),
    ),
    "no role": (message(content="Hello"), *missing("messages[0].role")),
    "no role in the third": (chat(messages=[*HELLO, *HELLO, {}]), *missing("messages[2].role")),
    "unknown role": (
        message(role="x", content="Hello"),
        f"Invalid value: 'x'. {ROLES}",
        "messages[0].role",
        "invalid_value",
    ),
    "number as role": (
        message(role=1),
        *wrong("messages[0].role", "expected a string", "an integer"),
    ),
    "null role": (message(role=None), *wrong("messages[0].role", "expected a string", "null")),
    "object as content": (
        message(role="user", content={}),
        *wrong("messages[0].content", EITHER, "an object"),
    ),
    "number as content": (
        message(role="user", content=7),
        *wrong("messages[0].content", EITHER, "an integer"),
    ),
    "boolean as content": (
        message(role="user", content=True),
        *wrong("messages[0].content", EITHER, "a boolean"),
    ),
    "string in content": (
        message(role="user", content=[{"type": "text", "text": "Hi"}, "Hi"]),
        *wrong("messages[0].content[1]", "expected an object", "a string"),
    ),
    "content part without type": (
        message(role="user", content=[{"text": "Hi"}]),
        *missing("messages[0].content[0].type"),
    ),
    "number as text": (
        message(role="user", content=[{"type": "text", "text": 1.5}]),
        *wrong("messages[0].content[0].text", "expected a string", "a decimal number"),
    ),
    "number as name": (
        message(role="user", content="", name=1),
        *wrong("messages[0].name", "expected a string", "an integer"),
    ),
    "string as stream": (chat(stream="yes"), *wrong("stream", "expected a boolean", "a string")),
    "number as stream": (chat(stream=1), *wrong("stream", "expected a boolean", "an integer")),
    "array as stream_options": (
        chat(stream=True, stream_options=[]),
        *wrong("stream_options", "expected an object", "an array"),
    ),
    "string as include_usage": (
        chat(stream=True, stream_options={"include_usage": "yes"}),
        *wrong("stream_options.include_usage", "expected a boolean", "a string"),
    ),
    "string as include_obfuscation": (
        chat(stream=True, stream_options={"include_obfuscation": "no"}),
        *wrong("stream_options.include_obfuscation", "expected a boolean", "a string"),
    ),
    "temperature too high": (
        chat(temperature=99.0),
        *beyond("temperature", "decimal", "<= 2", "99.0"),
    ),
    "temperature too low": (chat(temperature=-1), *beyond("temperature", "decimal", ">= 0", "-1")),
    "string as temperature": (
        chat(temperature="1"),
        *wrong("temperature", "expected a decimal", "a string"),
    ),
    "boolean as temperature": (
        chat(temperature=True),
        *wrong("temperature", "expected a decimal", "a boolean"),
    ),
    "top_p too high": (chat(top_p=1.5), *beyond("top_p", "decimal", "<= 1", "1.5")),
    "top_p too low": (chat(top_p=-0.5), *beyond("top_p", "decimal", ">= 0", "-0.5")),
    "n too low": (chat(n=0), *beyond("n", "integer", ">= 1", "0")),
    "n too high": (chat(n=129), *beyond("n", "integer", "<= 128", "129")),
    "string as n": (chat(n="1"), *wrong("n", "expected an integer", "a string")),
    "decimal as n": (chat(n=1.5), *wrong("n", "expected an integer", "a decimal number")),
    "frequency_penalty too high": (
        chat(frequency_penalty=2.5),
        *beyond("frequency_penalty", "decimal", "<= 2", "2.5"),
    ),
    "presence_penalty too low": (
        chat(presence_penalty=-2.5),
        *beyond("presence_penalty", "decimal", ">= -2", "-2.5"),
    ),
    "max_tokens too low": (chat(max_tokens=0), *beyond("max_tokens", "integer", ">= 1", "0")),
    "max_completion_tokens too low": (
        chat(max_completion_tokens=-3),
        *beyond("max_completion_tokens", "integer", ">= 1", "-3"),
    ),
    "string as max_tokens": (
        chat(max_tokens="many"),
        *wrong("max_tokens", "expected an integer", "a string"),
    ),
    "seed beyond int64": (
        chat(seed=2**63),
        *beyond("seed", "integer", f"<= {2**63 - 1}", f"{2**63}"),
    ),
    "top_logprobs too high": (
        chat(top_logprobs=21),
        *beyond("top_logprobs", "integer", "<= 20", "21"),
    ),
    "number as stop": (
        chat(stop=1),
        *wrong("stop", "expected one of a string or array of strings", "an integer"),
    ),
    "number in stop": (chat(stop=["a", 1]), *wrong("stop[1]", "expected a string", "an integer")),
    "number as user": (chat(user=1), *wrong("user", "expected a string", "an integer")),
    "unknown argument": (
        chat(top_k=1),
        "Unrecognized request argument supplied: top_k",
        None,
        None,
    ),
    "unknown argument with a strange name": (
        chat()[:-1] + ', "a\\"\\n世界": 1}'.encode(),
        'Unrecognized request argument supplied: a"\n世界',
        None,
        None,
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_bad_body_is_refused_in_openais_words(server: Server, name: str) -> None:
    body, sentence, param, code = ROWS[name]

    with server.connect() as connection:
        connection.sendall(post(body))
        refusal = check_refusal(responses(receive(connection))[0], 400)
        connection.sendall(post(chat()))
        after = responses(receive(connection))[0]

    assert refusal == {
        "message": sentence,
        "type": "invalid_request_error",
        "param": param,
        "code": code,
    }
    assert after.status == 200


@pytest.mark.parametrize("name", ["a brace", "no model", "unknown role", "half a character"])
def test_a_bad_body_is_refused_alike_in_chunks_and_as_a_stream(server: Server, name: str) -> None:
    body, sentence, _, _ = ROWS[name]

    assert check_refusal(ask(server, chunked(body)), 400)["message"] == sentence
    streamed = body.replace(b'"model"', b'"stream":true,"model"')
    assert check_refusal(ask(server, post(streamed)), 400)["message"] == sentence
