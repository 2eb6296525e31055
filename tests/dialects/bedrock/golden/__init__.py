"""Golden answers of Bedrock's paths."""

from pathlib import Path

GOLDEN = Path(__file__).parent
