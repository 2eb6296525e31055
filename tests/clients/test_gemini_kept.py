"""Google's own client and what it keeps, whichever of four workers answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from google import genai
from google.genai import types
from google.genai.errors import ClientError

from tests.sharing import sharing

FLASH = "gemini-2.5-flash"
LONG = "The handbook describes cassette hygiene. " * 400


@pytest.fixture(scope="module", params=["developers", "vertex"])
def client(request: pytest.FixtureRequest) -> Iterator[genai.Client]:
    """A client of either surface."""
    with sharing("-workers", "4") as server:
        options = types.HttpOptions(base_url=server.url)
        yield genai.Client(vertexai=request.param == "vertex", api_key="k", http_options=options)


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
