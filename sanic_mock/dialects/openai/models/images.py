"""How models count the tokens of an image: in tiles, or in patches.

Numbers are those of "Images and vision" [guides-2026]; where it says nothing, what clients were
billed.
"""

from __future__ import annotations

from math import ceil, floor, sqrt
from typing import NamedTuple

from sanic_mock.engine.media.image_size import Size

_PATCH_PX = 32
_TILE_PX = 512
_TILED_LONGEST_PX = 2048
_TILED_SHORTEST_PX = 768


class Tiles(NamedTuple):
    """A family that cuts images into squares of 512 pixels."""

    base: int
    tile: int

    def tokens(self, size: Size, detail: str) -> int:
        """Return the tokens of an image; `detail` is "low", or any other."""
        return self.base if detail == "low" else self.base + self.tile * _tiles(size)


class Budget(NamedTuple):
    """What an image is scaled down to."""

    patches: int
    longest_px: int


# The guide says only that "low" shows the model 512 x 512 pixels.
LOW = Budget(256, 512)
HIGH = Budget(1536, 2048)
HIGH_LATER = Budget(2500, 2048)
ORIGINAL = Budget(10_000, 6000)


class Patches(NamedTuple):
    """A family that covers images with squares of 32 pixels.

    Attributes:
        factor: tokens of a patch; 1.2 was billed of all from gpt-5.2 on, and by gpt-5-mini.
        high: what the detail "high" allows.
        original: what the detail "original" allows.
        auto: where no detail is asked for.
    """

    factor: float = 1.2
    high: Budget = HIGH
    original: Budget = HIGH
    auto: Budget = HIGH

    def tokens(self, size: Size, detail: str) -> int:
        """Return the tokens of an image; a `detail` that is not known is "auto"."""
        return ceil(_patches(size, self._budget(detail)) * self.factor)  # rounded up, as billed

    def _budget(self, detail: str) -> Budget:
        if detail == "low":
            return LOW
        return {"high": self.high, "original": self.original}.get(detail, self.auto)


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
