"""The published document, read once, and a server to hold against it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.spec.openapi import Document, read
from tests.spec.talk import Talk, talking
from tests.talking import serving_quietly


@pytest.fixture(scope="session")
def published(request: pytest.FixtureRequest) -> Any:
    """The document as it is published."""
    return read(request.config.cache.mkdir("openai-document"))


@pytest.fixture(scope="session")
def document(published: Any) -> Document:
    """The document with what real answers make necessary."""
    return Document(published)


@pytest.fixture(scope="package")
def talk() -> Iterator[Talk]:
    """One connection to a server as it comes, for all tests here."""
    with serving_quietly() as server, talking(server) as talk:
        yield talk
