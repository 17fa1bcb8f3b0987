"""`pipx install .` and `uv tool install .` give a program that opens, with its style sheets and the practice node."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.journeys.stage import terminal

pytestmark = pytest.mark.journey

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 300
WITH_A_WAY_OUT = dict(os.environ)
"""The environment before a test closes its way to other machines: an installer has to fetch what is needed."""

INSTALLERS: Mapping[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "pipx": (("pipx", "install"), {"PIPX_HOME": "home", "PIPX_BIN_DIR": "bin", "PIPX_MAN_DIR": "man"}),
    "uv": (("uv", "tool", "install"), {"UV_TOOL_DIR": "home", "UV_TOOL_BIN_DIR": "bin"}),
}
"""How each is called, and which folders of its own it is given by which variables."""


def installed(name: str, folder: Path) -> Path:
    """The script that this installer makes of the checkout; skips where it is missing."""
    command, folders = INSTALLERS[name]
    if shutil.which(command[0]) is None:
        pytest.skip(f"needs {command[0]}")
    own = {variable: os.fspath(folder / kind) for variable, kind in folders.items()}
    done = subprocess.run(
        [*command, os.fspath(ROOT)],
        env={**WITH_A_WAY_OUT, **own},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "bin" / "dtao-tui"


@pytest.mark.parametrize("name", INSTALLERS)
def test_what_an_installer_makes_opens_on_practice(name: str, tmp_path: Path) -> None:
    script = installed(name, tmp_path)
    with terminal(
        f"{shlex.quote(os.fspath(script))}; echo ended with $?; exec cat", tmp_path, dict(os.environ), (120, 36)
    ) as person:
        person.sees("1 Market", "PRACTICE", "templar")
        person.presses("q")
        person.sees("ended with 0")
