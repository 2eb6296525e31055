"""What each word behind `sanic-mock control` does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sanic_mock import command_line
from sanic_mock.control.client import ControlClient
from sanic_mock.control.entries import Word, shown_value, words_of
from sanic_mock.errors import SettingsError
from sanic_mock.invocation import OK, Invocation
from sanic_mock.profile import nodes
from sanic_mock.profile.nearest import suggestion
from sanic_mock.profile.places import NO_TLS, UNIX
from sanic_mock.profile.running_view import plain
from sanic_mock.profile.schema import KEYS

_EVERYWHERE = ("0.0.0.0", "::")


def control(call: Invocation, name: str) -> int:
    """Do what a word asks of a running server; see cli.main for exit codes and errors."""
    client = ControlClient(*place(call))
    call.out.writelines(f"{line}\n" for line in WORDS[name](call, client))
    return OK


def place(call: Invocation) -> tuple[str, str]:
    """Return where the server is, and its token."""
    given, problems = command_line.read_environ(call.environ)
    values = {**given, **call.line.given}
    texts = {name: one.text for name, one in values.items()}
    for name in ("port", "host", "admin_token"):
        if name in values:
            one = values[name]
            KEYS[name].kind.read(nodes.given_node(one.text, one.label, one.origin), problems)
    if problems:
        raise SettingsError(problems)
    return call.line.own.get("url") or _url(texts), texts.get("admin_token", "")


def _url(texts: Mapping[str, str]) -> str:
    host, port = texts.get("host", "127.0.0.1"), texts.get("port", "8000")
    if host.startswith(UNIX):
        return host
    scheme = "http" if texts.get("tls", NO_TLS) == NO_TLS else "https"
    host = "127.0.0.1" if host in _EVERYWHERE else host
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


# Words


def _get(call: Invocation, client: ControlClient) -> Iterator[str]:
    """Say what was said of the profile, or the values of keys, whoever said them."""
    if not call.words:
        yield from _lines(client.ask("GET", "/profile"))
        return
    unknown = [one for one in call.words if one not in KEYS]
    if unknown:
        raise SettingsError([f"{one}: unknown key; {suggestion(one, KEYS)}" for one in unknown])
    values = dict(_flat(client.ask("GET", "/profile?defaults=true")))
    for name in call.words:
        yield (
            shown_value(values.get(name)) if len(call.words) == 1 else _line(name, values.get(name))
        )


def _set(call: Invocation, client: ControlClient) -> Iterator[str]:
    """Change keys, each as KEY=VALUE, where a value is as a profile has it."""
    problems: list[str] = []
    content = dict(_assigned(call.words, problems))
    if problems:
        raise SettingsError(problems)
    client.ask("PATCH", "/profile", content)
    return iter(())


def _unset(call: Invocation, client: ControlClient) -> Iterator[str]:
    """Let keys be as the server was started."""
    client.ask("PATCH", "/profile", dict.fromkeys(call.words))
    return iter(())


def _profile(call: Invocation, client: ControlClient) -> Iterator[str]:
    """Run another profile, by its name."""
    try:
        return _lines(client.ask("PUT", "/profile", {"extends": call.words[0]}))
    except SettingsError as error:  # which names a key that nobody wrote
        raise SettingsError([one.removeprefix("extends: ") for one in error.problems]) from None


def _profiles(call: Invocation, client: ControlClient) -> Iterator[str]:
    """List the profiles that can be run by name."""
    rows = client.ask("GET", "/profiles")["profiles"]
    width = max(len(one["name"]) for one in rows) + 2
    return (f"{one['name']:<{width}}{one['description']}".rstrip() for one in rows)


def _origins(call: Invocation, client: ControlClient) -> Iterator[str]:
    """Say where each value comes from that is no default."""
    rows = client.ask("GET", "/origins").items()
    return (_line(name, origin) for name, origin in rows if origin != "default")


def _reset(call: Invocation, client: ControlClient) -> Iterator[str]:
    """Let all be as at the start."""
    client.ask("POST", "/reset")
    return iter(())


def _phase(call: Invocation, client: ControlClient) -> Iterator[str]:
    """Say which phase runs, or begin the phases, skip one, or be in another."""
    word = call.words[0] if call.words else None
    if word is None:
        answer = client.ask("GET", "/phase")
    else:
        is_verb = word in ("begin", "skip")
        answer = client.ask("POST", "/phase", {word: True} if is_verb else {"phase": word})
    yield from _lines(answer["phase"] or {"phase": None})


def _freeze(call: Invocation, client: ControlClient) -> Iterator[str]:
    """Let no answer go on."""
    client.ask("POST", "/freeze")
    return iter(())


def _release(call: Invocation, client: ControlClient) -> Iterator[str]:
    """Let all answers go on."""
    client.ask("POST", "/release")
    return iter(())


WORDS: Mapping[str, Word] = {
    "get": _get,
    "set": _set,
    "unset": _unset,
    "profile": _profile,
    "profiles": _profiles,
    "origins": _origins,
    "reset": _reset,
    "phase": _phase,
    "freeze": _freeze,
    "release": _release,
    **words_of("answers", "answers"),
    **words_of("rules", "match"),
}


def _assigned(words: Sequence[str], problems: list[str]) -> Iterator[tuple[str, Any]]:
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            problems.append(f"{nodes.shown(word)} is no change; want KEY=VALUE")
            continue
        try:
            root, wrong = nodes.parse(text, name)
        except SettingsError as error:
            problems += error.problems
            continue
        problems += wrong
        yield name, plain(root) if text else ""


def _lines(values: Mapping[str, Any]) -> Iterator[str]:
    return (_line(name, value) for name, value in _flat(values))


def _flat(values: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield keys with dots, and their values."""
    for name, value in values.items():
        if isinstance(value, dict) and f"{path}{name}" not in KEYS:
            yield from _flat(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


def _line(name: str, value: object) -> str:
    return f"{name}: {shown_value(value)}"
