"""Errors of OpenAI's about images and files in a prompt [issues-2026].

Nowhere found, and worded like others of their kind: `no_base64_of_image`.
"""

from __future__ import annotations

from sanic_mock.errors import Problem

_LIKE = "(e.g. 'data:application/pdf;base64,SGVsbG8sIFdvcmxkIQ==')"
_IMAGE = "(e.g. 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU=')"


class ImageProblem(Problem):
    """What is wrong with an image of a chat, whose answer tells a limit of images, too."""


def unsupported_image() -> Problem:
    """Bytes that are no PNG, JPEG, GIF or WebP image; the missing word is OpenAI's."""
    return _image(
        "You uploaded an unsupported image. Please make sure your image has of one the following "
        "formats: ['png', 'jpeg', 'gif', 'webp']."
    )


def no_image_kind() -> Problem:
    """A data URL that says that it is something else."""
    return _image("Invalid MIME type. Only image types are supported.")


def bad_base64() -> Problem:
    """A data URL that is no base64."""
    return ImageProblem(400, "Invalid base64 image_url.", code="invalid_base64")


def bad_image_url(url: str) -> Problem:
    """A URL that is none."""
    return ImageProblem(
        400,
        f"Invalid image URL: '{url}'. Expected a valid URL, but got a value with an invalid "
        "format.",
        code="invalid_value",
    )


def not_for_role(place: int, role: str) -> Problem:
    """An image in what somebody else than the user says (openai-node#1030)."""
    param = f"messages[{place}]"
    return _value(
        f"Invalid '{param}'. Image URLs are only allowed for messages with role 'user', "
        f"but this message with role '{role}' contains an image URL.",
        param,
    )


def no_data_url_of_image(param: str, kind: str) -> Problem:
    """A data URL in a response's input that says that it is something else (PSOpenAI#43)."""
    return _value(
        f"Invalid '{param}'. Expected a base64-encoded data URL with an image MIME type "
        f"{_IMAGE}, but got unsupported MIME type '{kind}'.",
        param,
    )


def no_base64_of_image(param: str) -> Problem:
    """A data URL in a response's input that is no base64."""
    return _value(
        f"Invalid '{param}'. Expected a base64-encoded data URL with an image MIME type "
        f"{_IMAGE}, but got an invalid base64-encoded value.",
        param,
    )


def no_url(param: str) -> Problem:
    """Something in a response's input that is no URL at all."""
    return _value(
        f"Invalid '{param}'. Expected a valid URL, but got a value with an invalid format.", param
    )


def invalid_image() -> Problem:
    """Bytes in a response's input that are no image."""
    return _value(
        "The image data you provided does not represent a valid image. Please check your input "
        "and try again with one of the supported image formats: ['image/jpeg', 'image/png', "
        "'image/gif', 'image/webp'].",
        "input",
    )


def bad_file(param: str, why: str, *, of_chat: bool) -> Problem:
    """A file that is no data URL; `why` says what it is. Chat opens with words of its own."""
    opening = "Invalid file data:" if of_chat else "Invalid"
    return _value(
        f"{opening} '{param}'. Expected a base64-encoded data URL with an application/pdf MIME "
        f"type {_LIKE}, but got {why}.",
        param,
    )


def unsupported_file(param: str, kind: str) -> Problem:
    """A data URL in a response's input that is no document, 2 of 2 [cassettes-2026]."""
    return _value(
        f"Invalid file data: '{param}'. Expected a base64-encoded data URL with a valid file MIME "
        "type (e.g. 'data:text/plain;base64,SGVsbG8sIFdvcmxkIQ=='), but got unsupported MIME type "
        f"'{kind}'. Please see https://platform.openai.com/docs/assistants/tools/file-search"
        "#supported-files for supported file types.",
        param,
    )


def _image(message: str) -> Problem:
    return ImageProblem(400, message, code="invalid_image_format")


def _value(message: str, param: str) -> Problem:
    return Problem(400, message, param=param, code="invalid_value")
