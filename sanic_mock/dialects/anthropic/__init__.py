"""Anthropic's API; see its README."""
