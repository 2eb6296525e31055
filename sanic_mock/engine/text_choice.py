"""Which text an answer has: one of those that are written, or as many tokens as are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sanic_mock.distributions import Distribution
from sanic_mock.engine.body import Body
from sanic_mock.engine.draws import Draw, more, six_integers, unit
from sanic_mock.engine.scroll import Scroll
from sanic_mock.engine.texts import Texts
from sanic_mock.engine.vocabulary import tokenised
from sanic_mock.settings import Tokens

# By a cap, a chance and its integers: the text, whether the cap cut it, tokens of hidden thought.
Length = Callable[[int | None, bytes, Draw], tuple[Body, bool, int]]
Retokenise = Callable[[Body, str], Body]

# Of texts that are kept with another encoding's tokens; some 15 MB, in each worker that is asked.
KEPT_TOKENS = 1_000_000


def compile_choice(tokens: Tokens, texts: Texts) -> Length:
    """Return what chooses a text."""
    if texts.scroll is None:
        return _choose_written(texts.bodies)
    return _choose_drawn(tokens, texts.bodies, texts.scroll)


def compile_retokenise(bodies: Sequence[Body]) -> Retokenise:
    """Return what gives a text another encoding's tokens; one of `bodies` gets them once."""
    known: dict[tuple[Body, str], Body] = {}
    written, room = frozenset(bodies), KEPT_TOKENS

    def retokenise(body: Body, encoding: str) -> Body:
        nonlocal room
        found = known.get((body, encoding))
        if found is None:
            found = tokenised(body, encoding)
            if body in written and found.tokens <= room:
                room -= found.tokens
                known[body, encoding] = found
        return found

    return retokenise


def tokenised_choice(choose: Length, encoding: str, retokenise: Retokenise) -> Length:
    """Return what chooses the same texts, with another encoding's tokens."""

    def choose_tokenised(cap: int | None, digest: bytes, draws: Draw) -> tuple[Body, bool, int]:
        # other tokens are fewer at times, though not by so many
        chosen, is_cut, hidden = choose(cap and cap + cap // 8 + 8, digest, draws)
        if cap is not None and hidden >= cap:
            return Body(()), True, cap
        body = retokenise(chosen, encoding)
        if cap is not None and cap - hidden < body.tokens:
            return body.cut(cap - hidden), True, hidden
        return body, is_cut, hidden

    return choose_tokenised


def _choose_written(bodies: Sequence[Body]) -> Length:
    choices = len(bodies)

    def choose(cap: int | None, digest: bytes, draws: Draw) -> tuple[Body, bool, int]:
        body = bodies[draws[0] % choices]
        if cap is None or cap >= body.tokens:
            return body, False, 0
        return body.cut(cap), True, 0

    return choose


def _choose_drawn(drawn: Tokens, bodies: Sequence[Body], scroll: Scroll) -> Length:
    output, reasoning = drawn.output, drawn.reasoning
    choices = len(bodies)

    def choose(cap: int | None, digest: bytes, draws: Draw) -> tuple[Body, bool, int]:
        hidden = _draw_tokens(reasoning, more(digest, b"reasoning"), 0)
        if cap is not None and hidden >= cap:
            return Body(()), True, cap
        left = None if cap is None else cap - hidden
        tokens = (
            _draw_tokens(output, more(digest, b"output"), 1) or bodies[draws[0] % choices].tokens
        )
        shown = tokens if left is None else min(left, tokens)
        return scroll.body(draws[0], shown, is_whole=shown == tokens), shown < tokens, hidden

    return choose


def _draw_tokens(distribution: Distribution | None, digest: bytes, least: int) -> int:
    if distribution is None:
        return 0
    return max(least, round(distribution.quantile(unit(six_integers(digest)[0]))))
