"""The cache of prompts: what of a prompt was seen before, in whole blocks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.load.prefix import PartCache, PrefixCache

TALK = list(range(100, 164))


def test_a_new_prompt_is_unknown() -> None:
    assert PrefixCache(10, 16).read(TALK) == 0


def test_the_same_prompt_is_known_up_to_its_last_whole_block() -> None:
    cache = PrefixCache(10, 16)
    cache.read(TALK[:40])

    assert cache.read(TALK[:40]) == 32


def test_a_longer_conversation_is_known_as_far_as_it_went() -> None:
    cache = PrefixCache(10, 16)
    cache.read(TALK[:32])

    assert cache.read(TALK) == 32
    assert cache.read(TALK) == 64


def test_a_block_is_known_only_behind_the_same_beginning() -> None:
    cache = PrefixCache(10, 4)
    cache.read([1, 2, 3, 4, 5, 6, 7, 8])

    assert cache.read([9, 9, 9, 9, 5, 6, 7, 8]) == 0
    assert cache.read([5, 6, 7, 8]) == 0


def test_what_differs_at_the_end_of_a_block_is_not_known() -> None:
    cache = PrefixCache(10, 4)
    cache.read([1, 2, 3, 4, 5, 6, 7, 8])

    assert cache.read([1, 2, 3, 4, 5, 6, 7, 0]) == 4


def test_a_prompt_shorter_than_a_block_is_never_known() -> None:
    cache = PrefixCache(10, 16)
    cache.read(TALK[:15])

    assert cache.read(TALK[:15]) == 0
    assert cache.read([]) == 0


def test_the_prompt_not_read_for_longest_is_forgotten() -> None:
    cache = PrefixCache(2, 4)
    cache.read([1] * 4)
    cache.read([2] * 4)
    cache.read([1] * 4)
    cache.read([3] * 4)

    assert cache.read([1] * 4) == 4
    assert cache.read([2] * 4) == 0


def test_of_a_prompt_its_end_is_forgotten_first() -> None:
    """As vLLM does: a block is of no use once those before it are gone."""
    cache = PrefixCache(3, 16)
    cache.read(TALK)

    assert cache.read(TALK) == 48


@given(
    prompts=st.lists(st.lists(st.integers(0, 1), max_size=12), max_size=30),
    blocks=st.integers(1, 8),
    size=st.integers(1, 3),
)
def test_what_is_known_was_read_before_and_fits(
    prompts: list[list[int]], blocks: int, size: int
) -> None:
    cache = PrefixCache(blocks, size)
    seen: list[list[int]] = []
    for prompt in prompts:
        known = cache.read(prompt)
        assert known % size == 0
        assert known <= min(len(prompt), blocks * size)
        assert known == 0 or any(prompt[:known] == one[:known] for one in seen)
        seen.append(prompt)


def test_threads_may_read_at_once() -> None:
    """Large requests are read on threads."""
    cache = PrefixCache(20, 4)
    prompts = [[number % 7] * 40 for number in range(400)]

    with ThreadPoolExecutor(8) as pool:
        known = list(pool.map(cache.read, prompts))

    assert set(known) <= set(range(0, 41, 4))
    assert cache.read([1] * 4) in (0, 4)


# Parts


def test_a_prompt_is_known_as_far_as_it_began_alike() -> None:
    cache = PartCache(100)

    assert cache.read(["a", "b", "c"]) == 0
    assert cache.read(["a", "b", "c"]) == 3
    assert cache.read(["a", "b", "d", "c"]) == 2
    assert cache.read(["b", "c"]) == 0
    assert cache.read([]) == 0


def test_parts_are_forgotten_by_halves_and_those_that_come_again_are_not() -> None:
    cache = PartCache(8)
    cache.read(["a", "b", "c"])
    cache.read(["v", "w"])  # with them more than half are known
    cache.read(["a", "b", "c"])
    cache.read(["x", "y"])

    assert cache.read(["a", "b", "c"]) == 3
    assert cache.read(["v", "w"]) == 0


def test_more_parts_than_are_remembered_are_those_of_one_prompt() -> None:
    cache = PartCache(2)
    prompt = list("abcdefgh")
    cache.read(prompt)

    assert cache.read([*prompt, "i"]) == len(prompt)


def test_parts_that_no_text_may_have_are_parts_too() -> None:
    cache = PartCache(8)
    half, tool = "\ud83d", (b"tool", 7)
    cache.read([half, tool, "\u00e9"])

    assert cache.read([half, tool, "\u00e9"]) == 3
    assert cache.read([half, tool, "e"]) == 2
    assert cache.read([half, (b"tool", 8), "\u00e9"]) == 1


@given(
    prompts=st.lists(st.lists(st.sampled_from("ab"), max_size=8), max_size=20),
    parts=st.integers(1, 30),
)
def test_parts_that_are_known_were_read_before(prompts: list[list[str]], parts: int) -> None:
    cache = PartCache(parts)
    seen: list[list[str]] = []
    for prompt in prompts:
        known = cache.read(prompt)
        assert known == 0 or any(prompt[:known] == one[:known] for one in seen)
        seen.append(prompt)
