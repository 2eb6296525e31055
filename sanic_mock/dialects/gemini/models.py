"""What is known of Gemini's models by their names, and how they are listed [gemini-2026]."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

KNOWN_MODELS = 256
ANY_MODEL = "gemini-2.5-flash"
ANY_EMBEDDER = "gemini-embedding-001"

_VERSION = re.compile(r"gemini-(\d+)(?:\.(\d+))?")
_NEWEST = (2, 5)
_TELLING = "gemini-embedding-2"
_SILENT = ("image", "tts", "audio", "live")
# Tokens that are thought on average where nobody says how many: of the newer Flash models, of those
# from 3 on, of Pro, of all others.
_THOUGHT_35_FLASH, _THOUGHT_3, _THOUGHT_PRO, _THOUGHT = 65, 340, 280, 130
# The fewest tokens that are cached, of models from 3 on, and of those before them [google-2026].
_LEAST_CACHED_3, _LEAST_CACHED = 4096, 2048
_METHODS = ["generateContent", "countTokens", "createCachedContent", "batchGenerateContent"]
_EMBEDS = ["embedContent", "countTextTokens", "countTokens", "asyncBatchEmbedContent"]

# Those that are listed: their display names, and the most tokens in and out.
_LISTED: dict[str, tuple[str, int, int]] = {
    "gemini-2.5-flash": ("Gemini 2.5 Flash", 1_048_576, 65_536),
    "gemini-2.5-pro": ("Gemini 2.5 Pro", 1_048_576, 65_536),
    "gemini-2.5-flash-lite": ("Gemini 2.5 Flash-Lite", 1_048_576, 65_536),
    "gemini-2.0-flash": ("Gemini 2.0 Flash", 1_048_576, 8_192),
    "gemini-3-flash-preview": ("Gemini 3 Flash Preview", 1_048_576, 65_536),
    "gemini-3-pro-preview": ("Gemini 3 Pro Preview", 1_048_576, 65_536),
    "gemini-embedding-001": ("Gemini Embedding 001", 2_048, 1),
    "gemini-embedding-2": ("Gemini Embedding 2", 8_192, 1),
    "text-embedding-004": ("Text Embedding 004", 2_048, 1),
}
LISTED = tuple(_LISTED)


class GeminiTraits(NamedTuple):
    """How a model answers.

    Attributes:
        name: its own.
        version: of Gemini, as (major, minor).
        embeds: whether it makes vectors, and no text.
        width: numbers of its vectors.
        most_input: the most tokens that it reads.
        most_output: the most tokens that it answers.
        most_thought: tokens that it thinks on average, where it thinks.
        thought: likewise, where nobody says whether it does.
    """

    name: str
    version: tuple[int, int]
    embeds: bool
    width: int
    most_input: int
    most_output: int
    most_thought: int = 0
    thought: int = 0

    @property
    def is_indexed(self) -> bool:
        """Whether its candidates have an index, and no average of probabilities."""
        return self.version >= (2, 5)

    @property
    def thinks(self) -> bool:
        """Whether it may think before it answers."""
        return self.most_thought > 0

    @property
    def least_cached(self) -> int:
        """The fewest tokens of a prompt that are found in a cache; 0 where there is none."""
        if self.version < _NEWEST or self.embeds:
            return 0
        return _LEAST_CACHED_3 if self.version >= (3, 0) else _LEAST_CACHED

    @property
    def least_kept(self) -> int:
        """The fewest tokens of a content that is kept to be named later [gemini-2026]."""
        return self.least_cached or _LEAST_CACHED_3

    @property
    def always_thinks(self) -> bool:
        """Whether it cannot be told not to."""
        return self.thinks and "pro" in self.name

    @property
    def ends_apart(self) -> bool:
        """Whether a stream's last text is followed by the chunk that ends it."""
        return self.version >= (3, 0)

    @property
    def tells_usage(self) -> bool:
        """Whether its vectors are told with what they bill."""
        return self.embeds and self.name.startswith(_TELLING)

    @property
    def names_calls(self) -> bool:
        """Whether its calls have ids, and its texts signatures."""
        return self.version >= (3, 0)


@lru_cache(KNOWN_MODELS)
def traits(name: str) -> GeminiTraits:
    """Return what is known of a model; one that nobody knows is like the newest that is usual."""
    found = _VERSION.match(name)
    version = _NEWEST if found is None else (int(found[1]), int(found[2] or 0))
    embeds = "embedding" in name
    _, most_input, most_output = _LISTED.get(name, ("", 1_048_576, 65_536))
    most_thought = 0 if embeds else _most_thought(name, version)
    thought = 0 if "lite" in name else most_thought
    width = 768 if "004" in name else 3072
    return GeminiTraits(
        name, version, embeds, width, most_input, most_output, most_thought, thought
    )


def _most_thought(name: str, version: tuple[int, int]) -> int:
    """Return how many tokens a model thinks on average, where it thinks at all."""
    if version < _NEWEST or any(one in name for one in _SILENT):
        return 0
    if version >= (3, 5) and "flash" in name:
        return _THOUGHT_35_FLASH
    if version >= (3, 0):
        return _THOUGHT_3
    return _THOUGHT_PRO if "pro" in name else _THOUGHT


def listing(name: str) -> dict[str, Any]:
    """Return a model as it is listed."""
    known = traits(name)
    display, most_input, most_output = _LISTED.get(
        name, (name, known.most_input, known.most_output)
    )
    shown: dict[str, Any] = {
        "name": f"models/{name}",
        "version": "001",
        "displayName": display,
        "description": f"Answers as {display}.",
        "inputTokenLimit": most_input,
        "outputTokenLimit": most_output,
        "supportedGenerationMethods": _EMBEDS if known.embeds else _METHODS,
    }
    if not known.embeds:
        shown |= {"temperature": 1, "topP": 0.95, "topK": 64, "maxTemperature": 2}
        shown |= {"thinking": True} if known.thinks else {}
    return shown


def publishing(name: str) -> dict[str, Any]:
    """Return a model as Vertex AI lists it."""
    return {
        "name": f"publishers/google/models/{name}",
        "versionId": "default",
        "openSourceCategory": "PROPRIETARY",
        "launchStage": "GA",
        "publisherModelTemplate": f"projects/{{project}}/locations/{{location}}/models/{name}",
    }
