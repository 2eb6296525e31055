"""Rows for times and sizes as people write them."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock import units

WANT_TIME = "want milliseconds, or a duration such as 250us, 40ms, 1.5s, 2m"
WANT_SIZE = "want bytes, or a size such as 4KiB, 10kB, 1.5MiB"


@pytest.mark.parametrize(
    ("raw", "duration_s"),
    [
        (0, 0.0),
        (40, 0.04),
        (0.5, 0.0005),
        ("40", 0.04),
        ("0.4ns", 4e-10),
        ("250us", 0.00025),
        ("250µs", 0.00025),
        ("40ms", 0.04),
        (" 40 ms ", 0.04),
        ("1.5s", 1.5),
        (".5s", 0.5),
        ("5.s", 5.0),
        ("2m", 120.0),
        ("1h", 3600.0),
        ("1e3", 1.0),
        ("+5ms", 0.005),
        ("-5ms", -0.005),
        (-5, -0.005),
        ("1000000h", 3.6e9),
    ],
)
def test_a_duration_is_milliseconds_or_has_a_unit(raw: object, duration_s: float) -> None:
    assert units.seconds(raw) == pytest.approx(duration_s, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("", f'"" is not understood; {WANT_TIME}'),
        ("fast", f'"fast" is not understood; {WANT_TIME}'),
        ("5 minutes", f'"5 minutes" is not understood; {WANT_TIME}'),
        ("1:30", f'"1:30" is not understood; {WANT_TIME}'),
        ("5ms5", f'"5ms5" is not understood; {WANT_TIME}'),
        ("5MS", f'"5MS" is not understood; {WANT_TIME}'),
        ("٣ms", f'"٣ms" is not understood; {WANT_TIME}'),
        ("nan", f'"nan" is not understood; {WANT_TIME}'),
        ("inf", f'"inf" is not understood; {WANT_TIME}'),
        (True, f"True is not understood; {WANT_TIME}"),
        (None, f"None is not understood; {WANT_TIME}"),
        ([5], f"[5] is not understood; {WANT_TIME}"),
        (math.nan, "nan is not a finite number"),
        (-math.inf, "-inf is not a finite number"),
        ("1e400h", '"1e400h" is not a finite number'),
        (10**320, "that number is not a finite number"),
        ("9" * 70 + "x", f'"{"9" * 57}..." is not understood; {WANT_TIME}'),
    ],
)
def test_what_is_no_duration_is_told_what_is_one(raw: object, said: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011  the whole message follows
        units.seconds(raw)
    assert str(raised.value) == said


@pytest.mark.parametrize(
    ("duration_s", "text"),
    [
        (0.0, "0ms"),
        (4e-10, "0.4ns"),
        (3e-7, "300ns"),
        (0.00025, "250us"),
        (0.001, "1ms"),
        (0.0105, "10.5ms"),
        (0.05, "50ms"),
        (1.0, "1s"),
        (1.5, "1.5s"),
        (60.0, "60s"),
        (120.0, "2m"),
        (121.0, "121s"),
        (600.0, "10m"),
        (3600.0, "60m"),
        (-0.005, "-5ms"),
    ],
)
def test_a_duration_is_shown_in_the_unit_with_the_fewest_digits(
    duration_s: float, text: str
) -> None:
    assert units.show_seconds(duration_s) == text


@given(st.floats(1e-9, 1e9))
def test_a_shown_duration_reads_as_the_same_duration(duration_s: float) -> None:
    again = units.seconds(units.show_seconds(duration_s))
    assert again == pytest.approx(duration_s, rel=1e-9)


@pytest.mark.parametrize(
    ("raw", "size"),
    [
        (0, 0),
        (64, 64),
        (10.0, 10),
        ("64", 64),
        ("64B", 64),
        ("10kB", 10_000),
        ("10KB", 10_000),
        ("10KiB", 10_240),
        ("10 kib", 10_240),
        ("1.5MiB", 1_572_864),
        ("2MB", 2_000_000),
        ("1GiB", 2**30),
        ("-1", -1),
    ],
)
def test_a_size_is_bytes_or_has_a_unit(raw: object, size: int) -> None:
    assert units.size_bytes(raw) == size


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("", f'"" is not understood; {WANT_SIZE}'),
        ("10k", f'"10k" is not understood; {WANT_SIZE}'),
        ("big", f'"big" is not understood; {WANT_SIZE}'),
        (False, f"False is not understood; {WANT_SIZE}"),
        (None, f"None is not understood; {WANT_SIZE}"),
        ("1.5", '"1.5" is not a whole number of bytes'),
        ("0.3KiB", '"0.3KiB" is not a whole number of bytes'),
        (math.inf, "inf is not a finite number"),
        ("1e400", '"1e400" is not a finite number'),
    ],
)
def test_what_is_no_size_is_told_what_is_one(raw: object, said: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011  the whole message follows
        units.size_bytes(raw)
    assert str(raised.value) == said


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0B"), (1, "1B"), (1000, "1000B"), (1024, "1KiB"), (10_240, "10KiB"), (2**30, "1GiB")],
)
def test_a_size_is_shown_in_its_largest_whole_unit(size: int, text: str) -> None:
    assert units.show_bytes(size) == text


@given(st.integers(0, 2**50))
def test_a_shown_size_reads_as_the_same_size(size: int) -> None:
    assert units.size_bytes(units.show_bytes(size)) == size


def test_a_number_too_long_to_print_is_refused() -> None:
    with pytest.raises(ValueError, match="that number is not a finite number"):
        units.seconds(10**5000)


@given(st.text() | st.integers() | st.floats() | st.none() | st.booleans())
def test_whatever_is_read_is_finite_or_refused_with_a_sentence(raw: object) -> None:
    for read in (units.seconds, units.size_bytes):
        try:
            number: float = read(raw)
        except ValueError as error:
            said = str(error)
        else:
            said = f"{number} is not refused" if math.isfinite(number) else ""
        assert "is not" in said


@pytest.mark.parametrize(
    ("raw", "rate_bps", "shown"),
    [
        (8_000_000, 8e6, "8mbps"),
        ("400kbps", 4e5, "400kbps"),
        ("1.44mbps", 1.44e6, "1.44mbps"),
        (" 10 Gbps ", 1e10, "10gbps"),
        ("999bps", 999.0, "999bps"),
        ("1e3", 1e3, "1kbps"),
    ],
)
def test_a_rate_is_bits_a_second_or_has_a_unit(raw: object, rate_bps: float, shown: str) -> None:
    assert units.bits_per_second(raw) == rate_bps
    assert units.show_rate(rate_bps) == shown
    assert units.bits_per_second(shown) == rate_bps


@pytest.mark.parametrize("raw", ["5MBps", "5 mbit", "fast", "", None, [], True])
def test_what_is_no_rate_is_told_what_one_is(raw: object) -> None:
    wanted = "want bits a second, or a rate such as 400kbps, 1.5mbps, 1gbps"
    with pytest.raises(ValueError, match=wanted):
        units.bits_per_second(raw)


def test_a_moment_is_told_to_the_millisecond() -> None:
    assert re.fullmatch(r"\d\d:\d\d:\d\d\.120", units.time_of_day(1_800_000_000.1205))
