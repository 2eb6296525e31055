"""Shapes of real answers: the keys and kinds of values that were recorded, with values of our own.

The judge is judged with them. Sources: recordings of 2024 to 2026 in the test data of
opentelemetry-python-contrib and pydantic-ai, and openai-python's tests.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

USAGE: Json = {
    "prompt_tokens": 12,
    "completion_tokens": 5,
    "total_tokens": 17,
    "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
    "completion_tokens_details": {
        "reasoning_tokens": 0,
        "audio_tokens": 0,
        "accepted_prediction_tokens": 0,
        "rejected_prediction_tokens": 0,
    },
}
MESSAGE: Json = {"role": "assistant", "content": "Hi.", "refusal": None, "annotations": []}
CALL: Json = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
SOURCE: Json = {
    "type": "url_citation",
    "url_citation": {
        "end_index": 9,
        "start_index": 0,
        "title": "Example",
        "url": "https://example.org/",
    },
}
LOGPROB: Json = {"token": "Hi", "logprob": -0.25, "bytes": [72, 105], "top_logprobs": []}


def completion(choice: Json, **further: Any) -> Json:
    """Return a chat completion."""
    return (
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1795447216,
            "model": "gpt-4o-mini-2024-07-18",
            "choices": [
                {"index": 0, "message": MESSAGE, "logprobs": None, "finish_reason": "stop"}
            ],
            "usage": USAGE,
            "service_tier": "default",
            "system_fingerprint": "fp_0123456789",
        }
        | ({"choices": [choice]} if choice else {})
        | further
    )


def chunk(delta: Json | None, **further: Any) -> Json:
    """Return a chunk of a streamed chat completion."""
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1795447216,
        "model": "gpt-4o-mini-2024-07-18",
        "service_tier": "default",
        "system_fingerprint": "fp_0123456789",
        "choices": [] if delta is None else [choice],
        "usage": None,
        "obfuscation": "yKkTGHRZw",
    } | further


def continuation(text: str, **further: Any) -> Json:
    """Return a legacy completion, or a chunk of one."""
    return {
        "id": "cmpl-1",
        "object": "text_completion",
        "created": 1795447216,
        "model": "gpt-3.5-turbo-instruct:20230824-v2",
        "choices": [{"text": text, "index": 0, "logprobs": None, "finish_reason": None} | further],
        "usage": None,
    }


ECHOED: Json = {
    "tokens": ["Hi", " there"],
    "token_logprobs": [None, -0.25],
    "top_logprobs": [None, {" there": -0.25}],
    "text_offset": [0, 2],
}


def response(*output: Json, **further: Any) -> Json:
    """Return a Response."""
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1795447216,
        "status": "completed",
        "background": False,
        "billing": {"payer": "developer"},
        "completed_at": 1795447217,
        "error": None,
        "frequency_penalty": 0.0,
        "incomplete_details": None,
        "instructions": None,
        "max_output_tokens": None,
        "max_tool_calls": None,
        "model": "gpt-4o-mini-2024-07-18",
        "moderation": None,
        "output": list(output),
        "parallel_tool_calls": True,
        "presence_penalty": 0.0,
        "previous_response_id": None,
        "prompt_cache_key": None,
        "prompt_cache_retention": "in_memory",
        "reasoning": {"context": None, "effort": None, "summary": None},
        "safety_identifier": None,
        "service_tier": "default",
        "store": True,
        "temperature": 1.0,
        "text": {"format": {"type": "text"}, "verbosity": "medium"},
        "tool_choice": "auto",
        "tools": [],
        "top_logprobs": 0,
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": {
            "input_tokens": 13,
            "input_tokens_details": {"cache_write_tokens": 0, "cached_tokens": 0},
            "output_tokens": 6,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 19,
        },
        "user": None,
        "metadata": {},
    } | further


PART: Json = {"type": "output_text", "annotations": [], "logprobs": [], "text": "Hi."}
TEXT: Json = {
    "id": "msg_1",
    "type": "message",
    "status": "completed",
    "content": [PART],
    "role": "assistant",
}
FUNCTION_CALL: Json = {
    "id": "fc_1",
    "type": "function_call",
    "status": "completed",
    "arguments": '{"city":"Paris"}',
    "call_id": "call_1",
    "name": "get_weather",
}
CUSTOM_CALL: Json = {
    "id": "ctc_1",
    "type": "custom_tool_call",
    "status": "completed",
    "call_id": "call_1",
    "input": "SELECT 1;",
    "name": "execute_sql",
}
THOUGHT: Json = {"id": "rs_1", "type": "reasoning", "content": [], "summary": []}
ASKED: Json = {
    "id": "msg_2",
    "type": "message",
    "status": "completed",
    "content": [{"type": "input_text", "text": "Say hello"}],
    "role": "user",
}
WEATHER: Json = {
    "type": "function",
    "name": "get_weather",
    "description": "Get current weather for a city.",
    "output_schema": None,
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    "strict": True,
}


FORMAT: Json = {
    "type": "json_schema",
    "description": None,
    "name": "person",
    "schema": {"type": "object", "properties": {}, "additionalProperties": False},
    "strict": True,
}


def event(kind: str, **further: Any) -> Json:
    """Return an event of a streamed Response."""
    return {"type": f"response.{kind}", "sequence_number": 4} | further


def of_item(kind: str, **further: Any) -> Json:
    """Return an event that speaks of an item."""
    return event(kind, item_id="msg_1", output_index=0, **further)


def of_part(kind: str, **further: Any) -> Json:
    """Return an event that speaks of a part of an item."""
    return of_item(kind, content_index=0, **further)


CATEGORIES = (
    "sexual",
    "hate",
    "harassment",
    "self-harm",
    "sexual/minors",
    "hate/threatening",
    "violence/graphic",
    "self-harm/intent",
    "self-harm/instructions",
    "harassment/threatening",
    "violence",
)
LATER = ("illicit", "illicit/violent")


def judged(model: str, categories: tuple[str, ...], further: Json) -> Json:
    """Return a moderation."""
    result = {
        "flagged": False,
        "categories": dict.fromkeys(categories, False),
        "category_scores": dict.fromkeys(categories, 5e-05),
    }
    return {"id": "modr-1", "model": model, "results": [result | further]}


def page(one: Json) -> Json:
    """Return a page of a list of chat's that has one entry."""
    ids = {"first_id": one["id"], "last_id": one["id"]}
    return {"object": "list", "data": [one], **ids, "has_more": False}


