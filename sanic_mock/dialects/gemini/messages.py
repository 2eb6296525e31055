"""The messages of a request, member by member, as both surfaces publish them [discovery-2026].

A member is a scalar, an enumeration (`:Name`), another message, a list of either (`*` behind it),
or a map to one (`{}` around it). `any` and `struct` take whatever JSON there is. What both surfaces
know is taken from either: they differ in members that no answer depends on.
"""

from __future__ import annotations

from collections.abc import Mapping

from sanic_mock.dialects.gemini.kept_messages import KEPT_MESSAGES

Members = Mapping[str, str]

_CONFIG: Members = {
    "stopSequences": "string*",
    "responseMimeType": "string",
    "responseSchema": "Schema",
    "_responseJsonSchema": "any",
    "responseJsonSchema": "any",
    "responseFormat": "any",
    "candidateCount": "int32",
    "maxOutputTokens": "int32",
    "temperature": "float",
    "topP": "float",
    "topK": "float",
    "seed": "int32",
    "presencePenalty": "float",
    "frequencyPenalty": "float",
    "responseLogprobs": "bool",
    "logprobs": "int32",
    "enableEnhancedCivicAnswers": "bool",
    "responseModalities": ":Modality*",
    "speechConfig": "any",
    "thinkingConfig": "ThinkingConfig",
    "imageConfig": "any",
    "mediaResolution": "string",
    "audioTimestamp": "bool",
    "routingConfig": "any",
    "enableAffectiveDialog": "bool",
}

