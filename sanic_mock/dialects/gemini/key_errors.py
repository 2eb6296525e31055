"""Keys and tokens that are missing or nobody's, in Gemini's words [gemini-2026]."""

from __future__ import annotations

from sanic_mock.dialects.gemini.errors import DOMAINS, GeminiProblem, detail


def bad_key() -> GeminiProblem:
    """A key that nobody has."""
    message = "API key not valid. Please pass a valid API key."
    service = {"service": DOMAINS[False]}
    return GeminiProblem(
        400,
        message,
        (
            detail(
                "ErrorInfo", reason="API_KEY_INVALID", domain="googleapis.com", metadata=service
            ),
            detail("LocalizedMessage", locale="en-US", message=message),
        ),
    )


def no_key() -> GeminiProblem:
    """A request without a key, of the developers' surface."""
    return GeminiProblem(
        403,
        "Method doesn't allow unregistered callers (callers without established identity). Please "
        "use API Key or other form of API consumer identity to call this API.",
    )


def no_bearer() -> GeminiProblem:
    """A request without a key in `Authorization`, where answers have OpenAI's shape."""
    return GeminiProblem(400, "Missing or invalid Authorization header.")


def no_credential() -> GeminiProblem:
    """A request without a token, of Vertex AI."""
    return GeminiProblem(
        401,
        "Request is missing required authentication credential. Expected OAuth 2 access token, "
        "login cookie or other valid authentication credential. See "
        "https://developers.google.com/identity/sign-in/web/devconsole-project.",
    )


def bad_token() -> GeminiProblem:
    """A token that is none, or a key in the place of one."""
    return GeminiProblem(
        401,
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
        "cookie or other valid authentication credential. See "
        "https://developers.google.com/identity/sign-in/web/devconsole-project.",
    )
