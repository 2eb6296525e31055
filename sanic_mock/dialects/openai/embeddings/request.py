"""A request for embeddings: one typed pass; what it refuses is explained by `validation`."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import Struct

# A text, texts, tokens, or arrays of tokens; which of them, `inputs` finds out.
Input = str | list[str | int | list[int]]


class LenientEmbeddingRequest(Struct, gc=False):
    """What the answer depends on, and nothing else is looked at."""

    model: str
    input: Input
    encoding_format: str | None = None
    dimensions: int | None = None


class EmbeddingRequest(Struct, gc=False, forbid_unknown_fields=True):
    """CreateEmbeddingRequest of the OpenAPI document."""

    model: str
    input: Input
    encoding_format: Literal["float", "base64"] | None = None
    dimensions: int | None = None
    user: str | None = None


decode = msgspec.json.Decoder(EmbeddingRequest).decode
decode_lenient = msgspec.json.Decoder(LenientEmbeddingRequest).decode
