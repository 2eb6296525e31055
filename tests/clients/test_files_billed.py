"""A PDF bills the same wherever official clients show it: twice, in a later turn, or kept."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import anthropic
import pytest
from google import genai
from google.genai import types
from openai import AzureOpenAI, OpenAI

from sanic_mock.engine.tokens import ENCODING, encoding
from tests.clients.connecting import connect
from tests.clients.responses import usage_of
from tests.engine.media.pdfs import pdf, shown
from tests.serving import Server
from tests.sharing import sharing

TEXT = b"Apples are tasty by all accounts, and so are pears."
RAW = pdf(shown(TEXT), shown(TEXT))
TOKENS = encoding(ENCODING).count("\n".join([TEXT.decode()] * 2))
QUESTION = "What is tasty?"
CLAUDE, GEMINI = "claude-haiku-4-5", "gemini-2.5-flash"

Json = dict[str, Any]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server as it comes."""
    with sharing() as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[OpenAI]:
    with connect(server) as opened:
        yield opened


def data_url(raw: bytes) -> str:
    """Return a PDF as OpenAI takes it."""
    return f"data:application/pdf;base64,{b64encode(raw).decode()}"


def in_response(files: int) -> list[Json]:
    """Return an input that shows a file so often."""
    part = {"type": "input_file", "filename": "a.pdf", "file_data": data_url(RAW)}
    question = {"type": "input_text", "text": QUESTION}
    return [{"role": "user", "content": [part] * files + [question]}]


def at_chat(files: int) -> list[Json]:
    """Return messages that show a file so often."""
    part = {"type": "file", "file": {"filename": "a.pdf", "file_data": data_url(RAW)}}
    return [{"role": "user", "content": [part] * files + [{"type": "text", "text": QUESTION}]}]


@pytest.mark.parametrize(("model", "framing"), [("gpt-4.1-nano", 17), ("gpt-5.4", 14)])
def test_in_a_response_each_bills_its_text(client: OpenAI, model: str, framing: int) -> None:
    def billed(files: int) -> int:
        given: Any = in_response(files)
        answer = client.responses.create(model=model, input=given)
        counted = client.responses.input_tokens.count(model=model, input=given).input_tokens
        assert counted == usage_of(answer).input_tokens
        return counted

    none, one, two = map(billed, range(3))

    assert one - none == TOKENS + framing
    assert two - none == 2 * (one - none)


def test_what_went_before_bills_the_same_told_again_or_kept(client: OpenAI) -> None:
    given: Any = in_response(1)
    first = client.responses.create(model="gpt-4.1-nano", input=given)
    again: Any = [*given, *first.output, {"role": "user", "content": "Why?"}]
    told = client.responses.create(model="gpt-4.1-nano", input=again)
    kept = client.responses.create(
        model="gpt-4.1-nano", input="Why?", previous_response_id=first.id
    )

    assert usage_of(kept).input_tokens == usage_of(told).input_tokens
    assert (
        usage_of(kept).input_tokens > usage_of(first).input_tokens + usage_of(first).output_tokens
    )


def test_an_older_wire_frames_no_text(client: OpenAI) -> None:
    def billed(**more: Any) -> int:
        given: Any = in_response(1)
        answer = client.responses.create(model="gpt-4.1-nano", input=given, **more)
        return usage_of(answer).input_tokens

    assert billed() - billed(extra_headers={"x-mock-wire": "2025-12"}) == 13


@pytest.mark.parametrize(("model", "page"), [("gpt-4o", 212), ("gpt-4.1-nano", 992)])
def test_at_chat_each_bills_its_pages_too(client: OpenAI, model: str, page: int) -> None:
    def billed(files: int) -> int:
        messages: Any = at_chat(files)
        whole = client.chat.completions.create(model=model, messages=messages).usage
        stream = client.chat.completions.create(
            model=model, messages=messages, stream=True, stream_options={"include_usage": True}
        )
        assert whole is not None
        assert [one.usage.prompt_tokens for one in stream if one.usage] == [whole.prompt_tokens]
        return whole.prompt_tokens

    none, one, two = map(billed, range(3))

    assert one - none == TOKENS + 4 + 2 * page
    assert two - none == 2 * (one - none)


