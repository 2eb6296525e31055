"""Golden answers of OpenAI's endpoints at Gemini's paths."""

from pathlib import Path

GOLDEN = Path(__file__).parent
