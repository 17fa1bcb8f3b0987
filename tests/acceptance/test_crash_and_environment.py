"""What a crash shows, and what variables that make Textual talkative leave behind: no secret, a plain terminal."""

import shlex
import sys
from pathlib import Path

import pytest

from dtao_tui.settings import places_of
from tests.acceptance.script import SCRIPT, the_app

pytestmark = pytest.mark.journey

SENTINEL = "velvet-anchor-7731"

# Runs the program as its script does, but for one method that breaks while it holds a secret.
BREAKING = """
import sys
from dtao_tui.app import DtaoApp
from dtao_tui.cli import main
from textual import work

async def broken(self):
    password = "-".join(["velvet", "anchor", "7731"])
    raise RuntimeError(f"a length of {len(password)}")

if "worker" in sys.argv:
    DtaoApp.action_help = work(exit_on_error=True)(broken)
else:
    DtaoApp.action_help = broken
del sys.argv[1:]
main()
"""


@pytest.mark.parametrize("where", ["main", "worker"])
def test_a_crash_shows_where_but_no_local_variable(home: Path, tmp_path: Path, where: str) -> None:
    program = tmp_path / "breaking.py"
    program.write_text(BREAKING)
    received = tmp_path / "received"
    with the_app(home, command=shlex.join([sys.executable, str(program), where])) as person:
        person.records(received)
        person.sees("templar")
        person.types("?")
        person.sees("left with 1")
        assert "a length of 18" in person.history()
        assert "broken" in person.history()
        assert person.is_plain()
        assert SENTINEL not in person.history()
    assert SENTINEL.encode() not in received.read_bytes()
    places = places_of({"DTAO_TUI_HOME": str(home)})
    assert places.log.stat().st_mode & 0o777 == 0o600
    log = places.log.read_text()
    assert "a length of 18" in log
    assert "in broken" in log
    assert not holders(SENTINEL, home)


def test_variables_that_make_textual_write_down_keys_are_not_heeded(home: Path, tmp_path: Path) -> None:
    talkative = {
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_LOG": str(tmp_path / "keys.log"),
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_PRESS": "q",
        "TEXTUAL_DRIVER": "nowhere:Nothing",
    }
    with the_app(home, talkative, command=f"cd {shlex.quote(str(tmp_path))}; {SCRIPT}") as person:
        person.sees("templar")
        person.types("4")
        person.sees("Accounts", "● trade")
        person.types("U")
        person.sees("Unlock trade", "Password")
        person.types(SENTINEL)
        person.presses("C-a", "C-c", "C-x")
        assert person.buffers() == ""
        assert SENTINEL not in person.screen()
        person.presses("Escape")
        person.types("q")
        person.sees("left with 0")
        assert SENTINEL not in person.history()
    assert not (tmp_path / "keys.log").exists()
    assert not holders(SENTINEL, tmp_path)


def holders(text: str, folder: Path) -> list[Path]:
    """The files under the folder that hold this text."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if text.encode() in path.read_bytes()]
