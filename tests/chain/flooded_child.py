"""A process that follows an endpoint until its standard input ends, then tells how much memory it took at most."""

import asyncio
import json
import sys
from contextlib import aclosing
from pathlib import Path

from dtao_tui.chain.chain_market import ChainMarket
from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.ports.networks import network_of
from dtao_tui.services.clock import SystemClock
from dtao_tui.services.feed import Feed


async def follow(url: str, cache: Path) -> dict[str, object]:
    """Follow it; the snapshots taken, the sentences told, and the largest resident size in bytes."""
    connection = NetworkConnection(network_of("practice").at(url), cache)
    feed = Feed(ChainMarket(connection), lambda: (ADDRESS,), SystemClock(), sleep=lambda _: asyncio.sleep(0.1))
    told: dict[str, None] = {}
    snapshots = 0

    async def take() -> None:
        nonlocal snapshots
        async with aclosing(feed.events()) as events:
            async for event in events:
                if isinstance(event, Snapshot):
                    snapshots += 1
                    say("snapshot")
                else:
                    say("interruption")
                    told[event.sentence] = None

    taking = asyncio.create_task(take())
    await asyncio.to_thread(sys.stdin.read)
    taking.cancel()
    await asyncio.wait([taking])
    await connection.close()
    return {"snapshots": snapshots, "told": list(told), "peak": peak_bytes()}


def say(words: str) -> None:
    """Tell the test, at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def peak_bytes() -> int:
    """The largest resident size of this process so far."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    say(json.dumps(asyncio.run(follow(sys.argv[1], Path(sys.argv[2])))))
