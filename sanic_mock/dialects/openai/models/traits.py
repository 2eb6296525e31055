"""How answers of a model differ on the wire; looked up once for each name, then kept."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from sanic_mock.dialects.openai.models.lookup import family_of, row_of
from sanic_mock.dialects.openai.models.rows import Family
from sanic_mock.engine.tokens import CL100K, ENCODING

KNOWN_MODELS = 256
PRIMING = 3  # tokens that begin an answer


class Traits(NamedTuple):
    """How answers of a model differ on the wire.

    Attributes:
        answers_as: the model name in the answer.
        fingerprint: JSON of `system_fingerprint`.
        has_logprobs_key: whether choices carry `logprobs`; the gpt-5 family leaves it out.
        bills_role: whether the role counts as a prompt token.
        is_particular: whether it reasons, speaks, searches or has another vocabulary than o200k,
            and bills or refuses accordingly.
        is_older: whether its vocabulary is cl100k.
        framing: tokens that a message bills beside its text.
        short_framing: likewise, a prompt of one message, which a user says; None of a model that
            is particular.
        most_prompt: most tokens that a prompt may have.
        family: what it has in common with others.
    """

    answers_as: str
    fingerprint: bytes
    has_logprobs_key: bool
    bills_role: bool
    is_particular: bool
    is_older: bool
    framing: int
    short_framing: int | None
    most_prompt: int
    family: Family


# Models before gpt-4o, and their snapshots and fine-tuned ones: tiktoken's model table.
_OLDER = re.compile(r"(?:ft:)?gpt-(?:3\.5|4(?![o.\w]))")


def vocabulary_of(asked: str) -> str:
    """Return the name of the vocabulary that a chat model's tokens are of."""
    return CL100K if _OLDER.match(asked) else ENCODING


@lru_cache(KNOWN_MODELS)
def traits(asked: str) -> Traits:
    """Return how the model asked for answers; any name is served."""
    family = family_of(asked)
    name, is_older = row_of(asked).snapshot or asked, vocabulary_of(asked) == CL100K
    is_particular = is_older or bool(family.efforts) or family.speaks or family.searches
    is_framed = family.prompting.is_framed
    framing = 4 if family.bills_role else 3 if is_framed else 0
    return Traits(
        name,
        _fingerprint(name, family),
        family.has_logprobs_key,
        family.bills_role,
        is_particular,
        is_older,
        framing,
        None if is_particular else framing + (PRIMING if is_framed else 0),
        family.most_input or family.window,
        family,
    )


def _fingerprint(name: str, family: Family) -> bytes:
    if family.is_search_preview:
        return b'""'
    return b'"fp_%b"' % _ten_hex(name) if family.has_fingerprint else b"null"


def _ten_hex(name: str) -> bytes:
    return blake2b(name.encode(), digest_size=5).hexdigest().encode()
