"""Job control: a program that a shell started as a job can be stopped and continued, another is not stopped."""

import sys
from collections.abc import Iterator

import pexpect
import pytest

ASKS = f'{sys.executable} -c "from dtao_tui.processes import job_control; print(job_control.is_there())"'
STOPS = (
    f'{sys.executable} -c \'from dtao_tui.processes import job_control; job_control.stop_job(); print("went", "on")\''
)


@pytest.fixture
def shell() -> Iterator[pexpect.spawn]:
    child = pexpect.spawn(
        "bash", ["--norc", "-i"], encoding="utf-8", timeout=30, env={"PS1": "$ ", "PATH": "/bin:/usr/bin"}
    )
    child.setecho(False)
    child.expect_exact("$ ")
    yield child
    child.close(force=True)


def test_a_job_of_an_interactive_shell_can_be_stopped(shell: pexpect.spawn) -> None:
    shell.sendline(ASKS)
    assert shell.expect_exact(["True\r", "False\r"]) == 0


def test_a_program_in_the_group_of_its_session_cannot(shell: pexpect.spawn) -> None:
    shell.sendline(f"exec {ASKS}")
    assert shell.expect_exact(["True\r", "False\r"]) == 1


def test_without_a_terminal_there_is_no_job(shell: pexpect.spawn) -> None:
    shell.sendline(f"{ASKS} < /dev/null")
    assert shell.expect_exact(["True\r", "False\r"]) == 1


def test_a_stopped_job_goes_on_where_it_was_and_what_started_it_stops_too(shell: pexpect.spawn) -> None:
    shell.sendline(f'sh -c "{STOPS.replace(chr(34), chr(92) + chr(34))}; echo starter too"')
    shell.expect_exact("Stopped")
    shell.sendline("fg")
    shell.expect_exact("went on")
    shell.expect_exact("starter too")
