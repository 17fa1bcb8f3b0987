"""The command that reads the past from an archive, as a process of its own that is killed and goes on."""

import asyncio
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dtao_tui.cli import commands
from dtao_tui.domain.history.bar_tiers import HOUR
from tests.archives import an_archive
from tests.cli.command_line import run
from tests.histories import a_store

LONG_AGO = 1_700_000_000_000 - 1_700_000_000_000 % HOUR
"""The commands go by the clock of this machine, which is later."""


async def begun(home: Path, *arguments: str) -> asyncio.subprocess.Process:
    environment = {"DTAO_TUI_HOME": str(home), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "dtao_tui", "backfill", *arguments]
    return await asyncio.create_subprocess_exec(*command, env=environment, stderr=subprocess.PIPE)


async def said_after(process: asyncio.subprocess.Process, words: str) -> list[str]:
    """What it says up to a line with these words, or to its end."""
    assert process.stderr is not None
    lines: list[str] = []
    async for line in process.stderr:
        lines.append(line.decode())
        if words in lines[-1]:
            break
    return lines


async def test_a_killed_backfill_goes_on_and_history_tells_what_it_read(tmp_path: Path) -> None:
    async with an_archive(30, began=LONG_AGO) as node:
        wish = (node.url, "--days", "1", "--rate", "50", "-n", node.url)
        process = await begun(tmp_path, *wish)
        said = await said_after(process, "5 of 24 bars")
        assert "24 bars are missing, about 132 requests" in said[0]
        assert "3 s at 50 a second" in said[0]
        process.send_signal(signal.SIGKILL)
        await process.wait()
        again = await begun(tmp_path, *wish)
        said = await said_after(again, "are in the record")
        assert await again.wait() == 0
        missing = int(said[0].split("from")[1].split(": ")[1].split()[0])
        assert 15 <= missing <= 20
        assert f"{missing} bars from 127.0.0.1:{node.port} are in the record." in said[-1]
        told = await asyncio.to_thread(run, tmp_path, "history", "2", "--range", "all", "--json", "-n", node.url)
        bars = json.loads(told.stdout)["bars"]
        assert bars
        assert all(bar["is_backfilled"] and bar["high_rao"] is None for bar in bars)


async def test_ctrl_c_ends_it_in_order_and_another_that_writes_is_told(tmp_path: Path) -> None:
    async with an_archive(30, began=LONG_AGO) as node:
        process = await begun(tmp_path, node.url, "--rate", "20", "-n", node.url)
        await said_after(process, "of 720 bars")
        process.send_signal(signal.SIGINT)
        said = await said_after(process, "cancelled")
        assert "what was read stays" in said[-1]
        assert await process.wait() == 1
        [place] = await asyncio.to_thread(lambda: [*tmp_path.rglob("history.sqlite3")])
        other = a_store(place.parent)
        refused = await asyncio.to_thread(run, tmp_path, "backfill", node.url, "-n", node.url)
        other.close()
        assert (refused.returncode, "Another dtao-tui writes the record" in refused.stderr) == (1, True)
        dry = await asyncio.to_thread(run, tmp_path, "backfill", node.url, "--dry-run", "-n", node.url)
        assert (dry.returncode, "bars are missing" in dry.stderr) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--step", "2h"), "A step is one of 10m, 1h, 1d"),
        (("--days", "100"), "are kept for 90 days"),
        (("--rate", "500"), "0.1 to 50 requests a second"),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    own_home: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert commands.run(["backfill", *arguments, "-n", "finney"]) == 2
    assert said in capsys.readouterr().err
