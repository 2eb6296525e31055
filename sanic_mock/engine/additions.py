"""What a text gets that a request prepared: the beginning it predicted, or a source at its end."""

from __future__ import annotations

import re
from random import Random
from urllib.parse import quote, urlsplit

from sanic_mock.engine.ask import Options
from sanic_mock.engine.body import Body
from sanic_mock.engine.lengths import joined
from sanic_mock.engine.logprobs import unescaped
from sanic_mock.engine.reply import Choice, Citation, Reply
from sanic_mock.engine.terms import Bill
from sanic_mock.engine.vocabulary import body_of

# At least so much of a prediction is right.
_LEAST_RIGHT = 0.5
_WORDS = re.compile(r"\w+")
_TITLE_WORDS = 8


def fitting(body: Body, cap: int | None) -> Choice:
    """Return a text, cut where it is longer than a cap."""
    if cap is None or cap >= body.tokens:
        return Choice(body, "stop")
    return Choice(body.cut(cap), "length")


def predicted(one: Choice, prediction: str, cap: int | None, bill: Bill, chance: Random) -> Choice:
    """Return a text that begins as it was predicted; what was not right is billed too.

    Args:
        one: the text that follows.
        prediction: the text that was predicted.
        cap: most tokens to bill.
        bill: gets the tokens that were right and those that were not.
        chance: decides how much was right.
    """
    whole = body_of(prediction.encode("utf-8", "replace").decode())
    share = _LEAST_RIGHT + (1 - _LEAST_RIGHT) * chance.random()
    right = whole.cut(round(whole.tokens * share))
    found = fitting(joined((right, _set_apart(right, one.body))), cap)
    accepted = min(right.tokens, found.body.tokens)
    left = whole.tokens if cap is None else cap - found.body.tokens
    bill.accepted += accepted
    bill.rejected += min(whole.tokens - accepted, left)
    return found


def cited(one: Choice, address: str, prompt: str, cap: int | None) -> Choice:
    """Return a text with a link to a page about the prompt, as models that search have.

    Args:
        one: the text.
        address: of the page, with `{}` for what it is about.
        prompt: what it is about.
        cap: most tokens to bill.
    """
    words = _WORDS.findall(prompt)[:_TITLE_WORDS] or ["search"]
    url = address.format(quote("-".join(words).lower()))
    link = f" ([{urlsplit(url).netloc}]({url}))"
    found = fitting(joined((one.body, body_of(link))), cap)
    if found.finish_reason == "length" or one.finish_reason == "length":
        return found
    end = sum(map(len, map(unescaped, found.body.pieces)))
    source = Citation(end - len(link) + 1, end, url, " ".join(words))
    return Choice(found.body, "stop", sources=(source,))


def _set_apart(before: Body, body: Body) -> Body:
    """Return a text that does not stick to the one before it."""
    if not before.pieces or not body.pieces or before.escaped.endswith((b" ", b"\\n")):
        return body
    return Body((b" " + body.pieces[0], *body.pieces[1:]), body.counts)


def with_additions(
    one: Choice, cap: int | None, options: Options, reply: Reply, chance: Random
) -> Choice:
    """Return a text with what was predicted of it, or with its source; calls as they are."""
    if one.calls or cap == 0:
        return one
    if options.prediction:
        reply.bill = reply.bill or Bill()
        return predicted(one, options.prediction, cap, reply.bill, chance)
    return cited(one, options.source, options.prompt, cap) if options.source else one
