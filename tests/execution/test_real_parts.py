"""Orders of which a part is enough, on a practice node through the real signer: the part that fills is as quoted."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.intents import Op
from dtao_tui.trading.order_review import NotPlaced, Review
from dtao_tui.trading.ticket.ticket_draft import Ticket
from tests.chain.conftest import a_node
from tests.execution.real_site import NETUID, Site, a_site


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with a_node() as node, a_site(node, tmp_path) as standing:
        yield standing


async def a_part(site: Site, op: Op, amount: str, tolerance: str) -> Review:
    at = await site.snapshot()
    hotkey = (await site.desk.validators(NETUID, at))[0].hotkey
    ticket = Ticket(op, at.subnets[NETUID].id, {"hotkey": hotkey}, amount, tolerance, allow_partial=True)
    return await site.desk.review(site.desk.draft(ticket, at), at)


async def test_a_stake_that_is_too_large_fills_the_part_that_was_quoted(site: Site) -> None:
    before = await site.holdings()
    review = await a_part(site, Op.STAKE, "5000", "1")
    assert review.decoded.call.arguments["allow_partial"] is True
    assert Tao(0) < review.quote.pays_now < Tao.parse("5000")  # type: ignore[operator]  # both are TAO
    assert review.worst_received == Alpha(0, NETUID)
    placed = await site.placed(review)
    assert placed.state is OrderState.FINAL
    assert placed.filled is not None
    assert placed.filled.paid == review.quote.pays_now
    assert placed.filled.received == review.quote.receives
    assert placed.pays == Tao.parse("5000")
    assert placed.unfilled == Tao.parse("5000") - placed.filled.paid  # type: ignore[operator]  # both are TAO
    assert placed.sentence.startswith("Carried out. A part of it filled, ")
    after = await site.holdings()
    assert placed.settlement is not None
    assert placed.settlement.network_fee is not None
    assert before.free - after.free == placed.filled.paid + placed.settlement.network_fee  # type: ignore[operator]


async def test_a_sale_that_is_too_large_fills_the_part_that_was_quoted_and_the_rest_stays(site: Site) -> None:
    await site.placed(await site.review("stake", "300"))
    held = (await site.holdings()).staked(NETUID)
    review = await a_part(site, Op.UNSTAKE, "90%", "0.5")
    assert Alpha(0, NETUID) < review.quote.pays_now < review.intent.amount  # type: ignore[operator]  # both are alpha
    placed = await site.placed(review)
    assert placed.filled is not None
    assert (placed.filled.paid, placed.filled.received) == (review.quote.pays_now, review.quote.receives)
    assert (await site.holdings()).staked(NETUID) == held - placed.filled.paid  # type: ignore[operator]


async def test_a_whole_position_is_not_sold_in_part(site: Site) -> None:
    await site.placed(await site.review("stake", "10"))
    with pytest.raises(NotPlaced, match="A whole position is sold all or nothing"):
        await a_part(site, Op.UNSTAKE, "max", "2")
