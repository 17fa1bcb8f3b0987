"""The node as a process of its own."""

import asyncio
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import connect

from dtao_tui.practice.node.node_process import RELEASED
from tests.practice.nodes import PATIENCE

START = """
import sys
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.node.node_process import run
sys.exit(run(PracticeOptions({options})))
"""


@asynccontextmanager
async def a_process(options: str = "") -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", START.format(options=options)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def _url(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode().strip()


async def test_it_says_where_it_answers_and_answers_there() -> None:
    began = time.monotonic()
    async with a_process() as process:
        url = await _url(process)
        assert url.startswith("ws://127.0.0.1:")
        async with connect(url) as connection:
            await connection.send('{"id": 1, "method": "chain_getHeader", "params": []}')
            assert '"number"' in str(await connection.recv())
        # Half a second on a quiet machine; the margin is for a busy one.
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_in_good_order(number: signal.Signals) -> None:
    async with a_process() as process:
        await _url(process)
        process.send_signal(number)
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0


async def test_it_ends_when_its_starter_is_gone() -> None:
    async with a_process("end_with_parent=True") as process:
        await _url(process)
        assert process.stdin is not None
        process.stdin.close()
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0


async def test_a_node_that_was_released_stays_while_someone_uses_it() -> None:
    async with a_process("end_with_parent=True") as process:
        url = await _url(process)
        async with connect(url) as connection:
            assert process.stdin is not None
            process.stdin.write(RELEASED)
            process.stdin.close()
            for number in range(3):
                await connection.send(f'{{"id": {number}, "method": "chain_getHeader", "params": []}}')
                assert str(number) in str(await connection.recv())
            assert process.returncode is None
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0


async def test_a_port_that_is_taken_is_told_in_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with a_process(f"port={port}") as process:
            output, complaint = await asyncio.wait_for(process.communicate(), PATIENCE)
            assert process.returncode == 1
            assert output == b""
            assert complaint.decode().startswith(f"The practice chain cannot listen at 127.0.0.1:{port}: ")
            assert complaint.count(b"\n") == 1


async def test_blocks_come_by_the_clock() -> None:
    async with a_process("block_seconds=0.05, subnets=1") as process, connect(await _url(process)) as connection:
        await connection.send('{"id": 1, "method": "chain_subscribeNewHeads", "params": []}')
        for _ in range(4):
            await asyncio.wait_for(connection.recv(), PATIENCE)
