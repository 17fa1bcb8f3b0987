"""A desk in a process of its own that places one order and is killed at the moment it was told; run by `test_kills`."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.extrinsics import Progress, Rehearsal
from dtao_tui.practice.node.node import Node
from dtao_tui.trading.order_review import NotPlaced
from tests.execution.killed_operations import Wanted, a_review_of
from tests.execution.site import ProofSite, a_proof_site

MOMENTS = ("signed", "rehearsed", "decided", "sending", "sent", "told", "later")
"""Signed and on disk; rehearsed and not yet on disk; on disk with that; just before sending; after the node's first and
second word; and after a moment of nobody's choice."""

SEALED_MOMENTS = (*MOMENTS[:-1], "carried", "opened")
"""Of a sealed order; besides, its carrier is in a block, and the order in it is."""

LATEST = 30.0
"""Seconds after which it is killed in any case: a sealed order whose carrier fails is open for an era by the clock."""

WAITS = 3
"""The status with which it ends where nothing could be placed."""


def die() -> None:
    """End without a farewell."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(site: ProofSite, moment: str) -> None:
    """Have this process killed when the order is at that moment."""
    trading: Any = site.trading
    rehearse, broadcast = trading.rehearse, trading.broadcast

    async def rehearsing(*asked: Any) -> Rehearsal:
        if moment == "signed":
            die()
        said: Rehearsal = await rehearse(*asked)
        if moment == "rehearsed":
            die()
        return said

    async def sending(extrinsic: bytes) -> AsyncIterator[Progress]:
        if moment == "sending":
            die()
        words = 0
        async for progress in broadcast(extrinsic):
            words += 1
            if (moment, words) in (("sent", 1), ("told", 2)):
                die()
            yield progress

    trading.rehearse, trading.broadcast = rehearsing, sending


async def main(url: str, home: Path, moment: str, seconds: float, wanted: Wanted, *, is_sealed: bool = False) -> None:
    """Place an order of this operation as far as the moment lets it."""
    nobody: Any = None
    node: Node = nobody
    async with a_proof_site(node, home, url, uses_shield=is_sealed) as site:
        await site.desk.reconcile()
        try:
            review = await a_review_of(site, wanted)
        except NotPlaced:
            # An order of before is not resolved yet, and the next one waits for it, as it must; or the account has
            # nothing that this operation could be done with.
            sys.exit(WAITS)
        arm(site, moment)
        asyncio.get_running_loop().call_later(LATEST, die)
        if moment == "later":
            asyncio.get_running_loop().call_later(seconds, die)
        async for order in site.desk.place(review):
            if moment == "decided" and order.histories[0].rehearsal:
                die()
            if moment == "carried" and order.histories[0].block is not None:
                die()
            if moment == "opened" and is_sealed and order.block is not None:
                die()
            if order.state in (OrderState.UNKNOWN, OrderState.HELD):
                break
        # The moment did not come, or the order has ended before it.
        await asyncio.sleep(seconds)
        die()


if __name__ == "__main__":
    _, node_url, its_home, its_moment, its_seconds, its_order, *sealed = sys.argv
    life = main(
        node_url, Path(its_home), its_moment, float(its_seconds), Wanted.named(its_order), is_sealed=bool(sealed)
    )
    asyncio.run(life)
