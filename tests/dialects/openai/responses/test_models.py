"""What a model takes in the Responses API, and how it answers [adapter-2026]."""

from __future__ import annotations

import pytest

from tests.dialects.openai.responses.responding import Asking, Json

HELLO: Json = {"model": "gpt-4o", "input": "Hello"}
THINKING: Json = {"model": "gpt-5", "input": "Hello"}

ASKING = Asking()


@pytest.fixture
def asking() -> Asking:
    """An endpoint as it comes."""
    return ASKING


REASONING: list[tuple[Json, str, str, str | None]] = [
    ({name: 0.5}, f"Unsupported parameter: '{name}' is not supported with this model.", name, None)
    for name in ("temperature", "top_p", "presence_penalty", "frequency_penalty")
] + [
    (
        {"top_logprobs": 1},
        "logprobs are not supported with reasoning models.",
        "top_logprobs",
        "unsupported_parameter",
    ),
    (
        {"top_logprobs": 1, "include": ["message.output_text.logprobs"]},
        "logprobs are not supported with reasoning models.",
        "include",
        "unsupported_parameter",
    ),
]


@pytest.mark.parametrize(("sent", "message", "param", "code"), REASONING)
def test_a_model_that_reasons_takes_no_sampling(
    asking: Asking, sent: Json, message: str, param: str, code: str | None
) -> None:
    problem = asking.refused(THINKING | sent)

    assert (problem.message, problem.param, problem.code) == (message, param, code)
    effort = {"model": "gpt-5.1", "reasoning": {"effort": "none"}}
    assert asking.whole(THINKING | sent | effort)["status"] == "completed"


@pytest.mark.parametrize(
    ("sent", "message", "param", "code"),
    [
        (
            {"reasoning": {"effort": "low"}},
            "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
            "reasoning.effort",
            "unsupported_parameter",
        ),
        (
            {"reasoning": {"summary": "auto"}},
            "Unsupported parameter: 'reasoning.summary' is not supported with this model.",
            "reasoning.summary",
            "unsupported_parameter",
        ),
        (
            {"model": "gpt-5.1", "reasoning": {"effort": "minimal"}},
            "Unsupported value: 'minimal' is not supported with the 'gpt-5.1' model. Supported "
            "values are: 'none', 'low', 'medium', and 'high'.",
            "reasoning.effort",
            "unsupported_value",
        ),
        (
            {"model": "gpt-5-pro", "reasoning": {"effort": "low"}},
            "Unsupported value: 'low' is not supported with the 'gpt-5-pro' model. Supported "
            "values are: 'high'.",
            "reasoning.effort",
            "unsupported_value",
        ),
        (
            {"include": ["reasoning.encrypted_content"]},
            "Encrypted content is not supported with this model.",
            "include",
            None,
        ),
        (
            {"text": {"verbosity": "low"}},
            "Unsupported value: 'low' is not supported with the 'gpt-4o' model. Supported values "
            "are: 'medium'.",
            "text.verbosity",
            "unsupported_value",
        ),
    ],
)
def test_a_model_takes_no_more_reasoning_than_it_can(
    asking: Asking, sent: Json, message: str, param: str, code: str | None
) -> None:
    problem = asking.refused(HELLO | sent)

    assert (problem.message, problem.param, problem.code) == (message, param, code)
    assert asking.whole(HELLO | sent, is_strict=False)["status"] == "completed"


def test_only_models_that_are_served_are_answered() -> None:
    asking = Asking(models=("gpt-4o", "mine"))

    assert asking.whole({"model": "mine", "input": "Hi"})["model"] == "mine"
    problem = asking.refused({"model": "gpt-5", "input": "Hi"})
    assert (problem.status, problem.param, problem.code) == (404, None, "model_not_found")
    assert problem.message == "The model `gpt-5` does not exist or you do not have access to it."


def test_an_input_beyond_the_window_is_refused_unless_it_may_be_cut(asking: Asking) -> None:
    long = {"model": "gpt-4", "input": "word " * 9000}

    problem = asking.refused(long)

    assert (problem.status, problem.param, problem.code) == (
        400,
        "input",
        "context_length_exceeded",
    )
    assert problem.message == (
        "Your input exceeds the context window of this model. Please adjust your input and try "
        "again."
    )
    assert asking.whole(long | {"truncation": "auto"})["status"] == "completed"
