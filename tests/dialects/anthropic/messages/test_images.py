"""Images of a request, and what is wrong with them."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from sanic_mock.dialects.anthropic.messages.images import LONGEST
from sanic_mock.engine.media.picture import picture
from tests.dialects.anthropic.asking import asked, post
from tests.serving import Server

PNG = b64encode(picture("png", 64, 64)).decode()
FIRST = "messages.0.content.0.image.source"
KINDS = "Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'"


def image(data: Any = PNG, media_type: Any = "image/png", **more: Any) -> dict[str, Any]:
    """Return a block with an image."""
    source = {"type": "base64", "media_type": media_type, "data": data} | more
    return {"type": "image", "source": {key: one for key, one in source.items() if one != ...}}


def wide(width: int) -> dict[str, Any]:
    """Return a block with an image that says it has that width."""
    small = picture("png", 8, 8)
    return image(b64encode(small[:16] + width.to_bytes(4) + small[20:]).decode())


def refusal(server: Server, *blocks: Any, **fields: str) -> str:
    """Return why a message is refused; "" where it is answered."""
    said = {"role": "user", "content": [*blocks, {"type": "text", "text": "What is this?"}]}
    answer = post(server, asked(messages=[said]), **fields).json()
    return str(answer["error"]["message"]) if answer["type"] == "error" else ""


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
def test_an_image_is_answered(server: Server, form: str) -> None:
    data = b64encode(picture(form, 64, 64)).decode()

    assert refusal(server, image(data, f"image/{form}")) == ""


def test_an_image_that_is_somewhere_else_is_not_looked_at(server: Server) -> None:
    assert refusal(server, {"type": "image", "source": {"type": "url", "url": "https://a.b"}}) == ""


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (image("not base64!"), f"{FIRST}.base64: invalid base64 data"),
        (image(PNG[:-1]), f"{FIRST}.base64: invalid base64 data"),
        (image(f"data:image/png;base64,{PNG}"), f"{FIRST}.base64: invalid base64 data"),
        (image(""), f"{FIRST}.base64: image cannot be empty"),
        (image(...), f"{FIRST}.base64.data: Field required"),
        (image(1), f"{FIRST}.base64.data: Input should be a valid string"),
        (image(media_type=...), f"{FIRST}.base64.media_type: Field required"),
        (image(media_type="image/bmp"), f"{FIRST}.base64.media_type: {KINDS}"),
        (image("aGVsbG8gdGhlcmU="), f"{FIRST}.base64.data: Could not process image"),
        (
            image(media_type="image/jpeg"),
            f"{FIRST}.base64: The image was specified using the image/jpeg media type, but the "
            "image appears to be a image/png image",
        ),
        (
            image("A" * (LONGEST + 4)),
            f"{FIRST}.base64: image exceeds 5 MB maximum: 5242884 bytes > 5242880 bytes",
        ),
        (
            wide(8001),
            f"{FIRST}.base64.data: At least one of the image dimensions exceed max allowed size: "
            "8000 pixels",
        ),
        (
            image(type={}),
            f"{FIRST}: Input tag '{{}}' found using 'type' does not match any of the expected "
            "tags: 'base64', 'url', 'file'",
        ),
        (
            image(type="path"),
            f"{FIRST}: Input tag 'path' found using 'type' does not match any of the expected "
            "tags: 'base64', 'url', 'file'",
        ),
    ],
    ids=range(14),
)
def test_an_image_that_is_none_is_refused(server: Server, block: Any, message: str) -> None:
    assert refusal(server, block) == message


def test_many_images_are_to_be_smaller(server: Server) -> None:
    assert refusal(server, *[wide(2001)] * 20) == ""
    assert refusal(server, *[wide(2001)] * 21) == (
        f"{FIRST}.base64.data: At least one of the image dimensions exceed max allowed size for "
        "many-image requests: 2000 pixels"
    )


def test_an_image_in_a_result_is_looked_at(server: Server) -> None:
    call = {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {}}
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": [image("?")]}
    turns = [("user", "Look"), ("assistant", [call]), ("user", [result])]
    messages = [{"role": role, "content": content} for role, content in turns]
    error = post(server, asked(messages=messages)).json()["error"]

    assert error["message"] == (
        "messages.2.content.0.tool_result.content.0.image.source.base64: invalid base64 data"
    )


def test_a_lenient_server_looks_at_none(server: Server) -> None:
    assert refusal(server, image("?"), x_mock_mode="lenient") == ""
