"""Where real answers of Anthropic's are not what its document says, with the reason.

Most of it is members that the document has all answers have, and recorded ones leave out where
they would be null [messages-2026]: 567 recorded exchanges, none of which has one of them so.
"""

from __future__ import annotations

from tests.spec.departures import Departure

_LEFT_OUT = "recorded answers leave it out where it says nothing"
_SUPPORTED = {"$ref": "#/components/schemas/CapabilitySupport"}
_TOOLS = {
    "type": "object",
    "properties": {
        "supported": {"type": "boolean"},
        "code_execution": _SUPPORTED,
        "web_search": _SUPPORTED,
    },
}
_OF_USAGE = ("output_tokens_details", "server_tool_use")

ANTHROPIC_DEPARTURES: tuple[Departure, ...] = (
    Departure("Message", _LEFT_OUT, optional=("container",)),
    Departure("MessageDelta", _LEFT_OUT, optional=("container",)),
    Departure("Usage", _LEFT_OUT, optional=("output_tokens_details", "server_tool_use")),
    Departure(
        "MessageDeltaUsage", _LEFT_OUT, optional=("output_tokens_details", "server_tool_use")
    ),
    Departure("ResponseTextBlock", _LEFT_OUT, optional=("citations",)),
    Departure("ResponseServerToolUseBlock", _LEFT_OUT, optional=("caller",)),
    Departure("ResponseCharLocationCitation", _LEFT_OUT, optional=("file_id",)),
    Departure("ResponsePageLocationCitation", _LEFT_OUT, optional=("file_id",)),
    Departure("ResponseContentBlockLocationCitation", _LEFT_OUT, optional=("file_id",)),
    Departure(
        "ModelCapabilities",
        "the client of 2.14.0 requires it, which is half a year newer",
        named={"server_tools": _TOOLS},
    ),
    Departure(
        "ThinkingTypes",
        "likewise",
        named={"between_tools": _SUPPORTED, "disabled": _SUPPORTED},
    ),
    Departure(
        "BetaFileListResponse",
        "the client of 2.14.0 goes on by it",
        named={"next_page": {"type": ["string", "null"]}},
    ),
)
