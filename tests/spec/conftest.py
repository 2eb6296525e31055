"""The published document, read once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.spec.openapi import Document, read


@pytest.fixture(scope="session")
def published(request: pytest.FixtureRequest) -> Any:
    """The document as it is published."""
    return read(request.config.cache.mkdir("openai-document"))


@pytest.fixture(scope="session")
def document(published: Any) -> Document:
    """The document with what real answers make necessary."""
    return Document(published)
