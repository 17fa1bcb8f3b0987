"""A kill at every transition of a sealed order: the next start finds what became of it, once and of both parts."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from dtao_tui.domain.orders.order import ExtrinsicRole, Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.practice.node.node import Node
from dtao_tui.records.orders.journal import Journal
from dtao_tui.settings import places_of
from tests.chain.conftest import a_node, blocks_coming
from tests.chain.signing import practice_key
from tests.execution.killed_desk import SEALED_MOMENTS
from tests.execution.site import a_proof_site

LONGEST_LIFE = 60.0
BLOCK_SECONDS = 0.4
ROUNDS_TO_END = 6
LANDED_AFTER = {"signed": (0,), "rehearsed": (0,), "decided": (0, 2), "sending": (0,)}
"""How many of the two extrinsics may be in blocks after an early kill: what is decided may be sent at once."""

LANDED = (OrderState.FINAL, OrderState.REFUSED, OrderState.UNTOLD)


async def killed_at(moment: str, node: Node, home: Path) -> None:
    """A program that seals an order and is killed at that moment."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.execution.killed_desk", node.url, str(home), moment, "20", "stake 3", "sealed"),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        async with blocks_coming(node, BLOCK_SECONDS):
            assert await asyncio.wait_for(child.wait(), LONGEST_LIFE) == -signal.SIGKILL
    finally:
        with suppress(ProcessLookupError):
            child.kill()


def journaled(node: Node, home: Path) -> tuple[Order, ...]:
    journal = Journal(places_of({"DTAO_TUI_HOME": str(home)}).journal)
    try:
        return journal.orders("0x" + node.chain.genesis.hex())
    finally:
        journal.close()


@pytest.mark.journey
@pytest.mark.parametrize("moment", SEALED_MOMENTS)
async def test_a_sealed_order_is_resolved_after_a_kill(tmp_path: Path, moment: str) -> None:
    async with a_node() as node:
        await killed_at(moment, node, tmp_path)
        (left,) = journaled(node, tmp_path)
        assert [part.extrinsic.role for part in left.parts] == [ExtrinsicRole.CARRIER, ExtrinsicRole.OPERATION]
        assert left.is_open
        async with a_proof_site(node, tmp_path, uses_shield=True) as site:
            if left.blocks_account:
                assert not site.is_free()
            node.step(16)
            site.clock.turn(16 * 12.0 + 1)
            for _ in range(ROUNDS_TO_END):
                await site.desk.reconcile()
                if not site.desk.has_open_orders:
                    break
            (order,) = site.desk.orders
            assert not order.is_open, [(part.state, part.history.sentence) for part in order.parts]
            assert site.is_free()
            landed = [part for part in order.parts if part.state in LANDED]
            assert len(landed) in LANDED_AFTER.get(moment, (2,))
            # Each number was used as often as the journal says, and what was bought is there once.
            assert node.chain.next_nonce(bytes(practice_key().public_key)) == len(landed)
            assert await site.staked() == (order.filled.received.rao if order.filled else 0)
            assert journaled(node, tmp_path) == (order,)
            assert (await site.review("1")).unsigned.nonce == len(landed)
