"""How a prompt is divided, so that what it has in common with another one is found."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.openai.billing import Called
from sanic_mock.dialects.openai.chat import known_prompts
from sanic_mock.dialects.openai.chat.known_prompts import KnownPrompts
from sanic_mock.dialects.openai.chat.parameters import TextPart
from sanic_mock.dialects.openai.chat.prompts import Prompts
from sanic_mock.dialects.openai.chat.request import ChatRequest, PlainChatRequest, PlainMessage
from sanic_mock.dialects.openai.models import PRIMING, traits
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.load.prompt_parts import PART_LETTERS, divided
from sanic_mock.settings import Settings

MODEL = traits("gpt-4o-mini")


class Reader:
    """A worker that reads prompts."""

    def __init__(self) -> None:
        settings = Settings("test")
        self.prompts = Prompts(settings)
        self._known = KnownPrompts(settings, self.prompts)

    def read(self, *messages: PlainMessage) -> tuple[int, int]:
        """Return the tokens of a prompt, and how many were known."""
        request = PlainChatRequest("gpt-4o-mini", list(messages))
        tokens = self.prompts.plain(request.messages, MODEL)
        return tokens, self._known.read(request, Ask("gpt-4o-mini", tokens), MODEL)


@pytest.fixture
def reader() -> Reader:
    return Reader()


@given(size=st.integers(0, 100_000))
def test_parts_are_all_of_a_text_and_few(size: int) -> None:
    text = "".join(chr(97 + place % 26) for place in range(size))

    parts = list(divided(text))

    assert "".join(parts) == text
    assert all(parts)
    assert len(parts) <= 32


@given(common=st.integers(1, 100_000), more=st.integers(1, 100_000))
def test_a_text_that_goes_on_has_the_same_whole_parts(common: int, more: int) -> None:
    text = "a" * common

    first, longer = list(divided(text)), list(divided(text + "b" * more))

    alike = sum(map(len, first[:-1]))
    assert longer[: len(first) - 1] == first[:-1]
    assert common - alike <= max(PART_LETTERS, alike / 4)


def test_all_of_a_prompt_that_comes_again_is_known(reader: Reader) -> None:
    prompt = [PlainMessage("system", "be brief " * 900), PlainMessage("user", "why " * 900)]

    assert reader.read(*prompt) == (2713, 0)
    assert reader.read(*prompt) == (2713, 2688)


def test_texts_in_parts_are_known_as_one_text(reader: Reader) -> None:
    parts = [TextPart("text", "word " * 700), TextPart("text", "word " * 700)]

    known = [reader.read(PlainMessage("user", parts))[1] for _ in range(2)]

    assert known == [0, 1280]


def test_a_prompt_of_too_many_parts_is_known_as_far_as_they_are_remembered(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_prompts, "KNOWN_PARTS", 60)
    prompt = [PlainMessage("user", "of some words " * 10)] * 100

    tokens, known = [reader.read(*prompt) for _ in range(2)][-1]

    assert (tokens, known) == (3503, 1024)


@pytest.mark.parametrize("role", ["system", "developer"])
def test_a_system_prompt_is_counted_once(reader: Reader, role: str) -> None:
    text = "You answer in verse. " * 100
    tokens = reader.prompts.count(text)
    system = PlainMessage(role, text)  # type: ignore[arg-type]

    counts = [reader.read(system, PlainMessage("user", word))[0] for word in ("a", "b", "c")]

    assert counts == [3 + 4 + tokens + 4 + 1] * 3
    assert dict(reader.prompts.repeated) == {text: tokens}


@pytest.mark.parametrize("model", ["gpt-4o-mini", "gpt-5"])
def test_several_calls_count_as_the_prompt_bills_them(model: str) -> None:
    made = [Called("f", '{"a":1}'), Called("g", "{}")]
    functions = [{"name": one.name, "arguments": one.given} for one in made]
    told = [{"id": one["name"], "type": "function", "function": one} for one in functions]
    asked = {"model": model, "messages": [{"role": "assistant", "tool_calls": told}]}
    request = msgspec.convert(asked, ChatRequest)
    prompts, traits_ = Prompts(Settings("test")), traits(model)

    tokens, _ = prompts.rich(request, traits_)

    assert prompts.called(made, traits_) == tokens - PRIMING
