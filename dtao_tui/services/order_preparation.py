"""Prepares a drafted order for its review: shield, bytes, fee and nonce."""

from collections.abc import Callable
from dataclasses import replace

from dtao_tui.domain.accounts import Account, SignerAddress
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.operations.staking_proxy import as_signed
from dtao_tui.domain.orders.eras import SEALED_BLOCKS, USUAL_BLOCKS, blocks_elsewhere, era_blocks
from dtao_tui.domain.orders.nonce_choice import note_of_repeat, number_next
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.shield_plan import ShieldPlan
from dtao_tui.domain.trades.intents import SingleIntent
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.extrinsics import Unsigned
from dtao_tui.ports.networks import FINNEY_GENESIS
from dtao_tui.ports.trading_ports import TradingPorts
from dtao_tui.settings import PRACTICE
from dtao_tui.trading.chain_queries import ChainQueries
from dtao_tui.trading.mev_shield import BESIDE_HELD, MevShield
from dtao_tui.trading.order_review import NotPlaced, objection_to_frame, refuse
from dtao_tui.trading.ticket.ticket_draft import Draft, Ticket

MOST_ROUNDS = 3
"""How often an order is composed again because its own fee, or a shield that cannot be paid for, changes it."""


class OrderPreparation:
    """Asks the chain and the journal for everything that is signed around an order's call."""

    def __init__(
        self,
        ports: TradingPorts,
        queries: ChainQueries,
        shield: MevShield,
        draft: Callable[[Ticket, Snapshot], Draft],
        orders_of: Callable[[SignerAddress], tuple[Order, ...]],
    ) -> None:
        """`draft` assesses a ticket with the fee last heard; `orders_of` are an account's orders, newest first."""
        self._market = ports.market
        self._trading = ports.trading
        self._queries = queries
        self._shield = shield
        self._draft = draft
        self._orders_of = orders_of

    async def prepare(self, ticket: Ticket, account: Account, snapshot: Snapshot) -> tuple[Draft, Unsigned, ShieldPlan]:
        """The draft with the fee of this very call; once more where that fee changes what "max" can pay.

        Raises NotPlaced and ChainTrouble.
        """
        facts, payer = self._market.facts, snapshot.holdings_of(account.signer)
        plan = await self._shield.plan(ticket, snapshot, account, self._orders_of(account.signer))
        for _ in range(MOST_ROUNDS):
            if self._queries.fee_last_heard(ticket.op, facts, account, is_sealed=plan.is_sealed) is None:
                # What "max" comes to depends on it.
                await self._queries.fee(ticket.op, account, is_sealed=plan.is_sealed)
            quote = _ready(self._draft(replace(ticket, is_shielded=plan.is_sealed), snapshot)).quote
            if quote is None:
                break
            call = as_signed(quote.intent, account).call(quote.limits)
            if account.signs_elsewhere:
                blocks = blocks_elsewhere(snapshot, quote.intent.touches(), facts.block_seconds)
            else:
                blocks = _blocks_for(quote.intent, snapshot, is_sealed=plan.is_sealed)
            unsigned = await self._trading.prepare(call, account.signer, blocks, origin=account.owner)
            refuse(objection_to_frame(unsigned, facts, account))
            plan, unsigned = await self._shield.with_carrier(plan, unsigned, payer.free if payer else None)
            if unsigned.fee is None and facts.genesis == FINNEY_GENESIS:
                raise NotPlaced("The network's fee is not known; on mainnet nothing is signed without it.")
            self._queries.keep_fee(ticket.op, facts, unsigned.fee, account, is_sealed=plan.is_sealed)
            after = _ready(self._draft(replace(ticket, is_shielded=plan.is_sealed), snapshot))
            if after.quote is not None and (after.intent, after.quote.limits) == (quote.intent, quote.limits):
                return after, unsigned, plan
        raise NotPlaced("The network's fee changes faster than the order; look at the quote and review again.")

    async def number(self, unsigned: Unsigned, shield: ShieldPlan) -> tuple[Unsigned, tuple[str, ...]]:
        """The order with the nonce that its account's earlier orders leave to it, and what is noteworthy about that."""
        earlier = self._orders_of(unsigned.signer)
        if not earlier:
            return unsigned, ()
        numbering = number_next(earlier, unsigned.nonce, await self._trading.nonce(unsigned.signer))
        refuse(numbering.objection or (BESIDE_HELD if numbering.is_shared and shield.is_sealed else ""))
        return replace(unsigned, nonce=numbering.nonce), numbering.notes

    def notes_of_repeat(self, intent: SingleIntent, address: SignerAddress, facts: ChainFacts) -> tuple[str, ...]:
        """What to know before an order is repeated that failed in its block; nothing on practice."""
        if facts.network == PRACTICE:
            return ()
        note = note_of_repeat(self._orders_of(address), intent.op, intent.netuid)
        return (note,) if note else ()


def _blocks_for(intent: SingleIntent, snapshot: Snapshot, *, is_sealed: bool) -> int:
    """How long an order is valid: as long as the subnet allows that is nearest to its removal."""
    allowed = (era_blocks(snapshot, netuid, is_sealed=is_sealed) for netuid in intent.touches())
    return min(allowed, default=SEALED_BLOCKS if is_sealed else USUAL_BLOCKS)


def _ready(draft: Draft) -> Draft:
    if not draft.is_ready:
        raise NotPlaced(draft.sentence or "There is no order to review.")
    return draft
