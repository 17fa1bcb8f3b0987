"""Whatever an endpoint floods the program with, the process that follows it stays small and goes on."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from dtao_tui.chain.runtime import runtime_names
from dtao_tui.practice.node.node import Node
from tests.chain import flooded_child
from tests.chain.middleman import Honest, Middleman

MEGABYTE = 10**6
MOST_RESIDENT = 200 * MEGABYTE
FLOOD = 300 * MEGABYTE
BLOCKS = 10
TOO_MUCH = "The endpoint sends more than a chain's answers can be; it was not read. Choose another endpoint."
SOON = 20.0


class Child:
    """The process that follows the middleman."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def says(self, word: str) -> None:
        """Wait until it tells of the next snapshot, or of an interruption."""
        assert self._process.stdout is not None
        async with asyncio.timeout(SOON):
            while await self._process.stdout.readline() != f"{word}\n".encode():
                continue

    async def end(self) -> dict[str, Any]:
        """End it; what it tells of itself."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        async with asyncio.timeout(SOON):
            output, _ = await self._process.communicate()
        report: dict[str, Any] = json.loads(output.splitlines()[-1])
        return report


@asynccontextmanager
async def a_child(url: str, cache: Path) -> AsyncIterator[Child]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        flooded_child.__name__,
        url,
        str(cache),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    try:
        yield Child(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def an_update(subscription: str, size: int) -> str:
    return json.dumps({"method": "chain_newHead", "params": {"subscription": subscription, "result": "0" * size}})


def of_many_parts(size: int) -> str:
    parts = "[],[]," * (size // 6)
    return '{"method": "chain_newHead", "params": {"subscription": "nobodys", "result": [' + parts + "[]]}}"


UNASKED = {
    "updates of a megabyte": an_update("nobodys", MEGABYTE),
    "updates as large as an answer": an_update("nobodys", 12 * MEGABYTE),
    "updates of a million parts": of_many_parts(3 * MEGABYTE),
    "answers to nothing": json.dumps({"id": 10**6, "result": "0" * MEGABYTE}),
    "small updates": an_update("nobodys", 20_000),
}


@pytest.mark.parametrize("kind", UNASKED)
async def test_what_nobody_asked_for_is_dropped_and_blocks_go_on(
    middleman: Middleman, node: Node, tmp_path: Path, kind: str
) -> None:
    frame = UNASKED[kind]
    async with a_child(middleman.url, tmp_path) as child:
        await child.says("snapshot")
        for _ in range(BLOCKS):
            node.step()
            for _ in range(FLOOD // BLOCKS // len(frame)):
                # Whoever is flooded may hang up.
                with suppress(ConnectionClosed):
                    await middleman.shout(frame)
        node.step()
        await child.says("snapshot")
        report = await child.end()
    assert report["peak"] < MOST_RESIDENT, report
    # What could only be told from an answer by reading it, too large for that, ends the connection for a moment.
    assert report["told"] == [] or (kind == "updates of a million parts" and report["told"] == [TOO_MUCH])


async def test_heads_faster_than_anybody_reads_are_as_good_as_the_newest(
    middleman: Middleman, node: Node, tmp_path: Path
) -> None:
    names: list[str] = []

    def overhear(name: str) -> str:
        names.append(name)
        return name

    middleman.twists["chain_subscribeNewHeads"] = overhear
    async with a_child(middleman.url, tmp_path) as child:
        await child.says("snapshot")
        head = json.dumps({"method": "chain_newHead", "params": {"subscription": names[0], "result": _padded()}})
        for _ in range(FLOOD // 4 // len(head)):
            await middleman.shout(head)
        report = await child.end()
    assert report["peak"] < MOST_RESIDENT, report
    assert report["snapshots"] >= 1


@pytest.mark.parametrize("answer", ["0x" + "00" * (6 * MEGABYTE), [[]] * (2 * MEGABYTE)], ids=["long", "many parts"])
async def test_answers_larger_than_any_chain_has_are_refused_with_a_sentence(
    middleman: Middleman, node: Node, tmp_path: Path, answer: Any
) -> None:
    lies: dict[str, Callable[[list[Any]], Any]] = {
        method: lambda _: answer for method in ("state_call", "state_queryStorageAt", "state_getRuntimeVersion")
    }
    async with a_child(middleman.url, tmp_path) as child:
        await child.says("snapshot")
        middleman.lies.update(lies)
        node.step()
        await child.says("interruption")
        report = await child.end()
    assert report["peak"] < MOST_RESIDENT, report
    assert report["told"] == [TOO_MUCH]


def _padded() -> dict[str, Any]:
    return {"number": "0x5", "digest": {"logs": ["0x" + "00" * 20_000]}}


async def test_a_list_of_more_subnets_than_any_chain_has_is_not_decoded(
    middleman: Middleman, node: Node, tmp_path: Path
) -> None:
    many = 5 * MEGABYTE
    empty_records = "0x" + (many << 2 | 2).to_bytes(4, "little").hex() + "00" * many

    def lie(parameters: list[Any]) -> str:
        if parameters[0] != "_".join(runtime_names.SUMMARY):
            raise Honest
        return empty_records

    async with a_child(middleman.url, tmp_path) as child:
        await child.says("snapshot")
        middleman.lies["state_call"] = lie
        node.step()
        await child.says("interruption")
        report = await child.end()
    assert report["peak"] < MOST_RESIDENT, report
    assert "a list of 5,000,000 subnets" in report["told"][0]
