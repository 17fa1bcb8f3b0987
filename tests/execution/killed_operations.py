"""Orders of every operation that a practice account can place by itself, made of what it holds now."""

from dataclasses import replace

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.trades.intents import Op
from dtao_tui.trading.order_review import NotPlaced, Review
from dtao_tui.trading.ticket.ticket_draft import Ticket
from tests.execution.site import NETUID, ProofSite
from tests.fakes import BOB, PRACTICE_ADDRESS

OTHER = 1
"""The subnet that a swap leads to."""

OPERATIONS = (
    Op.STAKE,
    Op.UNSTAKE,
    Op.MOVE_STAKE,
    Op.SWAP_STAKE,
    Op.TRANSFER_STAKE,
    Op.EXIT_SUBNET,
    Op.PAY,
    Op.LOCK_STAKE,
)
"""All but claims and ends of locks, which the practice chain owes nobody, and grants, which are made elsewhere."""


async def a_review_of(site: ProofSite, op: Op) -> Review:
    """A small order of this operation; `NotPlaced` where the account holds nothing for it, or waits for an order."""
    seen = await site.market.snapshot(await site.market.head(), site.session.addresses())
    snapshot = replace(seen, seen_at=site.clock.now())
    ticket = await _ticket(site, op, snapshot)
    return await site.desk.review(site.desk.draft(ticket, snapshot), snapshot)


async def _ticket(site: ProofSite, op: Op, snapshot: Snapshot) -> Ticket:
    here, other = snapshot.subnets[NETUID].id, snapshot.subnets[OTHER].id
    first, second = [validator.hotkey for validator in await site.desk.validators(NETUID, snapshot)][:2]
    if op is Op.PAY:
        return Ticket(op, snapshot.subnets[0].id, {}, "0.25", "2", recipient=BOB)
    if op is Op.EXIT_SUBNET:
        return Ticket(op, here, {}, "", "2")
    if op is Op.STAKE:
        return Ticket(op, here, {"hotkey": first}, "1", "2")
    held = _held(snapshot)
    if op in (Op.UNSTAKE, Op.LOCK_STAKE):
        return Ticket(op, here, {"hotkey": held}, "10%" if op is Op.LOCK_STAKE else "40%", "2")
    if op is Op.MOVE_STAKE:
        return Ticket(op, here, {"origin_hotkey": held, "hotkey": first if held == second else second}, "50%", "2")
    hotkeys = {"origin_hotkey": held, "hotkey": held}
    if op is Op.SWAP_STAKE:
        return Ticket(op, here, hotkeys, "30%", "2", destination=other)
    return Ticket(op, here, hotkeys, "20%", "2", recipient=BOB)


def _held(snapshot: Snapshot) -> str:
    """The validator with which the account has most on the subnet."""
    held = snapshot.holdings_of(PRACTICE_ADDRESS)
    positions = [] if held is None else [stake for stake in held.stakes if stake.netuid == NETUID and stake.amount.rao]
    if not positions:
        raise NotPlaced("Nothing of this account is staked there.")
    return max(positions, key=lambda stake: stake.amount.rao).hotkey
