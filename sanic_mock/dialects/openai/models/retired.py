"""Models that were shut down before the middle of 2025: their names are refused [guides-2026].

The dates are those of OpenAI's page "Deprecations". What was shut down later is served: clients
and recordings of these years name it.
"""

from __future__ import annotations

# By the day on which they were shut down.
_SHUT_DOWN = {
    "2024-01-04": (
        "ada babbage curie davinci text-ada-001 text-babbage-001 text-curie-001 text-davinci-001 "
        "text-davinci-002 text-davinci-003 text-davinci-edit-001 code-davinci-edit-001 "
        "code-davinci-002 code-cushman-001 code-search-ada-code-001 text-search-ada-doc-001 "
        "text-similarity-ada-001 text-similarity-davinci-001"
    ),
    "2024-09-13": "gpt-3.5-turbo-0301 gpt-3.5-turbo-0613 gpt-3.5-turbo-16k-0613",
    "2024-12-06": "gpt-4-vision-preview gpt-4-1106-vision-preview",
    "2025-06-06": "gpt-4-32k gpt-4-32k-0314 gpt-4-32k-0613",
}
RETIRED = frozenset(name for names in _SHUT_DOWN.values() for name in names.split())
