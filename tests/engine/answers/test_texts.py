"""Templates: what fills a place, and that nothing is ever evaluated."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.answers.texts import Values, inventing, shown_at
from sanic_mock.profile.template import (
    INVENTED,
    NAMES,
    PATHED,
    JsonTemplate,
    Template,
    TemplatePlace,
    read_template,
)
from tests.rules import DIGEST, asked, entries

BODY = json.dumps({"metadata": {"id": "x1", "n": [1, {"deep": True}]}, "temperature": 0.5}).encode()
NOW = "2026-01-02T03:04:05Z"


def values(rule: str = "{text: x}", body: bytes = BODY, **said: object) -> Values:
    (entry,) = entries(f"[{rule}]")
    said = {"user": "Hello", "system": "Be good", "results": ["1", "42"], **said}
    fields = {"x-id": "{{ user }}"}
    request = asked(fields=fields, **said)  # type: ignore[arg-type]
    return Values(request, entry.value, 7, body, DIGEST, NOW, inventing("en_US", 1))


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ user }}|{{user}}|{{  user  }}", "Hello|Hello|Hello"),
        ("{{ system }} {{ model }} {{ endpoint }}", "Be good gpt-4o chat"),
        ("{{ turn }} {{ count }} {{ now }}", f"1 7 {NOW}"),
        ("{{ tool_result }}", "42"),
        ("{{ header.X-Id }}|{{ header.x-no }}|", "{{ user }}||"),
        ("{{ json.metadata.id }} {{ json.metadata.n.0 }}", "x1 1"),
        ("{{ json.metadata.n.-1 }} {{ json.temperature }}", '{"deep":true} 0.5'),
        ("{{ json.metadata.n.5 }}{{ json.no.such }}{{ json.metadata.id.x }}", ""),
        (r"\{{ user }} and { user } and }}", "{{ user }} and { user } and }}"),
        ("", ""),
    ],
)
def test_a_place_is_filled(template: str, text: str) -> None:
    assert values().fill(read_template(template)) == text


def test_groups_are_those_of_the_rules_expression() -> None:
    rule = r"{match: {user: {regex: '(?P<verb>\w+) (\w+)( \w+)?'}}, text: x}"
    filled = values(rule, user="say it").fill(
        read_template("{{ match.0 }}|{{ match.1 }}|{{ match.verb }}|{{ match.3 }}|")
    )
    assert filled == "say it|say|say||"


@pytest.mark.parametrize("kind", INVENTED)
def test_what_is_invented_is_the_same_for_the_same_chance(kind: str) -> None:
    template = read_template(f"{{{{ faker.{kind} }}}}")
    first = values().fill(template)
    assert first
    assert values().fill(template) == first


def test_json_keeps_its_shape() -> None:
    value = JsonTemplate({"a": [read_template("{{ user }}"), 1, None], "{{ user }}": True})
    assert values().fill_json(value.value) == {"a": ["Hello", 1, None], "{{ user }}": True}


@given(st.text())
def test_what_a_client_says_is_never_read_as_a_template(user: str) -> None:
    said = "{{ model }}" + user + "{{ json.metadata.id }}"
    assert values(user=said).fill(read_template("<{{ user }}>")) == f"<{said}>"


@given(st.text(alphabet="{}_. \\usermodljfakt0(['\"])", max_size=40))
def test_a_text_is_refused_or_becomes_what_is_said_and_closed_places(text: str) -> None:
    """Nothing but text and the few places comes of any text: no call, attribute or index."""
    try:
        template = read_template(text)
    except ValueError:
        assert "{{" in text
        return
    for one in template.parts:
        assert isinstance(one, str) or one.name in (*NAMES, *PATHED)
    assert "".join(one for one in template.parts if isinstance(one, str)).count("{{") == (
        text.count(r"\{{")
    )


@pytest.mark.parametrize(
    "place",
    [
        "user.__class__",
        "__import__('os')",
        "1+1",
        "faker.__init__",
        "faker.seed_instance",
        "user|upper",
        "",
        "json",
        "user()",
        "self",
    ],
)
def test_a_place_that_is_none_is_refused(place: str) -> None:
    with pytest.raises(ValueError, match=r"place|known|behind"):
        read_template(f"a {{{{ {place} }}}} b")


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists), st.text("abc.-0123"))
def test_a_path_is_looked_up_and_no_more(value: object, path: str) -> None:
    assert isinstance(shown_at(value, path), str)


def test_an_attribute_is_no_member() -> None:
    assert shown_at("text", "__class__") == ""
    assert shown_at({"a": []}, "a.append") == ""


def test_a_place_is_what_it_names() -> None:
    assert read_template("a{{ json.b-c.d }}").parts == ("a", TemplatePlace("json", "b-c.d"))
    assert Template(("a",)).parts == ("a",)
