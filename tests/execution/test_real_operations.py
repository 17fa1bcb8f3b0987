"""Every operation beside plain trades on a practice node, through the real signer: fills equal quotes to the rao."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.operations.swap_intents import ExitSubnet, SwapStake, TransferStake
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.flows import Flow
from dtao_tui.domain.trades.intents import Op
from dtao_tui.trading.order_review import NotPlaced, Review
from dtao_tui.trading.ticket.ticket_draft import Ticket
from tests.chain.conftest import a_node
from tests.execution.chain_givens import make_perpetual, owe_dividends
from tests.execution.fills import is_as_quoted
from tests.execution.real_site import NETUID, Site, a_site
from tests.fakes import BOB, PRACTICE_ADDRESS

OTHER = 1


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A practice account with a position on one subnet."""
    async with a_node() as node, a_site(node, tmp_path) as standing:
        await standing.placed(await standing.review("stake", "200"))
        yield standing


async def hotkeys_on(site: Site, netuid: int) -> list[str]:
    return [validator.hotkey for validator in await site.desk.validators(netuid, await site.snapshot())]


async def reviewed(
    site: Site,
    op: Op,
    amount: str = "",
    *,
    hotkeys: dict[str, str] | None = None,
    netuid: int = NETUID,
    to: int | None = None,
    recipient: str = "",
    tolerance: str = "2",
) -> Review:
    at = await site.snapshot()
    destination = at.subnets[to].id if to is not None else None
    ticket = Ticket(op, at.subnets[netuid].id, hotkeys or {}, amount, tolerance, destination, recipient)
    return await site.desk.review(site.desk.draft(ticket, at), at)


def fee_of(order: Order) -> Tao:
    assert order.settlement is not None
    assert order.settlement.network_fee is not None
    return order.settlement.network_fee


async def test_a_swap_sells_on_one_subnet_and_buys_on_the_other(site: Site) -> None:
    origin = (await hotkeys_on(site, NETUID))[0]
    before = await site.holdings()
    review = await reviewed(site, Op.SWAP_STAKE, "1000", hotkeys={"origin_hotkey": origin, "hotkey": origin}, to=OTHER)
    assert review.decoded.call.name == "swap_stake_limit"
    assert isinstance(review.intent, SwapStake)
    assert review.is_confirmed
    swapped = await site.placed(review)
    assert is_as_quoted(swapped)
    after = await site.holdings()
    assert after.staked(OTHER, origin) == swapped.quoted.received
    assert after.staked(NETUID) == before.staked(NETUID) - review.intent.amount
    assert before.free - after.free == fee_of(swapped)
    assert swapped.quoted.worst_received.rao < swapped.quoted.received.rao


async def test_a_swap_to_another_validator_is_one_call_where_the_chain_has_it(site: Site) -> None:
    origin, there = (await hotkeys_on(site, NETUID))[0], (await hotkeys_on(site, OTHER))[1]
    hotkeys = {"origin_hotkey": origin, "hotkey": there}
    review = await reviewed(site, Op.SWAP_STAKE, "10", hotkeys=hotkeys, to=OTHER)
    assert review.decoded.call.name == "move_stake_limit"
    swapped = await site.placed(review)
    assert is_as_quoted(swapped)
    assert (await site.holdings()).staked(OTHER, there) == swapped.quoted.received


async def test_a_swap_to_root_and_back_is_filled_as_quoted(site: Site) -> None:
    origin = (await hotkeys_on(site, NETUID))[0]
    hotkeys = {"origin_hotkey": origin, "hotkey": origin}
    to_root = await site.placed(await reviewed(site, Op.SWAP_STAKE, "25%", hotkeys=hotkeys, to=0))
    assert is_as_quoted(to_root)
    assert to_root.filled is not None
    assert isinstance(to_root.filled.received, Alpha)
    back = await site.placed(await reviewed(site, Op.SWAP_STAKE, "5", hotkeys=hotkeys, netuid=0, to=OTHER))
    assert is_as_quoted(back)
    assert isinstance(back.quoted.pool_fee, Tao)


async def test_a_swap_that_the_tolerance_forbids_is_not_reviewed(site: Site) -> None:
    origin = (await hotkeys_on(site, NETUID))[0]
    hotkeys = {"origin_hotkey": origin, "hotkey": origin}
    with pytest.raises(NotPlaced, match=r"Within 0\.5 % at most"):
        await reviewed(site, Op.SWAP_STAKE, "max", hotkeys=hotkeys, to=OTHER, tolerance="0.5")
    with pytest.raises(NotPlaced, match=r"No swap fills within 0\.01 %"):
        await reviewed(site, Op.SWAP_STAKE, "10", hotkeys=hotkeys, to=OTHER, tolerance="0.01")


