"""OpenAI's requests as Gemini's: who speaks, what may be called, how much is thought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from sanic_mock.dialects.gemini.models import GeminiTraits
from sanic_mock.dialects.gemini.reading import camel

Json = dict[str, Any]

_MODES = {"none": "NONE", "auto": "AUTO", "required": "ANY"}
_NAMES: Mapping[str, str] = {
    "max_tokens": "maxOutputTokens",
    "max_completion_tokens": "maxOutputTokens",
    "n": "candidateCount",
    "stop": "stopSequences",
    "temperature": "temperature",
    "top_p": "topP",
    "seed": "seed",
    "frequency_penalty": "frequencyPenalty",
    "presence_penalty": "presencePenalty",
}
# What an effort is on models before and from 3 on: tokens of a budget, or a level [google-2026].
_BUDGETS = {"none": 0, "minimal": 1024, "low": 1024, "medium": 8192, "high": 24_576}
_LEVELS = {"none": "MINIMAL", "minimal": "MINIMAL", "low": "LOW", "medium": "MEDIUM"}


def translated(asked: Json, known: GeminiTraits) -> Json:
    """Return a chat request as one for generated content.

    Args:
        asked: OpenAI's, as it was read.
        known: how the model answers that is asked.
    """
    messages = asked.get("messages", ())
    request: Json = {"contents": list(_contents(messages))}
    if system := [part for one in messages if _instructs(one) for part in _parts(one)]:
        request["systemInstruction"] = {"parts": system}
    if declared := [one["function"] for one in asked.get("tools", ()) if one.get("function")]:
        request["tools"] = [{"functionDeclarations": declared}]
        request["toolConfig"] = {"functionCallingConfig": _calling(asked.get("tool_choice"))}
    request["generationConfig"] = _config(asked, known)
    return request


def signature_of(told: Json) -> str:
    """Return what stands for the thought behind a message or a call, "" where nothing does."""
    google = told.get("extra_content", {}).get("google")
    found = google.get("thought_signature") if isinstance(google, dict) else None
    return found if isinstance(found, str) else ""


def _instructs(message: Json) -> bool:
    return message.get("role") in ("system", "developer")


def _contents(messages: Sequence[Json]) -> Iterator[Json]:
    """Yield the messages but those that instruct; results that follow each other are one."""
    names: dict[str, str] = {}
    results: list[Json] = []
    for one in messages:
        if one.get("role") == "tool":
            results.append(_result(one, names))
            continue
        if results:
            yield {"role": "user", "parts": results}
            results = []
        if not _instructs(one):
            names |= {call.get("id", ""): _called(call) for call in one.get("tool_calls", ())}
            yield _content(one)
    if results:
        yield {"role": "user", "parts": results}


def _content(message: Json) -> Json:
    role = message.get("role", "user")
    parts = [*_parts(message), *map(_call, message.get("tool_calls", ()))]
    return {"role": "model" if role == "assistant" else role, "parts": parts}


def _parts(message: Json) -> list[Json]:
    """Return what a message says, text by text and image by image."""
    content = message.get("content")
    if isinstance(content, str):
        signed = {"thoughtSignature": found} if (found := signature_of(message)) else {}
        return [{"text": content, **signed}] if content else []
    parts = content if isinstance(content, list) else []
    return [_part(one) for one in parts if isinstance(one, dict)]


def _part(part: Json) -> Json:
    if isinstance(image := part.get("image_url"), dict):
        url = str(image.get("url", ""))
        kind, _, data = url.removeprefix("data:").partition(";base64,")
        sent = {"mimeType": kind, "data": data}
        return {"inlineData": sent} if data else {"fileData": {"fileUri": url}}
    if "input_audio" in part:
        return {"inlineData": {"mimeType": "audio/wav"}}
    return {"text": str(part.get("text", ""))}


def _called(call: Json) -> str:
    return str(call.get("function", {}).get("name", ""))


def _call(call: Json) -> Json:
    signed = {"thoughtSignature": found} if (found := signature_of(call)) else {}
    given = _object(call.get("function", {}).get("arguments", ""))
    return {"functionCall": {"name": _called(call), "args": given}, **signed}


def _result(message: Json, names: Mapping[str, str]) -> Json:
    """Return what a tool returned, by the name of what was called."""
    name = names.get(message.get("tool_call_id", "")) or message.get("name", "")
    text = "".join(str(one.get("text", "")) for one in _parts(message))
    return {"functionResponse": {"name": name, "response": {"result": text}}}


def _object(text: str) -> Json:
    try:
        found = msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _calling(choice: Any) -> Json:
    """Return how functions are to be called: by a word, or one that is named."""
    if isinstance(choice, dict):
        name = choice.get("function", {}).get("name", "")
        return {"mode": "ANY", "allowedFunctionNames": [name]}
    return {"mode": _MODES.get(choice, "AUTO") if isinstance(choice, str) else "AUTO"}


def _config(asked: Json, known: GeminiTraits) -> Json:
    config = {_NAMES[name]: one for name, one in asked.items() if name in _NAMES}
    wanted = asked.get("response_format", {})
    if wanted.get("type") in ("json_object", "json_schema"):
        config["responseMimeType"] = "application/json"
    schema = wanted.get("json_schema")
    if isinstance(schema, dict) and schema.get("schema"):
        config["responseJsonSchema"] = schema["schema"]
    if thinking := _thinking(asked, known):
        config["thinkingConfig"] = thinking
    return config


def _thinking(asked: Json, known: GeminiTraits) -> Json:
    """Return how much is to be thought: by an effort, or as Gemini's own requests have it."""
    effort, found = asked.get("reasoning_effort", ""), dict[str, Any]()
    if effort in _BUDGETS and known.names_calls:
        found["thinkingLevel"] = _LEVELS.get(effort, "HIGH")
    elif effort in _BUDGETS:
        found["thinkingBudget"] = _BUDGETS[effort]
    google = asked.get("extra_body", {}).get("google")
    own = google.get("thinking_config") if isinstance(google, dict) else None
    if not isinstance(own, dict):
        return found
    told = {camel(name): one for name, one in own.items()}
    if isinstance(level := told.get("thinkingLevel"), str):
        told["thinkingLevel"] = level.upper()
    return found | told
