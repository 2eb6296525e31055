"""OpenAI's APIs.

"Recorded traffic" in this folder means HTTP cassettes of real answers, 2024 to 2026, in the tests
of opentelemetry-python-contrib (opentelemetry-instrumentation-openai-v2) and of pydantic-ai; where
no recording was found, issue threads that quote a body.
"""
