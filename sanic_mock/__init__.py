"""An OpenAI API without the model, for load tests, SDK tests and offline development."""

__version__ = "0.1.0"
