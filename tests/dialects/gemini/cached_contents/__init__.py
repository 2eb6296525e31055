"""Cached contents of Gemini."""
