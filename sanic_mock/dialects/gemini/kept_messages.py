"""The messages of what is kept, written as in `messages` [discovery-2026]."""

from __future__ import annotations

from collections.abc import Mapping

KEPT_MESSAGES: Mapping[str, Mapping[str, str]] = {
    "BatchGenerateContentRequest": {"batch": "GenerateContentBatch", "model": "string"},
    "GenerateContentBatch": {
        "name": "string",
        "model": "string",
        "displayName": "string",
        "inputConfig": "InputConfig",
        "output": "any",
        "createTime": "string",
        "endTime": "string",
        "updateTime": "string",
        "batchStats": "any",
        "state": "string",
        "priority": "int64",
    },
    "InputConfig": {"fileName": "string", "requests": "InlinedRequests"},
    "InlinedRequests": {"requests": "InlinedRequest*"},
    "InlinedRequest": {"request": "GenerateContentRequest", "metadata": "struct"},
    "CreateFileRequest": {"file": "File"},
    "File": {
        "name": "string",
        "displayName": "string",
        "mimeType": "string",
        "sizeBytes": "int64",
        "createTime": "string",
        "expirationTime": "string",
        "updateTime": "string",
        "sha256Hash": "string",
        "uri": "string",
        "downloadUri": "string",
        "state": "string",
        "source": "string",
        "videoMetadata": "any",
        "error": "any",
    },
    "CachedContent": {
        "name": "string",
        "model": "string",
        "displayName": "string",
        "systemInstruction": "Content",
        "contents": "Content*",
        "tools": "Tool*",
        "toolConfig": "ToolConfig",
        "ttl": "string",
        "expireTime": "string",
        "createTime": "string",
        "updateTime": "string",
        "usageMetadata": "any",
        "encryptionSpec": "any",
    },
}
