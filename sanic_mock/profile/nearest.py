"""Which of the known words somebody meant."""

from collections.abc import Iterable
from difflib import SequenceMatcher

# below this likeness, naming one word would send people the wrong way
_ALIKE = 0.5


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `word`, None if none is much like it."""
    scored = [(SequenceMatcher(None, word, one).ratio(), one) for one in sorted(known)]
    best = max(scored, default=(0.0, ""), key=lambda pair: pair[0])
    return best[1] if best[0] >= _ALIKE else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return "nearest is X", or all known words where none is near."""
    known = sorted(known)
    near = nearest(word, known)
    return f"nearest is {near}" if near else f"known: {', '.join(known)}"
