"""Orders of every operation that a practice account can place by itself, made of what it holds now."""

from dataclasses import replace
from typing import NamedTuple

from bittensor_core import Keypair

from dtao_tui.domain.market import Holdings, Snapshot
from dtao_tui.domain.subnet_id import ROOT, SubnetId
from dtao_tui.domain.trades.intents import Op
from dtao_tui.practice.node.node import Node
from dtao_tui.trading.order_review import NotPlaced, Review
from dtao_tui.trading.ticket.ticket_draft import Ticket
from tests.execution.chain_givens import lock_for_good, owe_dividends
from tests.execution.site import NETUID, ProofSite
from tests.fakes import BOB, PRACTICE_ADDRESS

OTHER = 1
"""The subnet that a swap leads to."""

NETUIDS = (ROOT, OTHER, NETUID)
"""Where these operations have or get stake."""

_MOST_PROXIES = 4


class Wanted(NamedTuple):
    """An operation, and the subnet that it is listed under."""

    op: Op
    netuid: int

    def __str__(self) -> str:
        return f"{self.op} {self.netuid}"

    @classmethod
    def named(cls, text: str) -> "Wanted":
        """What `str` made text of."""
        op, _, netuid = text.rpartition(" ")
        return cls(Op(op), int(netuid))


OPERATIONS = (
    Wanted(Op.STAKE, NETUID),
    Wanted(Op.STAKE, ROOT),
    Wanted(Op.UNSTAKE, NETUID),
    Wanted(Op.UNSTAKE, ROOT),
    Wanted(Op.MOVE_STAKE, NETUID),
    Wanted(Op.SWAP_STAKE, NETUID),
    Wanted(Op.SWAP_STAKE, ROOT),
    Wanted(Op.TRANSFER_STAKE, NETUID),
    Wanted(Op.EXIT_SUBNET, NETUID),
    Wanted(Op.PAY, ROOT),
    Wanted(Op.LOCK_STAKE, NETUID),
    Wanted(Op.END_LOCK, NETUID),
    Wanted(Op.CLAIM_ROOT, ROOT),
    Wanted(Op.ALLOW_PROXY, ROOT),
    Wanted(Op.REMOVE_PROXY, ROOT),
)


def give_what_it_needs(node: Node, op: Op, hotkey: str, root_hotkey: str) -> None:
    """Owe the practice account dividends that it can claim, or give it a lock that it can end."""
    if op is Op.CLAIM_ROOT:
        owe_dividends(node, root_hotkey, NETUID)
    if op is Op.END_LOCK:
        lock_for_good(node, hotkey, NETUID)


async def a_review_of(site: ProofSite, wanted: Wanted) -> Review:
    """A small order of this operation; `NotPlaced` where the account holds nothing for it, or waits for an order."""
    seen = await site.market.snapshot(await site.market.head(), site.session.addresses())
    snapshot = replace(seen, seen_at=site.clock.now())
    ticket = await _ticket(site, wanted, snapshot)
    return await site.desk.review(site.desk.draft(ticket, snapshot), snapshot)


async def _ticket(site: ProofSite, wanted: Wanted, snapshot: Snapshot) -> Ticket:
    op, netuid = wanted
    here, other = snapshot.subnets[netuid].id, snapshot.subnets[OTHER].id
    first, second = [validator.hotkey for validator in await site.desk.validators(netuid, snapshot)][:2]
    match op:
        case Op.PAY:
            return Ticket(op, here, {}, "0.25", "2", recipient=BOB)
        case Op.ALLOW_PROXY:
            return Ticket(op, here, {}, "", "2", recipient=_new_proxy(_held(snapshot)))
        case Op.REMOVE_PROXY:
            return Ticket(op, here, {}, "", "2", recipient=_old_proxy(_held(snapshot)))
        case Op.EXIT_SUBNET | Op.END_LOCK:
            return Ticket(op, here, {}, "", "2")
        case Op.STAKE:
            return Ticket(op, here, {"hotkey": first}, "1", "2")
        case Op.MOVE_STAKE:
            hotkey = _hotkey(snapshot, netuid)
            hotkeys = {"origin_hotkey": hotkey, "hotkey": first if hotkey == second else second}
            return Ticket(op, here, hotkeys, "50%", "2")
        case _:
            return _of_a_position(op, here, _hotkey(snapshot, netuid), other)


def _of_a_position(op: Op, here: SubnetId, hotkey: str, other: SubnetId) -> Ticket:
    """A ticket that starts from the position with this validator."""
    hotkeys = {"origin_hotkey": hotkey, "hotkey": hotkey}
    match op:
        case Op.UNSTAKE:
            return Ticket(op, here, {"hotkey": hotkey}, "40%", "2")
        case Op.LOCK_STAKE:
            return Ticket(op, here, {"hotkey": hotkey}, "10%", "2")
        case Op.CLAIM_ROOT:
            return Ticket(op, here, {"hotkey": hotkey}, "", "2")
        case Op.SWAP_STAKE:
            return Ticket(op, here, hotkeys, "30%", "2", destination=other)
        case _:
            return Ticket(op, here, hotkeys, "20%", "2", recipient=BOB)


def _held(snapshot: Snapshot) -> Holdings:
    held = snapshot.holdings_of(PRACTICE_ADDRESS)
    if held is None or held.proxies is None:
        raise NotPlaced("What this account has is not known.")
    return held


def _hotkey(snapshot: Snapshot, netuid: int) -> str:
    """The validator with which the account has most on the subnet."""
    positions = [stake for stake in _held(snapshot).stakes if stake.netuid == netuid and stake.amount.rao]
    if not positions:
        raise NotPlaced("Nothing of this account is staked there.")
    return max(positions, key=lambda stake: stake.amount.rao).hotkey


def _new_proxy(held: Holdings) -> str:
    """A key that may not trade for the account yet."""
    names = (Keypair.create_from_uri(f"//Proxy{number}").ss58_address for number in range(_MOST_PROXIES))
    free = [name for name in names if name not in {grant.delegate for grant in held.proxies or ()}]
    if not free:
        raise NotPlaced("All keys are proxies already.")
    return free[0]


def _old_proxy(held: Holdings) -> str:
    """A key that may."""
    if not held.proxies:
        raise NotPlaced("This account has no proxy.")
    return held.proxies[0].delegate
