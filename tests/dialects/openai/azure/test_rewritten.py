"""OpenAI's answers in Azure's form: recorded chunks and their padding, and plain text.

Azure passes on the padding of the chunk that it rewrote; its length is (-length of that chunk's
JSON without the padding) mod 16. Chunks had no tier when those here were recorded, and have one
since April 2026.
"""

from __future__ import annotations

import json
import re

import pytest

from sanic_mock.dialects.openai.azure import latency, rewrite
from sanic_mock.dialects.openai.azure.chunks import AzureEventShapes, AzureShelf
from sanic_mock.dialects.openai.azure.filters import findings_of
from sanic_mock.dialects.openai.azure.whole import WholeShape
from sanic_mock.dialects.openai.chat import events as openais_events
from sanic_mock.dialects.openai.chat import suffixes as openais_tails
from sanic_mock.dialects.openai.chat import whole as openais_whole
from sanic_mock.dialects.openai.models import traits
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.body import Body
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.terms import Bill

ROLE = '{"role":"assistant","content":"","refusal":null}'
CALLS = '{"role":"assistant","content":null}'
HEADER = (
    '{"tool_calls":[{"index":0,"id":"call_sW8VWw62ulEJZncoV47LYS3V","type":"function",'
    '"function":{"name":"secret_retrieval_tool","arguments":""}}]}'
)
FRAGMENT = '{"tool_calls":[{"index":0,"function":{"arguments":"%s"}}]}'
USAGE = (
    '{"prompt_tokens":15,"completion_tokens":12,"total_tokens":27,"prompt_tokens_details":'
    '{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,'
    '"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}'
)

TIER = len('"service_tier":"default",')
# Model and fingerprint, whether usage was asked for, what the chunk's choice has: its padding.
MINI = ("gpt-4o-mini-2024-07-18", '"fp_efad92c60b"', False)  # 6 Nov 2025
GPT5 = ("gpt-5-mini-2025-08-07", "null", True)  # 22 Dec 2025
GPT41 = ("gpt-4.1-mini-2025-04-14", '"fp_b6f445fc1c"', False)  # 31 Mar 2026
RECORDED = [
    (*MINI, ROLE, "null", "3h5CDqxAakSuwX1"),
    (*MINI, '{"content":"420"}', "null", "RCSc2ePUTk42KU"),
    (*MINI, '{"content":"0"}', "null", ""),
    (*MINI, '{"content":" +"}', "null", "RA3ROjrOnGE2y2h"),
    (*MINI, '{"content":" equals"}', "null", "DRevmRsZBt"),
    (*MINI, "{}", '"stop"', "YI9DEEUbCwX"),
    (*GPT5, ROLE, "null", "Y8bulCLAzAl2Rm"),
    (*GPT5, '{"content":"424"}', "null", "AqUZ0gfLQ1YOc"),
    (*GPT5, '{"content":"2"}', "null", "rttRzNnONrLJPM1"),
    (*GPT5, "{}", '"stop"', "Vf4lhnZm3Q"),
    (*GPT5, CALLS, "null", "8mKvaST2X4O"),
    (*GPT5, HEADER, "null", ""),
    (*GPT5, FRAGMENT % '{\\"pa', "null", "o"),
    (*GPT5, FRAGMENT % "sswor", "null", "R"),
    (*GPT5, FRAGMENT % 'd\\": \\"m', "null", "kApgVKcGvUlsZf"),
    (*GPT5, FRAGMENT % "ello", "null", "CQ"),
    (*GPT5, "{}", '"tool_calls"', "6WMS"),
    (*GPT41, ROLE, "null", "JiOWeZWGpcIbgf"),
    (*GPT41, '{"content":"Why"}', "null", "pnGZ0Nrz1Wl6D"),
    (*GPT41, '{"content":" developer"}', "null", "HGM10Q"),
    (*GPT41, '{"content":"Telemetry"}', "null", "IurxnbO"),
    (*GPT41, '{"content":" conference"}', "null", "yyIye"),
    (*GPT41, '{"content":"?"}', "null", "gEB4R14Bg8v5vyt"),
    (*GPT41, "{}", '"stop"', "69gmmsFLMX"),
]

FORM = rewrite.Form()


def form(model: str) -> rewrite.Form:
    """Return what is told otherwise for a model."""
    return rewrite.Form(findings_of(traits(model).family), times=latency.AT_ONCE)


def openais(model: str, fingerprint: str, after: str, choices: str) -> bytes:
    """Return a chunk as OpenAI sends it, with a tier and a padding of any length."""
    return (
        'data: {"id":"chatcmpl-CpXkZTBEYS0LUlTcALth5AsNCMGzM","object":"chat.completion.chunk",'
        f'"created":1766400499,"model":"{model}","service_tier":"default","system_fingerprint":'
        f'{fingerprint},"choices":[{choices}]{after},"obfuscation":"abc"}}'
    ).encode()


@pytest.mark.parametrize(("model", "fingerprint", "usage", "delta", "finish", "padding"), RECORDED)
def test_a_chunk_is_padded_by_the_length_of_openais(
    model: str, fingerprint: str, usage: bool, delta: str, finish: str, padding: str
) -> None:
    choice = f'{{"index":0,"delta":{delta},"finish_reason":{finish}}}'
    after = ',"usage":null' if usage else ""

    told = rewrite.events(openais(model, fingerprint, after, choice), FORM)

    found = json.loads(told.removeprefix(b"data: "))
    assert len(found["obfuscation"]) == (len(padding) - TIER) % 16
    assert found["service_tier"] == "default"


