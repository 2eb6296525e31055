"""Golden answers of Gemini's paths."""

from pathlib import Path

GOLDEN = Path(__file__).parent
