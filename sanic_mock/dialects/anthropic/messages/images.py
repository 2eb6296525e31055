"""Images of a request: whether each is one, of a kind and size that are taken [issues-2026]."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.anthropic.messages.blocks import Block, ImageBlock, ToolResult
from sanic_mock.dialects.anthropic.messages.request import Turn
from sanic_mock.engine.media import data_url, image_size

# Letters of base64 that an image may have.
LONGEST = 5 * 1024 * 1024
# Pixels that a side may have, and where there are many images.
WIDEST, WIDEST_OF_MANY, MANY = 8000, 2000, 20
_KINDS = ("image/jpeg", "image/png", "image/gif", "image/webp")
_ONE_KIND = "Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'"
_SOURCES = ("base64", "url", "file")


def check(turns: Sequence[Turn]) -> None:
    """Check the images of messages; raises Problem."""
    images = list(_images(turns))
    for path, block in images:
        _check_source(f"{path}.image.source", block.source, is_one_of_many=len(images) > MANY)


def _images(turns: Sequence[Turn]) -> Iterator[tuple[str, ImageBlock]]:
    """Yield each image with where it stands."""
    for place, turn in enumerate(turns):
        if not isinstance(turn.content, str):
            yield from _images_of(f"messages.{place}.content", turn.content)


def _images_of(path: str, blocks: Sequence[Block]) -> Iterator[tuple[str, ImageBlock]]:
    for number, block in enumerate(blocks):
        if isinstance(block, ImageBlock):
            yield f"{path}.{number}", block
        elif isinstance(block, ToolResult) and isinstance(block.content, list):
            yield from _images_of(f"{path}.{number}.tool_result.content", block.content)


def _check_source(path: str, source: dict[str, Any], *, is_one_of_many: bool) -> None:
    kind = source.get("type")
    if kind not in _SOURCES:
        raise errors.at(
            path,
            f"Input tag '{kind}' found using 'type' does not match any of the expected tags: "
            "'base64', 'url', 'file'",
        )
    if kind == "base64":
        _check_base64(f"{path}.base64", source, WIDEST_OF_MANY if is_one_of_many else WIDEST)


def _check_base64(path: str, source: dict[str, Any], widest: int) -> None:
    for name in ("data", "media_type"):
        if name not in source:
            raise errors.missing(f"{path}.{name}")
    data, kind = source["data"], source["media_type"]
    if kind not in _KINDS:
        raise errors.at(f"{path}.media_type", _ONE_KIND)
    if not isinstance(data, str):
        raise errors.at(f"{path}.data", "Input should be a valid string")
    if not data:
        raise errors.at(path, "image cannot be empty")
    if len(data) > LONGEST:
        raise errors.at(path, f"image exceeds 5 MB maximum: {len(data)} bytes > {LONGEST} bytes")
    _check_bytes(path, data, kind, widest)


def _check_bytes(path: str, data: str, kind: str, widest: int) -> None:
    url = f"data:{kind};base64,{data}"
    read = data_url.read(url)
    if read is None or not read.is_base64 or len(data) % 4:
        raise errors.at(path, "invalid base64 data")
    seen, size = read.seen_kind, image_size.size_of(url)
    if not seen or size is None:
        raise errors.at(f"{path}.data", "Could not process image")
    if seen != kind:
        raise errors.at(
            path,
            f"The image was specified using the {kind} media type, but the image appears to be "
            f"a {seen} image",
        )
    if max(size) > widest:
        many = " for many-image requests" if widest == WIDEST_OF_MANY else ""
        raise errors.at(
            f"{path}.data",
            f"At least one of the image dimensions exceed max allowed size{many}: {widest} pixels",
        )