async def test_a_swap_of_the_largest_amount_fills(site: Site) -> None:
    origin = (await hotkeys_on(site, NETUID))[0]
    hotkeys = {"origin_hotkey": origin, "hotkey": origin}
    at = await site.snapshot()
    ticket = Ticket(Op.SWAP_STAKE, at.subnets[NETUID].id, hotkeys, "10", "0.5", at.subnets[OTHER].id)
    quote = site.desk.draft(ticket, at).quote
    assert quote is not None
    assert quote.largest is not None
    held = (await site.holdings()).staked(NETUID)
    most = min(held.rao, quote.largest.rao)
    largest = await reviewed(site, Op.SWAP_STAKE, str(Alpha(most, NETUID)), hotkeys=hotkeys, to=OTHER, tolerance="0.5")
    assert is_as_quoted(await site.placed(largest))


async def test_stake_is_given_to_another_account_on_the_same_subnet(site: Site) -> None:
    origin = (await hotkeys_on(site, NETUID))[0]
    hotkeys = {"origin_hotkey": origin, "hotkey": origin}
    review = await reviewed(site, Op.TRANSFER_STAKE, "30", hotkeys=hotkeys, recipient=BOB)
    assert review.decoded.call.name == "transfer_stake"
    assert review.doubts.is_new_recipient
    given = await site.placed(review)
    assert is_as_quoted(given)
    assert Flow(BOB, Alpha(30 * 10**9, NETUID)) in given.quoted.flows
    again = await reviewed(site, Op.TRANSFER_STAKE, "1", hotkeys=hotkeys, recipient=BOB)
    assert not again.doubts.is_new_recipient


async def test_stake_is_given_with_another_validator(site: Site) -> None:
    first, second = (await hotkeys_on(site, NETUID))[:2]
    hotkeys = {"origin_hotkey": first, "hotkey": second}
    review = await reviewed(site, Op.TRANSFER_STAKE, "30", hotkeys=hotkeys, recipient=BOB)
    assert review.decoded.call.name == "transfer_stake_and_hotkey"
    assert is_as_quoted(await site.placed(review))


async def test_stake_given_across_subnets_is_a_batch_whose_surplus_stays(site: Site) -> None:
    origin = (await hotkeys_on(site, NETUID))[0]
    hotkeys = {"origin_hotkey": origin, "hotkey": origin}
    review = await reviewed(site, Op.TRANSFER_STAKE, "30", hotkeys=hotkeys, to=OTHER, recipient=BOB)
    assert review.decoded.call.title == ("Utility", "batch_all")
    assert [leaf.name for leaf in review.decoded.call.leaves] == ["swap_stake_limit", "transfer_stake"]
    assert isinstance(review.intent, TransferStake)
    given = await site.placed(review)
    assert is_as_quoted(given)
    passed_on = review.quote.limits.passed_on
    assert passed_on is not None
    assert Flow(BOB, passed_on) in given.quoted.flows
    surplus = Alpha(given.quoted.received.rao - passed_on.rao, OTHER)
    assert (await site.holdings()).staked(OTHER, origin) == surplus
    assert surplus.rao > 0


async def test_an_exit_sells_every_position_on_a_subnet_at_once(site: Site) -> None:
    first, second = (await hotkeys_on(site, NETUID))[:2]
    move = {"origin_hotkey": first, "hotkey": second}
    await site.placed(await reviewed(site, Op.MOVE_STAKE, "40%", hotkeys=move))
    before = await site.holdings()
    review = await reviewed(site, Op.EXIT_SUBNET)
    assert isinstance(review.intent, ExitSubnet)
    assert [leaf.name for leaf in review.decoded.call.leaves] == ["remove_stake_full_limit"] * 2
    left = await site.placed(review)
    assert is_as_quoted(left)
    after = await site.holdings()
    assert after.staked(NETUID) == Alpha(0, NETUID)
    assert after.free == before.free + Tao(left.quoted.received.rao) - fee_of(left)


async def test_an_exit_of_one_position_is_a_plain_sale(site: Site) -> None:
    review = await reviewed(site, Op.EXIT_SUBNET)
    assert review.decoded.call.name == "remove_stake_full_limit"
    assert is_as_quoted(await site.placed(review))
    with pytest.raises(NotPlaced, match="Nothing of this account is staked"):
        await reviewed(site, Op.EXIT_SUBNET)


