"""Ollama's own API, whose streams are lines of JSON."""
