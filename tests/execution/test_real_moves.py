"""Stake that is moved between validators on a practice node, through the real signer: it arrives to the rao."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.flows import Flow
from dtao_tui.domain.trades.intents import MoveStake, Op
from dtao_tui.trading.order_review import NotPlaced, Review
from dtao_tui.trading.ticket.ticket_draft import Ticket
from tests.chain.conftest import a_node
from tests.execution.real_site import NETUID, Site, a_site
from tests.fakes import PRACTICE_ADDRESS


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with a_node() as node, a_site(node, tmp_path) as standing:
        await standing.placed(await standing.review("stake", "12.5"))
        yield standing


async def a_move(site: Site, amount: str) -> Review:
    at = await site.snapshot()
    first, second = (await site.desk.validators(NETUID, at))[:2]
    hotkeys = {"origin_hotkey": first.hotkey, "hotkey": second.hotkey}
    ticket = Ticket(Op.MOVE_STAKE, at.subnets[NETUID].id, hotkeys, amount, "2")
    return await site.desk.review(site.desk.draft(ticket, at), at)


async def test_a_part_of_a_position_is_moved_and_the_journal_equals_the_chain(site: Site) -> None:
    before = await site.holdings()
    review = await a_move(site, "40%")
    assert review.decoded.call.name == "move_stake"
    assert isinstance(review.intent, MoveStake)
    moved = await site.placed(review)
    assert moved.state is OrderState.FINAL
    assert moved.filled is not None
    assert moved.filled.paid == moved.filled.received == review.intent.amount
    after = await site.holdings()
    assert after.staked(NETUID, review.intent.hotkey) == review.intent.amount
    left = before.staked(NETUID) - review.intent.amount
    assert after.staked(NETUID, review.intent.origin_hotkey) == left
    assert moved.settlement is not None
    assert moved.settlement.network_fee is not None
    assert before.free - after.free == moved.settlement.network_fee
    assert moved.settlement.flows == (Flow(PRACTICE_ADDRESS, -moved.settlement.network_fee),)


async def test_a_whole_position_is_moved_and_nothing_stays(site: Site) -> None:
    held = (await site.holdings()).staked(NETUID)
    review = await a_move(site, "max")
    moved = await site.placed(review)
    assert moved.state is OrderState.FINAL
    after = await site.holdings()
    assert isinstance(review.intent, MoveStake)
    assert after.staked(NETUID, review.intent.hotkey) == held
    assert after.staked(NETUID, review.intent.origin_hotkey) == Alpha(0, NETUID)


async def test_a_move_to_the_same_validator_is_never_signed(site: Site) -> None:
    at = await site.snapshot()
    first = (await site.desk.validators(NETUID, at))[0].hotkey
    ticket = Ticket(Op.MOVE_STAKE, at.subnets[NETUID].id, {"origin_hotkey": first, "hotkey": first}, "max", "2")
    with pytest.raises(NotPlaced, match="with this validator already"):
        await site.desk.review(site.desk.draft(ticket, at), at)
