"""Commands of alerts: what they are given, and how they end."""

import asyncio
import json
import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from dtao_tui.services.alerts.alert_command import MOST_WAITING, CommandRun, CommandRunner

FACTS = b'{"schema": 1, "alert": "$(touch owned) `id`"}\n'
SHELL = shutil.which("sh") or "/bin/sh"


def wait_for_the_end_of(pid_file: Path) -> None:
    state = Path(f"/proc/{pid_file.read_text().strip()}/stat")
    while state.exists() and state.read_text().split()[2] not in "ZX":
        time.sleep(0.01)


def was_made(path: Path) -> bool:
    return path.exists()


async def ended(command: tuple[str, ...], runner: CommandRunner | None = None) -> list[str]:
    said: list[str] = []
    runner = runner or CommandRunner()
    runner.run(CommandRun(command, FACTS, said.append))
    await runner.finish()
    return said


async def test_it_gets_its_arguments_the_facts_and_no_secret(tmp_path: Path) -> None:
    script = tmp_path / "told.sh"
    script.write_text(f'cat > {tmp_path}/facts; env > {tmp_path}/env; printf "%s|" "$@" > {tmp_path}/arguments\n')
    runner = CommandRunner({"PATH": os.defpath, "BT_WALLET_PASSWORD": "hunter2", "DTAO_TUI_HOME": "/x", "TZ": "UTC"})
    assert await ended((SHELL, str(script), "a b", "$HOME; id", ""), runner) == []
    assert (tmp_path / "facts").read_bytes() == FACTS
    assert json.loads((tmp_path / "facts").read_bytes())["schema"] == 1
    assert (tmp_path / "arguments").read_text() == "a b|$HOME; id||"
    names = {line.partition("=")[0] for line in (tmp_path / "env").read_text().splitlines()}
    assert names <= {"PATH", "TZ", "PWD", "SHLVL", "_", "OLDPWD"}


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("/nowhere/at-all",), "the command could not be started: No such file or directory"),
        (("a\0b",), "the command could not be started: it is no command"),
        (("/dev/null",), "the command could not be started: Permission denied"),
        ((SHELL, "-c", "exit 3"), "the command ended with 3"),
        ((SHELL, "-c", "kill -TERM $$"), "the command ended with -15"),
    ],
)
async def test_a_command_that_fails_is_said(command: tuple[str, ...], said: str) -> None:
    assert await ended(command) == [said]


async def test_one_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    begun = time.monotonic()
    script = f"(sleep 30; touch {tmp_path}/late) & echo $! > {tmp_path}/pid; sleep 30"
    assert await ended((SHELL, "-c", script), CommandRunner(deadline=0.3)) == ["the command was ended after 0.3 s"]
    assert time.monotonic() - begun < 5
    if sys.platform == "linux":
        await asyncio.wait_for(asyncio.to_thread(wait_for_the_end_of, tmp_path / "pid"), 5)


async def test_one_runs_at_a_time_and_so_many_wait(tmp_path: Path) -> None:
    runner, said = CommandRunner(), list[str]()
    log = tmp_path / "log"
    for number in range(MOST_WAITING + 2):
        script = f"test -e {log}.on && echo both >> {log}; : > {log}.on; echo {number} >> {log}; rm {log}.on"
        runner.run(CommandRun((SHELL, "-c", script), FACTS, said.append))
    await runner.finish()
    assert log.read_text().split() == [str(number) for number in range(MOST_WAITING)]
    assert said == [f"not run: {MOST_WAITING} commands wait already"] * 2


async def test_closing_ends_the_one_that_runs(tmp_path: Path) -> None:
    runner, said = CommandRunner(grace=0.1), list[str]()
    runner.run(CommandRun((SHELL, "-c", "sleep 30"), FACTS, said.append))
    runner.run(CommandRun((SHELL, "-c", f"touch {tmp_path}/second"), FACTS, said.append))
    await runner.close()
    assert (said, was_made(tmp_path / "second")) == ([], False)


async def test_closing_lets_the_one_that_runs_end_soon(tmp_path: Path) -> None:
    runner, said = CommandRunner(), list[str]()
    runner.run(CommandRun((SHELL, "-c", f"sleep 0.1; cat > {tmp_path}/facts"), FACTS, said.append))
    await asyncio.sleep(0)
    await runner.close()
    assert (said, (tmp_path / "facts").read_bytes()) == ([], FACTS)
