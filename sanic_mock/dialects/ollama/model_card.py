"""What is told of a model: that of a small one, whatever its name, or of one that embeds.

Members and their order are from [ollama-2026].
"""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.ollama.served_models import is_embedding, tagged, width_of

CONTEXT = 131_072
MODIFIED = "2026-11-01T12:00:00Z"
_HEADS, _HEAD_WIDTH, _WORDS = 24, 128, 128_256
_STOP = "<|eot_id|>"
_CHATS = (
    "{{ range .Messages }}<|start_header_id|>{{ .Role }}<|end_header_id|>\n\n{{ .Content }}"
    f"{_STOP}{{{{ end }}}}<|start_header_id|>assistant<|end_header_id|>\n\n"
)


def details(name: str) -> dict[str, Any]:
    """Return what is told of a model wherever it is named."""
    family = _family(name)
    return {
        "parent_model": "",
        "format": "gguf",
        "family": family,
        "families": [family],
        "parameter_size": "137M" if is_embedding(name) else "3.2B",
        "quantization_level": "F16" if is_embedding(name) else "Q4_K_M",
    }


def capabilities(name: str) -> list[str]:
    """Return what a model can be asked for."""
    return ["embedding"] if is_embedding(name) else ["completion", "tools", "thinking"]


def card(name: str) -> dict[str, Any]:
    """Return all that is told of a model."""
    template = "{{ .Prompt }}" if is_embedding(name) else _CHATS
    return {
        "license": "Apache License 2.0",
        "modelfile": f"FROM {tagged(name)}\nTEMPLATE {template}\nPARAMETER stop {_STOP}\n",
        "parameters": f'stop                           "{_STOP}"',
        "template": template,
        "details": details(name),
        "model_info": _numbers(name),
        "tensors": _tensors(name),
        "capabilities": capabilities(name),
        "modified_at": MODIFIED,
    }


def _family(name: str) -> str:
    return "bert" if is_embedding(name) else "llama"


def _numbers(name: str) -> dict[str, Any]:
    """Return the numbers of a model's file; long lists are null, as unless they are asked for."""
    family, width = _family(name), width_of(name)
    own = {
        "attention.head_count": _HEADS,
        "attention.head_count_kv": _HEADS // 3,
        "attention.key_length": _HEAD_WIDTH,
        "attention.layer_norm_rms_epsilon": 0.00001,
        "attention.value_length": _HEAD_WIDTH,
        "block_count": 28,
        "context_length": CONTEXT,
        "embedding_length": width,
        "feed_forward_length": 8192,
        "rope.dimension_count": _HEAD_WIDTH,
        "rope.freq_base": 500_000,
        "vocab_size": _WORDS,
    }
    return {
        "general.architecture": family,
        "general.file_type": 15,
        "general.parameter_count": 136_727_040 if is_embedding(name) else 3_212_749_888,
        "general.quantization_version": 2,
        **{f"{family}.{key}": value for key, value in own.items()},
        "tokenizer.ggml.bos_token_id": 128_000,
        "tokenizer.ggml.eos_token_id": 128_009,
        "tokenizer.ggml.merges": None,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "llama-bpe",
        "tokenizer.ggml.token_type": None,
        "tokenizer.ggml.tokens": None,
    }


def _tensors(name: str) -> list[dict[str, Any]]:
    """Return the first and the last of a model's tensors."""
    width = width_of(name)
    return [
        {"name": "token_embd.weight", "type": "Q6_K", "shape": [width, _WORDS]},
        {"name": "output_norm.weight", "type": "F32", "shape": [width]},
    ]
