"""The models that Bedrock lists, and what each of them takes [boto-2026]."""

from __future__ import annotations

from typing import Any, NamedTuple

ARN = "arn:aws:bedrock:us-east-1::foundation-model/"
PROFILE_ARN = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us."
_SINCE = "2025-01-01T00:00:00Z"


class FoundationModel(NamedTuple):
    """One model.

    Attributes:
        id: its id.
        name: how it is shown.
        maker: who made it.
        takes: what it takes beside text.
        gives: what it gives.
        streams: whether it answers in events.
        on_demand: whether it is served without a profile.
    """

    id: str
    name: str
    maker: str
    takes: tuple[str, ...] = ()
    gives: str = "TEXT"
    streams: bool = True
    on_demand: bool = True

    def shown(self) -> dict[str, Any]:
        """Return it as it is listed."""
        return {
            "customizationsSupported": [],
            "inferenceTypesSupported": ["ON_DEMAND" if self.on_demand else "INFERENCE_PROFILE"],
            "inputModalities": ["TEXT", *self.takes],
            "modelArn": ARN + self.id,
            "modelId": self.id,
            "modelLifecycle": {"status": "ACTIVE"},
            "modelName": self.name,
            "outputModalities": [self.gives],
            "providerName": self.maker,
            "responseStreamingSupported": self.streams,
        }

    def profile(self) -> dict[str, Any]:
        """Return the profile of its region as it is listed."""
        return {
            "createdAt": _SINCE,
            "description": f"Routes requests to {self.name} in the regions of the US.",
            "inferenceProfileArn": PROFILE_ARN + self.id,
            "inferenceProfileId": f"us.{self.id}",
            "inferenceProfileName": f"US {self.maker} {self.name}",
            "models": [{"modelArn": ARN + self.id}],
            "status": "ACTIVE",
            "type": "SYSTEM_DEFINED",
            "updatedAt": _SINCE,
        }


_SEES = ("IMAGE",)
_WATCHES = ("IMAGE", "VIDEO")


def _claude(name: str, title: str, *, on_demand: bool = False) -> FoundationModel:
    return FoundationModel(f"anthropic.{name}", title, "Anthropic", _SEES, on_demand=on_demand)


def _vectors(name: str, title: str, maker: str) -> FoundationModel:
    return FoundationModel(name, title, maker, gives="EMBEDDING", streams=False)


MODELS: tuple[FoundationModel, ...] = (
    FoundationModel("amazon.titan-text-express-v1", "Titan Text G1 - Express", "Amazon"),
    FoundationModel("amazon.titan-text-lite-v1", "Titan Text G1 - Lite", "Amazon"),
    FoundationModel("amazon.nova-micro-v1:0", "Nova Micro", "Amazon"),
    FoundationModel("amazon.nova-lite-v1:0", "Nova Lite", "Amazon", _WATCHES),
    FoundationModel("amazon.nova-pro-v1:0", "Nova Pro", "Amazon", _WATCHES),
    FoundationModel("amazon.nova-2-lite-v1:0", "Nova 2 Lite", "Amazon", _WATCHES, on_demand=False),
    _claude("claude-3-haiku-20240307-v1:0", "Claude 3 Haiku", on_demand=True),
    _claude("claude-3-5-haiku-20241022-v1:0", "Claude 3.5 Haiku", on_demand=True),
    _claude("claude-3-7-sonnet-20250219-v1:0", "Claude 3.7 Sonnet"),
    _claude("claude-sonnet-4-20250514-v1:0", "Claude Sonnet 4"),
    _claude("claude-sonnet-4-5-20250929-v1:0", "Claude Sonnet 4.5"),
    _claude("claude-haiku-4-5-20251001-v1:0", "Claude Haiku 4.5"),
    _vectors("amazon.titan-embed-text-v1", "Titan Embeddings G1 - Text", "Amazon"),
    _vectors("amazon.titan-embed-text-v2:0", "Titan Text Embeddings V2", "Amazon"),
    _vectors("amazon.nova-2-multimodal-embeddings-v1:0", "Nova Multimodal Embeddings", "Amazon"),
    _vectors("cohere.embed-english-v3", "Embed English", "Cohere"),
    _vectors("cohere.embed-multilingual-v3", "Embed Multilingual", "Cohere"),
    _vectors("cohere.embed-v4:0", "Embed v4", "Cohere"),
    FoundationModel("cohere.command-r-v1:0", "Command R", "Cohere"),
    FoundationModel("cohere.command-r-plus-v1:0", "Command R+", "Cohere"),
    FoundationModel("deepseek.r1-v1:0", "DeepSeek-R1", "DeepSeek", on_demand=False),
    FoundationModel("mistral.mistral-7b-instruct-v0:2", "Mistral 7B Instruct", "Mistral AI"),
    FoundationModel("openai.gpt-oss-20b-1:0", "gpt-oss-20b", "OpenAI"),
    FoundationModel("openai.gpt-oss-120b-1:0", "gpt-oss-120b", "OpenAI"),
    FoundationModel("meta.llama3-8b-instruct-v1:0", "Llama 3 8B Instruct", "Meta"),
    FoundationModel("meta.llama3-70b-instruct-v1:0", "Llama 3 70B Instruct", "Meta"),
)


def listed_models(names: tuple[str, ...]) -> tuple[FoundationModel, ...]:
    """Return the models that are listed: those of a profile's names, or all there are."""
    known = {one.id: one for one in MODELS}
    if not names:
        return MODELS
    return tuple(known.get(name) or FoundationModel(name, name, _maker(name)) for name in names)


def _maker(name: str) -> str:
    return name.partition(".")[0].title() if "." in name else "sanic-mock"
