"""Where real answers are not what OpenAI's document says, one spot each, with the reason.

Each is needed: without it a shape in `recorded.py` is refused, which `test_recorded.py` holds.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Departure:
    """One spot of the document that is not held.

    Attributes:
        schema: the schema's name.
        reason: what real answers have there.
        path: keys from the schema to the object that is spoken of.
        optional: keys that real answers leave out.
        nullable: keys that are null in real answers.
        named: keys that real answers have and the document does not, with their schemas.
    """

    schema: str
    reason: str
    path: tuple[str | int, ...] = ()
    optional: tuple[str, ...] = ()
    nullable: tuple[str, ...] = ()
    named: dict[str, Any] = field(default_factory=dict)

    def applied(self, schema: Any) -> Any:
        """Return a schema that allows it."""
        changed = copy.deepcopy(schema)
        spot = changed
        for key in self.path:
            spot = spot[key]
        if self.optional:
            spot["required"] = [one for one in spot["required"] if one not in self.optional]
        properties = spot.setdefault("properties", {})
        for key in self.nullable:
            properties[key] = {"anyOf": [properties[key], {"type": "null"}]}
        properties.update(self.named)
        return changed


_TEXT = {"type": "string"}
_NUMBER = {"type": "number"}
_COUNT = {"type": "integer"}
_SCHEMA = {"type": ["object", "null"], "additionalProperties": {}}
_OBFUSCATION = {"obfuscation": _TEXT}
_CHOICE = ("properties", "choices", "items")
_MESSAGE = "#/components/schemas/ChatCompletionResponseMessage/properties"
_ANNOTATION = f"{_MESSAGE}/annotations/items"
_TEXT_OR_NULL = {"type": ["string", "null"]}
_SENT = {
    "type": "object",
    "properties": {
        "id": _TEXT,
        "role": {"enum": ["developer", "system", "user", "assistant", "tool", "function"]},
        "content": _TEXT_OR_NULL,
        "name": _TEXT_OR_NULL,
        "refusal": _TEXT_OR_NULL,
        "content_parts": {"type": ["array", "null"]},
        "tool_calls": {"$ref": "#/components/schemas/ChatCompletionMessageToolCalls"},
        "tool_call_id": _TEXT,
        "function_call": {"$ref": f"{_MESSAGE}/function_call"},
    },
    "required": ["id", "role", "content"],
}
_KEPT_MESSAGE = {
    "type": "object",
    "properties": {
        "content": _TEXT_OR_NULL,
        "role": {"enum": ["assistant"]},
        "tool_calls": {
            "anyOf": [
                {"$ref": "#/components/schemas/ChatCompletionMessageToolCalls"},
                {"type": "null"},
            ]
        },
        "function_call": {"type": ["object", "null"]},
        **{key: {"$ref": f"{_MESSAGE}/{key}"} for key in ("refusal", "annotations", "audio")},
    },
    "required": ["content", "role", "tool_calls", "function_call"],
}
_KEPT_CHOICE = {
    "type": "object",
    "properties": {
        "index": _COUNT,
        "message": _KEPT_MESSAGE,
        "finish_reason": {
            "enum": ["stop", "length", "tool_calls", "content_filter", "function_call"]
        },
        "logprobs": {"type": ["object", "null"]},
    },
    "required": ["index", "message", "finish_reason", "logprobs"],
}
_KEPT_MEMBERS = {
    "object": {"enum": ["chat.completion"]},
    "id": _TEXT,
    "model": _TEXT,
    "created": _COUNT,
    "request_id": _TEXT,
    "tool_choice": {"type": ["object", "string", "null"]},
    "usage": {"$ref": "#/components/schemas/CompletionUsage"},
    "seed": _COUNT,
    **dict.fromkeys(("top_p", "temperature", "presence_penalty", "frequency_penalty"), _NUMBER),
    "system_fingerprint": _TEXT_OR_NULL,
    "input_user": _TEXT_OR_NULL,
    "service_tier": _TEXT_OR_NULL,
    "tools": {"type": ["array", "null"]},
    "metadata": {"type": "object", "additionalProperties": _TEXT},
    "choices": {"type": "array", "items": _KEPT_CHOICE},
    "response_format": {"type": ["object", "null"]},
}
_KEPT = {"type": "object", "properties": _KEPT_MEMBERS, "required": list(_KEPT_MEMBERS)}
_RESULT = ("properties", "results", "items")
_OWN = ("allOf", 2)  # of the three parts of Response, the one with its own properties

DEPARTURES: tuple[Departure, ...] = (
    Departure(
        "CreateChatCompletionResponse",
        "null for the gpt-5 family",
        nullable=("system_fingerprint",),
    ),
    Departure(
        "CreateChatCompletionResponse",
        "left out by the gpt-5 family",
        path=_CHOICE,
        optional=("logprobs",),
    ),
    Departure(
        "ChatCompletionList",
        "a stored completion is another object than the one that was answered",
        named={"data": {"type": "array", "items": _KEPT}},
    ),
    Departure(
        "CreateChatCompletionStreamResponse",
        "null for the gpt-5 family",
        nullable=("system_fingerprint",),
    ),
    Departure(
        "CreateChatCompletionStreamResponse",
        "the last chunk of what is heard tells until when it is kept, and no end",
        path=_CHOICE,
        optional=("finish_reason",),
    ),
    Departure(
        "CreateChatCompletionStreamResponse",
        "on by default since 2025; stream_options.include_obfuscation takes it away",
        named=_OBFUSCATION,
    ),
    Departure(
        "ChatCompletionStreamResponseDelta",
        "speech comes in parts, and after a search's text come its sources",
        named={
            "annotations": {"type": "array", "items": {"$ref": _ANNOTATION}},
            "audio": {
                "type": "object",
                "properties": {
                    "id": _TEXT,
                    "transcript": _TEXT,
                    "data": _TEXT,
                    "expires_at": _COUNT,
                },
            },
        },
    ),
    Departure(
        "ChatCompletionMessageToolCallChunk",
        "a custom tool's call is streamed too",
        named={
            "type": {"enum": ["function", "custom"]},
            "custom": {
                "type": "object",
                "properties": {"name": _TEXT, "input": _TEXT},
            },
        },
    ),
    Departure(
        "CreateCompletionResponse",
        "null in all chunks of a stream but the last",
        path=_CHOICE,
        nullable=("finish_reason",),
    ),
    Departure(
        "CreateCompletionResponse",
        "null in all chunks but the last, where a stream's usage is asked for",
        nullable=("usage",),
    ),
    Departure(
        "CreateCompletionResponse",
        "null for an echoed text's first token, before which there is none",
        path=(*_CHOICE, "properties", "logprobs", "anyOf", 0),
        named={
            "token_logprobs": {"type": "array", "items": {"type": ["number", "null"]}},
            "top_logprobs": {
                "type": "array",
                "items": {"type": ["object", "null"], "additionalProperties": _NUMBER},
            },
        },
    ),
    Departure(
        "Response",
        "null until it is finished",
        path=_OWN,
        nullable=("usage",),
    ),
    Departure(
        "Response",
        "on the wire, and in the document's later editions in part",
        path=_OWN,
        named={
            "billing": {"type": "object", "properties": {"payer": _TEXT}},
            "frequency_penalty": _NUMBER,
            "presence_penalty": _NUMBER,
            "moderation": {"type": ["object", "null"]},
            "store": {"type": "boolean"},
            "tool_usage": {"type": "object"},
        },
    ),
    *(
        Departure(
            name,
            "what a call returns, of which nothing is known; on the wire since July 2026",
            named={"output_schema": {"type": ["object", "null"]}},
        )
        for name in ("FunctionTool", "FunctionToolParam")
    ),
    *(
        Departure(name, "any schema, which the document leaves out", named={"parameters": _SCHEMA})
        for name in ("FunctionToolParam", "ToolSearchToolParam")
    ),
    Departure("ImageGenTool", "how many images are drawn at once", named={"n": _COUNT}),
    Departure(
        "WebSearchTool",
        "on the wire since May 2026",
        named={
            "return_token_budget": _TEXT,
            "search_content_types": {"type": "array", "items": _TEXT},
        },
    ),
    Departure(
        "CompletionUsage",
        "models that hear tell of text and images, those from gpt-5.6 on of their cache",
        path=("properties", "prompt_tokens_details"),
        named=dict.fromkeys(("text_tokens", "image_tokens", "cache_write_tokens"), _COUNT),
    ),
    Departure(
        "CompletionUsage",
        "models that speak tell of text, too",
        path=("properties", "completion_tokens_details"),
        named={"text_tokens": _COUNT},
    ),
    Departure(
        "ResponseLogProb",
        "in events as in items",
        named={"bytes": {"type": "array", "items": _COUNT}},
    ),
    Departure(
        "ResponseLogProb",
        "in events as in items, of other tokens, too",
        path=("properties", "top_logprobs", "items"),
        named={"bytes": {"type": "array", "items": _COUNT}},
    ),
    Departure(
        "WebSearchToolCall",
        "left out until the search is done",
        optional=("action",),
    ),
    Departure(
        "WebSearchActionSearch",
        "its kind alone until the search of an earlier model than gpt-5 is done [cassettes-2026]",
        optional=("query",),
    ),
    Departure(
        "FileSearchToolCall",
        "which store held a file, as recordings do",
        path=("properties", "results", "anyOf", 0, "items"),
        named={"vector_store_id": _TEXT},
    ),
    Departure(
        "MCPTool",
        "null where the request has none",
        nullable=("server_description",),
    ),
    Departure("MCPTool", "null beside a connector", nullable=("server_url",)),
    Departure(
        "TextResponseFormatJsonSchema",
        "null where the request has none",
        nullable=("description",),
    ),
    Departure(
        "ModelResponseProperties",
        "null where the request has none",
        nullable=("user", "safety_identifier", "prompt_cache_key"),
    ),
    Departure(
        "ResponseUsage",
        "on the wire since summer 2026",
        path=("properties", "input_tokens_details"),
        named={"cache_write_tokens": _COUNT},
    ),
    Departure(
        "Reasoning",
        "on the wire since summer 2026",
        named={"context": _TEXT_OR_NULL, "mode": _TEXT},
    ),
    Departure(
        "ResponseTextDeltaEvent",
        "on by default; stream_options.include_obfuscation takes it away",
        named=_OBFUSCATION,
    ),
    Departure("ResponseReasoningSummaryTextDeltaEvent", "as with text", named=_OBFUSCATION),
    Departure("ResponseFunctionCallArgumentsDeltaEvent", "as with text", named=_OBFUSCATION),
    Departure("ResponseCustomToolCallInputDeltaEvent", "as with text", named=_OBFUSCATION),
    Departure("ResponseCodeInterpreterCallCodeDeltaEvent", "as with text", named=_OBFUSCATION),
    Departure("ResponseMCPCallArgumentsDeltaEvent", "as with text", named=_OBFUSCATION),
    Departure(
        "ResponseImageGenCallPartialImageEvent",
        "how the picture is made; the document's next edition has it",
        named=dict.fromkeys(("background", "output_format", "quality", "size"), _TEXT),
    ),
    Departure(
        "ImageGenToolCall",
        "how the picture was made",
        named=dict.fromkeys(
            (*("action", "background", "output_format", "quality", "revised_prompt", "size"),),
            _TEXT,
        ),
    ),
    Departure(
        "ResponseFunctionCallArgumentsDoneEvent",
        "left out on the wire",
        optional=("name",),
    ),
    Departure(
        "CreateModerationResponse",
        "left out by text-moderation-007",
        path=_RESULT,
        optional=("category_applied_input_types",),
    ),
    Departure(
        "CreateModerationResponse",
        "categories that text-moderation-007 does not know",
        path=(*_RESULT, "properties", "categories"),
        optional=("illicit", "illicit/violent"),
    ),
    Departure(
        "CreateModerationResponse",
        "scores of categories that text-moderation-007 does not know",
        path=(*_RESULT, "properties", "category_scores"),
        optional=("illicit", "illicit/violent"),
    ),
    Departure(
        "ChatCompletionMessageList",
        "messages of any role; the document's own example has a user's",
        named={"data": {"type": "array", "items": _SENT}},
    ),
    Departure("CustomToolCall", "as with a function's call", named={"status": _TEXT}),
    Departure(
        "Embedding",
        "text where encoding_format is base64, which both official clients ask for",
        named={"embedding": {"anyOf": [{"type": "array", "items": _NUMBER}, _TEXT]}},
    ),
)
