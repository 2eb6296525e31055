"""Gemini's API, of its developers' surface and of Vertex AI."""
