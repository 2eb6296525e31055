"""The models OpenAI lists: names, dates, owners, and which snapshot answers for which alias."""

from __future__ import annotations

# Alias to snapshot, as the `model` of recorded answers shows it or as the models
# page names it. A name that is not here is answered as it was asked.
SNAPSHOTS = {
    "gpt-3.5-turbo": "gpt-3.5-turbo-0125",
    "gpt-4": "gpt-4-0613",
    "gpt-4-turbo": "gpt-4-turbo-2024-04-09",
    "gpt-4-turbo-preview": "gpt-4-0125-preview",
    "gpt-4o": "gpt-4o-2024-08-06",
    "gpt-4o-mini": "gpt-4o-mini-2024-07-18",
    "gpt-4o-search-preview": "gpt-4o-search-preview-2025-03-11",
    "gpt-4o-mini-search-preview": "gpt-4o-mini-search-preview-2025-03-11",
    "gpt-4.1": "gpt-4.1-2025-04-14",
    "gpt-4.1-mini": "gpt-4.1-mini-2025-04-14",
    "gpt-4.1-nano": "gpt-4.1-nano-2025-04-14",
    "gpt-5": "gpt-5-2025-08-07",
    "gpt-5-mini": "gpt-5-mini-2025-08-07",
    "gpt-5-nano": "gpt-5-nano-2025-08-07",
    "gpt-5.1": "gpt-5.1-2025-11-13",
    "o1": "o1-2024-12-17",
    "o3": "o3-2025-04-16",
    "o3-mini": "o3-mini-2025-01-31",
    "o4-mini": "o4-mini-2025-04-16",
}

# id: (created, owned_by)
CATALOGUE = {
    "gpt-3.5-turbo": (1677610602, "openai"),
    "gpt-3.5-turbo-0125": (1706048358, "system"),
    "gpt-4": (1687882411, "openai"),
    "gpt-4-0613": (1686588896, "openai"),
    "gpt-4-turbo": (1712361441, "system"),
    "gpt-4-turbo-2024-04-09": (1712601677, "system"),
    "gpt-4-turbo-preview": (1706037777, "system"),
    "gpt-5.1": (1762800673, "system"),
    "gpt-4o": (1715367049, "system"),
    "gpt-4o-2024-05-13": (1715368132, "system"),
    "gpt-4o-2024-08-06": (1722814719, "system"),
    "gpt-4o-2024-11-20": (1739331543, "system"),
    "gpt-4o-mini": (1721172741, "system"),
    "gpt-4o-mini-2024-07-18": (1721172717, "system"),
    "gpt-4.1": (1744316542, "system"),
    "gpt-4.1-2025-04-14": (1744315746, "system"),
    "gpt-4.1-mini": (1744318173, "system"),
    "gpt-4.1-mini-2025-04-14": (1744317547, "system"),
    "gpt-4.1-nano": (1744321707, "system"),
    "gpt-4.1-nano-2025-04-14": (1744321025, "system"),
    "gpt-5": (1754425777, "system"),
    "gpt-5-2025-08-07": (1754075360, "system"),
    "gpt-5-mini": (1754425928, "system"),
    "gpt-5-mini-2025-08-07": (1754425867, "system"),
    "gpt-5-nano": (1754426384, "system"),
    "gpt-5-nano-2025-08-07": (1754426303, "system"),
    "o1": (1734375816, "system"),
    "o1-2024-12-17": (1734326976, "system"),
    "o3": (1744225308, "system"),
    "o3-2025-04-16": (1744133301, "system"),
    "o3-mini": (1737146383, "system"),
    "o3-mini-2025-01-31": (1738010200, "system"),
    "o4-mini": (1744225351, "system"),
    "o4-mini-2025-04-16": (1744133506, "system"),
    "gpt-3.5-turbo-instruct": (1692901427, "system"),
    "gpt-3.5-turbo-instruct-0914": (1694122472, "system"),
    "davinci-002": (1692634301, "system"),
    "babbage-002": (1692634615, "system"),
    "text-embedding-3-large": (1705953180, "system"),
    "text-embedding-3-small": (1705948997, "system"),
    "text-embedding-ada-002": (1671217299, "openai-internal"),
    "omni-moderation-latest": (1731689265, "system"),
}

_TUNED = "ft:"


def base_name(name: str) -> str:
    """Return the model that a tuned one was made of: ft:gpt-4o-mini:org::id is a gpt-4o-mini."""
    return name.split(":")[1] if name.startswith(_TUNED) else name
