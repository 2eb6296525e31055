"""Samples from a file: the formats that are read, and each problem with its place."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from sanic_mock.distributions import Empirical, ParameterError, build

FORMATS = [
    ("run.jsonl", '{"ttft_ms": 30, "n": 1}\n\n{"ttft_ms": 10.0}\n{"ttft_ms": 20}\n', "ttft_ms"),
    ("run.jsonl", '{"meta": {"model": "m"}}\n{"itl_ms": [30, 10]}\n{"itl_ms": [20]}\n', "itl_ms"),
    ("run.json", "[30, 10, 20]", None),
    ("run.json", ' [{"t": 30}, {"t": 10},\n {"t": 20}]\n', "t"),
    ("run.csv", "t, n\n30, 1\n10, 2\n20, 3\n", "t"),
    ("run.csv", "\ufefft,n\r\n30,1\r\n10,2\r\n20,3\r\n", "t"),
    ("run.txt", "30\n10\n\n20\n", None),
]


@pytest.mark.parametrize(("name", "text", "field"), FORMATS)
def test_samples_are_read_sorted_and_scaled(
    tmp_path: Path, name: str, text: str, field: str | None
) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    samples = build("empirical", {"file": file, "field": field, "scale": 0.001})
    assert samples.quantile(1e-12) == pytest.approx(0.010)
    assert samples.quantile(0.5) == pytest.approx(0.020)
    assert samples.quantile(0.75) == pytest.approx(0.025)
    assert samples.quantile(1 - 1e-12) == pytest.approx(0.030)
    assert samples.mean() == pytest.approx(0.020)
    assert samples.cdf(0.025) == pytest.approx(0.75)


FAULTS = [
    ("", None, "file: {file} holds no samples; want at least one number"),
    ("\n\n", None, "file: {file} holds no samples; want at least one number"),
    ("[]", None, "file: {file} holds no samples; want at least one number"),
    ("t\n", "t", "file: {file} holds no samples; want at least one number"),
    ("1\nabc\n", None, "file: {file}, line 2: 'abc' is not a number; want a number >= 0"),
    ("1\n-2\n", None, "file: {file}, line 2: -2 is out of range; want a number >= 0"),
    ("1\nnan\n", None, "file: {file}, line 2: nan is out of range; want a number >= 0"),
    ("[1, null]", None, "file: {file}, item 1: None is not a number; want a number >= 0"),
    ("[1, true]", None, "file: {file}, item 1: True is not a number; want a number >= 0"),
    ("[1, [2]]", None, "file: {file}, item 1: [2] is not a number; want a number >= 0"),
    ('{"t": "5"}', "t", "file: {file}, line 1: '5' is not a number; want a number >= 0"),
    ("t,n\n1,2\n,3\n", "t", "file: {file}, line 3: '' is not a number; want a number >= 0"),
    ("t,n\n1,2\n", "x", "field: 'x' is not in {file}, line 2; has t, n"),
    ('{"a": 1, "b": 2}', "t", "field: 't' is not in {file}, line 1; has a, b"),
    ('{"t": 1}\n{"a": 2}', "t", "field: 't' is not in {file}, line 2; has a"),
    ("[1, 2]", "t", "field: 't' is not in {file}, item 0; it is no record"),
    ('{"a": 1, "b": 2}', None, "field: missing; want one of a, b, the keys of {file}"),
    ("a,b\n1,2\n", None, "field: missing; want one of a,b, the columns of {file}"),
    ("[" * 50_000, None, "file: {file}, the array: nested too deep; want samples"),
    ('{"t":' * 50_000, "t", "file: {file}, line 1: nested too deep; want samples"),
    (
        '{"t": 1\n',
        "t",
        "file: {file}, line 1: not JSON (Expecting ',' delimiter: line 1 column 8 (char 7))",
    ),
]


@pytest.mark.parametrize(("text", "field", "message"), FAULTS)
def test_a_file_that_says_no_distribution_is_refused_at_its_place(
    tmp_path: Path, text: str, field: str | None, message: str
) -> None:
    file = tmp_path / "samples"
    file.write_text(text)
    with pytest.raises(ParameterError) as refusal:
        Empirical(file, field)
    assert str(refusal.value) == message.format(file=file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "none.jsonl"
    with pytest.raises(ParameterError) as refusal:
        Empirical(file)
    assert str(refusal.value) == f"file: {file} cannot be read: No such file or directory"


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "trace.gz"
    file.write_bytes(b"\x1f\x8b\x08\xff")
    with pytest.raises(ParameterError, match=r"trace\.gz cannot be read: not UTF-8 text"):
        Empirical(file)


def test_a_single_sample_is_a_constant(tmp_path: Path) -> None:
    file = tmp_path / "one.txt"
    file.write_text("7")
    one = Empirical(file)
    assert (one.quantile(0.01), one.quantile(0.99), one.mean()) == (7, 7, 7)
    assert (one.cdf(6.9), one.cdf(7)) == (0, 1)


def test_samples_that_repeat_are_an_atom(tmp_path: Path) -> None:
    file = tmp_path / "ties.txt"
    file.write_text("1\n2\n2\n2\n3\n")
    ties = Empirical(file)
    assert ties.quantile(0.3) == ties.quantile(0.7) == 2
    assert ties.cdf(2) == 0.75


def test_what_travels_to_a_worker_is_the_samples_not_the_file(tmp_path: Path) -> None:
    file = tmp_path / "gone.txt"
    file.write_text("1\n2\n3\n")
    frozen = pickle.dumps(Empirical(file))
    file.unlink()
    again = pickle.loads(frozen)
    assert again.quantile(0.5) == 2
    assert hash(again) == hash(pickle.loads(frozen))


def test_a_description_names_source_count_and_percentiles(tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    file.write_text("\n".join(f'{{"t": {i}}}' for i in range(101)))
    text = Empirical(file, "t").describe()
    assert text == "empirical, t of run.jsonl, 101 samples, p50 50, p90 90, p99 99"
