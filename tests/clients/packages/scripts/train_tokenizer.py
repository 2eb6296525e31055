"""Trains a small tokenizer into a folder, for load tools, which make their prompts with one."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

SIZE = 2000
ENDS = {"bos_token": "<s>", "eos_token": "</s>"}


def texts() -> Iterator[str]:
    """Yield what it is trained with."""
    for place in range(3000):
        yield f"word{place}, the quick brown fox {place} jumps over {place * 7} lazy dogs"


def train(folder: Path) -> None:
    """Write a tokenizer as transformers reads it."""
    one = Tokenizer(models.BPE())
    one.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    one.decoder = decoders.ByteLevel()
    alphabet, ends = pre_tokenizers.ByteLevel.alphabet(), list(ENDS.values())
    trainer = trainers.BpeTrainer(vocab_size=SIZE, initial_alphabet=alphabet, special_tokens=ends)
    one.train_from_iterator(texts(), trainer)
    folder.mkdir(exist_ok=True)
    one.save(str(folder / "tokenizer.json"))
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 100_000, **ENDS}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))


if __name__ == "__main__":
    train(Path(sys.argv[1]))
