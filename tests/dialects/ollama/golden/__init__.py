"""What Ollama's paths answer, byte for byte; see tests.dialects.openai.golden for how."""

from __future__ import annotations

from pathlib import Path

GOLDEN = Path(__file__).parent
