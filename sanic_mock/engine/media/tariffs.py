"""Tokens of images and sound: what a prompt's cost, and what a spoken answer's.

Nothing is fetched and nothing is decoded but headers: an image or recording costs microseconds,
whatever its size. Numbers are those of OpenAI's guides "Images and vision" and "Managing costs"
(Realtime API); where those say nothing, what clients were billed.
"""

from __future__ import annotations

from math import floor, sqrt
from typing import NamedTuple

from sanic_mock.engine.media.image_size import Size, size_of
from sanic_mock.engine.media.sound import seconds_of

#: The size of an image that cannot be known.
UNKNOWN_SIZE = (1024, 1024)

_PATCH_PX = 32
_TILE_PX = 512
_TILED_LONGEST_PX = 2048
_TILED_SHORTEST_PX = 768

_INPUT_MS_PER_TOKEN = 100
_OUTPUT_MS_PER_TOKEN = 50
# 150 words in a minute. Of four recorded answers, of about 9 tokens each, the sound had 37, 50, 56
# and 68: 5.9 for each token of the transcript.
_SPEECH_MS_PER_TOKEN = 300


class Tiles(NamedTuple):
    """A family that cuts images into squares of 512 pixels."""

    base: int
    tile: int


class Budget(NamedTuple):
    """What an image is scaled down to."""

    patches: int
    longest_px: int


# The guide says only that "low" shows the model 512 x 512 pixels.
_LOW = Budget(256, 512)
_HIGH = Budget(1536, 2048)
_HIGH_LATER = Budget(2500, 2048)
_ORIGINAL = Budget(10_000, 6000)


class Patches(NamedTuple):
    """A family that covers images with squares of 32 pixels.

    Attributes:
        percent: tokens of a hundred patches.
        auto: where no detail is asked for.
    """

    percent: int = 100
    high: Budget = _HIGH
    original: Budget = _HIGH
    auto: Budget = _HIGH

    def budget(self, detail: str) -> Budget:
        """Return what a detail allows."""
        if detail == "low":
            return _LOW
        return {"high": self.high, "original": self.original}.get(detail, self.auto)


_ELSE = Tiles(85, 170)
# By the beginning of a model's name, the longest that fits.
_FAMILIES: dict[str, Tiles | Patches] = {
    "gpt-4o-mini": Tiles(2833, 5667),
    "gpt-5": Tiles(70, 140),
    "o1": Tiles(75, 150),
    "o3": Tiles(75, 150),
    "computer-use-preview": Tiles(65, 129),
    "gpt-4.1-mini": Patches(162),
    "gpt-4.1-nano": Patches(246),
    "gpt-5-mini": Patches(162),
    "gpt-5-nano": Patches(246),
    "gpt-5.4-mini": Patches(162),
    "gpt-5.4-nano": Patches(246),
    "o4-mini": Patches(172),
    "gpt-5-codex-mini": Patches(),
    "gpt-5.1-codex-mini": Patches(),
    "gpt-5.2": Patches(),
    "gpt-5.3": Patches(),
    "gpt-5.4": Patches(100, _HIGH_LATER, _ORIGINAL, _HIGH_LATER),
    "gpt-5.5": Patches(100, _HIGH_LATER, _ORIGINAL, _ORIGINAL),
}
_LONGEST_FIRST = sorted(_FAMILIES, key=len, reverse=True)


def image_tokens(url: str, detail: str, model: str) -> int:
    """Return the tokens of one image in a prompt.

    Args:
        url: a data URL tells its size; any other, or none, counts as 1024 x 1024.
        detail: "low", "high" or "original"; any other is "auto".
        model: as in the request. One that is not known counts as gpt-4o.
    """
    family = family_of(model)
    if isinstance(family, Tiles):
        if detail == "low":
            return family.base
        return family.base + family.tile * _tiles(size_of(url) or UNKNOWN_SIZE)
    patches = _patches(size_of(url) or UNKNOWN_SIZE, family.budget(detail))
    return -(-patches * family.percent // 100)  # rounded up, as billed


def audio_tokens(data: str, kind: str) -> int:
    """Return the tokens of a recording in a prompt: one for each 100 ms that was begun.

    Args:
        data: base64; see `sound.seconds_of` for what is an estimate.
        kind: "wav" or "mp3" in a chat.
    """
    return -(-round(1000 * seconds_of(data, kind)) // _INPUT_MS_PER_TOKEN)


def speech_tokens(transcript_tokens: int) -> int:
    """Return the tokens of an answer's sound: one for each 50 ms, an estimate of its length."""
    return transcript_tokens * _SPEECH_MS_PER_TOKEN // _OUTPUT_MS_PER_TOKEN


def speech_s(transcript_tokens: int) -> float:
    """Return how long it takes to say a transcript, in seconds: an estimate."""
    return transcript_tokens * _SPEECH_MS_PER_TOKEN / 1000


def family_of(model: str) -> Tiles | Patches:
    """Return how a model counts images; a gateway's or a fine-tuning's prefix is passed over."""
    name = model.rpartition("/")[2].removeprefix("ft:")
    for prefix in _LONGEST_FIRST:
        if name.startswith(prefix):
            return _FAMILIES[prefix]
    return _ELSE


def _tiles(size: Size) -> int:
    width, height = _within(size, _TILED_LONGEST_PX)
    shortest = min(width, height)
    if shortest > _TILED_SHORTEST_PX:
        width, height = _scaled((width, height), _TILED_SHORTEST_PX / shortest)
    return -(-width // _TILE_PX) * -(-height // _TILE_PX)


def _patches(size: Size, budget: Budget) -> int:
    """Return how many squares cover an image that is scaled down to a budget.

    The longest side is limited first: an image of 4000 x 1474 was billed as 64 x 24 patches.
    """
    width, height = _within(size, budget.longest_px)
    if _covering(width, height) > budget.patches:
        shrink = sqrt(_PATCH_PX**2 * budget.patches / (width * height))
        across, down = width * shrink / _PATCH_PX, height * shrink / _PATCH_PX
        shrink *= min(floor(across) / across, floor(down) / down)
        width, height = _scaled((width, height), shrink)
    return _covering(width, height)


def _covering(width: int, height: int) -> int:
    return -(-width // _PATCH_PX) * -(-height // _PATCH_PX)


def _within(size: Size, longest_px: int) -> Size:
    return _scaled(size, longest_px / max(size)) if max(size) > longest_px else size


def _scaled(size: Size, factor: float) -> Size:
    """Return a size in whole pixels, rounded: 2049 x 513 was billed as 2048 x 513."""
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))
