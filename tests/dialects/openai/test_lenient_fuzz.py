"""Where the server is lenient, whatever is JSON is answered or refused; nothing is a 500."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanic_mock.dialects.answer import Events
from sanic_mock.dialects.openai.chat.dialect import Chat
from sanic_mock.dialects.openai.completions.dialect import Completions
from sanic_mock.dialects.openai.embeddings.dialect import Embeddings
from sanic_mock.dialects.openai.endpoint import Endpoint
from sanic_mock.dialects.openai.moderations.dialect import Moderations
from sanic_mock.dialects.openai.responses.dialect import Responses
from sanic_mock.dialects.operation import State
from sanic_mock.engine.compiled import Compiled
from sanic_mock.engine.refusal import RefusedError
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store
from tests.patient_work import patiently

Json = dict[str, Any]

SETTINGS = Settings("test", mode="lenient")
STATE = State(SETTINGS, Store())
COMPILED = Compiled(SETTINGS)
NOW_S = 1_795_447_216


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return text.split()


# Names and words that mean something somewhere, so that what is drawn is nearly a request.
NAMES = words(
    "type text content role name id call_id arguments output input function custom parameters "
    "schema json_schema format strict description properties required items $ref $defs enum anyOf "
    "allOf pattern minimum maximum exclusiveMinimum minItems prefixItems additionalProperties "
    "image_url url file input_audio refusal tool_calls tool_call_id summary status mode tools "
    "server_label effort json regex choice include_usage continuous_usage_stats object string "
    "namespace detail annotations logprobs results action queries"
)
WORDS = words(
    "user assistant system tool developer function custom text input_text output_text image_url "
    "input_image refusal message function_call function_call_output reasoning item_reference "
    "json_schema json_object object array string integer number boolean null auto required none "
    "allowed_tools web_search file_search mcp namespace computer_call_output mcp_list_tools "
    "custom_tool_call custom_tool_call_output web_search_call compaction shell image_generation "
    "a.b gpt-4o gpt-5 o3 #/$defs/x # low high (?: 64 true float base64 omni-moderation-latest"
)
LOADED = words(
    "ignore_eos min_tokens guided_json guided_regex guided_choice structured_outputs stop seed "
    "logprobs stream stream_options logit_bias user temperature model top_k"
)
OF_CHAT = words(
    "tools tool_choice functions function_call response_format store metadata modalities audio "
    "prediction reasoning_effort moderation web_search_options top_logprobs parallel_tool_calls "
    "service_tier prompt_cache_options"
)
OF_RESPONSES = words(
    "model stream stream_options tools tool_choice text reasoning include metadata instructions "
    "max_output_tokens top_logprobs background store truncation prompt conversation user messages "
    "previous_response_id moderation context_management parallel_tool_calls max_tool_calls"
)

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 40),
    st.sampled_from([2**63, 2**70, 1.5, -0.0, 1e300]),
    st.sampled_from([*WORDS, "\ud800"]),
    st.text(max_size=3),
)
ANY = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    ),
    max_leaves=12,
)
MEMBERS = st.dictionaries(st.sampled_from(NAMES), ANY, max_size=4)
KINDS: list[Json] = [
    {"role": "user", "content": "Hi"},
    {"role": "assistant"},
    {"role": "tool"},
    *({"type": word, "call_id": "c", "id": "x", "name": "f"} for word in WORDS),
]
# Something that is nearly a message, an item or a tool, beside what is nothing.
SAID = st.builds(lambda kind, more: {**kind, **more}, st.sampled_from(KINDS), MEMBERS)
TOOLS = st.lists(SAID | ANY, max_size=2)
LIMITS = {"max_tokens": st.integers(-2, 300) | ANY, "n": st.integers(0, 4) | ANY, "tools": TOOLS}


def requests(name: str, given: st.SearchStrategy[Any], *names: str) -> st.SearchStrategy[Json]:
    """Return requests that have something under a name, and some parameters of any value."""
    return st.builds(
        lambda said, more, limits: {name: said, **more, **limits},
        given,
        st.dictionaries(st.sampled_from(names), ANY, max_size=6),
        st.fixed_dictionaries({}, optional=LIMITS),
    )


SEVERAL = st.lists(SAID | ANY, min_size=1, max_size=3) | ANY
ENDPOINTS: dict[str, tuple[Endpoint[Any], st.SearchStrategy[Json]]] = {
    "chat": (Chat(STATE).lenient(), requests("messages", SEVERAL, *LOADED, *OF_CHAT)),
    "completions": (
        Completions(STATE).lenient(),
        requests("prompt", ANY, *LOADED, "echo", "best_of", "suffix"),
    ),
    "responses": (
        Responses(STATE).lenient(),
        requests("input", st.just("Hi") | SEVERAL, *OF_RESPONSES),
    ),
    "embeddings": (
        Embeddings(STATE).lenient(),
        requests("input", st.just("Hi") | ANY, "model", "dimensions", "encoding_format", "user"),
    ),
    "moderations": (Moderations(STATE).lenient(), requests("input", SEVERAL, "model", "x")),
}


def status(endpoint: Endpoint[Any], body: bytes) -> int:
    """Return how a request is answered; whatever else is raised would be a 500."""
    try:
        asked = endpoint.parse(body)
        reply = COMPILED.simulate(asked, COMPILED.chance.draw(body))
        answer = (endpoint.events if asked.stream else endpoint.whole)(asked, reply, NOW_S)
        if isinstance(answer, Events):
            assert answer.everything()
            return 200
        json.loads(answer.body)
    except Problem as problem:
        return problem.status
    except RefusedError:
        return 400
    return answer.status


@pytest.mark.parametrize("name", ENDPOINTS)
@settings(max_examples=60)
@given(data=st.data())
def test_whatever_is_sent_is_answered_or_refused(name: str, data: st.DataObject) -> None:
    endpoint, asked = ENDPOINTS[name]
    body = json.dumps(data.draw(asked)).encode()

    assert patiently(lambda: status(endpoint, body)) in (200, 400, 404)