MESSAGES: Mapping[str, Members] = {
    **KEPT_MESSAGES,
    "GenerateContentRequest": {
        "model": "string",
        "systemInstruction": "Content",
        "contents": "Content*",
        "tools": "Tool*",
        "toolConfig": "ToolConfig",
        "safetySettings": "SafetySetting*",
        "generationConfig": "GenerationConfig",
        "cachedContent": "string",
        "serviceTier": "string",
        "store": "bool",
        "labels": "struct",
        "modelArmorConfig": "any",
    },
    "CountTokensRequest": {
        "model": "string",
        "contents": "Content*",
        "generateContentRequest": "GenerateContentRequest",
        "systemInstruction": "Content",
        "tools": "Tool*",
        "generationConfig": "GenerationConfig",
        "instances": "any*",
    },
    "ComputeTokensRequest": {"model": "string", "contents": "Content*", "instances": "any*"},
    "EmbedContentRequest": {
        "model": "string",
        "content": "Content",
        "taskType": "string",
        "title": "string",
        "outputDimensionality": "int32",
        "autoTruncate": "bool",
        "embedContentConfig": "EmbedContentConfig",
    },
    "EmbedContentConfig": {
        "title": "string",
        "taskType": "string",
        "autoTruncate": "bool",
        "outputDimensionality": "int32",
        "documentOcr": "bool",
        "audioTrackExtraction": "bool",
    },
    "BatchEmbedContentsRequest": {"model": "string", "requests": "EmbedContentRequest*"},
    "PredictRequest": {"instances": "struct*", "parameters": "struct", "labels": "struct"},
    "Content": {"parts": "Part*", "role": "string"},
    "Part": {
        "text": "string",
        "inlineData": "Blob",
        "functionCall": "FunctionCall",
        "functionResponse": "FunctionResponse",
        "fileData": "FileData",
        "executableCode": "struct",
        "codeExecutionResult": "struct",
        "toolCall": "struct",
        "toolResponse": "struct",
        "videoMetadata": "struct",
        "thought": "bool",
        "thoughtSignature": "string",
        "partMetadata": "struct",
        "mediaResolution": "any",
    },
    "Blob": {"mimeType": "string", "data": "string", "displayName": "string"},
    "FileData": {"mimeType": "string", "fileUri": "string", "displayName": "string"},
    "FunctionCall": {
        "id": "string",
        "name": "string",
        "args": "struct",
        "partialArgs": "any*",
        "willContinue": "bool",
    },
    "FunctionResponse": {
        "id": "string",
        "name": "string",
        "response": "struct",
        "parts": "FunctionResponsePart*",
        "willContinue": "bool",
        "scheduling": "string",
    },
    "FunctionResponsePart": {"inlineData": "Blob", "fileData": "FileData"},
    "Tool": {
        "functionDeclarations": "FunctionDeclaration*",
        "googleSearchRetrieval": "struct",
        "codeExecution": "struct",
        "googleSearch": "struct",
        "computerUse": "struct",
        "urlContext": "struct",
        "fileSearch": "struct",
        "mcpServers": "struct*",
        "googleMaps": "struct",
        "enterpriseWebSearch": "struct",
        "parallelAiSearch": "struct",
        "retrieval": "struct",
    },
    "FunctionDeclaration": {
        "name": "string",
        "description": "string",
        "parameters": "Schema",
        "parametersJsonSchema": "any",
        "response": "Schema",
        "responseJsonSchema": "any",
        "behavior": "string",
    },
    "ToolConfig": {
        "functionCallingConfig": "FunctionCallingConfig",
        "retrievalConfig": "struct",
        "includeServerSideToolInvocations": "bool",
    },
    "FunctionCallingConfig": {
        "mode": ":Mode",
        "allowedFunctionNames": "string*",
        "streamFunctionCallArguments": "bool",
    },
    "GenerationConfig": _CONFIG,
    "ThinkingConfig": {
        "includeThoughts": "bool",
        "thinkingBudget": "int32",
        "thinkingLevel": ":ThinkingLevel",
    },
    "SafetySetting": {
        "category": ":HarmCategory",
        "threshold": ":HarmBlockThreshold",
        "method": "string",
    },
    "Schema": {
        "type": ":Type",
        "format": "string",
        "title": "string",
        "description": "string",
        "nullable": "bool",
        "enum": "string*",
        "items": "Schema",
        "maxItems": "int64",
        "minItems": "int64",
        "properties": "{Schema}",
        "required": "string*",
        "minProperties": "int64",
        "maxProperties": "int64",
        "minimum": "double",
        "maximum": "double",
        "minLength": "int64",
        "maxLength": "int64",
        "pattern": "string",
        "example": "any",
        "anyOf": "Schema*",
        "propertyOrdering": "string*",
        "default": "any",
    },
}
# What Vertex AI knows of schemas besides.
VERTEX_SCHEMA: Members = {
    **MESSAGES["Schema"],
    "additionalProperties": "any",
    "defs": "{Schema}",
    "ref": "string",
}

# The names that a member may have; in schemas they are taken in any case.
ENUMS: Mapping[str, tuple[str, ...]] = {
    "Mode": ("MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"),
    "Modality": ("MODALITY_UNSPECIFIED", "TEXT", "IMAGE", "AUDIO", "VIDEO"),
    "ThinkingLevel": ("THINKING_LEVEL_UNSPECIFIED", "MINIMAL", "LOW", "MEDIUM", "HIGH"),
    "Type": (
        *("TYPE_UNSPECIFIED", "STRING", "NUMBER", "INTEGER"),
        *("BOOLEAN", "ARRAY", "OBJECT", "NULL"),
    ),
    "HarmCategory": tuple(
        f"HARM_CATEGORY_{one}"
        for one in (
            *("UNSPECIFIED", "DEROGATORY", "TOXICITY", "VIOLENCE", "SEXUAL", "MEDICAL"),
            *("DANGEROUS", "HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT"),
            *("DANGEROUS_CONTENT", "CIVIC_INTEGRITY", "JAILBREAK", "UNKNOWN"),
            *("IMAGE_HATE", "IMAGE_DANGEROUS_CONTENT", "IMAGE_HARASSMENT"),
            "IMAGE_SEXUALLY_EXPLICIT",
        )
    ),
    "HarmBlockThreshold": (
        *("HARM_BLOCK_THRESHOLD_UNSPECIFIED", "BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE"),
        *("BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF"),
    ),
}
