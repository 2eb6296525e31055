"""An answer that was heard is told again by its id, which tells what that bills."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.openai.chat.heard import audio_id, transcript_tokens


@given(st.binary(min_size=9, max_size=40), st.integers(0, 2**24 - 1))
def test_an_id_tells_how_many_tokens_its_transcript_had(drawn: bytes, tokens: int) -> None:
    name = audio_id(drawn, tokens)

    assert transcript_tokens(name) == tokens
    assert len(name) == len("audio_6a233a2d7c188191babb522be781ec61")


@given(st.one_of(st.text(), st.binary(max_size=40).map(lambda raw: f"audio_{raw.hex()}")))
def test_of_an_id_that_was_not_made_here_nobody_knows(name: str) -> None:
    assert transcript_tokens(name) is None
