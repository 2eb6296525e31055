"""Anthropic's official client and files, whichever of four workers answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import anthropic
import pytest

from tests.sharing import sharing

OLD = {"anthropic-version": "2023-06-01"}


@pytest.fixture(scope="module", params=[{}, OLD], ids=["2026", "2023"])
def client(request: pytest.FixtureRequest) -> Iterator[anthropic.Anthropic]:
    with (
        sharing("-workers", "4") as server,
        anthropic.Anthropic(
            api_key="any",
            base_url=server.url,
            default_headers=request.param,
            _strict_response_validation=True,
        ) as one,
    ):
        yield one


def files_of(client: anthropic.Anthropic) -> Any:
    """Return the part of the client that its version has files in."""
    return client.beta.files if client._custom_headers else client.files


def test_files_are_uploaded_listed_and_deleted(client: anthropic.Anthropic) -> None:
    files = files_of(client)
    names = [files.upload(file=("a.txt", b"Hello", "text/plain")).id for _ in range(3)]

    assert files.retrieve_metadata(names[0]).size_bytes == 5
    assert [one.id for one in files.list(limit=2)][:3] == names[::-1]
    with pytest.raises(anthropic.BadRequestError, match="not downloadable"):
        files.download(names[0])
    for name in names:
        assert files.delete(name).type == "file_deleted"
    with pytest.raises(anthropic.NotFoundError):
        files.retrieve_metadata(names[0])


def test_a_message_names_a_file(client: anthropic.Anthropic) -> None:
    name = files_of(client).upload(file=("a.txt", b"Ants are small.", "text/plain")).id

    message = client.beta.messages.create(
        model="claude-haiku-4-5",
        max_tokens=500,
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "document", "source": {"type": "file", "file_id": name}},
                    {"type": "text", "text": "What is small?"},
                ],
            }
        ],
    )

    assert message.usage.input_tokens > 10
