"""Says once what to do where a strict server refuses what load tools send."""

from __future__ import annotations

import re

from sanic_mock.dialects.operation import State
from sanic_mock.errors import Problem

# As OpenAI names a parameter that it does not know, by its path [issues-2026].
_REFUSED = re.compile(r"(?:Unrecognized request argument supplied: |Unknown parameter: ')([\w.]+)")

# What only inference servers know [vllm-2026], by the last part of the path.
LOAD_TOOL_PARAMETERS = frozenset((
    "ignore_eos", "min_tokens", "continuous_usage_stats", "stop_token_ids", "top_k", "min_p",
    "repetition_penalty", "length_penalty", "use_beam_search", "include_stop_str_in_output",
    "skip_special_tokens", "spaces_between_special_tokens", "truncate_prompt_tokens",
    "prompt_logprobs", "allowed_token_ids", "bad_words", "add_generation_prompt",
    "continue_final_message", "add_special_tokens", "chat_template", "chat_template_kwargs",
    "mm_processor_kwargs", "guided_json", "guided_regex", "guided_choice", "guided_grammar",
    "guided_decoding_backend", "guided_whitespace_pattern", "structured_outputs",
    "return_tokens_as_token_ids", "cache_salt", "kv_transfer_params", "vllm_xargs",
))  # fmt: skip


class Remedy:
    """Tells it for all endpoints of one worker together.

    Args:
        state: of a server; one that is lenient, unless a request differs, needs no remedy.
    """

    def __init__(self, state: State) -> None:
        self._notice = state.notice
        self._is_told = state.settings.mode != "strict"

    def tell(self, problem: Problem) -> None:
        """Look at what a strict request is refused; tell the first that load tools send."""
        if self._is_told or (found := _REFUSED.match(problem.message)) is None:
            return
        if found[1].rpartition(".")[2] in LOAD_TOOL_PARAMETERS:
            self._is_told = True
            self._notice(f"`{found[1]}` is no OpenAI parameter: load tools want -mode lenient")
