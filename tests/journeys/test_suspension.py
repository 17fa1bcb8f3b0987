"""ctrl+z in a shell: the program stops as a job, its key is locked, and fg brings the screen back."""

import os
import sys
from pathlib import Path

import pytest

from dtao_tui.settings import load, prepare
from tests.journeys.stage import announce, node, terminal

pytestmark = pytest.mark.journey

SCRIPT = Path(sys.executable).with_name("dtao-tui")


def test_ctrl_z_stops_the_program_and_fg_continues_it(own_home: Path, tmp_path: Path) -> None:
    settings = load()
    prepare(settings.places)
    environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with (
        node("--still") as address,
        terminal("PS1='shell> ' bash --norc -i", tmp_path, environment, (120, 36)) as person,
    ):
        announce(settings.places, address)
        person.sees("shell>")
        person.types(f"{SCRIPT}")
        person.presses("Enter")
        person.sees("Subnets", "templar")
        person.presses("C-z")
        person.sees("Stopped", "shell>")
        person.types("echo the shell works")
        person.presses("Enter")
        person.sees("\nthe shell works")
        person.types("fg")
        person.presses("Enter")
        person.sees("Subnets", "templar", "PRACTICE")
        person.presses("2")
        person.sees("Holdings")
        person.presses("q")
        person.sees("shell>")
