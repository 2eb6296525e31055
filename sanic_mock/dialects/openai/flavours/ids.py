"""Ids in the forms that other services have."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sanic_mock.dialects.ids import BASE62, random_part, request_id, trace_id, unique, uuid
from sanic_mock.dialects.openai.ids import call_id
from sanic_mock.engine.draws import more

#: A request's chance and its unix second to the id of its answer.
IdOf = Callable[[bytes, int], bytes]
#: A request's chance, the number of a choice and that of a call in it to the call's id.
CallIdOf = Callable[[bytes, int, int], str]

_LOWER = b"abcdefghijklmnopqrstuvwxyz0123456789"
_CROCKFORD = b"0123456789abcdefghjkmnpqrstvwxyz"


def plain_uuid(digest: bytes, created_s: int) -> bytes:
    """Return a UUID."""
    return uuid(digest)


def plain_hex(digest: bytes, created_s: int) -> bytes:
    """Return 32 hex digits."""
    return trace_id(digest)


def numbered(digest: bytes, created_s: int) -> bytes:
    """Return a number of up to three digits, as Ollama draws it: not unique."""
    return b"chatcmpl-%d" % (int.from_bytes(unique(digest[24:32])) % 999)


def chat_uuid(digest: bytes, created_s: int) -> bytes:
    """Return a UUID that is a completion's."""
    return b"chatcmpl-" + uuid(digest)


def short_chat_hex(digest: bytes, created_s: int) -> bytes:
    """Return 16 hex digits that are a completion's, as vLLM's are."""
    return b"chatcmpl-" + trace_id(digest)[:16]


def generation(digest: bytes, created_s: int) -> bytes:
    """Return what a generation at OpenRouter is called: its second, and 20 letters."""
    return b"gen-%d-%b" % (created_s, random_part(digest)[:20])


def groq_request(digest: bytes, created_s: int = 0) -> bytes:
    """Return what Groq calls a request: `req_`, and a ULID in small letters."""
    return b"req_01" + _drawn(digest, b"groq", 24, _CROCKFORD)


def seed(digest: bytes) -> int:
    """Return a seed of 31 bits that was drawn for a request."""
    return int.from_bytes(unique(digest[48:52])) >> 1


def numbered_call(digest: bytes, choice: int, number: int) -> str:
    """Return DeepSeek's: the call's number, and 20 letters."""
    return f"call_{number:02d}_{call_id(digest, choice, number)[5:25]}"


def short_call(digest: bytes, choice: int, number: int) -> str:
    """Return nine letters, which is all that Mistral takes back."""
    return _drawn(digest, b"call.%d.%d" % (choice, number), 9, BASE62).decode()


def small_call(digest: bytes, choice: int, number: int) -> str:
    """Return nine small letters, as Groq's models draw them."""
    return _drawn(digest, b"call.%d.%d" % (choice, number), 9, _LOWER).decode()


def ollama_call(digest: bytes, choice: int, number: int) -> str:
    """Return Ollama's: `call_`, and eight small letters."""
    return "call_" + small_call(digest, choice, number)[:8]


def digits_call(digest: bytes, choice: int, number: int) -> str:
    """Return xAI's: `call_`, and eight digits."""
    return "call_" + _drawn(digest, b"call.%d.%d" % (choice, number), 8, _LOWER[26:]).decode()


def tool_use_call(digest: bytes, choice: int, number: int) -> str:
    """Return an id of Anthropic's on Bedrock, which OpenRouter hands through."""
    return "toolu_bdrk_01" + call_id(digest, choice, number)[5:27]


def hex_call(digest: bytes, choice: int, number: int) -> str:
    """Return vLLM's: `chatcmpl-tool-`, and 16 hex digits."""
    drawn = request_id(more(digest, b"call.%d.%d" % (choice, number)))
    return f"chatcmpl-tool-{drawn[:16].decode()}"


def _drawn(digest: bytes, purpose: bytes, letters: int, alphabet: bytes) -> bytes:
    return unique(more(digest, purpose)[:letters]).translate(_letters(alphabet))


@cache
def _letters(alphabet: bytes) -> bytes:
    """Return the letter that each byte of chance draws."""
    return bytes(alphabet[value % len(alphabet)] for value in range(256))
