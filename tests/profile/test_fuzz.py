"""Whatever a profile says, it resolves or is refused with lines for people."""

from pathlib import Path

import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sanic_mock.errors import SettingsError
from sanic_mock.profile.resolve import resolve
from sanic_mock.profile.schema import KEYS

OTHER_WORDS = ["dist", "mean", "sd", "min", "max", "p50", "w", "parts", "mixture", "normal"]
OTHER_WORDS += ["lognormal", "percentiles", "empirical", "file", "/", "~", "true", "-1", "1e308"]
OTHER_WORDS += ["1e-300", "0", "5ms"]
PARTS = {part for name in KEYS for part in name.split(".")}
WORDS = st.sampled_from([*KEYS, *sorted(PARTS), *OTHER_WORDS])
LEAVES = WORDS | st.text(max_size=8) | st.integers() | st.floats() | st.booleans() | st.none()
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
NUMBERS = st.floats(0, 1e6) | st.floats(0, 1) | st.sampled_from([0, 1, 1e-300, 1e-9, 10, 5e5])
DISTS = st.sampled_from(
    ["lognormal", "logt", "gamma", "weibull", "pareto", "normal", "percentiles"]
)
DRAWN = st.builds(
    lambda name, rest: {"itl": {"token": {"dist": name, **rest}}},
    DISTS,
    st.dictionaries(
        st.sampled_from(["mean", "median", "sd", "sigma", "cv", "scale", "df", "min", "max"])
        | st.sampled_from(["shift", "alpha", "p1", "p50", "p99"]),
        NUMBERS,
        max_size=5,
    ),
)


def only_settings_errors(folder: Path, text: str) -> None:
    (folder / "any.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    problems: tuple[str, ...] = ("resolved",)
    try:
        resolve(profile=str(folder / "any.yaml"))
    except SettingsError as error:
        problems = error.problems
    assert [len(problem.splitlines()) for problem in problems] == [1] * max(1, len(problems))


HARD = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@HARD
@given(text=st.text())
@example(text="[" * 200_000)
@example(text="{a: " * 200_000)
@example(text="&a {extends: *a, itl: *a}")
@example(text="a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n? *c\n: *c\n")
@example(text="seed: " + "9" * 5000)
@example(text='"a\\nb": 1')
@example(text="!!python/object/apply:os.system [ls]")
@example(text="extends: any.yaml")
@example(text='extends: "a\\n/b"')
@example(text='latency: "\\r\\u2028"')
@example(text="latency: !%0Ax 5")
@example(text="itl: {token: {dist: empirical, file: /dev/zero}}")
@example(text=f"itl: {{token: {{dist: empirical, file: {'x' * 5000}}}}}")
def test_no_text_makes_the_check_fail_otherwise(tmp_path: Path, text: str) -> None:
    only_settings_errors(tmp_path, text)


@HARD
@given(tree=TREES | DRAWN)
def test_no_tree_makes_the_check_fail_otherwise(tmp_path: Path, tree: object) -> None:
    only_settings_errors(tmp_path, yaml.safe_dump(tree, allow_unicode=True))
