"""Strategies for valid requests of completions, embeddings and moderations [openapi-2026]."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.spec.values import PICTURE, TEXTS, Json, some, together

TOKENS = st.lists(st.integers(0, 50_000), min_size=1, max_size=20)
PROMPTS: st.SearchStrategy[Any] = st.one_of(
    TEXTS,
    st.lists(TEXTS, min_size=1, max_size=4),
    TOKENS,
    st.lists(TOKENS, min_size=1, max_size=3),
)


def prompts_of(asked: Any) -> int:
    """Return how many inputs there are: one, or as many as texts or lists of tokens."""
    return 1 if isinstance(asked, str) or isinstance(asked[0], int) else len(asked)


COMPLETION: dict[str, st.SearchStrategy[Any]] = {
    "max_tokens": st.integers(0, 60),
    "n": st.integers(1, 3),
    "echo": st.booleans(),
    "logprobs": st.none() | st.integers(0, 5),
    "temperature": st.floats(0, 2),
    "top_p": st.floats(0, 1),
    "stop": st.none() | st.sampled_from([" ", "e", "\n"]) | st.lists(TEXTS, min_size=1, max_size=4),
    "presence_penalty": st.floats(-2, 2),
    "frequency_penalty": st.floats(-2, 2),
    "seed": st.integers(-(2**63), 2**63 - 1),
    "logit_bias": st.sampled_from([{}, {"50256": -100}]),
    "suffix": st.none(),
    "user": TEXTS,
}


def fitting(ask: Json) -> Json:
    """Return a request with what its parameters need of each other.

    The instruct model neither shows its prompt's logprobs nor answers with no token at all; the
    others answer with none where the prompt's logprobs are wanted [issues-2026].
    """
    if "instruct" in ask["model"]:
        ask["max_tokens"] = max(ask.get("max_tokens", 16), 1)
        if ask.get("logprobs") is not None:
            ask.pop("echo", None)
    elif ask.get("max_tokens") == 0:
        ask |= {"echo": True, "logprobs": ask.get("logprobs") or 1}
    return ask


def completions(streamed: bool) -> st.SearchStrategy[Json]:
    """Draw requests of the legacy completions."""
    options = some({"include_usage": st.booleans(), "include_obfuscation": st.booleans()})
    stream = st.builds(lambda more: {"stream": True, **more}, some({"stream_options": options}))
    models = st.sampled_from(["gpt-3.5-turbo-instruct", "davinci-002", "babbage-002"])
    return together(
        st.fixed_dictionaries({"model": models, "prompt": PROMPTS}),
        some(COMPLETION, most=9),
        stream if streamed else some({"best_of": st.integers(3, 5)}),
    ).map(fitting)


def embeddings(
    models: list[str], further: dict[str, st.SearchStrategy[Any]]
) -> st.SearchStrategy[Json]:
    """Draw requests for vectors."""
    formats = st.sampled_from(["float", "base64"])
    return together(
        st.fixed_dictionaries({"model": st.sampled_from(models), "input": PROMPTS}),
        some({"encoding_format": formats, "user": TEXTS, **further}),
    )


EMBEDDINGS: st.SearchStrategy[Json] = embeddings(["text-embedding-ada-002"], {}) | embeddings(
    ["text-embedding-3-small", "text-embedding-3-large"],
    {"dimensions": st.sampled_from([1, 2, 3, 256, 1024, 1536])},
)

# At most one image: "Number of images (2) exceeds maximum of 1" [issues-2026].
IMAGES: st.SearchStrategy[Json] = st.sampled_from(["https://example.org/a.png", PICTURE]).map(
    lambda url: {"type": "image_url", "image_url": {"url": url}}
)
MODERATION_PARTS: st.SearchStrategy[list[Json]] = st.builds(
    lambda texts, images: [*({"type": "text", "text": text} for text in texts), *images],
    st.lists(TEXTS, max_size=2),
    st.lists(IMAGES, max_size=1),
).filter(bool)
MODERATIONS: st.SearchStrategy[Json] = st.one_of(
    together(
        st.fixed_dictionaries({"input": TEXTS | st.lists(TEXTS, min_size=1, max_size=4)}),
        some(
            {
                "model": st.sampled_from(
                    [
                        "omni-moderation-latest",
                        "omni-moderation-2024-09-26",
                        "text-moderation-latest",
                        "text-moderation-stable",
                    ]
                )
            }
        ),
    ),
    st.fixed_dictionaries({"input": MODERATION_PARTS}),
)
