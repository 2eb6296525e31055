"""Anthropic's Messages as Ollama has them."""
