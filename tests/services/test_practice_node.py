"""One practice node per state folder: joined, shared, left to others, and ended with its starter."""

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from dtao_tui.ports.errors import NotConnected
from dtao_tui.services.practice_node import PracticeNode, answers
from dtao_tui.settings import Folders, load, prepare

PATIENCE_SECONDS = 15.0


@pytest.fixture
def places(own_home: Path) -> Folders:
    places = load().places
    prepare(places)
    return places


def pid_in(places: Folders) -> int:
    return int(json.loads(places.practice.read_text())["pid"])


async def until_gone(pid: int) -> bool:
    """Whether the process ends in time; a zombie of ours has ended."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if has_ended(pid):
            return True
        await asyncio.sleep(0.05)
    return False


def has_ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


async def test_a_node_is_started_once_and_then_joined(places: Folders) -> None:
    first, second = PracticeNode(places), PracticeNode(places)
    try:
        address, other = await asyncio.gather(first.endpoint(), second.endpoint())
        assert address == other
        assert await answers(address)
    finally:
        first.release()
        second.release()
    assert await until_gone(pid_in(places))


async def test_the_address_is_written_where_only_its_owner_reads(places: Folders) -> None:
    link = PracticeNode(places)
    try:
        address = await link.endpoint()
        assert json.loads(places.practice.read_text())["address"] == address
        assert places.practice.stat().st_mode & 0o777 == 0o600
    finally:
        link.release()


async def test_a_node_that_was_left_goes_on_for_its_other_user(places: Folders) -> None:
    from websockets.asyncio.client import connect

    link = PracticeNode(places)
    address = await link.endpoint()
    async with connect(address, proxy=None) as other_user:
        link.release()
        assert not await until_gone_within(pid_in(places), 3.0)
        await other_user.send('{"jsonrpc":"2.0","id":1,"method":"chain_getBlockHash","params":[0]}')
        assert "result" in json.loads(await other_user.recv())
    assert await until_gone(pid_in(places))


async def until_gone_within(pid: int, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            return await until_gone(pid)
    except TimeoutError:
        return False


async def test_a_node_ends_when_its_starter_is_killed(places: Folders) -> None:
    program = (
        "import asyncio\n"
        "from dtao_tui.services.practice_node import PracticeNode\n"
        "from dtao_tui.settings import load\n"
        "async def main():\n"
        "    print(await PracticeNode(load().places).endpoint(), flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    starter = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE, env=dict(os.environ)
    )
    assert starter.stdout is not None
    assert (await starter.stdout.readline()).startswith(b"ws://127.0.0.1:")
    starter.send_signal(signal.SIGKILL)
    await starter.wait()
    assert await until_gone(pid_in(places))


async def test_an_address_that_no_longer_answers_is_replaced(places: Folders) -> None:
    places.practice.write_text('{"address": "ws://127.0.0.1:9", "pid": 1}')
    link = PracticeNode(places)
    try:
        assert await link.endpoint() != "ws://127.0.0.1:9"
    finally:
        link.release()


@pytest.mark.parametrize("text", ["", "[]", '{"address": "ws://example.org:1"}', "\x00"])
async def test_a_broken_note_of_the_address_is_ignored(places: Folders, text: str) -> None:
    places.practice.write_text(text)
    link = PracticeNode(places)
    try:
        assert await answers(await link.endpoint())
    finally:
        link.release()


async def height_at(address: str, genesis: set[str]) -> int:
    from websockets.asyncio.client import connect

    async with connect(address, proxy=None) as socket:
        await socket.send('{"jsonrpc":"2.0","id":1,"method":"chain_getBlockHash","params":[0]}')
        genesis.add(json.loads(await socket.recv())["result"])
        await socket.send('{"jsonrpc":"2.0","id":2,"method":"chain_subscribeNewHeads","params":[]}')
        await socket.recv()
        return int(json.loads(await socket.recv())["params"]["result"]["number"], 16)


async def test_the_world_of_yesterday_is_there_today(places: Folders) -> None:
    geneses: set[str] = set()
    heights = []
    for _ in range(2):
        link = PracticeNode(places)
        heights.append(await height_at(await link.endpoint(), geneses))
        os.kill(pid_in(places), signal.SIGTERM)
        assert await until_gone(pid_in(places))
        link.release()
    assert len(geneses) == 1
    assert heights[1] >= heights[0]


async def test_two_homes_have_worlds_of_their_own(places: Folders, tmp_path: Path) -> None:
    other = load({"DTAO_TUI_HOME": str(tmp_path / "other-home"), "PATH": os.environ["PATH"]}).places
    prepare(other)
    geneses: set[str] = set()
    for each in (places, other):
        link = PracticeNode(each)
        await height_at(await link.endpoint(), geneses)
        link.release()
    assert len(geneses) == 2


async def test_a_node_that_cannot_start_says_why(places: Folders) -> None:
    places.practice_world.write_text("a file where the folder is to be")
    with pytest.raises(NotConnected, match=r"^The practice node could not be started: No practice world can be kept"):
        await PracticeNode(places).endpoint()
