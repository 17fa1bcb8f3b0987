"""Orders under the MEV shield, over a real socket: desk, signer, journal and practice node."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.orders.order import ExtrinsicRole, Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.orders.shield_plan import ShieldUse
from dtao_tui.records.orders.journal import Journal
from dtao_tui.settings import places_of
from tests.chain.conftest import a_node
from tests.chain.signing import practice_key
from tests.execution.real_site import NETUID, Site, a_site


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with a_node() as node, a_site(node, tmp_path, uses_shield=True) as standing:
        yield standing


def journaled(site: Site, tmp_path: Path) -> tuple[Order, ...]:
    """What a new start would read."""
    journal = Journal(places_of({"DTAO_TUI_HOME": str(tmp_path)}).journal)
    try:
        return journal.orders("0x" + site.node.chain.genesis.hex())
    finally:
        journal.close()


def counted(site: Site) -> int:
    """The next nonce of the account, by the node itself."""
    return site.node.chain.next_nonce(bytes(practice_key().public_key))


async def test_a_sealed_order_is_carried_in_one_block_and_carried_out_in_the_next(site: Site, tmp_path: Path) -> None:
    before, first = await site.holdings(), counted(site)
    review = await site.review("stake", "12.5")
    assert review.shield.use is ShieldUse.SEALED
    assert review.unsigned.era_period == 8
    order = await site.placed(review)
    assert order.state is OrderState.FINAL
    carrier, operation = order.parts
    assert (carrier.extrinsic.role, operation.extrinsic.role) == (ExtrinsicRole.CARRIER, ExtrinsicRole.OPERATION)
    assert (carrier.nonce, operation.nonce) == (first, first + 1)
    assert carrier.state is OrderState.FINAL
    assert carrier.history.block is not None
    assert order.block == carrier.history.block + 1
    assert order.filled is not None
    # The fill is the sealed order's: a still market pays what was quoted.
    assert order.filled.received == order.quoted.received
    assert carrier.history.settlement is not None
    assert carrier.history.settlement.filled is None
    assert order.network_fee == order.quoted.network_fee == review.unsigned.fee
    held = await site.holdings()
    assert held.staked(NETUID) == order.filled.received
    assert order.network_fee is not None
    assert before.free - held.free == Tao.parse("12.5") + order.network_fee
    assert journaled(site, tmp_path) == (order,)


async def test_nobody_could_read_the_order_before_its_block(site: Site) -> None:
    seen: list[str] = []
    site.node.chain.pre_block_hooks.append(lambda _, waiting: seen.extend(each.call.name for each in waiting))
    await site.placed(await site.review("stake", "12.5"))
    assert seen == ["MevShield.submit_encrypted"]


async def test_the_journal_holds_both_numbers_and_no_byte_of_the_sealed_order(site: Site, tmp_path: Path) -> None:
    review = await site.review("stake", "12.5")
    placing = site.desk.place(review)
    first = await anext(placing)
    written = journaled(site, tmp_path)
    assert [order.id for order in written] == [first.id]
    carrier, operation = written[0].extrinsics
    assert operation.nonce == carrier.nonce + 1
    assert carrier.hash != operation.hash
    assert (carrier.era_block, carrier.last_valid_block) == (operation.era_block, operation.last_valid_block)
    assert carrier.last_valid_block - carrier.era_block == 7
    journal = Journal(places_of({"DTAO_TUI_HOME": str(tmp_path)}).journal)
    kept = journal.extrinsics(first.id)
    journal.close()
    assert kept is not None
    assert kept[0]
    assert kept[1] == b""


async def test_a_position_is_sold_under_the_shield_and_the_next_order_follows(site: Site) -> None:
    first = counted(site)
    assert (await site.placed(await site.review("stake", "12.5"))).state is OrderState.FINAL
    sold = await site.placed(await site.review("unstake", "max"))
    assert sold.state is OrderState.FINAL
    assert [part.nonce for part in sold.parts] == [first + 2, first + 3]
    assert (await site.holdings()).staked(NETUID).rao == 0
