"""Results as JUnit's XML, which every CI reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from xml.etree import ElementTree as ET

from sanic_mock.errors import StartError
from sanic_mock.units import printable


class Case(NamedTuple):
    """One result.

    Attributes:
        name: what was looked at.
        failure: why it is not as it should be; "" where it is.
        error: why that could not be said; "" where it could.
        text: more of either.
    """

    name: str
    failure: str = ""
    error: str = ""
    text: str = ""


def write_junit(path: str, suite: str, cases: Iterable[Case]) -> None:
    """Write a file of one suite.

    Raises:
        StartError: it cannot be written.
    """
    tree = ET.ElementTree(_suites(suite, [*cases]))
    ET.indent(tree)
    try:
        tree.write(path, encoding="utf-8", xml_declaration=True)
    except OSError as error:
        raise StartError(f"{printable(path)}: {error.strerror}") from None


def _suites(suite: str, cases: list[Case]) -> ET.Element:
    counts = {
        "tests": f"{len(cases)}",
        "failures": f"{sum(bool(one.failure) for one in cases)}",
        "errors": f"{sum(bool(one.error) for one in cases)}",
    }
    root = ET.Element("testsuites", counts)
    parent = ET.SubElement(root, "testsuite", {"name": suite, **counts})
    for one in cases:
        element = ET.SubElement(parent, "testcase", {"classname": suite, "name": one.name})
        for tag, message in (("failure", one.failure), ("error", one.error)):
            if message:
                ET.SubElement(element, tag, {"message": message}).text = one.text or message
    return root
