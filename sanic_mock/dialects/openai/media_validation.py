"""Checks of images and files that stand in a prompt: by what they say they are, and their bytes.

What is somewhere else is not fetched, so it is taken for what it should be.
"""

from __future__ import annotations

from sanic_mock.dialects.openai import media_errors
from sanic_mock.engine.media import data_url
from sanic_mock.errors import Problem

_SCHEMES = ("http://", "https://", data_url.SCHEME)
_NO_DOCUMENTS = ("audio/", "video/")
_IMAGES = ("image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp")


def chat_image(url: str) -> Problem | None:
    """Return what is wrong with an image of a chat message, or None."""
    if not _is_url(url):
        return media_errors.bad_image_url(url)
    said = data_url.read(url)
    if said is None:
        return None
    if not said.kind.startswith("image/"):
        return media_errors.no_image_kind()
    if not said.is_base64:
        return media_errors.bad_base64()
    return None if said.is_image else media_errors.unsupported_image()


def response_image(param: str, url: str) -> Problem | None:
    """Return what is wrong with an image of a response's input, or None."""
    if not _is_url(url):
        return media_errors.no_url(param)
    said = data_url.read(url)
    if said is None:
        return None
    if said.kind not in _IMAGES:
        return media_errors.no_data_url_of_image(param, said.kind)
    if not said.is_base64:
        return media_errors.no_base64_of_image(param)
    return None if said.is_image else media_errors.invalid_image()


def file(param: str, text: str, *, of_chat: bool) -> Problem | None:
    """Return what is wrong with a file's data, or None; any kind of document is read."""
    said = data_url.read(text)
    if said is None:
        return media_errors.bad_file(param, "a value without the 'data:' prefix", of_chat=of_chat)
    if not said.is_base64:
        return media_errors.bad_file(param, "an invalid base64-encoded value", of_chat=of_chat)
    if not of_chat and said.kind.startswith(_NO_DOCUMENTS):
        return media_errors.unsupported_file(param, said.kind)
    return None


def _is_url(text: str) -> bool:
    return text[: len("https://")].lower().startswith(_SCHEMES)
