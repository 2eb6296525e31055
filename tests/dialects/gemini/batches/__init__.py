"""Batches of Gemini."""
