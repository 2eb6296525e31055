"""Environments of this folder's packages: one for each list of them, kept by pytest's cache."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.installing import INSTALL_S, install, install_once, node_folder, pinned_folder, tool

HERE = Path(__file__).parent
JAVA = HERE / "java"


def python_of(cache: pytest.Cache, wanted: str) -> Path:
    """Return an interpreter that has what a list names, or skip; `uv` installs it, in seconds."""
    pins = (HERE / wanted).read_bytes() + sys.version.encode()
    folder = pinned_folder(cache, Path(wanted).stem, pins)
    python = folder / "bin" / "python"
    uv = [str(python), "-m", "uv", "pip", "install", "--quiet", "--python", str(python)]
    commands = [
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "--retries", "1", "uv"],
        [*uv, "-r", str(HERE / wanted)],
    ]
    install_once(wanted, commands, folder)
    return python


def node_of(cache: pytest.Cache, wanted: str) -> Path:
    """Return a folder with a folder's scripts and the modules that it names, or skip."""
    return node_folder(cache, wanted, HERE / wanted)


def java_of(wanted: str, folder: Path) -> list[str]:
    """Return the command that takes a program's name, with what a `pom.xml` names, or skip.

    Args:
        wanted: the folder below `java` that has the `pom.xml`, and the programs.
        folder: an empty one, where they are compiled to.
    """
    java, javac, maven = tool("java"), tool("javac"), tool("mvn")
    listed, source = folder / "classpath", JAVA / wanted
    goal = ["dependency:build-classpath", f"-Dmdep.outputFile={listed}"]
    install(f"what {wanted} needs", [maven, "-q", "-B", *goal], source)
    packages = listed.read_text()
    programs = [str(JAVA / "Checking.java"), *map(str, sorted(source.glob("*.java")))]
    # tools and schemas have their parameters' names
    command = [javac, "-parameters", "-cp", packages, "-d", str(folder), *programs]
    subprocess.run(command, check=True, timeout=INSTALL_S)
    return [java, "-cp", f"{packages}:{folder}"]
