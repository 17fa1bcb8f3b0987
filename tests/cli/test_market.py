"""`dtao-tui market` as a process of its own: once, and block by block until it is ended."""

import asyncio
import csv
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.world.genesis import genesis_world
from tests.cli.command_line import run

OPTIONS = PracticeOptions(subnets=12, block_seconds=0.2)


@asynccontextmanager
async def watching(home: Path, node: Node, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    command = [sys.executable, "-m", "dtao_tui", "market", "--watch", "-n", node.url, *arguments]
    environment = {"DTAO_TUI_HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"}
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, limit=2**20
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_each_block_is_one_line_of_json_until_ctrl_c(tmp_path: Path) -> None:
    async with Node(genesis_world(OPTIONS), OPTIONS) as node, watching(tmp_path, node, "--json") as process:
        assert process.stdout is not None
        documents = [json.loads(await asyncio.wait_for(process.stdout.readline(), 20)) for _ in range(3)]
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 20) == 0
        assert process.stderr is not None
        assert await process.stderr.read() == b""
    blocks = [document["block"] for document in documents]
    assert blocks == sorted(set(blocks))
    assert {len(document["subnets"]) for document in documents} == {13}


async def test_it_ends_well_when_nobody_reads_any_more(tmp_path: Path) -> None:
    arguments = ("--csv", "--columns", "price", "--filter", "price>0 not temp")
    async with Node(genesis_world(OPTIONS), OPTIONS) as node, watching(tmp_path, node, *arguments) as process:
        assert process.stdout is not None
        lines = [(await asyncio.wait_for(process.stdout.readline(), 20)).decode() for _ in range(30)]
        process.stdout._transport.close()  # type: ignore[attr-defined]  # nothing public closes the reading end
        assert await asyncio.wait_for(process.wait(), 20) == 0
        assert process.stderr is not None
        assert await process.stderr.read() == b""
    rows = list(csv.DictReader(lines))
    assert len({row["block"] for row in rows}) >= 2
    assert all(int(row["price_rao"]) > 0 for row in rows)


async def test_text_is_one_table_after_the_other(tmp_path: Path) -> None:
    async with Node(genesis_world(OPTIONS), OPTIONS) as node, watching(tmp_path, node) as process:
        assert process.stdout is not None
        text = ""
        while text.count("prices add up") < 2:
            text += (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0
    assert text.count("Emission τ/block") == 2


async def test_once_it_filters_and_takes_columns(tmp_path: Path) -> None:
    async with Node(genesis_world(OPTIONS), OPTIONS) as node:
        command = ("market", "-n", node.url, "--filter", "depth>0 rank<=3", "--columns", "depth")
        done = await asyncio.to_thread(run, tmp_path, *command)
        assert (done.returncode, "“depth” is no column; there are price" in done.stderr) == (2, True)
        done = await asyncio.to_thread(run, tmp_path, *command[:-1], "tao_in,flow")
        assert done.returncode == 0
        assert "of 12 subnets pass depth > 0 τ and rank ≤ 3" in done.stdout
        assert all(line.endswith("–") for line in done.stdout.split("\n\n")[0].splitlines()[1:])
        done = await asyncio.to_thread(run, tmp_path, "market", "-n", node.url, "--filter", "list=mine")
        assert (done.returncode, "there is no watch list “mine” (at 6)" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--json", "--csv"), "either --json or --csv"),
        (("--filter", "depth>"), "“depth>” is no filter: a number is missing behind depth> (at 7)"),
        (("--filter", "not held"), "reads no account, so it cannot tell what is held"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_asked(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(tmp_path, "market", "-n", "ws://127.0.0.1:1", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
