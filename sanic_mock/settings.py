"""What one server was asked to be, as the rooms above read it, once, at start.

Only `profile.resolve` makes a `Settings` from what people say; keys and defaults stand beside each
dataclass, in `profile.sections`.
"""

from sanic_mock.profile.network_kinds import NetworkJitter
from sanic_mock.profile.sections.answering import BIG_BYTES, SMALL, Mode, PromptCount
from sanic_mock.profile.sections.chunking import Chunking, ChunkMode
from sanic_mock.profile.sections.drift import Drift
from sanic_mock.profile.sections.itl import Itl, MidstreamStall
from sanic_mock.profile.sections.limits import ChargeRule, Limit, LimitedBy, bounds_concurrency
from sanic_mock.profile.sections.load import Load, LoadModel, OnFull, Step
from sanic_mock.profile.sections.network import Loss, Network, Slice
from sanic_mock.profile.sections.observe import Observe
from sanic_mock.profile.sections.phases import ColdStart, Phase, Scenario
from sanic_mock.profile.sections.server import Settings
from sanic_mock.profile.sections.thinking import Silence, Thinking
from sanic_mock.profile.sections.tokens import Tokens
from sanic_mock.profile.sections.ttft import CachedTokens, Stall, Ttft

__all__ = [
    "BIG_BYTES",
    "SMALL",
    "CachedTokens",
    "ChargeRule",
    "ChunkMode",
    "Chunking",
    "ColdStart",
    "Drift",
    "Itl",
    "Limit",
    "LimitedBy",
    "Load",
    "LoadModel",
    "Loss",
    "MidstreamStall",
    "Mode",
    "Network",
    "NetworkJitter",
    "Observe",
    "OnFull",
    "Phase",
    "PromptCount",
    "Scenario",
    "Settings",
    "Silence",
    "Slice",
    "Stall",
    "Step",
    "Thinking",
    "Tokens",
    "Ttft",
    "bounds_concurrency",
]
