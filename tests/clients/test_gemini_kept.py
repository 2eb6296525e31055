"""Google's own client and what it keeps, whichever of four workers answers."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from google import genai
from google.genai import types
from google.genai.errors import ClientError

from tests.processes import wait_until
from tests.serving import Server
from tests.sharing import sharing

FLASH = "gemini-2.5-flash"
LONG = "The handbook describes cassette hygiene. " * 400


@pytest.fixture(scope="module", params=["developers", "vertex"])
def client(request: pytest.FixtureRequest) -> Iterator[genai.Client]:
    """A client of either surface."""
    is_vertex = request.param == "vertex"
    with sharing("-workers", "4") as server, connected(server, is_vertex=is_vertex) as one:
        yield one


def connected(server: Server, *, is_vertex: bool = False) -> genai.Client:
    """Return a client, which is to be closed."""
    options = types.HttpOptions(base_url=server.url)
    return genai.Client(vertexai=is_vertex, api_key="k", http_options=options)


def test_a_cached_content_is_made_named_moved_and_deleted(client: genai.Client) -> None:
    wanted = types.CreateCachedContentConfig(
        contents=LONG, system_instruction="Be brief", ttl="300s", display_name="handbook"
    )
    cached = client.caches.create(model=FLASH, config=wanted)
    assert cached.name is not None
    assert cached.usage_metadata is not None
    named = types.GenerateContentConfig(cached_content=cached.name)

    kept = cached.usage_metadata.total_token_count
    for _ in range(8):  # of any worker
        answer = client.models.generate_content(model=FLASH, contents="What?", config=named)
        assert answer.usage_metadata is not None
        assert answer.usage_metadata.cached_content_token_count == kept
    *_, last = client.models.generate_content_stream(model=FLASH, contents="W", config=named)
    assert last.usage_metadata is not None
    assert last.usage_metadata.cached_content_token_count == kept
    assert cached.name in [one.name for one in client.caches.list(config={"page_size": 1})]

    later = types.UpdateCachedContentConfig(ttl="600s")
    moved = client.caches.update(name=cached.name, config=later)
    assert moved.expire_time is not None
    assert cached.expire_time is not None
    assert moved.expire_time > cached.expire_time
    assert client.caches.get(name=cached.name).display_name == "handbook"
    client.caches.delete(name=cached.name)
    with pytest.raises(ClientError, match="CachedContent not found") as gone:
        client.models.generate_content(model=FLASH, contents="What?", config=named)
    assert gone.value.code == 403


def test_a_file_is_uploaded_in_parts_named_listed_and_deleted() -> None:
    with sharing("-workers", "4") as server, connected(server) as client:
        content = BytesIO(b"Ants are small. " * 600_000)  # more than one part of 8 MiB
        file = client.files.upload(file=content, config={"mime_type": "text/plain"})
        assert file.name is not None
        assert file.size_bytes == len(content.getvalue())
        assert file.state == types.FileState.ACTIVE

        answer = client.models.generate_content(model=FLASH, contents=["What?", file])
        assert answer.text
        assert file.name in [one.name for one in client.files.list(config={"page_size": 1})]
        client.files.delete(name=file.name)
        with pytest.raises(ClientError, match="do not have permission to access the File"):
            client.models.generate_content(model=FLASH, contents=["What?", file])


def test_the_tokens_of_a_prompt_are_told() -> None:
    with sharing("-workers", "4") as server, connected(server, is_vertex=True) as client:
        found = client.models.compute_tokens(model=FLASH, contents="Hello there")
    assert found.tokens_info is not None
    (told,) = found.tokens_info
    assert told.tokens is not None
    assert b"".join(told.tokens) == b"Hello there"


def test_a_batch_is_created_awaited_cancelled_and_deleted() -> None:
    with sharing("-workers", "4", "-latency", "2000") as server, connected(server) as client:
        requests = [types.InlinedRequest(contents=text) for text in ("Hi", "Hello")]
        job = client.batches.create(model=FLASH, src=requests, config={"display_name": "mine"})
        assert job.name is not None
        assert job.state == types.JobState.JOB_STATE_PENDING
        other = client.batches.create(model=FLASH, src=requests)
        assert other.name is not None
        client.batches.cancel(name=other.name)
        wait_until(lambda: client.batches.get(name=str(job.name)).done)
        job = client.batches.get(name=str(job.name))

        assert job.state == types.JobState.JOB_STATE_SUCCEEDED
        assert job.dest is not None
        assert job.dest.inlined_responses is not None
        assert all(one.response and one.response.text for one in job.dest.inlined_responses)
        states = {one.name: one.state for one in client.batches.list()}
        assert states[other.name] == types.JobState.JOB_STATE_CANCELLED
        client.batches.delete(name=other.name)
        with pytest.raises(ClientError, match="Requested entity was not found"):
            client.batches.get(name=other.name)


def test_a_batch_of_a_file_has_its_answers_in_one() -> None:
    with sharing("-workers", "4") as server, connected(server) as client:
        request = b'{"key": "one", "request": {"contents": [{"parts": [{"text": "Hi"}]}]}}'
        file = client.files.upload(file=BytesIO(request), config={"mime_type": "jsonl"})
        job = client.batches.create(model=FLASH, src=str(file.name))
        job = client.batches.get(name=str(job.name))
        assert job.dest is not None
        assert job.dest.file_name is not None
        assert b'"key":"one"' in client.files.download(file=job.dest.file_name)
