"""Tokens of images and sound: what a prompt's cost, and what a spoken answer's.

Nothing is fetched and nothing is decoded but headers: an image or recording costs microseconds,
whatever its size. Numbers are those of "Managing costs" (Realtime API) [guides-2026]; where it says
nothing, what clients were billed [pydantic-2026] [issues-2026].
"""

from __future__ import annotations

from binascii import Error, a2b_base64

from sanic_mock.dialects.bounded_cache import BoundedCache
from sanic_mock.dialects.openai.models import Family, family_of
from sanic_mock.dialects.openai.models.images import Tiles
from sanic_mock.engine.media import data_url
from sanic_mock.engine.media.image_size import size_of
from sanic_mock.engine.media.named_size import named_size
from sanic_mock.engine.media.pdf import Sheets, sheets_of
from sanic_mock.engine.media.sound import seconds_of

#: The size of an image that cannot be known: six of seven addresses that name none were billed as
#: one tile, or fewer patches than this [cassettes-2026].
UNKNOWN_SIZE = (512, 512)

_INPUT_MS_PER_TOKEN = 100
_OUTPUT_MS_PER_TOKEN = 50
# 150 words in a minute. Of four answers, of about 9 tokens each, the sound had 37, 50, 56 and 68
# (their source was not kept): 5.9 for each token of the transcript.
_SPEECH_MS_PER_TOKEN = 300

# What a file bills; more, if it has a text; and letters of that for a token: an estimate, within
# 3 % of the prompts with four PDFs [billed-2026].
_FILE_TOKENS = 4
_TEXT_TOKENS = 7
_LETTERS_PER_TOKEN = 3.83
# At chat each page is an image, too: as if of this size, to models before gpt-5, later ones, and
# the latest. Four pages billed 212 to 218 where images are cut into tiles, whatever a tile bills
# [cassettes-2026].
_PAGE_SIZE, _PAGE_SIZE_LATER, _PAGE_SIZE_LATEST = (560, 704), (416, 416), (896, 1120)
_TILED_PAGE_TOKENS = 213
_UNKNOWN = Sheets(1, 0)
KEPT_FILES = 64
KEPT_BYTES = 1 << 16
_kept: BoundedCache[Sheets] = BoundedCache(KEPT_FILES, KEPT_BYTES)


def image_tokens(url: str, detail: str, model: str) -> int:
    """Return the tokens of one image in a prompt.

    Args:
        url: a data URL tells its size, others may name it; else it counts as 512 x 512.
        detail: "low", "high" or "original"; any other is "auto".
        model: as in the request; a gateway's prefix is passed over. One that is not known counts
            as gpt-4o.
    """
    images = family_of(model.rpartition("/")[2]).images
    return images.tokens(size_of(url) or named_size(url) or UNKNOWN_SIZE, detail)


def file_tokens(data: str, model: str, *, shows_pages: bool) -> int:
    """Return the tokens of one file in a prompt.

    Args:
        data: a data URL, or base64, of which a PDF and a text are looked at; anything else, or
            none, counts as one page without a text.
        model: as in the request.
        shows_pages: whether its pages are images as well, as at chat.
    """
    key = hash(data), len(data)
    sheets = _kept.get(key)
    if sheets is None:
        sheets = _sheets(data)
        _kept.keep(key, sheets, 1)
    tokens = _FILE_TOKENS
    if sheets.glyphs:
        tokens += _TEXT_TOKENS + round(sheets.glyphs / _LETTERS_PER_TOKEN)
    if not shows_pages:
        return tokens
    return tokens + sheets.pages * _page_tokens(family_of(model.rpartition("/")[2]))


def _page_tokens(family: Family) -> int:
    if isinstance(family.images, Tiles):
        return _TILED_PAGE_TOKENS
    size = _PAGE_SIZE_LATER if family.prompting.has_definitions else _PAGE_SIZE
    if family.prompting.wraps_calls:
        size = _PAGE_SIZE_LATEST
    return family.images.tokens(size, "auto")


def _sheets(data: str) -> Sheets:
    url = data_url.read(data)
    try:
        raw = a2b_base64(data[url.start :] if url is not None and url.start else data)
    except (Error, ValueError):
        return _UNKNOWN
    if url is not None and url.kind.startswith("text/"):
        return Sheets(1, len(raw))
    return sheets_of(raw)


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
