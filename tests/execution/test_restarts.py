"""What became of an order whose program ended or was killed is found at the next start, and nothing is sent again."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.extrinsics import Stage
from dtao_tui.trading.order_review import NotPlaced
from tests.execution.reconciling import ERA_SECONDS, land, lost
from tests.fakes import (
    PRACTICE_ADDRESS,
    a_snapshot,
    until,
)
from tests.reviewing import a_review, connected


async def test_a_restart_finds_what_happened_meanwhile_and_sends_nothing(tmp_path: Path) -> None:
    first = await connected(tmp_path)
    order = await lost(first)
    await first.desk.close()
    second = await connected(tmp_path, snapshot=a_snapshot(48_230))
    assert second.desk.open_order(PRACTICE_ADDRESS) == order
    land(second, order, 48_214)
    (final,) = await second.desk.reconcile()
    assert final.state is OrderState.FINAL
    assert final.filled is not None
    assert final.filled.received == order.quoted.received
    assert second.trading.sent == []
    assert second.signer.signed == []


async def test_quitting_while_an_order_is_under_way_leaves_it_to_the_next_start(tmp_path: Path) -> None:
    first = await connected(tmp_path)
    first.trading.gates[Stage.IN_BLOCK] = asyncio.Event()
    news = first.desk.place(await a_review(first))
    await until(lambda: [o.state for o in first.desk.orders] == [OrderState.SENT])
    await first.desk.close()
    assert [order.state async for order in news][-1] is OrderState.SENT
    second = await connected(tmp_path)
    assert [order.state for order in second.desk.orders] == [OrderState.SENT]
    assert second.desk.open_order(PRACTICE_ADDRESS) is not None


_KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from dtao_tui.records import account_locks
from tests.fakes import HOTKEY, a_world
from tests.quoting import a_ticket

async def main(home, moment):
    account_locks._SCOPE = home
    world = a_world(Path(home))
    await world.market.connect()
    broadcast = world.trading.broadcast

    async def dying(extrinsic):
        if moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        async for progress in broadcast(extrinsic):
            os.kill(os.getpid(), signal.SIGKILL)
            yield progress

    world.trading.broadcast = dying
    ticket = a_ticket("stake", world.market.current.subnets[7].id, HOTKEY, "10", "2")
    draft = world.desk.draft(ticket, world.market.current)
    async for order in world.desk.place(await world.desk.review(draft, world.market.current)):
        print(order.extrinsic.hash, flush=True)

asyncio.run(main(*sys.argv[1:]))
"""


def kill_around_the_broadcast(home: Path, moment: str) -> None:
    """A process of its own places an order and is killed without warning."""
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(home), moment],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr


@pytest.mark.parametrize(("moment", "has_landed"), [("before", False), ("after", True)])
async def test_a_kill_around_the_broadcast_never_trades_twice(tmp_path: Path, moment: str, has_landed: bool) -> None:
    kill_around_the_broadcast(tmp_path, moment)
    world = await connected(tmp_path, snapshot=a_snapshot(48_220))
    (order,) = world.desk.orders
    assert order.state is OrderState.SIGNED
    assert world.journal.extrinsics(order.id)
    assert world.desk.read_only == ""
    with pytest.raises(NotPlaced, match="not resolved yet"):
        await a_review(world)
    if has_landed:
        land(world, order, 48_214, received=Alpha(5, 7))
    (resolved,) = await world.desk.reconcile()
    assert resolved.state is (OrderState.FINAL if has_landed else OrderState.UNKNOWN)
    world.market.grow(100)
    world.clock.turn(ERA_SECONDS)
    await world.desk.reconcile()
    assert world.desk.orders[0].state is (OrderState.FINAL if has_landed else OrderState.EXPIRED)
    assert (world.trading.sent, world.signer.signed) == ([], [])
