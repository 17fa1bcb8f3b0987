"""What can be copied of a draft, a review or an order: texts of its call, for a person to take elsewhere."""

import asyncio

from dtao_tui.domain.copying.btcli_command import BtcliSetting
from dtao_tui.domain.copying.copies import Copy, bytes_of, copies_of, copies_of_steps, copy_of_batch
from dtao_tui.domain.operations.staking_proxy import as_signed
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.plans.plan import Plan
from dtao_tui.domain.trades.intents import NotAnOrder
from dtao_tui.ports.errors import ChainTrouble, WalletTrouble
from dtao_tui.ports.networks import NAMES
from dtao_tui.ports.record_stores import JournalTrouble, OrderJournal
from dtao_tui.ports.trading_ports import TradingPorts
from dtao_tui.services.session import Session
from dtao_tui.settings import PRACTICE
from dtao_tui.trading.order_review import Review
from dtao_tui.trading.plans.requoting import intent_of, limits_of
from dtao_tui.trading.ticket.ticket_draft import Draft

NO_CALL_YET = "There is no order to copy yet: type an amount that can be traded, and choose what else it needs."
SEALED = "The signed order left the signer sealed, so that its bytes are not kept here; only its hash is known."
NOT_KEPT = "The journal does not keep the bytes of this order; only its hash is known."


class OrderCopies:
    """Makes the texts. What an order carries is read from its own signed bytes by the signer, not from any record."""

    def __init__(self, ports: TradingPorts, session: Session, journal: OrderJournal) -> None:
        self._market = ports.market
        self._trading = ports.trading
        self._signer = ports.signer
        self._session = session
        self._journal = journal

    def of_draft(self, draft: Draft | None, *, is_shielded: bool = False) -> tuple[Copy, ...]:
        """The call that the draft would make now, with the limit price that it has now."""
        quote = draft.quote if draft is not None else None
        if draft is None or quote is None or not draft.is_complete:
            return (Copy("The call", "", (NO_CALL_YET,)),)
        try:
            account = self._session.chosen
            intent = as_signed(quote.intent, account) if account is not None else quote.intent
            call = intent.call(quote.limits)
        except NotAnOrder as refusal:
            return (Copy("The call", "", (str(refusal),)),)
        return copies_of(call, self._setting(account.signer if account else "", is_shielded=is_shielded))

    def of_plan(self, plan: Plan | None, *, is_sealed: bool = False) -> tuple[Copy, ...]:
        """The calls of a plan's steps with the limits that it was quoted with, for the chosen account.

        `is_sealed` is whether those that pass a pool go under the MEV shield.
        """
        account = self._session.chosen
        if plan is None or account is None:
            return (Copy("The calls", "", (NO_CALL_YET,)),)
        try:
            calls = [as_signed(intent_of(step), account).call(limits_of(step)) for step in plan.steps]
        except NotAnOrder as refusal:
            return (Copy("The calls", "", (str(refusal),)),)
        settings = [self._setting(account.signer, is_shielded=is_sealed and step.passes_pool) for step in plan.steps]
        copies = copies_of_steps(list(zip(calls, settings, strict=True)))
        if plan.at_once is None or not plan.at_once.is_batch:
            return copies
        return (*copies, copy_of_batch(calls, self._setting(account.signer, is_shielded=is_sealed)))

    def of_review(self, review: Review) -> tuple[Copy, ...]:
        """The call that is reviewed, as the signer reads it, and its bytes."""
        setting = self._setting(review.unsigned.signer, is_shielded=review.shield.is_sealed)
        return (*copies_of(review.decoded.call, setting), bytes_of(review.unsigned.call))

    async def of_order(self, order: Order) -> tuple[Copy, ...]:
        """The call that was signed, as the signer reads it in the journal's bytes, and the hash of its extrinsic."""
        hash_ = Copy("The hash of the extrinsic", order.extrinsic.hash)
        try:
            call = await self._signed_call(order)
            if not call:
                return (hash_, Copy("The call", "", (SEALED if len(order.extrinsics) > 1 else NOT_KEPT,)))
            decoded = await self._signer.decode(call)
        except (JournalTrouble, ChainTrouble, WalletTrouble) as trouble:
            return (hash_, Copy("The call", "", (str(trouble),)))
        setting = self._setting(order.signer, is_shielded=len(order.extrinsics) > 1)
        return (*copies_of(decoded.call, setting), bytes_of(call), hash_)

    async def _signed_call(self, order: Order) -> bytes:
        """The call in the order's own extrinsic; empty where it is not kept. Raises Trouble or JournalTrouble."""
        kept = await asyncio.to_thread(self._journal.extrinsics, order.id)
        if not kept or len(kept) != len(order.extrinsics) or not kept[-1]:
            return b""
        await self._session.send_chain_facts(self._market.facts)
        return await self._trading.call_within(kept[-1])

    def _setting(self, signer: str, *, is_shielded: bool = False) -> BtcliSetting:
        account = self._session.account_of(signer)
        wallet = account.folder.name if account is not None and account.folder is not None else ""
        return BtcliSetting(self._network(), wallet, is_shielded=is_shielded)

    def _network(self) -> str:
        """The network as btcli takes it: a name that it knows, else the endpoint without its path; empty if neither."""
        try:
            facts = self._market.facts
        except ChainTrouble:
            return ""
        return facts.network if facts.network in NAMES - {PRACTICE} else facts.endpoint
