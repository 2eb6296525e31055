"""The page that says which profile is for whom: all of them, and what their own files say."""

from __future__ import annotations

import re

import pytest

from sanic_mock.profile.files import read_file
from sanic_mock.profile.find import find, names
from sanic_mock.profile.listing import group_of
from tests.house.pages import WHICH


def sections() -> dict[str, str]:
    """Return the text below each title of the page, by its title."""
    parts = re.split(r"^## (.*)$", WHICH.text, flags=re.M)
    return {title.lower(): text for title, text in zip(parts[1::2], parts[2::2], strict=True)}


def row_of(name: str) -> list[str]:
    """Return the cells of a profile's row."""
    (row,) = re.findall(rf"^\| (?=`[^|]*|[^|]*, )([^|]*`{name}`[^|]* \|.*)\|$", WHICH.text, re.M)
    return [cell.strip() for cell in row.split("|")]


@pytest.mark.parametrize("name", names())
def test_a_profile_has_a_row_in_its_group_that_says_all_of_it(name: str) -> None:
    row = row_of(name)

    assert f"`{name}`" in sections()[group_of(name)]
    assert all(row[:3]), "whom it stands for, and its numbers"
    assert row[-1], "what it does not model"


@pytest.mark.parametrize("name", names())
def test_date_and_trust_are_those_of_the_file(name: str) -> None:
    own = read_file(find(name)).values
    if group_of(name) == "simple":
        assert "trust" not in own
        return
    *_, measured, trust, _ = row_of(name)

    invented = "" if "trust" not in own else "undated"
    assert measured == (own["measured"].value if "measured" in own else invented)
    assert trust == (own["trust"].value if "trust" in own else "")


def test_no_row_is_of_a_profile_that_is_not_there() -> None:
    firsts = re.findall(r"^\| (`.*?`) \|", WHICH.text, re.M)

    assert {name for cell in firsts for name in re.findall(r"`(.*?)`", cell)} == set(names())
