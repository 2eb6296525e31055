"""Settings of the property tests: the same examples in every run of CI, others at the desk.

Asserts of support modules explain themselves as those of tests do.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

pytest.register_assert_rewrite(
    "tests.serving",
    "tests.talking",
    "tests.dialects.openai.errors",
    "tests.dialects.openai.completions.asking",
    "tests.dialects.openai.responses.operating",
    "tests.dialects.openai.responses.responding",
)

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")