async def test_tao_is_paid_to_another_account(site: Site) -> None:
    before = await site.holdings()
    review = await reviewed(site, Op.PAY, "12.5", netuid=0, recipient=BOB)
    assert review.decoded.call.title == ("Balances", "transfer_keep_alive")
    paid = await site.placed(review)
    assert paid.state is OrderState.FINAL
    assert paid.subnets == ()
    assert paid.settlement is not None
    assert set(paid.settlement.flows) == {
        Flow(PRACTICE_ADDRESS, -Tao.parse("12.5") - fee_of(paid)),
        Flow(BOB, Tao.parse("12.5")),
    }
    assert (await site.holdings()).free == before.free - Tao.parse("12.5") - fee_of(paid)


async def test_nothing_is_paid_to_the_payer(site: Site) -> None:
    with pytest.raises(NotPlaced, match="This is the account that pays"):
        await reviewed(site, Op.PAY, "1", netuid=0, recipient=PRACTICE_ADDRESS)


async def test_stake_is_locked_and_cannot_leave_until_the_lock_decays(site: Site) -> None:
    hotkey = (await hotkeys_on(site, NETUID))[0]
    locked = await site.placed(await reviewed(site, Op.LOCK_STAKE, "100", hotkeys={"hotkey": hotkey}))
    assert locked.state is OrderState.FINAL, locked.sentence
    holdings = await site.holdings()
    assert holdings.locked is not None
    assert holdings.locked[NETUID] <= Alpha(100 * 10**9, NETUID)
    tenth = await reviewed(site, Op.LOCK_STAKE, "10%", hotkeys={"hotkey": hotkey})
    free = (holdings.staked(NETUID) - holdings.locked[NETUID]).rao
    assert free // 10 <= tenth.intent.amount.rao < free // 10 + 10**9
    with pytest.raises(NotPlaced, match="can leave now"):
        await reviewed(site, Op.EXIT_SUBNET)
    with pytest.raises(NotPlaced, match="decays already"):
        await reviewed(site, Op.END_LOCK)


async def test_a_claim_of_nothing_is_not_made(site: Site) -> None:
    hotkey = (await hotkeys_on(site, NETUID))[0]
    with pytest.raises(NotPlaced, match="owes this account nothing now"):
        await reviewed(site, Op.CLAIM_ROOT, netuid=0, hotkeys={"hotkey": hotkey})


async def test_root_dividends_are_claimed_as_they_were_owed(site: Site) -> None:
    hotkey = (await hotkeys_on(site, ROOT))[0]
    await site.placed(await reviewed(site, Op.STAKE, "100", netuid=ROOT, hotkeys={"hotkey": hotkey}))
    owe_dividends(site.node, hotkey, NETUID)
    before = await site.holdings()
    review = await reviewed(site, Op.CLAIM_ROOT, netuid=ROOT, hotkeys={"hotkey": hotkey})
    assert review.decoded.call.name == "claim_root_with_hotkey"
    assert review.quote.owed is not None
    claimed = await site.placed(review)
    assert is_as_quoted(claimed)
    after = await site.holdings()
    assert after.staked(ROOT, hotkey) == before.staked(ROOT, hotkey) + review.quote.owed
    assert before.free - after.free == fee_of(claimed)


async def test_a_perpetual_lock_is_ended_and_decays_from_then_on(site: Site) -> None:
    hotkey = (await hotkeys_on(site, NETUID))[0]
    await site.placed(await reviewed(site, Op.LOCK_STAKE, "100", hotkeys={"hotkey": hotkey}))
    make_perpetual(site.node, NETUID)
    held = await site.holdings()
    review = await reviewed(site, Op.END_LOCK)
    assert review.decoded.call.arguments == {"netuid": NETUID, "enabled": False}
    ended = await site.placed(review)
    assert ended.state is OrderState.FINAL, ended.sentence
    assert ended.settlement is not None
    assert ended.settlement.flows == (Flow(PRACTICE_ADDRESS, -fee_of(ended)),)
    site.node.step(10)
    after = await site.holdings()
    assert held.locked is not None
    assert after.locked is not None
    assert after.locked[NETUID] < held.locked[NETUID]
    with pytest.raises(NotPlaced, match="decays already"):
        await reviewed(site, Op.END_LOCK)
