"""The words at the top level of a profile, as all that reads what is inside it knows them.

The table of them is made of the sections, and those of kinds that read mappings: so `schema` says
here which words there are, once it has been made.
"""

from __future__ import annotations

from collections.abc import Collection

_words: set[str] = set()
_of_server: set[str] = set()


def note_top_level(words: Collection[str], of_server: Collection[str]) -> None:
    """Say which words there are, and which of them nothing that a profile names may have."""
    _words.update(words)
    _of_server.update(of_server)


def is_top_level(words: Collection[str]) -> bool:
    """Return whether these are the words of a whole profile."""
    return _words <= set(words)


def misplaced(word: str, *, has_piece: bool) -> str:
    """Return what to say of a word that is unknown where it stands; "" of one that is no profile's.

    Args:
        word: the key.
        has_piece: whether keys of a profile may stand in a key beside it.
    """
    if word in (_of_server if has_piece else _words):
        return f"{word} belongs at the top level of a profile"
    return ""