STORED: Json = {
    "object": "chat.completion",
    "id": "chatcmpl-1",
    "model": "gpt-4o-mini-2024-07-18",
    "created": 1758039093,
    "request_id": "req_1",
    "tool_choice": None,
    "usage": {"total_tokens": 17, "completion_tokens": 5, "prompt_tokens": 12},
    "seed": -7,
    "top_p": 1.0,
    "temperature": 1.0,
    "presence_penalty": 0.0,
    "frequency_penalty": 0.0,
    "system_fingerprint": "fp_1",
    "input_user": None,
    "service_tier": "default",
    "tools": None,
    "metadata": {"run": "1"},
    "choices": [
        {
            "index": 0,
            "message": {
                "content": "Hi",
                "role": "assistant",
                "tool_calls": None,
                "function_call": None,
            },
            "finish_reason": "stop",
            "logprobs": None,
        }
    ],
    "response_format": None,
}
DEEP_WIKI: Json = {
    "type": "mcp",
    "allowed_tools": None,
    "headers": None,
    "require_approval": "never",
    "server_description": None,
    "server_label": "deepwiki",
    "server_url": "https://mcp.example.org/mcp",
}
CONNECTOR: Json = DEEP_WIKI | {"connector_id": "connector_googlecalendar", "server_url": None}
GIVEN: Json = {"id": "tso_1", "type": "tool_search_output", "call_id": None, "execution": "server"}
FOUND: Json = GIVEN | {"status": "completed", "tools": [WEATHER | {"defer_loading": True}]}
GROUP: Json = {"type": "namespace", "description": "Weather.", "name": "weather"}
BY_CLIENT: Json = {
    "type": "tool_search",
    "description": "Find tools.",
    "execution": "client",
    "parameters": WEATHER["parameters"],
}
ANYWHERE: Json = {
    "type": "web_search",
    "return_token_budget": "default",
    "search_content_types": ["text"],
    "search_context_size": "medium",
    "user_location": {"type": "approximate", "country": "US"},
}
DRAWING: Json = {
    "type": "image_generation",
    "background": "auto",
    "moderation": "auto",
    "n": 1,
    "output_compression": 100,
    "output_format": "png",
    "quality": "auto",
    "size": "auto",
}
HEARD: Json = USAGE | {
    "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0, "text_tokens": 12}
    | {"image_tokens": 0, "cache_write_tokens": 0},
    "completion_tokens_details": USAGE["completion_tokens_details"] | {"text_tokens": 5},
}
TOKEN: Json = {"bytes": [72, 105], "logprob": -0.25, "token": "Hi"}
SEARCHING: Json = {"id": "ws_1", "type": "web_search_call", "status": "in_progress"}
UNFINISHED = response(status="in_progress", completed_at=None, usage=None, service_tier="auto")

