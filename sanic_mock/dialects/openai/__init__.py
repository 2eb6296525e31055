"""OpenAI's APIs.

An id in brackets beside a fact names where it was seen: tests/spec/SOURCES.md.
"""
