"""Answers requests in one call each, to some of which faults come: the others as if none did."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sanic_mock.engine.answers.phrases import MARK, SIGN
from sanic_mock.engine.faults.table import Fault
from sanic_mock.errors import Lengthy, WishInBody
from sanic_mock.server.route_terms import RouteTerms
from sanic_mock.server.served_profile import ServedProfile

Answer = TypeVar("Answer")


def drawn_answers(
    served: ServedProfile,
    terms: RouteTerms,
    answer: Callable[[bytes, bytes], Answer],
    answer_faulty: Callable[[bytes, bytes, tuple[Fault, ...]], Answer],
) -> Callable[[bytes], Answer]:
    """Return what answers bodies, once their chance and their faults are drawn.

    Args:
        served: the profile.
        terms: of the requests.
        answer: answers a body with its chance that has no faults.
        answer_faulty: answers one that has some.
    """
    chance, faults, drawer, key = served.chance, served.faults, terms.drawer, terms.label.account
    draw, undo, has_phrases = chance.draw, chance.undo, served.settings.steering.phrases

    def answer_faultless(body: bytes) -> Answer:
        if has_phrases and SIGN in body and MARK in body:
            raise WishInBody
        digest = draw(body)
        try:
            return answer(body, digest)
        except Lengthy:
            undo(body)
            raise

    if drawer is None:
        return answer_faultless
    draw_faults = faults.drawing(drawer, key)

    def answer_drawn(body: bytes) -> Answer:
        if has_phrases and SIGN in body and MARK in body:
            raise WishInBody
        digest, found = draw(body), None
        try:
            found = draw_faults(body, digest)
            return answer_faulty(body, digest, found) if found else answer(body, digest)
        except Lengthy:
            if found is not None:
                faults.undo(drawer, key, body)
            undo(body)
            raise

    return answer_drawn