# A schema's name, and a value of it.
RECORDED: tuple[tuple[str, Json], ...] = (
    ("CreateChatCompletionResponse", completion({})),
    (
        "CreateChatCompletionResponse",
        completion({"index": 0, "message": MESSAGE, "finish_reason": "stop"}),
    ),
    ("CreateChatCompletionResponse", completion({}, system_fingerprint=None)),
    (
        "CreateChatCompletionResponse",
        completion(
            {
                "index": 0,
                "message": MESSAGE | {"content": None, "tool_calls": [CALL]},
                "logprobs": {"content": [LOGPROB], "refusal": None},
                "finish_reason": "tool_calls",
            }
        ),
    ),
    (
        "CreateChatCompletionStreamResponse",
        chunk({"role": "assistant", "content": "", "refusal": None}),
    ),
    ("CreateChatCompletionStreamResponse", chunk({"content": "Hi"}, system_fingerprint=None)),
    ("CreateChatCompletionStreamResponse", chunk({"tool_calls": [{"index": 0, **CALL}]})),
    (
        "CreateChatCompletionStreamResponse",
        chunk({"tool_calls": [{"index": 0, "type": "custom", "custom": {"input": "SEL"}}]}),
    ),
    ("CreateChatCompletionStreamResponse", chunk({"audio": {"id": "audio_1", "transcript": "Hi"}})),
    ("CreateChatCompletionStreamResponse", chunk({"annotations": [SOURCE]})),
    ("CreateChatCompletionStreamResponse", chunk({"audio": {"data": "AAAA"}})),
    (
        "CreateChatCompletionStreamResponse",
        chunk(None, choices=[{"index": 0, "delta": {"audio": {"expires_at": 1795450816}}}]),
    ),
    ("CreateChatCompletionStreamResponse", chunk(None, usage=USAGE)),
    ("CreateCompletionResponse", continuation(" there")),
    ("CreateCompletionResponse", continuation("Hi there", logprobs=ECHOED, finish_reason="stop")),
    ("Response", response(TEXT)),
    ("Response", response(TEXT, conversation={"id": "conv_1"}, reasoning={"effort": "low"})),
    ("Response", response(TEXT, text={"format": FORMAT})),
    ("Response", response(FUNCTION_CALL, tools=[WEATHER])),
    ("Response", response(TEXT, tools=[DEEP_WIKI])),
    ("Response", response(TEXT, tools=[CONNECTOR])),
    ("Response", response(TEXT, tools=[ANYWHERE])),
    ("Response", response(TEXT, tools=[DRAWING])),
    ("Response", response(TEXT, tools=[BY_CLIENT])),
    ("Response", response(TEXT, tools=[GROUP | {"tools": [WEATHER]}])),
    ("Response", response(FOUND)),
    ("CreateChatCompletionResponse", completion({}, usage=HEARD)),
    (
        "ResponseStreamEvent",
        of_part("output_text.done", text="Hi.", logprobs=[TOKEN | {"top_logprobs": [TOKEN]}]),
    ),
    ("Response", response(THOUGHT, CUSTOM_CALL, status="completed")),
    (
        "Response",
        response(
            THOUGHT,
            TEXT,
            reasoning={"context": "current_turn", "effort": "low", "mode": "standard"},
            tool_usage={"web_search": {"num_requests": 0}},
        ),
    ),
    ("ResponseStreamEvent", event("created", response=UNFINISHED)),
    ("ResponseStreamEvent", event("completed", response=response(TEXT))),
    ("ResponseStreamEvent", event("output_item.added", output_index=0, item=TEXT)),
    ("ResponseStreamEvent", event("output_item.added", output_index=0, item=SEARCHING)),
    (
        "ResponseStreamEvent",
        event("output_item.added", output_index=0, item=SEARCHING | {"action": {"type": "search"}}),
    ),
    ("ResponseStreamEvent", of_part("content_part.added", part=PART)),
    ("ResponseStreamEvent", of_part("output_text.delta", delta="Hi", logprobs=[], obfuscation="a")),
    ("ResponseStreamEvent", of_part("output_text.done", text="Hi.", logprobs=[])),
    ("ResponseStreamEvent", of_item("function_call_arguments.delta", delta="{", obfuscation="a")),
    (
        "ResponseStreamEvent",
        of_item("reasoning_summary_text.delta", summary_index=0, delta="So", obfuscation="a"),
    ),
    ("ResponseStreamEvent", of_item("function_call_arguments.done", arguments="{}")),
    ("ResponseStreamEvent", of_item("custom_tool_call_input.delta", delta="S", obfuscation="a")),
    (
        "ResponseStreamEvent",
        of_item("code_interpreter_call_code.delta", delta="n", obfuscation="GgdLsNqkYqCvEbI"),
    ),
    ("ResponseStreamEvent", of_item("mcp_call_arguments.delta", delta="{}", obfuscation="YW8d")),
    (
        "ResponseStreamEvent",
        of_item(
            "image_generation_call.partial_image",
            background="opaque",
            output_format="png",
            partial_image_b64="iVBORw0KGgo=",
            partial_image_index=0,
            quality="high",
            size="1024x1536",
        ),
    ),
    (
        "Response",
        response(
            {
                "id": "ig_1",
                "type": "image_generation_call",
                "status": "completed",
                "action": "generate",
                "background": "opaque",
                "output_format": "png",
                "quality": "high",
                "result": "iVBORw0KGgo=",
                "revised_prompt": "A cat.",
                "size": "1024x1536",
            }
        ),
    ),
    ("ResponseStreamEvent", of_item("custom_tool_call_input.done", input="SELECT 1;")),
    (
        "CreateEmbeddingResponse",
        {
            "object": "list",
            "data": [{"object": "embedding", "index": 0, "embedding": "AACAPw=="}],
            "model": "text-embedding-3-small",
            "usage": {"prompt_tokens": 9, "total_tokens": 9},
        },
    ),
    ("ChatCompletionList", page(STORED)),
    (
        "ChatCompletionMessageList",
        page({"id": "chatcmpl-1-0", "role": "user", "content": "Hi", "content_parts": None}),
    ),
    ("CreateModerationResponse", judged("text-moderation-007", CATEGORIES, {})),
    (
        "CreateModerationResponse",
        judged(
            "omni-moderation-latest",
            (*CATEGORIES, *LATER),
            {"category_applied_input_types": {key: ["text"] for key in (*CATEGORIES, *LATER)}},
        ),
    ),
    (
        "ConversationItemList",
        {
            "object": "list",
            "data": [TEXT, ASKED],
            "first_id": "msg_1",
            "has_more": False,
            "last_id": "msg_2",
        },
    ),
    (
        "FileSearchToolCall",
        {
            "id": "fs_1",
            "type": "file_search_call",
            "status": "completed",
            "queries": ["notes"],
            "results": [
                {
                    "attributes": {},
                    "file_id": "file-1",
                    "filename": "notes.txt",
                    "score": 0.9716,
                    "text": "notes",
                    "vector_store_id": "vs_1",
                }
            ],
        },
    ),
)
