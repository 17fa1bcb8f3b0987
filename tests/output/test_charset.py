"""No character set, and no output that is gone, ends a command with a traceback."""

import asyncio
import codecs
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dtao_tui.output import charset
from dtao_tui.services.practice_node import PracticeNode
from dtao_tui.settings import load, prepare

C_LOCALE = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
SETS = {
    "the C locale": (C_LOCALE, "ascii"),
    "ASCII": ({"PYTHONIOENCODING": "ascii"}, "ascii"),
    "Latin-1": ({"PYTHONIOENCODING": "latin-1"}, "latin-1"),
    "strict code page 437": ({"PYTHONIOENCODING": "cp437:strict"}, "cp437"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home whose practice node stays up for all tests here."""
    home = tmp_path_factory.mktemp("home")
    places = load({"DTAO_TUI_HOME": str(home)}).places
    prepare(places)
    link = PracticeNode(places)
    asyncio.run(link.endpoint())
    yield home
    link.release()


def run(
    home: Path, *arguments: str | bytes, into: int = subprocess.PIPE, **environment: str
) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "dtao_tui", *arguments]
    own = {**os.environ, "DTAO_TUI_HOME": str(home), **environment}
    return subprocess.run(command, env=own, stdout=into, stderr=subprocess.PIPE, timeout=60, check=False)


@pytest.mark.parametrize("kind", SETS)
def test_tables_are_spelled_in_every_character_set(home: Path, kind: str) -> None:
    environment, encoding = SETS[kind]
    done = run(home, "market", **environment)
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode(encoding).splitlines()
    assert "Price" in lines[0]
    if encoding != "cp437":
        assert "Price TAO" in lines[0]
        assert done.stdout.decode(encoding).isascii() or encoding == "latin-1"
    rows = [line for line in lines[1:] if line][:-1]
    assert len(rows) == 129
    assert len({len(line) for line in (lines[0], *rows)}) == 1


@pytest.mark.parametrize("kind", SETS)
def test_the_doctor_and_its_complaints_are_spelled_too(tmp_path: Path, kind: str) -> None:
    environment, encoding = SETS[kind]
    done = run(tmp_path, "doctor", "-n", "ws://127.0.0.1:9", **environment)
    assert done.returncode == 1
    assert "x endpoint: 127.0.0.1:9 does not answer" in done.stdout.decode(encoding)
    assert done.stderr.decode(encoding).startswith("dtao-tui: ")
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("kind", SETS)
@pytest.mark.parametrize("name", ["τ", b"\xff\xfe", "\N{SNOWMAN}\N{SMILE}"], ids=["tau", "no text", "pictures"])
def test_an_error_that_quotes_what_cannot_be_shown_is_one_sentence(
    tmp_path: Path, kind: str, name: str | bytes
) -> None:
    environment, encoding = SETS[kind]
    done = run(tmp_path, "market", "-n", name, **environment)
    assert (done.returncode, done.stdout) == (1, b"")
    told = done.stderr.decode(encoding)
    assert told.startswith('dtao-tui: There is no network "')
    assert told.count("\n") == 1


@pytest.mark.parametrize("arguments", [("market", "--json"), ("doctor", "--json")], ids=["market", "doctor"])
def test_documents_are_of_ascii_alone_and_lose_nothing(home: Path, arguments: tuple[str, ...]) -> None:
    usual, narrow = run(home, *arguments), run(home, *arguments, **C_LOCALE)
    assert usual.stdout.isascii()
    assert narrow.stdout.isascii()
    symbols = [[entry["symbol"] for entry in json.loads(done.stdout).get("subnets", [])] for done in (usual, narrow)]
    assert symbols[0] == symbols[1]
    assert arguments[0] == "doctor" or "τ" in symbols[0]


@pytest.mark.parametrize(
    "arguments", [("--help",), ("quote", "stake", "--help"), ("practice", "--help"), ("--version",)]
)
def test_help_is_of_ascii_alone(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(tmp_path, *arguments, **C_LOCALE)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()
    assert done.stdout


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("doctor", "-n", "ws://127.0.0.1:9")])
def test_a_full_disk_is_a_sentence(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        done = run(tmp_path, *arguments, into=full.fileno())
    assert done.returncode == 1
    assert done.stderr == b"dtao-tui: The answer could not be written: No space left on device.\n"


@pytest.mark.parametrize("arguments", ["--help", "--version", "doctor -n ws://127.0.0.1:9", "market -n τ"])
@pytest.mark.parametrize("closing", [">&-", "2>&-", ">&- 2>&-", "2>/dev/full", "| true"])
def test_a_closed_output_is_no_traceback(tmp_path: Path, arguments: str, closing: str) -> None:
    script = f"'{sys.executable}' -m dtao_tui {arguments} {closing}"
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        env={**os.environ, "DTAO_TUI_HOME": str(tmp_path)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert b"Traceback" not in done.stdout + done.stderr
    assert b"Exception ignored" not in done.stderr
    assert done.returncode in (0, 1)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("12.5 τ – “max”…", '12.5 TAO - "max"...'),
        ("α β ש", "alpha beta shin"),
        ("é ﬁ ①", "e fi 1"),
        ("✓ ✗ ≥ −1", "+ x >= -1"),
        ("\ud800 \N{SNOWMAN}\N{NO-BREAK SPACE}.", "? ? ."),
    ],
)
def test_what_a_character_set_lacks_is_spelled(text: str, spelled: str) -> None:
    charset.prepare()
    assert text.encode("ascii", errors="dtao-tui-spelling").decode() == spelled
    assert codecs.lookup_error("dtao-tui-spelling")
