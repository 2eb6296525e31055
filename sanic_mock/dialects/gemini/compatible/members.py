"""The members of OpenAI's requests that Gemini knows, written as in `gemini.messages`.

What it does not know is refused: `store`, `reasoning`, `prompt_cache_key`, … [compatible-2026].
"""

from __future__ import annotations

from collections.abc import Mapping

from sanic_mock.dialects.gemini.messages import Members

CHAT = "ChatCompletionRequest"
EMBEDDINGS = "EmbeddingsRequest"

MESSAGES: Mapping[str, Members] = {
    CHAT: {
        "model": "string",
        "messages": "ChatMessage*",
        "audio": "struct",
        "extra_body": "struct",
        "frequency_penalty": "float",
        "logit_bias": "struct",
        "logprobs": "bool",
        "max_completion_tokens": "int32",
        "max_tokens": "int32",
        "metadata": "struct",
        "modalities": "string*",
        "n": "int32",
        "parallel_tool_calls": "bool",
        "prediction": "struct",
        "presence_penalty": "float",
        "reasoning_effort": "string",
        "response_format": "struct",
        "seed": "int32",
        "service_tier": "string",
        "stop": "string*",
        "stream": "bool",
        "stream_options": "StreamOptions",
        "temperature": "float",
        "tool_choice": "any",
        "tools": "ChatTool*",
        "top_logprobs": "int32",
        "top_p": "float",
        "user": "string",
    },
    "StreamOptions": {"include_usage": "bool", "include_obfuscation": "bool"},
    "ChatMessage": {
        "role": "string",
        "content": "any",
        "name": "string",
        "refusal": "string",
        "tool_calls": "ChatCall*",
        "tool_call_id": "string",
        "extra_content": "struct",
        "annotations": "any",
        "audio": "struct",
        "function_call": "struct",
    },
    "ChatCall": {
        "id": "string",
        "index": "int32",
        "type": "string",
        "function": "CalledFunction",
        "extra_content": "struct",
    },
    "CalledFunction": {"name": "string", "arguments": "string"},
    "ChatTool": {"type": "string", "function": "OfferedFunction"},
    "OfferedFunction": {
        "name": "string",
        "description": "string",
        "parameters": "struct",
        "strict": "bool",
    },
    EMBEDDINGS: {
        "model": "string",
        "input": "any",
        "dimensions": "int32",
        "encoding_format": "string",
        "user": "string",
        "extra_body": "struct",
    },
}