def test_at_chat_a_later_turn_bills_them_again(client: OpenAI) -> None:
    def billed(files: int) -> int:
        further = [{"role": "assistant", "content": "Pears."}, {"role": "user", "content": "Why?"}]
        messages: Any = [*at_chat(files), *further]
        usage = client.chat.completions.create(model="gpt-4o", messages=messages).usage
        assert usage is not None
        return usage.prompt_tokens

    assert billed(1) - billed(0) == TOKENS + 4 + 2 * 212


def test_azure_bills_what_openai_does(server: Server, client: OpenAI) -> None:
    messages: Any = at_chat(1)
    with AzureOpenAI(
        azure_endpoint=server.url, api_key="any", api_version="2024-10-21", max_retries=0
    ) as azure:
        there = azure.chat.completions.create(model="gpt-4o", messages=messages).usage
    here = client.chat.completions.create(model="gpt-4o", messages=messages).usage

    assert there is not None
    assert here is not None
    assert there.prompt_tokens == here.prompt_tokens


def test_anthropics_documents_bill_their_text_and_each_page_as_an_image(server: Server) -> None:
    source = {
        "type": "base64",
        "media_type": "application/pdf",
        "data": b64encode(RAW).decode(),
    }
    with anthropic.Anthropic(api_key="any", base_url=server.url, max_retries=0) as client:

        def billed(files: int) -> int:
            content: Any = [{"type": "document", "source": source}] * files
            content = [*content, {"type": "text", "text": QUESTION}]
            messages: Any = [{"role": "user", "content": content}]
            usage = client.messages.create(model=CLAUDE, max_tokens=99, messages=messages).usage
            counted = client.messages.count_tokens(model=CLAUDE, messages=messages)
            assert counted.input_tokens == usage.input_tokens
            return usage.input_tokens

        none, one, two = map(billed, range(3))

    assert one - none == pytest.approx(2 * 1568 + 1.5 * TOKENS, abs=8)
    assert two - none == pytest.approx(2 * (one - none), abs=8)


@pytest.mark.parametrize(("model", "page"), [(GEMINI, 258), ("gemini-3-flash-preview", 526)])
def test_geminis_documents_bill_their_pages(server: Server, model: str, page: int) -> None:
    options = types.HttpOptions(base_url=server.url)
    client = genai.Client(api_key="any", http_options=options)
    part = types.Part.from_bytes(data=RAW, mime_type="application/pdf")

    def billed(files: int) -> int:
        contents: Any = [*[part] * files, QUESTION]
        usage = client.models.generate_content(model=model, contents=contents).usage_metadata
        counted = client.models.count_tokens(model=model, contents=contents)
        assert usage is not None
        assert usage.prompt_token_count is not None
        assert counted.total_tokens == usage.prompt_token_count
        return usage.prompt_token_count

    none, one, two = map(billed, range(3))

    assert one - none == 2 * page
    assert two - none == 4 * page


def test_what_is_hostile_is_answered_and_nobody_waits_for_it(client: OpenAI) -> None:
    """A tree of pages that is as deep as the file is long, and one that doubles at each level."""
    for kids in (1, 2):
        nodes = "".join(
            f"{n} 0 obj\n<</Type/Pages/Kids[{f'{n + 1} 0 R ' * kids}]>>\nendobj\n"
            for n in range(2, 3000)
        )
        raw = f"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n{nodes}"
        raw += "trailer\n<</Root 1 0 R/Size 3001>>\nstartxref\n0\n%%EOF"
        file = {"filename": "a.pdf", "file_data": data_url(raw.encode())}
        messages: Any = [{"role": "user", "content": [{"type": "file", "file": file}]}]
        usage = client.chat.completions.create(model="gpt-4o", messages=messages).usage

        assert usage is not None
        assert usage.prompt_tokens > 200
