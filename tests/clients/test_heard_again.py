"""An answer that was heard bills its transcript and its sound again, told by OpenAI's client."""

from __future__ import annotations

from typing import Any

import pytest
from openai import OpenAI

from tests.clients.connecting import connect
from tests.sharing import sharing

MODEL = "gpt-audio"
VOICE: Any = {"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "wav"}}
QUESTION: Any = {"role": "user", "content": "What is the weather in Paris?"}


def ask(client: OpenAI, messages: Any) -> Any:
    """Return an answer that is heard."""
    return client.chat.completions.create(model=MODEL, messages=messages, **VOICE)


@pytest.mark.parametrize("is_known", [True, False])
def test_what_was_heard_bills_once_more(is_known: bool) -> None:
    with sharing() as server, connect(server) as client:
        first = ask(client, [QUESTION])
        name = first.choices[0].message.audio.id if is_known else "audio_" + "0" * 32
        again = {"role": "assistant", "audio": {"id": name}}
        usage = ask(client, [QUESTION, again, QUESTION]).usage
        empty = ask(client, [QUESTION, {"role": "assistant", "content": ""}, QUESTION]).usage

    heard = first.usage.completion_tokens_details.audio_tokens
    assert heard
    assert usage.prompt_tokens_details.audio_tokens == (heard if is_known else 0)
    further = first.usage.completion_tokens if is_known else 0
    assert usage.prompt_tokens - empty.prompt_tokens == further
