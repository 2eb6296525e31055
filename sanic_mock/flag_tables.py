"""Flags as pages show them, and help."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from sanic_mock.flags import FLAGS, OF_COMMANDS, CliFlag


def help_lines(ignored: Container[str] = ()) -> Iterator[str]:
    """Yield two lines for each flag: how it is written, and what it does.

    Args:
        ignored: keys whose flags are left out.
    """
    return _help_lines([flag for flag in FLAGS if flag.key not in ignored])


def own_help_lines(command: str) -> Iterator[str]:
    """Yield the same for the flags of one command alone."""
    return _help_lines(OF_COMMANDS[command])


def _help_lines(flags: Sequence[CliFlag]) -> Iterator[str]:
    for flag in flags:
        default = f"default {flag.default}" if flag.default else ""
        notes = "; ".join(filter(None, (default, _variables(flag, " or "))))
        yield f"  -{flag.name} {flag.metavar}".rstrip()
        yield f"        {flag.doc}" + (f" ({notes})" if notes else "")


def markdown_table() -> str:
    """Return the table of flags that have keys."""
    lines = ["| flag | environment | default | |", "| --- | --- | --- | --- |"]
    for flag in FLAGS:
        written = f"`-{flag.name} {flag.metavar}`".replace(" `", "`").replace("|", "\\|")
        variables = _variables(flag, ", ", "`")
        lines.append(f"| {written} | {variables} | {flag.default} | {flag.doc} |")
    return "\n".join(lines)


def own_markdown_table(command: str) -> str:
    """Return the table of the flags of one command alone."""
    lines = ["| flag | default | |", "| --- | --- | --- |"]
    for flag in OF_COMMANDS[command]:
        written = f"-{flag.name} {flag.metavar}".rstrip()
        lines.append(f"| `{written}` | {flag.default} | {flag.doc} |")
    return "\n".join(lines)


def _variables(flag: CliFlag, between: str, quote: str = "") -> str:
    names = [flag.variable, "PORT"] if flag.name == "port" else [flag.variable]
    return between.join(f"{quote}{name}{quote}" for name in names if name)
