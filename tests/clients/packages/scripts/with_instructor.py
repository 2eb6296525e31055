"""What instructor does in each of its modes for OpenAI: objects, lists, parts, retries, usage.

`..test_packages` runs it, where instructor is installed.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import partial
from typing import Any, Literal

import instructor
import openai
from instructor import Mode
from pydantic import BaseModel, Field, field_validator

from tests.clients.packages.checking import BASE_URL, CHECKS, KEY, Failing, run

OBJECTS = (
    Mode.TOOLS,
    Mode.TOOLS_STRICT,
    Mode.JSON,
    Mode.MD_JSON,
    Mode.JSON_SCHEMA,
    Mode.FUNCTIONS,
    Mode.RESPONSES_TOOLS,
    Mode.RESPONSES_TOOLS_WITH_INBUILT_TOOLS,
)
NAMES = ("gpt-4o", "gpt-5")
ANNA: Any = [{"role": "user", "content": "Extract: Anna Berg is 34 years old."}]
TWO: Any = [{"role": "user", "content": "Extract: Anna is 34, Bert is 27 years old."}]


class User(BaseModel):
    """A user."""

    name: str
    age: int


class Level(Enum):
    """How urgent it is."""

    LOW = "low"
    HIGH = "high"


class Ticket(BaseModel):
    """A ticket about a user."""

    title: str = Field(description="In a few words.")
    level: Level
    kind: Literal["bug", "wish"] = "bug"
    users: list[User] = Field(default_factory=list)
    hours: float | None = None


class Grown(User):
    """A user whose age is checked once too often."""

    seen: int = 0

    @field_validator("age")
    @classmethod
    def refuse_once(cls, age: int) -> int:
        """Refuse the first."""
        REFUSALS.append(age)
        if len(REFUSALS) == 1:
            raise ValueError("give the age again")
        return age


REFUSALS: list[int] = []


def client(mode: Mode, **further: Any) -> Any:
    """Return a client in a mode."""
    given: Any = {"max_retries": 0, **further}
    return instructor.from_openai(openai.OpenAI(base_url=BASE_URL, api_key=KEY, **given), mode=mode)


def one_object(mode: Mode, name: str) -> None:
    """An object comes with the prompt's values, at the first try, with its usage."""
    user, raw = client(mode).create_with_completion(
        model=name, messages=ANNA, response_model=User, max_retries=0
    )

    assert user.model_dump() == {"name": "Anna Berg", "age": 34}, user
    usage = raw.usage
    assert usage.total_tokens > 10


def nested(mode: Mode, name: str) -> None:
    """A nested object comes at the first try."""
    done = client(mode).create(
        model=name,
        messages=[{"role": "user", "content": "File a high ticket: login is broken"}],
        response_model=Ticket,
        max_retries=0,
    )

    assert isinstance(done, Ticket)
    assert done.level is Level.HIGH, done


def many(mode: Mode, name: str) -> None:
    """Several objects come as a stream of them."""
    users = list(
        client(mode).create_iterable(model=name, messages=TWO, response_model=User, max_retries=0)
    )

    assert users, "none"
    assert all(isinstance(user, User) and user.name for user in users), users


def listed(mode: Mode, name: str) -> None:
    """Several objects come as a list."""
    users = list(
        client(mode).create(model=name, messages=TWO, response_model=list[User], max_retries=0)
    )

    assert all(isinstance(user, User) for user in users), users


def partly(mode: Mode, name: str) -> None:
    """An object is seen while it grows."""
    seen = list(client(mode).create_partial(model=name, messages=ANNA, response_model=User))

    assert seen[-1].model_dump() == {"name": "Anna Berg", "age": 34}, seen[-1]


def asked_again(mode: Mode, name: str) -> None:
    """What did not validate is asked for again."""
    REFUSALS.clear()
    done = client(mode).create(model=name, messages=ANNA, response_model=Grown, max_retries=2)

    assert len(REFUSALS) == 2, REFUSALS
    assert isinstance(done, Grown)


def scalar(mode: Mode, name: str) -> None:
    """A number, and one of a few words."""
    one = client(mode)
    number = one.create(model=name, messages=ANNA, response_model=int, max_retries=0)
    word = one.create(
        model=name, messages=ANNA, response_model=Literal["adult", "child"], max_retries=0
    )

    assert number == 34, number
    assert word in ("adult", "child")


def error_overcome(mode: Mode, name: str) -> None:
    """The error of a first try is overcome."""
    failing = Failing()
    hooked = openai.DefaultHttpxClient(event_hooks={"request": [failing]})
    one = client(mode, http_client=hooked, max_retries=2)
    user = one.create(model=name, messages=ANNA, response_model=User, max_retries=0)

    assert user.age == 34
    assert failing.failed == 1


for _mode in OBJECTS:
    for _name in NAMES:
        for _one in (one_object, nested, many, listed, partly, asked_again, scalar):
            CHECKS[f"{_one.__name__} {_mode.name} {_name}"] = partial(_one, _mode, _name)
    CHECKS[f"error_overcome {_mode.name}"] = partial(error_overcome, _mode, "gpt-4o")


def o1_json() -> None:
    """The mode for the first reasoning models."""
    one_object(Mode.JSON_O1, "o1")


def parallel_tools() -> None:
    """Several functions are called at once."""
    done = client(Mode.PARALLEL_TOOLS).create(
        model="gpt-4o", messages=TWO, response_model=Iterable[User | Ticket], max_retries=0
    )

    assert all(isinstance(one, User | Ticket) for one in done)


CHECKS |= {"o1_json": o1_json, "parallel_tools": parallel_tools}

if __name__ == "__main__":
    run()
