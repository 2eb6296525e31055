"""How models differ: what they take, how they bill, how their answers look.

Windows and longest outputs are those of OpenAI's models page; how answers are billed and which
parameters are refused is from recorded traffic, family by family.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from sanic_mock.dialects.openai.catalogue import SNAPSHOTS, base_name

KNOWN_MODELS = 256
UNKNOWN = 1 << 62


class Family(NamedTuple):
    """What the models of one family have in common; the defaults are a model nobody knows.

    Attributes:
        window: most tokens of prompt and answer together.
        most_output: most tokens of an answer.
        most_input: most tokens of a prompt, where that is told instead of the window; else 0.
        efforts: the values of `reasoning_effort`; none for a model that does not reason.
        effort: the value where a request has none.
        framing: tokens that an answer bills beside its text.
        sees: whether it takes images.
        speaks: whether it takes and gives sound, and wants one of both.
        searches: whether it searches the web.
        reasons_with_tools: whether it may reason where it is offered functions.
        predicts: whether it takes a prediction of its answer.
    """

    window: int = UNKNOWN
    most_output: int = UNKNOWN
    most_input: int = 0
    efforts: tuple[str, ...] = ()
    effort: str = "none"
    framing: int = 0
    sees: bool = True
    speaks: bool = False
    searches: bool = False
    reasons_with_tools: bool = True
    predicts: bool = True


_THREE = ("low", "medium", "high")
_FROM_MINIMAL = ("minimal", *_THREE)
_FROM_NONE = ("none", *_THREE)
_ALL = (*_FROM_NONE, "xhigh")

_GPT4O = Family(128_000, 16_384)
_GPT41 = Family(1_047_576, 32_768)
_GPT5 = Family(400_000, 128_000, 272_000, _FROM_MINIMAL, "medium", 9)
_LONG = Family(1_050_000, 128_000, 922_000, _ALL, "medium", 3, reasons_with_tools=False)
_O = Family(200_000, 100_000, 0, _THREE, "medium")
_SPEAKING = _GPT4O._replace(sees=False, speaks=True, predicts=False)
_SEARCHING = _GPT4O._replace(searches=True, predicts=False)
_OLD = Family(128_000, 4096, predicts=False)

# Beginning of a name to the family; of several, the longest counts.
FAMILIES: dict[str, Family] = {
    "gpt-3.5-turbo": _OLD._replace(window=16_385, sees=False),
    "gpt-4": _OLD._replace(window=8192, most_output=8192, sees=False),
    "gpt-4-32k": _OLD._replace(window=32_768, most_output=32_768, sees=False),
    "gpt-4-turbo": _OLD,
    "gpt-4-0125": _OLD._replace(sees=False),
    "gpt-4-1106": _OLD._replace(sees=False),
    "gpt-4-1106-vision": _OLD,
    "gpt-4.1": _GPT41,
    "gpt-4.5": _GPT4O,
    "gpt-4o": _GPT4O,
    "gpt-4o-2024-05-13": _OLD,
    "gpt-4o-audio": _SPEAKING,
    "gpt-4o-mini-audio": _SPEAKING,
    "gpt-audio": _SPEAKING,
    "gpt-4o-search": _SEARCHING,
    "gpt-4o-mini-search": _SEARCHING,
    "gpt-5-search": _GPT5._replace(searches=True, framing=0),
    "chatgpt-4o": _GPT4O._replace(predicts=False),
    "gpt-5": _GPT5,
    "gpt-5-chat": _GPT4O,
    "gpt-5.1": _GPT5._replace(efforts=_FROM_NONE, effort="none"),
    "gpt-5.1-chat": _GPT4O,
    "gpt-5.2": _GPT5._replace(efforts=_ALL, effort="none"),
    "gpt-5.2-chat": _GPT4O,
    "gpt-5.4": _LONG._replace(effort="none", reasons_with_tools=True),
    "gpt-5.5": _LONG,
    "gpt-5.6": _LONG,
    "gpt-6": _LONG,
    "o1": _O,
    "o1-mini": Family(128_000, 65_536, 0, ("medium",), "medium", sees=False),
    "o1-preview": Family(128_000, 32_768, 0, ("medium",), "medium", sees=False),
    "o3": _O,
    "o3-mini": _O._replace(framing=13, sees=False),
    "o4-mini": _O._replace(framing=18),
}


class Traits(NamedTuple):
    """How answers of a model differ on the wire.

    Attributes:
        answers_as: the model name in the answer.
        fingerprint: JSON of `system_fingerprint`.
        has_logprobs_key: whether choices carry `logprobs`; the gpt-5 family leaves it out.
        bills_role: whether the role counts as a prompt token.
        is_particular: whether it reasons, speaks or searches, and bills or refuses accordingly.
        most_prompt: most tokens that a prompt may have.
        family: what it has in common with others.
    """

    answers_as: str
    fingerprint: bytes
    has_logprobs_key: bool
    bills_role: bool
    is_particular: bool
    most_prompt: int
    family: Family


@lru_cache(KNOWN_MODELS)
def traits(asked: str) -> Traits:
    """Return how the model asked for answers; any name is served."""
    name = SNAPSHOTS.get(asked, asked)
    base = base_name(name)
    is_gpt5 = base.startswith(("gpt-5", "gpt-6"))
    is_o_series = base[:1] == "o" and base[1:2].isdigit()
    family = _family(base, is_gpt5=is_gpt5, is_o_series=is_o_series)
    has_none = is_gpt5 or base == "gpt-4-0613" or base.startswith("o4-mini")
    return Traits(
        name,
        b"null" if has_none else b'"fp_%b"' % _ten_hex(name),
        not is_gpt5,
        not is_gpt5 and not is_o_series,
        bool(family.efforts) or family.speaks or family.searches,
        family.most_input or family.window,
        family,
    )


def _family(base: str, *, is_gpt5: bool, is_o_series: bool) -> Family:
    known = max((one for one in FAMILIES if _begins(base, one)), key=len, default=None)
    if known is not None:
        return FAMILIES[known]
    # one that is newer than this table
    if is_gpt5:
        return _LONG
    return _O if is_o_series else Family()


def _begins(name: str, start: str) -> bool:
    """Return whether a name is of a family: gpt-4 is none of gpt-4.1's, nor o1 of o12's."""
    following = name[len(start) : len(start) + 1]
    return name.startswith(start) and not (following.isalnum() or following == ".")


def _ten_hex(name: str) -> bytes:
    return blake2b(name.encode(), digest_size=5).hexdigest().encode()
