"""What was sent otherwise until a month: labels of differences, as `Reason` has them."""

from __future__ import annotations

AT_RESPONSES = "responses"
NOT_AZURE = "^(?!azure)"

# A month and what was sent until then, at Responses, which no row of the older wires has.
RESPONSES = (
    ("2025-08", r"extra: event .*\.obfuscation|events: padding"),
    ("2026-02", r"extra: .*<web_search_call>\.action<search>\.queries"),
    ("2026-02", r"order: event .*"),
    ("2026-06", r"extra: event\.item<reasoning>\.content"),
    ("2026-07", r"extra: response\.tools\[\]<function>\.parameters\.\$schema"),
    ("2026-07", r"extra: .*<reasoning>\.encrypted_content"),
    ("2026-07", r"extra: \$\.usage\..*\.cache_write_tokens"),
)
# The same, of header fields.
FIELDS = (
    ("2026-06", r"field (value|extra|missing): access-control-expose-headers"),
    ("2025-09", r"field missing: x-envoy-decorator-operation"),
    ("2025-10", r"field extra: x-openai-proxy-wasm"),
    ("2025-10", r"field extra: openai-(organization|project)"),
)
EMBEDDINGS = (
    ("2025-09", r"status: embeddings"),  # an empty text was taken
)
CHAT = (
    ("2025-09", r"type: (\$|chunk .*)\.system_fingerprint"),
    ("2025-09", r"extra: chunk .*\.obfuscation|events: padding"),  # until 11 August, at least 4
    ("2025-12", r"extra: chunk .*\.(obfuscation|usage)"),
)
MODERATIONS = (
    ("2025-09", r"value: \$\.model"),  # text-moderation-007 answered for no model
    ("2025-09", r"(extra|order): \$\.results\[\]\..*"),
)
# What no recordings show that the page counts, at which endpoints.
ELSEWHERE = (
    ("2025-11", r"value: response\.tools\[\]<mcp>\.server_url", AT_RESPONSES),
    (
        "2026-02",
        r"(missing|extra): response\.tools\[\]<web_search>\.filters",
        AT_RESPONSES,
    ),
    ("2026-02", r"extra: .*<image_generation_call>\.action", AT_RESPONSES),
    ("2025-11", r"extra: response\.tools\[\]<image_generation>\.model", AT_RESPONSES),
    ("2025-07", r"(extra|missing|order|type|id|field extra): .*", AT_RESPONSES),
    ("2025-06", r"(layout|field (extra|missing)): .*", "^(chat|completions|embeddings)"),
    ("2025-06", r"extra: .*\.(service_tier|annotations|refusal)", "^chat"),
    ("2026-03", r"field order: .*", NOT_AZURE),
    ("2025-08", r"extra: chunk .*\.obfuscation|events: padding", "^azure"),
    ("2026-03", r"extra: chunk\.choices\[\]\.content_filter_results\.protected_.*", "^azure chat"),
    ("2026-06", r"missing: .*prompt_filter_results\[\]\.content_filter_results\..*", "^azure"),
    ("2026-07", r"extra: response\.tools\[\]<function>\.output_schema", "^azure"),
)

# What Azure sent until a month, at any endpoint; it has no older wires.
AZURE = (
    ("2026-04", r"order: .*\.(protected_material_(code|text)|jailbreak)"),
    ("2026-04", r"field extra: x-ratelimit-(abusepenalty|renewalperiod|reset).*"),
    ("2026-04", r"field extra: (skip-error-remapping|x-ms-is-spilled-over)"),
    ("2026-04", r"extra: .*service_tier|field extra: x-ratelimit-key"),
    ("2026-05", r"extra: response\.moderation"),
    ("2026-05", r"order: response\.content_filters\[\]\.content_filter_results"),
    ("2026-07", r"(extra|value): response\.reasoning\.context|extra: .*<reasoning>\.content"),
    ("2026-06", r"extra: .*latency_checkpoint"),
    ("2026-06", r"missing: chunk\.choices\[\]\.content_filter_results\..*"),
    ("2026-06", r"field extra: (azureai-fe-is-streaming|x-ms-served-model)"),
    ("2026-07", r"extra: response\.reasoning\.mode"),
    ("2026-08", r"extra: response\.tool_usage|extra: .*\.cache_write_tokens"),
    ("2026-08", r"(type|value): response\.prompt_cache_retention"),
    ("2026-08", r"field extra: (x-ms-aoai-.*|azureai-fe-offer-type|x-ms-served-model)"),
)
