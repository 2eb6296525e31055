"""The JSON Schema for editors agrees with the checks that profiles go through."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from sanic_mock.errors import SettingsError
from sanic_mock.profile.find import names, shipped_folder
from sanic_mock.profile.resolve import resolve
from sanic_mock.profile.schema import KEYS, json_schema, markdown_table
from sanic_mock.profile.table import children

SCHEMA = jsonschema.Draft202012Validator(json_schema())


class Loader(yaml.SafeLoader):
    """YAML 1.2, as editors read it: a date is text."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(text: str) -> Any:
    return yaml.load(text, Loader)


def is_resolved(folder: Path, text: str) -> bool:
    (folder / "my.yaml").write_text(text, encoding="utf-8")
    try:
        resolve(profile=str(folder / "my.yaml"))
    except SettingsError:
        return False
    return True


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("name", names())
def test_shipped_profiles_are_valid(name: str) -> None:
    SCHEMA.validate(read((shipped_folder() / f"{name}.yaml").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "latency: 50ms\njitter: 20\npayload: 4KiB\nseed: 1",
        "workers: auto\nport: 0\napi_keys: [a]\ntrace: true",
        "source: {tool: x, n: 5}",
        "source: a paper",
        "load: {model: slots, on_full: 429}",
        'load: {model: slots, on_full: "wait"}',
        "phases: [{for: 1h}, {for: 500, shape: ramp, set: {error_rate: [0, 1]}}, {name: end}]",
        "latency: 5\nphases: [{shape: spike, p: 0.1, set: {ttft_x: 20}}]\nstart: {delay: 1s}",
        "itl: {token: {dist: normal, mean: 10, sd: 2ms}}",
        "itl: {token: {dist: lognormal, mean: 10, cv: 0.2}}",
        "ttft: {base: {dist: percentiles, p50: 300, p99.9: 2s}, stall: {p: 0.1, dist: 1s}}",
        "tokens: {output: {dist: mixture, parts: [{w: 1, dist: constant, value: 3}]}}",
    ],
)
def test_what_is_resolved_is_valid(tmp_path: Path, text: str) -> None:
    assert is_resolved(tmp_path, text)
    SCHEMA.validate(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "[1]",
        "fast",
        "latncy: 5",
        "latency: -5ms",
        "latency: -5",
        "latency: 600001",
        "latency: soon",
        "payload: huge",
        "payload: 1",
        "port: 65536",
        'port: "80"',
        "workers: 0",
        "seed: -1",
        "model: 5",
        "model: ''",
        "locale: english",
        "trace: 1",
        "api_keys: a",
        "time_scale: 0",
        "itl: 5",
        "itl: {tokn: 5}",
        "itl.token: 5",
        "itl: {token: {mean: 5}}",
        "itl: {token: {dist: unifrm}}",
        "itl: {token: {dist: normal, mean: 10}}",
        "itl: {token: {dist: normal, mean: 10, sd: -1}}",
        "itl: {token: {dist: normal, mean: 10, sd: 1, sdd: 1}}",
        "itl: {token: {dist: mixture, parts: [{dist: constant, value: 3}]}}",
        "tokens: {output: 0}",
        "tokens: {output: 5ms}",
        "chunking: {mode: clok}",
        "phases: {for: 1s}",
        "phases: [{for: 0}]",
        "phases: [{set: {error_rate: 2}}]",
        "phases: [{for: 1s, shape: ramp, set: {error_rate: [0, 0.5, 1]}}]",
        "load: {model: slots, on_full: 500}",
    ],
)
def test_what_is_invalid_is_refused_by_both(tmp_path: Path, text: str) -> None:
    assert not is_resolved(tmp_path, text)
    assert not SCHEMA.is_valid(read(text))


def test_every_key_is_told_to_editors_with_its_doc() -> None:
    def documented(schema: dict[str, Any], path: str) -> list[str]:
        found = []
        for word in children(KEYS, path):
            name = f"{path}.{word}" if path else word
            below = schema["properties"][word]
            found += [name] if name in KEYS else documented(below, name)
            assert name not in KEYS or below["description"].startswith(KEYS[name].doc)
        return found

    assert sorted(documented(json_schema()["anyOf"][1], "")) == sorted(KEYS)


def test_the_readmes_table_has_a_row_for_each_key() -> None:
    rows = markdown_table().splitlines()[2:]
    named = [row.split("`")[1] for row in rows]
    assert [name for name in named if "[" not in name] == list(KEYS)
    assert "| `port` | 0 to 65535 | 8000 | port to listen on; 0 takes any free one |" in rows
    assert all(row.count("|") == 5 for row in rows)


def test_defaults_are_values_that_a_profile_could_say(tmp_path: Path) -> None:
    for key in KEYS.values():
        if "." not in key.name and key.default not in (None, ()) and not key.switch:
            assert is_resolved(tmp_path, f"{key.name}: {key.shown_default}")
