"""What litellm's SDK does over each vendor's own API, asked in OpenAI's words.

`..test_packages` runs it, where litellm is installed.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import litellm

from tests.clients.packages.checking import CHECKS, failing_once, raises, run
from tests.clients.packages.scripts import translated, vendors
from tests.clients.packages.scripts.translated import HELLO, Completion
from tests.clients.packages.scripts.vendors import Place

ERRORS: dict[str, type[Exception] | tuple[type[Exception], ...]] = {
    "400": litellm.BadRequestError,
    "401": (litellm.AuthenticationError, litellm.BadRequestError),  # xAI's is 400
    "429": litellm.RateLimitError,
    "500": (litellm.InternalServerError, litellm.ServiceUnavailableError, litellm.APIError),
}


def completion(model: str, place: Place) -> Completion:
    """Return what asks a model, once."""
    further: Any = {"num_retries": 0, "max_retries": 0, **place}
    return partial(litellm.completion, model, **further)


def errors(model: str, place: Place) -> None:
    """Errors are told by their kind."""
    for status, kind in ERRORS.items():
        with raises(kind):
            completion(model, place)(messages=HELLO, extra_headers={"x-mock-error": status})


def retried(model: str, place: Place) -> None:
    """An error is overcome by asking again."""
    for status in (429, 500):
        done = completion(model, place)(
            messages=HELLO, extra_headers=failing_once(status), num_retries=2, max_retries=2
        )
        assert done.choices[0].message.content


async def later(model: str, place: Place) -> None:
    """A stream is read asynchronously."""
    further: Any = {"num_retries": 0, **place}
    stream: Any = await litellm.acompletion(model, HELLO, stream=True, **further)
    text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

    assert text


for _model, _place in vendors.with_vertex().items():
    for _one in translated.checks(is_prompted=_model in vendors.PROMPTED):
        CHECKS[f"{_model} {_one.__name__}"] = partial(_one, completion(_model, _place))
    CHECKS[f"{_model} errors"] = partial(errors, _model, _place)
    CHECKS[f"{_model} retried"] = partial(retried, _model, _place)
    CHECKS[f"{_model} later"] = partial(later, _model, _place)

if __name__ == "__main__":
    litellm.telemetry = False
    run()
