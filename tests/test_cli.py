"""The command line as a function: arguments and environment in, text and exit code out."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from sanic_mock import __version__
from sanic_mock.cli import main
from sanic_mock.errors import StartError
from sanic_mock.flag_tables import markdown_table
from sanic_mock.flags import FLAGS
from sanic_mock.profile.find import names
from sanic_mock.profile.schema import KEYS
from sanic_mock.settings import Settings

COMMANDS = (
    "answers, assert, control, deploy, help, profiles, report, requests, serve, usage, verify"
)
WANT_TIME = "want milliseconds, or a duration such as 250us, 40ms, 1.5s, 2m"


class Ran:
    """What one use of the command did."""

    def __init__(self, argv: list[str], environ: Mapping[str, str], fails: str = "") -> None:
        self.served: list[Settings] = []
        self._fails = fails
        out, err = io.StringIO(), io.StringIO()
        self.code = main(argv, environ, out, err, self._serve)
        self.out, self.err = out.getvalue(), err.getvalue()

    def _serve(self, settings: Settings, out: object) -> int:
        if self._fails:
            raise StartError(self._fails)
        self.served.append(settings)
        return 0


def ran(argv: str, **environ: str) -> Ran:
    return Ran(argv.split(), environ)


# --- serving ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "argv",
    [
        "-port 8080 -latency 75 -jitter 25 -big-payload",
        "--port 8080 --latency 75 --jitter 25 --big-payload",
        "-port=8080 -latency=75 -jitter=25ms -big-payload=true",
        "--port=8080 --big-payload=1 -latency 0.075s --jitter=25000us",
        "-big-payload -port 8080 -latency 75ms -jitter 25",
    ],
)
def test_flags_are_taken_in_gos_and_gnus_style(argv: str) -> None:
    one = ran(argv)
    assert (one.code, one.out, one.err) == (0, "", "")
    (made,) = one.served
    assert (made.port, made.payload) == (8080, "big")
    assert (made.latency_s, made.jitter_s) == (0.075, 0.025)


def test_serve_is_what_no_word_is() -> None:
    (made,) = ran("serve -port 8080").served
    assert made.port == 8080


def test_the_exit_code_of_serving_is_the_commands() -> None:
    def stopped(_settings: Settings, _out: object) -> int:
        return 1

    assert main([], {}, io.StringIO(), io.StringIO(), stopped) == 1


def test_what_keeps_a_server_from_starting_is_one_line_and_exit_1() -> None:
    one = Ran([], {}, fails="port 8000 on 127.0.0.1 is in use; choose another with -port")
    assert one.code == 1
    assert one.err == ("sanic-mock: port 8000 on 127.0.0.1 is in use; choose another with -port\n")


def test_a_boolean_never_takes_the_next_word() -> None:
    one = ran("-big-payload false")
    assert one.code == 2
    assert one.err == "sanic-mock: -big-payload: takes its value with =, as -big-payload=false\n"


def test_two_dashes_end_the_flags() -> None:
    known = COMMANDS
    assert ran("-- -tls 1").err == f'sanic-mock: "-tls" is no command; known: {known}\n'


# --- wrong ------------------------------------------------------------------------------------

KNOWN = ", ".join(names())


DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"


@pytest.mark.parametrize("dash", DASHES)
def test_what_a_page_or_a_word_processor_made_of_a_dash_is_none(dash: str) -> None:
    """As who copies a line from one has it; a value or a file after `--` may begin with it."""
    says = f'begins with "{dash}", which is no dash'
    one = ran(f"{dash}port 8080 {dash}{dash}latncy=5 serve {dash}5")
    assert one.code == 2
    assert one.err.splitlines() == [
        f"sanic-mock: {dash}port: {says}; nearest is -port",
        f"sanic-mock: {dash}{dash}latncy: {says}; nearest is -latency",
        f"sanic-mock: {dash}5: {says}",
    ]
    assert ran(f"-model {dash}x").served[0].model == f"{dash}x"
    assert f"{dash}x.yaml: no such file" in ran(f"profiles check -- {dash}x.yaml").err


@pytest.mark.parametrize(
    ("argv", "environ", "said"),
    [
        ("-prot 80", {}, ["-prot: unknown flag; nearest is -port"]),
        ("--latancy=5", {}, ["-latancy: unknown flag; nearest is -latency"]),
        ("-port", {}, ["-port: needs a value: -port N"]),
        ("-port -latency 5", {}, ["-port: needs a value: -port N"]),
        ("-port 70000", {}, ['-port: "70000" is out of range; want 0 to 65535']),
        ("-port x", {}, ['-port: "x" is not a whole number; want 0 to 65535']),
        ("-port=", {}, ['-port: "" is not a whole number; want 0 to 65535']),
        ("-latency -5ms", {}, ['-latency: "-5ms" is out of range; want 0ms to 10m']),
        ("-latency soon", {}, [f'-latency: "soon" is not understood; {WANT_TIME}']),
        ("-api-keys=", {}, ["-api-keys: is empty; want a list of words"]),
        ("-api-keys ,", {}, ["-api-keys: is empty; want a list of words"]),
        ("-hosts=", {}, ["-hosts: is empty; want a list of names without a port, or `*`"]),
        ("", {"SANIC_MOCK_API_KEYS": ""}, ["SANIC_MOCK_API_KEYS: is empty; want a list of words"]),
        ("-latency 11m", {}, ['-latency: "11m" is out of range; want 0ms to 10m']),
        ("-workers none", {}, ['-workers: "none" is not a whole number; want 1 to 256 or auto']),
        ("-time-scale nan", {}, ['-time-scale: "nan" is not a number; want above 0 up to 1000000']),
        (
            "-big-payload=maybe",
            {},
            ['-big-payload: "maybe" is not true or false; want true or false'],
        ),
        (
            "-big-payload -payload 4KiB",
            {},
            ["-payload: sets the same as -big-payload; give one of them"],
        ),
        (
            "-profile fats",
            {},
            [f'-profile: "fats" is no profile; nearest is fast; known: {KNOWN}; or give a path'],
        ),
        ("-profile gone.yaml", {}, ["gone.yaml: no such file"]),
        (
            "8080",
            {},
            ['"8080" is no command; known: ' + COMMANDS],
        ),
        ("profils list", {}, ['"profils" is no command; nearest is profiles']),
        ("help profils", {}, ['"profils" is no command; nearest is profiles']),
        ("help profiles lst", {}, ['"profiles lst" is no command; nearest is profiles list']),
        ("help -port 1", {}, ["-port: does nothing with sanic-mock help"]),
        ("serve 8080", {}, ['"8080" is not expected; flags begin with a dash']),
        (
            "serve -requests 5",
            {},
            ["-requests: does nothing with sanic-mock serve; it is for sanic-mock verify"],
        ),
        ("profiles fast", {}, ['"profiles fast" is no command; nearest is profiles list']),
        ("profiles -port 1", {}, ["-port: does nothing with sanic-mock profiles"]),
        ("profiles lst", {}, ['"profiles lst" is no command; nearest is profiles list']),
        ("profiles show fast foo", {}, ['"foo" is not expected; flags begin with a dash']),
        ("profiles check", {}, ["profiles check: needs FILE..."]),
        ("profiles list -port 1", {}, ["-port: does nothing with sanic-mock profiles list"]),
        (
            "profiles show fast -profile fast",
            {},
            ['"fast" and -profile both name a profile; give one'],
        ),
        ("", {"PORT": ""}, ['PORT: "" is not a whole number; want 0 to 65535']),
        ("", {"PORT": "-1"}, ['PORT: "-1" is out of range; want 0 to 65535']),
        (
            "",
            {"SANIC_MOCK_LATANCY": "5"},
            ["SANIC_MOCK_LATANCY: unknown variable; nearest is SANIC_MOCK_LATENCY"],
        ),
        (
            "",
            {"SANIC_MOCK_PAYLOAD": "big", "SANIC_MOCK_BIG_PAYLOAD": "1"},
            ["SANIC_MOCK_PAYLOAD: sets the same as SANIC_MOCK_BIG_PAYLOAD; give one of them"],
        ),
        (
            "-prot 80 -seed x here -profile fats",
            {"SANIC_MOCK_PROT": "1", "PORT": "y"},
            [
                "-prot: unknown flag; nearest is -port",
                f'"here" is no command; known: {COMMANDS}',
                "SANIC_MOCK_PROT: unknown variable; nearest is SANIC_MOCK_PORT",
                f'-profile: "fats" is no profile; nearest is fast; known: {KNOWN}; or give a path',
                'PORT: "y" is not a whole number; want 0 to 65535',
                '-seed: "x" is not a whole number; want 0 to 9223372036854775807',
            ],
        ),
    ],
)
def test_what_is_wrong_is_told_in_whole_lines_all_at_once(
    argv: str, environ: dict[str, str], said: list[str]
) -> None:
    one = ran(argv, **environ)
    assert one.err.splitlines() == [f"sanic-mock: {line}" for line in said]
    assert (one.code, one.out, one.served) == (2, "", [])


def test_variables_of_others_are_no_concern() -> None:
    assert ran("", SANIC_SERVER_NAME="x", PATH="/", SANIC_MOCKERY="1").code == 0


# --- help and version -------------------------------------------------------------------------


@pytest.mark.parametrize("argv", ["-help", "--help", "-h", "-prot 1 -help", "profiles -h"])
def test_help_names_every_flag_and_fits_100_columns(argv: str) -> None:
    one = ran(argv, SANIC_MOCK_FOO="x")
    assert (one.code, one.err) == (0, "")
    assert all(f"  -{flag.name}" in one.out and flag.variable in one.out for flag in FLAGS)
    assert max(map(len, one.out.splitlines())) <= 100
    assert "(default 8000; SANIC_MOCK_PORT or PORT)" in one.out


@pytest.mark.parametrize("argv", ["-version", "--version"])
def test_version_is_printed(argv: str) -> None:
    one = ran(argv)
    assert (one.code, one.out) == (0, f"sanic-mock {__version__}\n")


@pytest.mark.parametrize("argv", ["help", "help -port 0 -help"])
def test_help_is_a_word_as_well(argv: str) -> None:
    assert ran(argv).out == ran("-help").out


@pytest.mark.parametrize(
    ("argv", "has", "lacks"),
    [
        (
            "help profiles",
            ["profiles show [NAME|PATH]", "profiles check", "-port N"],
            ["-requests"],
        ),
        ("profiles help", ["profiles show [NAME|PATH]", "profiles schema"], ["-requests"]),
        ("profiles -h", ["profiles show [NAME|PATH]"], ["Examples"]),
        ("help profiles check", ["profiles check FILE..."], ["profiles show", "-port N"]),
        ("help verify", ["verify [NAME|PATH]", "-requests N", "-seed N", "in doubt"], ["-port"]),
        ("verify help", ["verify [NAME|PATH]", "-requests N"], ["profiles list"]),
        ("verify -help", ["verify [NAME|PATH]", "-requests N"], ["profiles list"]),
        ("help serve", ["sanic-mock serve [FLAGS]", "-port N"], ["-requests", "profiles list"]),
    ],
)
def test_a_command_has_help_of_its_own(argv: str, has: list[str], lacks: list[str]) -> None:
    one = ran(argv)
    assert (one.code, one.err) == (0, "")
    assert [text for text in has if text not in one.out] == []
    assert [text for text in lacks if text in one.out] == []


@pytest.mark.parametrize(("argv", "is_first"), [("help", False), ("help verify", True)])
def test_what_verify_takes_alone_comes_first_in_its_own_help(argv: str, is_first: bool) -> None:
    out = ran(argv).out
    assert (out.index("\n  -streams N") < out.index("\n  -seed N")) == is_first


def test_help_says_the_exit_codes() -> None:
    _, _, codes = ran("help").out.partition("Exit codes:\n")
    assert [line.split()[0] for line in codes.splitlines()[:5]] == ["0", "1", "2", "3", "130"]


def test_a_false_help_is_no_help() -> None:
    assert ran("-help=false").served


def test_flags_set_keys_that_exist() -> None:
    assert {flag.key for flag in FLAGS} - set(KEYS) == {"", "profile"}


def test_the_readmes_table_has_a_row_for_each_flag() -> None:
    rows = markdown_table().splitlines()[2:]
    assert [row.split("`")[1].split()[0] for row in rows] == [f"-{flag.name}" for flag in FLAGS]
    assert "| `-port N` | `SANIC_MOCK_PORT`, `PORT` | 8000 |" in markdown_table()


# --- profiles ---------------------------------------------------------------------------------


def test_profiles_alone_lists_them() -> None:
    assert ran("profiles").out == ran("profiles list").out


def test_list_has_a_line_for_each_profile_aligned() -> None:
    one = ran("profiles list", PORT="not read")
    lines = one.out.splitlines()
    assert one.code == 0
    firsts = [line for line in lines if line[:1] == " " and line[2] != " "]
    assert sorted(line.split()[0] for line in firsts) == names()
    column = max(map(len, names())) + 4
    assert all(line[column - 1] == " " for line in firsts)
    assert max(map(len, lines)) <= 100
    headings = [line for line in lines if line[:1] != " "]
    assert headings == ["simple:", "hosted:", "engines:", "bad days:"]


def test_show_has_every_key_with_value_and_origin() -> None:
    one = ran("profiles show realistic-network -jitter 10", PORT="9000")
    _, table, idle = one.out.split("\n\n")[:3]
    rows = {line.split()[0]: line.split(maxsplit=2)[1:] for line in table.splitlines()}
    reasons = idle.replace("\n  ", " ").splitlines()
    said = [line.split(": ") for line in reasons]
    unused = {name: reason for reason, listed in said for name in listed.split(", ")}
    about = ["description", "extends", "group", "measured", "trust", "source"]
    assert one.code == 0
    assert list(rows) == [name for name in KEYS if name in rows]
    assert set(rows) | set(unused) == set(KEYS) - set(about)
    assert not set(rows) & set(unused)
    assert one.out.startswith("realistic-network: 50 ms ± 20 ms")
    assert rows["latency"] == ["50ms", "profiles/realistic-network.yaml:4"]
    assert rows["jitter"] == ["10ms", "flag -jitter"]
    assert rows["port"] == ["9000", "environment PORT"]
    assert rows["host"] == ["127.0.0.1", "default"]
    assert rows["seed"] == ["-", "drawn at start"]
    assert unused["ttft.base"] == "latency and jitter say it"
    assert unused["load.slots"] == "does nothing with load.model none"


def test_show_without_a_name_shows_what_would_be_served() -> None:
    assert ran("profiles show").out.startswith("default\n")
    assert ran("profiles show", SANIC_MOCK_PROFILE="fast").out.startswith("fast: ")


def test_show_masks_keys(tmp_path: Path) -> None:
    """One that is long enough keeps as much as tells it from others, a short one nothing."""
    file = tmp_path / "keyed.yaml"
    file.write_text("api_keys: [sk-proj-abcdefghijklmnop1234, sk-short-4321]\n")
    by_file, by_flag = ran(f"profiles show {file}").out, ran("profiles show -api-keys sk-abc").out
    by_variable = ran("profiles show", SANIC_MOCK_API_KEYS="sk-abc").out
    assert "sk-...1234, ***" in by_file
    assert "***" in by_flag
    assert "***" in by_variable
    for secret in ("abcdefgh", "short", "4321", "sk-abc"):
        assert secret not in by_file + by_flag + by_variable


def test_show_says_distributions_and_sources(tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    file.write_text(
        "source: {tool: aiperf, n: 50}\nextends: fast\n"
        "ttft: {base: {dist: lognormal, median: 536, sigma: .28}}\n"
    )
    out = ran(f"profiles show {file}").out
    assert "my\nextends: fast\nsource: tool: aiperf, n: 50\n" in out
    assert "lognormal, median 536ms, sigma 0.28" in out
    assert "ttft says it: latency, jitter\n" in out


def test_check_says_ok_for_each_file_that_is_right(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("port: 1")
    bad.write_text("prot: 1\nport: x")
    one = ran(f"profiles check fast {bad} {good}")
    assert one.out == f"profiles/fast.yaml: ok\n{good}: ok\n"
    assert one.err.splitlines() == [
        f"sanic-mock: {bad}:1: prot: unknown key; nearest is port",
        f'sanic-mock: {bad}:2: port: "x" is not a whole number; want 0 to 65535',
    ]
    assert one.code == 2


def test_check_of_good_files_is_exit_0() -> None:
    assert ran(" ".join(["profiles", "check", *names()])).code == 0


def test_schema_is_json() -> None:
    assert json.loads(ran("profiles schema").out)["title"] == "sanic-mock profile"


# --- the process ------------------------------------------------------------------------------


def command(*argv: str) -> list[str]:
    return [sys.executable, "-m", "sanic_mock", *argv]


def test_the_program_hands_on_exit_code_and_streams() -> None:
    done = subprocess.run(command("-prot"), capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "sanic-mock: -prot: unknown flag; nearest is -port\n"


def test_a_reader_that_hangs_up_is_no_error() -> None:
    with subprocess.Popen(
        command("profiles", "schema"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        assert program.stderr.read() == b""
        assert program.wait(60) == 0


@pytest.mark.parametrize("argv", ["profiles", "profiles schema", "profiles show", "-version"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
def test_an_output_that_cannot_be_written_is_one_line_and_exit_1(argv: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command(*argv.split()), stdout=full, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert done.returncode == 1
    said = b"sanic-mock: the output cannot be written: No space left on device\n"
    assert done.stderr == said


def test_a_word_that_is_no_text_is_named() -> None:
    done = subprocess.run(
        [os.fsencode(word) for word in command("-model")] + [b"\xff"],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert b'-model: "\\udcff" is not understood; want a model\'s name' in done.stderr


def test_the_command_line_is_ready_without_the_server() -> None:
    """Sanic, Faker and the tokenizer are loaded when serving, not for help or a check."""
    heavy = "{'sanic', 'faker', 'toktok', 'asyncio'}"
    code = f"import sys, sanic_mock.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[]\n"


def test_garbage_is_collected_once_all_is_imported_and_never_among_that() -> None:
    script = (
        "import gc, sanic_mock.cli as cli, sanic_mock.server.run as run\n"
        "run.serve = lambda *_: int(gc.isenabled() and gc.get_freeze_count() > 50_000)\n"
        "raise SystemExit(cli.main(['-port', '0'], {}, None, None))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 1
