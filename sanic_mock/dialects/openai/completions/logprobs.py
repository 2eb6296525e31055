"""Probabilities as completions tell them: four lists side by side [openapi-2026]."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from random import Random
from typing import Any

import msgspec

from sanic_mock.engine.draws import pinned
from sanic_mock.engine.logprobs import logprobs, unescaped
from sanic_mock.engine.reply import Logprob
from sanic_mock.engine.tokens import CL100K, pieces

Json = dict[str, Any]

ALTERNATIVES = 512

_escape = msgspec.json.Encoder().encode


class PromptLogprobs:
    """Makes the probabilities of prompts that are echoed: the same for each, whenever it comes.

    Args:
        seed: of the server.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._others: tuple[str, ...] = ()

    def learn(self, vocabulary: Iterable[bytes]) -> None:
        """Know the pieces that may stand beside a prompt's own tokens."""
        known = sorted(vocabulary)  # every worker must choose the same
        step = max(1, len(known) // ALTERNATIVES)
        self._others = tuple(map(unescaped, known[::step]))

    def lists(self, prompt: str, top: int) -> Json:
        """Return the lists of a prompt; what its first token follows nobody knows.

        Args:
            prompt: its text.
            top: how many alternatives each token has.
        """
        escaped = [_escape(raw.decode())[1:-1] for raw, _ in pieces(prompt, CL100K)]
        chance = Random(pinned(self._seed, prompt.encode()))
        lists = logprob_lists(logprobs(escaped, self._others, top, chance))
        if escaped:
            lists["token_logprobs"][0] = lists["top_logprobs"][0] = None
        return lists


def logprob_lists(entries: Sequence[Logprob], offset: int = 0) -> Json:
    """Return the lists of a text.

    Args:
        entries: one for each token.
        offset: characters in front of the text: those of the prompt, echoed or not [issues-2026].
    """
    ends = accumulate((len(one.token) for one in entries), initial=offset)
    return {
        "tokens": [one.token for one in entries],
        "token_logprobs": [one.logprob for one in entries],
        # the token that was chosen is among them, also where no alternatives are asked for
        "top_logprobs": [dict(one.top) or {one.token: one.logprob} for one in entries],
        "text_offset": [start for start, _ in zip(ends, entries, strict=False)],
    }


def joined(first: Json, rest: Json) -> Json:
    """Return the lists of two texts, one behind the other."""
    return {name: first[name] + rest[name] for name in first}
