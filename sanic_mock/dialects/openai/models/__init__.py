"""Models: a table with a row for each, and what is looked up in it by name.

No other module knows a model by its name. Next month's model is a row in `table`.
"""

from __future__ import annotations

from sanic_mock.dialects.openai.models.lookup import (
    completing_of,
    deployed_name,
    family_of,
    is_embedding,
    listed_models,
    listing_of,
    purpose,
    row_of,
)
from sanic_mock.dialects.openai.models.retired import RETIRED
from sanic_mock.dialects.openai.models.rows import (
    Completing,
    Embedding,
    Family,
    Judging,
    Model,
    Purpose,
)
from sanic_mock.dialects.openai.models.traits import (
    KNOWN_MODELS,
    PRIMING,
    Traits,
    traits,
    vocabulary_of,
)

__all__ = (
    "KNOWN_MODELS",
    "PRIMING",
    "RETIRED",
    "Completing",
    "Embedding",
    "Family",
    "Judging",
    "Model",
    "Purpose",
    "Traits",
    "completing_of",
    "deployed_name",
    "family_of",
    "is_embedding",
    "listed_models",
    "listing_of",
    "purpose",
    "row_of",
    "traits",
    "vocabulary_of",
)
