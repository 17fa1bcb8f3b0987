"""Decides whether an order goes under the chain's MEV shield, by which key, and what that costs.

A shielded order leaves the signer sealed for the author of one of the next blocks; a carrier brings it onto the chain.
"""

from collections.abc import Iterable
from dataclasses import replace

from dtao_tui.domain.accounts import Account
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import with_unit
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.orders.shield_plan import ShieldPlan, ShieldUse
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.intents import Op
from dtao_tui.domain.trades.operations import LimitKind
from dtao_tui.ports.chain import ChainFacts, Head
from dtao_tui.ports.errors import ChainTrouble
from dtao_tui.ports.extrinsics import Unsigned
from dtao_tui.ports.networks import FINNEY_GENESIS
from dtao_tui.ports.trading_ports import TradingPorts
from dtao_tui.trading.order_review import NotPlaced, Review
from dtao_tui.trading.safeguards import Safeguards
from dtao_tui.trading.ticket.ticket_draft import Ticket

FASTEST_BLOCKS = 1.0
"""Seconds between blocks from which eight of them are time enough to sign and send; only private chains are faster."""

IN_SETTINGS = "It is off in your settings."
BY_CHOICE = "You turned the MEV shield off for this order."
DENIED = "Mainnet has a MEV shield, but this endpoint describes it without one."
NO_KEY = "The chain names no shield key now."
NO_KEY_HERE = "The endpoint in use names no shield key now, and nothing confirms that."
BESIDE_HELD = (
    "An order held back carries the same number; a sealed one beside it could be carried out as well. "
    "Once the time of that order is over, the shield can be used again."
)
ELSEWHERE = "Its key is on another device, and only a signer of this machine seals orders."
MUST_REHEARSE = "On this chain only a rehearsal confirms this order, and a sealed one cannot be rehearsed."


class MevShield:
    """The MEV shield of the connected chain, as orders may use it."""

    def __init__(self, ports: TradingPorts, safeguards: Safeguards, *, is_default: bool) -> None:
        """`is_default` is the person's setting; without it nothing is sealed and nothing asked."""
        self._market = ports.market
        self._trading = ports.trading
        self._safeguards = safeguards
        self._is_default = is_default
        self._is_paused = False

    def pause(self, *, is_paused: bool) -> None:
        """Send all orders open without a question, as drills need it, until that is over."""
        self._is_paused = is_paused

    def is_wanted(self, ticket: Ticket, facts: ChainFacts | None) -> bool:
        """Whether the order would be sealed, if the chain names a key for it; no request is made."""
        return self.is_offered(ticket, facts) and ticket.is_shielded

    def is_usual(self, op: Op, facts: ChainFacts | None) -> bool:
        """Whether orders of this operation are sealed by default on this chain, where they pass a pool."""
        return self._is_on(facts) and ROW_OF[op].is_shielded

    def is_offered(self, ticket: Ticket, facts: ChainFacts | None) -> bool:
        """Whether such an order is sealed by default on this chain."""
        return self._is_on(facts) and moves_price(ticket)

    async def plan(self, ticket: Ticket, snapshot: Snapshot, account: Account, earlier: Iterable[Order]) -> ShieldPlan:
        """What is done with this order, by the key at the snapshot's block; `earlier` are all orders of its signer."""
        facts = self._market.facts
        if self._is_denied(facts) and moves_price(ticket):
            return ShieldPlan(ShieldUse.OPEN, DENIED)
        if not self.is_offered(ticket, facts):
            is_off = facts.offers_shield and moves_price(ticket) and not self._is_default
            return ShieldPlan(because=IN_SETTINGS if is_off else "")
        if not ticket.is_shielded:
            return ShieldPlan(ShieldUse.OPEN, BY_CHOICE)
        if account.signs_elsewhere:
            return ShieldPlan(ShieldUse.OPEN, ELSEWHERE)
        if any(part.state is OrderState.HELD for order in earlier for part in order.parts):
            return ShieldPlan(ShieldUse.OPEN, BESIDE_HELD)
        if not facts.can_simulate and not snapshot.subnets[ticket.netuid].pool.is_stable:
            return ShieldPlan(ShieldUse.OPEN, MUST_REHEARSE)
        return await self._by_key(facts, Head.of(snapshot))

    async def with_carrier(self, plan: ShieldPlan, unsigned: Unsigned, free: Tao | None) -> tuple[ShieldPlan, Unsigned]:
        """Both with the carrier's fee; the order goes open where the payer's free TAO does not pay it."""
        if not plan.is_sealed:
            return plan, unsigned
        fee = await self._trading.carrier_fee(unsigned)
        if fee is not None and free is not None and free < fee:
            because = f"The carrier's fee, {with_unit(fee)}, is always taken in TAO, and less than that is free."
            return ShieldPlan(ShieldUse.OPEN, because), unsigned
        return replace(plan, carrier_fee=fee), replace(unsigned, fee=with_fee(unsigned.fee, fee))

    async def renewed(self, review: Review) -> ShieldPlan:
        """The plan with the key of the newest block, for the signature: keys change with each block.

        Raises NotPlaced where the order would be less protected than it was confirmed.
        """
        plan = review.shield
        if not plan.is_sealed:
            return plan
        now = await self._by_key(self._market.facts, await self._market.head())
        if not now.is_sealed:
            raise NotPlaced(f"{now.because} Nothing was signed. Review the order again.")
        if now.use is ShieldUse.UNPROVEN and plan.use is ShieldUse.SEALED:
            raise NotPlaced(
                f"The shield's key could not be proven again: {now.because} Nothing was signed. Review the order again."
            )
        return replace(plan, key=now.key)

    def _is_on(self, facts: ChainFacts | None) -> bool:
        """Whether orders are sealed by default here: on private chains blocks may come too fast for that."""
        is_possible = facts is not None and facts.offers_shield and facts.block_seconds >= FASTEST_BLOCKS
        return is_possible and self._is_default and not self._is_paused

    def _is_denied(self, facts: ChainFacts) -> bool:
        """Whether the endpoint describes mainnet without a shield: no proof covers that part of its description."""
        return facts.genesis == FINNEY_GENESIS and not facts.offers_shield and self._is_default and not self._is_paused

    async def _by_key(self, facts: ChainFacts, head: Head) -> ShieldPlan:
        try:
            key = await self._trading.shield_key(head)
        except ChainTrouble as trouble:
            return ShieldPlan(ShieldUse.OPEN, f"The chain's shield key cannot be read: {trouble}")
        doubt = await self._safeguards.doubt_of_shield_key(facts, key, head)
        if key is None:
            return ShieldPlan(ShieldUse.OPEN, f"{NO_KEY_HERE} {doubt}" if doubt else NO_KEY)
        return ShieldPlan(ShieldUse.UNPROVEN if doubt else ShieldUse.SEALED, doubt, key)


def moves_price(ticket: Ticket) -> bool:
    """Whether the order passes a pool, so that who reads it early could trade before it."""
    if not ticket.spec.is_shielded:
        return False
    if ticket.spec.limit is LimitKind.RATIO:
        return ticket.destination is not None and ticket.destination.netuid != ticket.netuid
    return ticket.netuid != ROOT


def with_fee(fee: Tao | None, carrier_fee: Tao | None) -> Tao | None:
    """Both fees; None, which is not known, where one of them is."""
    return fee + carrier_fee if fee is not None and carrier_fee is not None else None
