"""What Gemini refuses, in its own words [gemini-2026]."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from sanic_mock.dialects.gemini.surface import Surface
from sanic_mock.dialects.own_fields import WrongField
from sanic_mock.errors import Problem

Json = dict[str, Any]

STATUSES: Mapping[int, str] = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
_TYPE = "type.googleapis.com/google.rpc."
DOMAINS = {True: "aiplatform.googleapis.com", False: "generativelanguage.googleapis.com"}


class GeminiProblem(Problem):
    """An error as Google's interfaces tell it.

    Args:
        status: of HTTP.
        message: Gemini's own sentence.
        details: what a program may read.
        is_page: whether a page for people is answered.
    """

    def __init__(
        self,
        status: int,
        message: str,
        details: Iterable[Json] = (),
        *,
        is_page: bool = False,
    ) -> None:
        super().__init__(status, message, kind="")
        self.details = tuple(details)
        self.is_page = is_page


def detail(kind: str, **members: Any) -> Json:
    """Return one detail of an error."""
    return {"@type": _TYPE + kind, **members}


def status_name(status: int) -> str:
    """Return the name of a status as Google's interfaces have it."""
    near = 400 if status < 500 else 500
    return STATUSES.get(status, STATUSES[near])


def no_model(surface: Surface, model: str, method: str) -> GeminiProblem:
    """A model that there is not, or not for this."""
    if surface.is_vertex:
        return GeminiProblem(
            404,
            f"Publisher Model `{surface.resource(model)}` was not found or your project does not "
            "have access to it. Please ensure you are using a valid model version. For more "
            "information, see: "
            "https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions",
        )
    asked = "embedContent" if method == "batchEmbedContents" else method
    lister = "ModelService.ListModels" if "enerateContent" in asked else "ListModels"
    shown = "generateContent" if "enerateContent" in asked else asked
    return GeminiProblem(
        404,
        f"{surface.resource(model)} is not found for API version {surface.version}, or is not "
        f"supported for {shown}. Call {lister} to see the list of available models and their "
        "supported methods.",
    )


def unknown_path() -> GeminiProblem:
    """A path that is nothing."""
    return GeminiProblem(404, "The requested URL was not found on this server.", is_page=True)


def not_json(shown: str) -> GeminiProblem:
    """A body that is no JSON."""
    return GeminiProblem(400, f"Invalid JSON payload received. Unexpected token.\n{shown}\n^")


def wrong_fields(violations: Iterable[tuple[str, str]]) -> GeminiProblem:
    """Members that there are not, or with values that they cannot have.

    Args:
        violations: of each the field it is in, "" for the request itself, and a sentence.
    """
    told = [
        {"field": field, "description": text} if field else {"description": text}
        for field, text in violations
    ]
    message = "\n".join(one["description"] for one in told)
    return GeminiProblem(400, message, (detail("BadRequest", fieldViolations=told),))


def wrong_request(*faults: str) -> GeminiProblem:
    """A request that says too little, or too much: each fault as `contents: … not specified`."""
    lines = (f"* GenerateContentRequest.{one}\n" for one in faults)
    return GeminiProblem(400, "".join(lines))


def wrong_argument(message: str) -> GeminiProblem:
    """What is wrong with a request as a whole."""
    return GeminiProblem(400, message)


def wrong_size(most: int) -> GeminiProblem:
    """Vectors of more numbers than a model has, or of none."""
    return wrong_argument(
        "* EmbedContentRequest.output_dimensionality: output_dimensionality must be in the "
        f"range [1, {most}].\n"
    )


def only_thinks() -> GeminiProblem:
    """A request not to think, to a model that always does."""
    return wrong_argument("Budget 0 is invalid. This model only works in thinking mode.")


def no_cache() -> GeminiProblem:
    """A cache that there is not."""
    return GeminiProblem(403, "CachedContent not found (or permission denied)")


def not_found() -> GeminiProblem:
    """Something that is kept under no such name."""
    return GeminiProblem(404, "Requested entity was not found.")


def no_file(name: str) -> GeminiProblem:
    """A file that there is not, or not any more [gemini-2026]."""
    return GeminiProblem(
        403, f"You do not have permission to access the File {name} or it may not exist."
    )


def no_upload() -> GeminiProblem:
    """An upload that there is not, or not any more; worded by analogy."""
    return GeminiProblem(404, "Upload not found.")


def mixed_cache() -> GeminiProblem:
    """A request that names a cache, and what stands in that itself."""
    return GeminiProblem(
        400,
        "CachedContent can not be used with GenerateContent request setting system_instruction, "
        "tools or tool_config.\n\nProposed fix: move those values to CachedContent from "
        "GenerateContent request.",
    )


def others_cache(asked: str, cached: str) -> GeminiProblem:
    """A cache of another model."""
    return GeminiProblem(
        400,
        f"Model used by GenerateContent request ({asked}) and CachedContent ({cached}) has to be "
        "the same.",
    )


def too_large(what: str, most: int) -> GeminiProblem:
    """Something of more bytes than are kept of one thing."""
    return GeminiProblem(413, f"sanic_mock: {what} has more than the {most:,} bytes that are kept.")


def too_long(tokens: int, most: int) -> GeminiProblem:
    """A prompt that no model reads."""
    return GeminiProblem(
        400,
        f"The input token count ({tokens}) exceeds the maximum number of tokens allowed ({most}).",
    )


def overloaded() -> GeminiProblem:
    """No room for another request."""
    return GeminiProblem(503, "The model is overloaded. Please try again later.")


def failed() -> GeminiProblem:
    """A failure of the service."""
    return GeminiProblem(
        500,
        "An internal error has occurred. Please retry or report in "
        "https://developers.generativeai.google/guide/troubleshooting",
    )


def not_permitted(is_vertex: bool, resource: str) -> GeminiProblem:
    """A key or a token that may do other things."""
    if not is_vertex:
        return GeminiProblem(403, "The caller does not have permission")
    permission = "aiplatform.endpoints.predict"
    whole = f"//{DOMAINS[True]}/{resource}"
    metadata = {"permission": permission, "resource": resource}
    return GeminiProblem(
        403,
        f"Permission '{permission}' denied on resource '{whole}' (or it may not exist).",
        (
            detail(
                "ErrorInfo",
                reason="IAM_PERMISSION_DENIED",
                domain=DOMAINS[True],
                metadata=metadata,
            ),
        ),
    )


def of_status(status: int) -> GeminiProblem:
    """A status that nobody has a sentence for."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = f"Status {status}"
    return GeminiProblem(status, f"{phrase}.")


def wrong_own_field(wrong: WrongField) -> GeminiProblem:
    """A field that only sanic-mock reads, with a value that it cannot have."""
    near = f"; nearest is {wrong.near}" if wrong.near else ""
    problem = f"{wrong.name}: '{wrong.value}' is not known{near}; want {wrong.wanted}"
    return GeminiProblem(400, f"sanic_mock: {wrong.problem or problem}.")


def unsigned_call(name: str, position: int) -> GeminiProblem:
    """A call that a client sends back without what stands for the thought behind it."""
    return GeminiProblem(
        400,
        "Function call is missing a thought_signature in functionCall parts. This is required for "
        "tools to work correctly, and missing thought_signature may lead to degraded model "
        f"performance. Additional data, function call `default_api:{name}` , position {position}. "
        "Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more "
        "details.",
    )