def test_the_chunk_with_usage_is_padded_so_too() -> None:
    told = rewrite.events(openais(GPT5[0], GPT5[1], f',"usage":{USAGE}', ""), FORM)

    found = json.loads(told.removeprefix(b"data: "))
    assert len(found["obfuscation"]) == (len("9uV9V8t05n8UZ9l") - TIER) % 16
    assert list(found["usage"])[:2] == ["completion_tokens", "completion_tokens_details"]


# Of 24 June 2026: when tokens came, and the padding of the chunk that tells it.
TIMES = (
    b'{"engine_tbt_ms":14,"engine_ttft_ms":33,"engine_ttlt_ms":1879,"pre_inference_ms":152,'
    b'"service_tbt_ms":14,"service_ttft_ms":230,"service_ttlt_ms":2074,"total_duration_ms":1928,'
    b'"user_visible_ttft_ms":78}'
)
THOUGHT = (USAGE.replace(":15,", ":19,").replace(":12,", ":76,").replace(":27,", ":95,")).replace(
    '"reasoning_tokens":0', '"reasoning_tokens":64'
)


def test_the_times_of_a_stream_count_for_the_padding_of_their_chunk() -> None:
    chunk = openais(GPT5[0], GPT5[1], f',"usage":{THOUGHT}', "")

    told = rewrite.events(chunk, rewrite.Form(times=TIMES))

    found = json.loads(told.removeprefix(b"data: "))
    assert len(found["obfuscation"]) == len("j2MAjf")
    assert list(found)[3:6] == ["latency_checkpoint", "model", "obfuscation"]


def test_plain_chunks_have_the_recorded_bytes() -> None:
    """Of 22 Dec 2025, with the tier of later ones."""
    body = Body((b"424", b"2"))
    ask = Ask("gpt-5-mini", 15, stream=True, usage_wanted=True)
    shapes = AzureEventShapes(AzureShelf(), traits("gpt-5-mini"), 1766400499)

    stream = shapes.events(b"", ask, Reply(body, "stop", 15, bytes(range(64)))).everything()
    role, first = stream.split(b"\n\n")[1:3]

    assert role.startswith(
        b'data: {"choices":[{"content_filter_results":{},"delta":{"content":"","refusal":null,'
        b'"role":"assistant"},"finish_reason":null,"index":0,"logprobs":null}],"created":1766400499'
        b',"id":"chatcmpl-CpXkZ'
    )
    ending = role.partition(b'"model"')[2]
    assert ending.startswith(b':"gpt-5-mini-2025-08-07","obfuscation":"')
    assert ending.endswith(
        b'","object":"chat.completion.chunk","service_tier":"default",'
        b'"system_fingerprint":null,"usage":null}'
    )
    assert len(json.loads(first.removeprefix(b"data: "))["obfuscation"]) == (13 - TIER) % 16


# What few ask for is OpenAI's answer rewritten, and plain text must not differ from that.

NOW_S = 1766400499
BILLS = [None, Bill(1024, 0, 64, 9)]
MODELS = ["gpt-4o", "gpt-5", "o3-mini", "gpt-4", "m", "mm", "模", 'a%b"c']
PIECES = (b"Hello", b" world", b" \\n", "ö".encode())


def reply(bill: Bill | None, pieces: tuple[bytes, ...] = PIECES) -> Reply:
    """Return one text, however it is billed."""
    return Reply(Body(pieces), "length", 2000, bytes(range(64)), bill=bill)


def unlettered(stream: bytes) -> bytes:
    """Replace the letters of paddings; their lengths stay."""
    return re.sub(rb'(?<="obfuscation":")[0-9A-Za-z]*', lambda found: b"x" * len(found[0]), stream)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("bill", BILLS)
@pytest.mark.parametrize("pieces", [PIECES, ()])
def test_a_plain_answer_is_openais_rewritten(
    model: str, bill: Bill | None, pieces: tuple[bytes, ...]
) -> None:
    told = reply(bill, pieces)
    plain = openais_whole.WholeChatShape(traits(model)).text(told, NOW_S)

    assert WholeShape(traits(model)).text(told, NOW_S) == rewrite.whole(plain, form(model))


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("bill", BILLS)
@pytest.mark.parametrize("usage_wanted", [False, True])
@pytest.mark.parametrize("obfuscated", [False, True])
def test_a_plain_stream_is_openais_rewritten(
    model: str, bill: Bill | None, usage_wanted: bool, obfuscated: bool
) -> None:
    ask = Ask(model, 2000, None, True, usage_wanted, obfuscated)
    shapes = openais_events.EventShapes(openais_tails.Shelf(), traits(model), NOW_S)
    plain = rewrite.stream(shapes.events(b"", ask, reply(bill)), b"", form(model)).everything()

    stream = (
        AzureEventShapes(AzureShelf(), traits(model), NOW_S)
        .events(b"", ask, reply(bill))
        .everything()
    )

    assert unlettered(stream) == unlettered(plain)
    assert stream.count(b"data: ") == len(PIECES) + 4 + usage_wanted


@pytest.mark.parametrize("raw", [b"data: [DONE]", b": a comment", b""])
def test_what_is_no_chunk_is_passed_on(raw: bytes) -> None:
    assert rewrite.events(raw, FORM) == raw
