"""Images and sound are billed as OpenAI bills them, be they what they may."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.openai.media import (
    audio_tokens,
    image_tokens,
    speech_s,
    speech_tokens,
)
from tests.engine.media.makers import fmt, garbage, png, wav

MODELS = ["gpt-4o", "gpt-4o-mini", "gpt-4.1-nano", "gpt-5.4", "o3", "no-such"]


@pytest.mark.parametrize(
    ("model", "detail", "width", "height", "tokens"),
    [
        # the examples of the guide "Images and vision"
        ("gpt-4o", "high", 1024, 1024, 765),
        ("gpt-4o", "high", 2048, 4096, 1105),
        ("gpt-4o", "low", 4096, 8192, 85),
        # the same, and what a patch was billed, and an image beside that
        ("gpt-5.2", "high", 1024, 1024, 1230),
        ("gpt-5.2", "high", 1800, 2400, 1744),
        ("gpt-4.1-mini-2025-04-14", "auto", 1800, 2400, 2354),
        # what clients were billed, less the text beside the image (community.openai.com, threads
        # 1281361, 1230130 and 1262691)
        ("gpt-4.1", "auto", 2049, 513, 1445),
        ("gpt-4.1", "auto", 2050, 513, 765),
        ("gpt-4.1", "auto", 1800, 2400, 765),
        ("gpt-4.1-mini", "auto", 4000, 1474, 2490),
        ("gpt-4.1-mini", "auto", 2400, 1800, 2354),
        ("gpt-4.1-mini", "high", 128, 64, 14),
        ("gpt-4.1-nano", "low", 128, 64, 21),
        ("o4-mini", "high", 128, 64, 15),
        ("gpt-4o-2024-08-06", "high", 128, 64, 255),
        ("gpt-4o-mini-2024-07-18", "high", 128, 64, 8500),
        ("gpt-4o-mini-2024-07-18", "low", 128, 64, 2833),
        ("o3-2025-04-16", "high", 128, 64, 225),
        ("o3-2025-04-16", "low", 128, 64, 75),
        # likewise [billed-2026]
        ("gpt-4.1-mini", "auto", 640, 480, 488),
        ("gpt-4.1-nano", "auto", 540, 360, 503),
        ("o4-mini", "auto", 640, 480, 517),
        ("gpt-5-mini", "auto", 640, 480, 361),
        ("gpt-5-nano", "auto", 640, 480, 451),
        ("gpt-5.4", "auto", 60, 30, 4),
        # by the guide's tables
        ("gpt-5-2025-08-07", "high", 1024, 1024, 630),
        ("gpt-5-chat-latest", "low", 1024, 1024, 70),
        ("o4-mini", "high", 1024, 1024, 1763),
        ("computer-use-preview", "high", 1024, 768, 581),
        ("gpt-5.4", "auto", 2048, 2048, 3001),
        ("gpt-5.4", "original", 2048, 2048, 4917),
        ("gpt-5.4-mini", "original", 1024, 1024, 1230),
        ("gpt-5.5", "auto", 6000, 6000, 12001),
        ("gpt-5.5", "high", 6000, 6000, 3001),
        ("gpt-5.5", "low", 6000, 6000, 309),
        # no such model; a gateway's name; a fine-tuned one
        ("llama-3", "auto", 512, 512, 255),
        ("openai/gpt-4o-mini", "low", 512, 512, 2833),
        ("ft:gpt-4.1-nano-2025-04-14:org::id", "auto", 32, 32, 4),
        # no side is shorter than a pixel
        ("gpt-4o", "high", 1, 1, 255),
        ("gpt-4o", "high", 1_000_000, 1, 765),
        ("gpt-5-mini", "high", 1_000_000, 1, 78),
    ],
)
def test_an_image_costs_what_its_size_does(
    model: str, detail: str, width: int, height: int, tokens: int
) -> None:
    assert image_tokens(png(width, height), detail, model, is_chat=True) == tokens


@pytest.mark.parametrize(
    ("model", "width", "height", "tokens"),
    [
        # what clients were billed [billed-2026]
        ("gpt-4.1-nano", 128, 128, 41),
        ("gpt-5-nano", 128, 128, 24),
        ("gpt-5-nano", 239, 178, 72),
        ("o4-mini", 640, 480, 517),
        ("gpt-4o", 100, 100, 255),
        # a thread of OpenAI's forum (1377015)
        ("gpt-5.4-nano", 864, 512, 519),
        ("gpt-5.4-mini", 864, 512, 519),
        # a picture told of in an issue (vybestack/llxprt-code#3483), less 80 of text
        ("gpt-5.6-sol", 4000, 2500, 11850),
    ],
)
def test_an_image_of_a_response_costs_so_too(
    model: str, width: int, height: int, tokens: int
) -> None:
    assert image_tokens(png(width, height), "auto", model, is_chat=False) == tokens


@pytest.mark.parametrize("url", ["", "https://example.com/cat.png", png(0, 8)])
def test_an_image_whose_size_is_unknown_counts_as_512_square(url: str) -> None:
    assert image_tokens(url, "high", "gpt-4o", is_chat=True) == 255


@pytest.mark.parametrize(
    ("milliseconds", "tokens"), [(0, 0), (99, 0), (100, 1), (199, 1), (700, 7), (60_000, 600)]
)
def test_a_recording_costs_a_token_for_each_whole_tenth_of_a_second(
    milliseconds: int, tokens: int
) -> None:
    sound = wav(fmt(48_000) + b"data\xff\xff\xff\xff" + bytes(48 * milliseconds))

    assert audio_tokens(sound, "wav") == tokens


def test_speech_costs_twenty_tokens_a_second() -> None:
    for tokens in (0, 1, 9, 1000):
        assert speech_tokens(tokens) == round(20 * speech_s(tokens))


@given(garbage, st.sampled_from(["", "data:", "data:;base64,", "data:image/png;base64,"]))
def test_no_image_is_too_broken_to_count(rest: str, head: str) -> None:
    for model in (*MODELS, rest):
        for detail in ("low", "high", "original", rest):
            assert image_tokens(head + rest, detail, model, is_chat=False) > 0


@given(garbage, st.sampled_from(["wav", "mp3", "pcm16", "opus", "x"]))
def test_no_recording_is_too_broken_to_count(data: str, kind: str) -> None:
    assert 0 <= audio_tokens(data, kind) <= len(data)
