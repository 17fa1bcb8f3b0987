"""The trading desk: from a draft to a signed, journaled, final order, and what became of it."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace

from dtao_tui.domain.accounts import Account, SignerAddress
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.endpoint_comparison import Comparison
from dtao_tui.domain.market import Snapshot, Validator
from dtao_tui.domain.operations.staking_proxy import as_signed
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.spending.spend_window import Allowance
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import Op
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.execution.executor import Executor
from dtao_tui.execution.order_recovery import OrderRecovery
from dtao_tui.execution.order_store import OrderStore
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.errors import ChainTrouble
from dtao_tui.ports.networks import is_loopback
from dtao_tui.ports.record_stores import OrderRecords
from dtao_tui.ports.trading_ports import TradingPorts
from dtao_tui.services.order_preparation import OrderPreparation
from dtao_tui.services.session import Session
from dtao_tui.trading.accepted_numbers import Acceptances, acceptable
from dtao_tui.trading.assessment import Assessment, with_answers
from dtao_tui.trading.chain_check import ChainCheck
from dtao_tui.trading.chain_queries import ChainQueries
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.mev_shield import MevShield
from dtao_tui.trading.order_review import NotPlaced, Review, deposit_of, objection_to_call, refuse
from dtao_tui.trading.preflight.spending_check import order_worth
from dtao_tui.trading.proxy_state import proxy_state_of
from dtao_tui.trading.safeguards import Safeguards
from dtao_tui.trading.spend_guard import Spender, SpendGuard
from dtao_tui.trading.ticket.ticket_draft import Draft, Ticket, draft

__all__ = ["ChainCheck", "NotPlaced", "Review", "TradingDesk"]


class TradingDesk:
    """One pipeline for all orders."""

    def __init__(
        self,
        ports: TradingPorts,
        session: Session,
        records: OrderRecords,
        safeguards: Safeguards,
        *,
        uses_shield: bool = True,
    ) -> None:
        """`uses_shield` is the person's setting: whether orders are sealed where the chain has a MEV shield."""
        self._market = ports.market
        self._signer = ports.signer
        self._clock = ports.clock
        self._session = session
        self.safeguards = safeguards
        """The second endpoint, and the watch on prices."""

        self._store = OrderStore(ports.market, records)
        self._appraisal = ChainQueries(ports.market, ports.trading, ports.clock)
        self.answers = self._appraisal.account_answers
        """What the chain tells of one account."""
        self.guard = SpendGuard(records.limits, ports.clock)
        """Spend limits, and when a password is typed again."""

        self.shield = MevShield(ports, safeguards, is_default=uses_shield)
        """Whether and how orders are sealed."""

        self._preparation = OrderPreparation(ports, self._appraisal, self.shield, self.draft, self._store.of_account)
        self._executor = Executor(ports, session, self._store, self.guard, self.shield)
        self._acceptances = Acceptances()
        self._recovery = OrderRecovery(ports, self._store, self._executor)

    @property
    def unresolved_because(self) -> str:
        """Why the last reconciliation could not ask the chain, as a sentence; empty where it could."""
        return self._recovery.unresolved_because

    @property
    def orders(self) -> tuple[Order, ...]:
        """The orders of the connected chain's journal, newest first."""
        return self._store.orders

    @property
    def has_open_orders(self) -> bool:
        """Whether `reconcile` has anything to ask."""
        return any(order.is_open for order in self._store.orders)

    @property
    def session_order_count(self) -> int:
        """Orders signed since the program started; before the first one on mainnet MAINNET is typed."""
        return self._executor.signed_count

    @property
    def read_only(self) -> str:
        """Why the chosen account cannot trade here at all, as a sentence; empty if it can.

        Another instance works with it, or something is wrong with the journal (see `acknowledge`).
        """
        return self._store.objection(self._signing_address)

    def acknowledge(self) -> None:
        """A person has read what `read_only` says of the journal; trading goes on.

        A limited account needs its password besides. Raises LimitsTrouble where that cannot be written down.
        """
        if self._store.trouble:
            self.guard.note_lost_history()
        self._store.acknowledge()

    def open_order(self, address: SignerAddress | None) -> Order | None:
        """The order of this account that must be resolved before the next is signed, or None."""
        return self._store.blocking(address)

    async def network_fee(self, op: Op, account: Account, *, is_sealed: bool | None = None) -> Tao | None:
        """The fee of such an order as the chain estimates it, kept for a while. Raises ChainTrouble.

        `is_sealed` is None for what such orders are by default; a sealed one pays for its carrier, too.
        """
        sealed = self.shield.is_usual(op, self._facts) if is_sealed is None else is_sealed
        return await self._appraisal.fee(op, account, is_sealed=sealed)

    def fee_last_heard(self, op: Op, *, is_sealed: bool | None = None) -> Tao | None:
        """The fee of such an order of the chosen account as it was last heard; no request. See `network_fee`."""
        sealed = self.shield.is_usual(op, self._facts) if is_sealed is None else is_sealed
        return self._appraisal.fee_last_heard(op, self._facts, self._session.chosen, is_sealed=sealed)

    def is_shield_offered(self, ticket: Ticket) -> bool:
        """Whether such an order goes under the MEV shield by default here."""
        return self.shield.is_offered(ticket, self._facts)

    def is_shield_wanted(self, ticket: Ticket) -> bool:
        """Whether this order would go under the MEV shield."""
        return self.shield.is_wanted(ticket, self._facts)

    def draft(self, ticket: Ticket, snapshot: Snapshot, chain: Check | None = None) -> Draft:
        """Assess the ticket for the chosen account, with the fee last heard; under 5 ms, no request.

        `chain` is what the chain has answered to it.
        """
        is_sealed = self.is_shield_wanted(ticket)
        return draft(ticket, self.circumstances(ticket.op, snapshot, chain, is_sealed=is_sealed))

    def circumstances(
        self, op: Op, snapshot: Snapshot, chain: Check | None = None, *, is_sealed: bool | None = None
    ) -> Circumstances:
        """What such an order of the chosen account is assessed with; no request. For `is_sealed` see `network_fee`."""
        facts, account, signer = self._facts, self._session.chosen, self._signing_address
        owner, answers = account.owner if account else None, self._appraisal.account_answers
        return Circumstances(
            snapshot=snapshot,
            holdings=snapshot.holdings_of(owner),
            network_fee=self.fee_last_heard(op, is_sealed=is_sealed),
            now=self._clock.now(),
            account=self._executor.account_check(signer, facts),
            existential_deposit=facts.existential_deposit if facts else Tao(0),
            open_order=self.open_order(signer),
            unknown_hotkeys=self._appraisal.unknown_hotkeys(snapshot),
            can_simulate=facts is None or facts.can_simulate,
            is_here=facts is not None and is_loopback(facts.endpoint),
            calls=facts.calls if facts else frozenset(),
            claimable=answers.claimable(owner, snapshot) if owner else {},
            perpetual_locks=answers.perpetual_locks(owner, snapshot) if owner else {},
            chain=chain,
            proxy=proxy_state_of(account, snapshot) if account else None,
            proxy_deposits=facts.proxy_deposits if facts else None,
            allowance=self.allowance(snapshot.block),
            validators=self._appraisal.validators_heard(snapshot),
            comparisons=self.safeguards.comparisons(snapshot),
            moves=self.safeguards.moves,
            noted_share=self._session.noted_share,
        )

    def allowance(self, block: int) -> Allowance | None:
        """The spend limits of the chosen account here and what of them is used at this block; None without either."""
        facts, account = self._facts, self._session.chosen
        if facts is None or account is None:
            return None
        return self.guard.allowance(Spender(facts, account), self._store.orders, block)

    async def prove_password(self, review: Review, password: str) -> None:
        """Have the signer check the password that `Review.password_reason` asks for; see `Session.prove_password`."""
        await self._session.prove_password(password)
        self.guard.prove(review.id)

    async def chain_check(self, draft: Draft, snapshot: Snapshot) -> ChainCheck:
        """Ask the chain's simulation at the snapshot's block, and whether it knows the hotkey. Raises ChainTrouble."""
        account = self._session.chosen
        return await self._appraisal.chain_check(draft, snapshot, account.owner if account else None)

    async def chain_quote(self, draft: Draft, snapshot: Snapshot) -> Quote:
        """The chain's own numbers for a draft that only it can quote; none of them can be checked here.

        Raises ChainTrouble, and NotPlaced where the chain refuses.
        """
        return await self._appraisal.chain_quote(draft, snapshot)

    async def validators(self, netuid: int, snapshot: Snapshot) -> tuple[Validator, ...]:
        """The subnet's validators, largest stake weight first, kept for some blocks. Raises ChainTrouble."""
        return await self._appraisal.validators(netuid, snapshot)

    def validators_last_heard(self, netuid: int, snapshot: Snapshot) -> tuple[Validator, ...] | None:
        """The subnet's validators where they are kept already, else None; no request is made."""
        return self._appraisal.validators_last_heard(netuid, snapshot)

    async def review(self, draft: Draft, snapshot: Snapshot) -> Review:
        """All checks again at this block, the composed bytes, and the signer's reading of them.

        Raises NotPlaced, ChainTrouble or WalletTrouble.
        """
        facts, account = self._market.facts, self._chosen()
        await self._session.send_chain_facts(facts)
        await self.guard.consult(Spender(facts, account))
        # Beside the other questions, since it may take some seconds.
        if draft.intent is None:
            raise NotPlaced(draft.sentence or "There is no order to review.")
        asking = asyncio.create_task(self.safeguards.compare(draft.intent, snapshot), name="compare")
        try:
            return await self._reviewed(draft, snapshot, facts, account, asking)
        finally:
            asking.cancel()

    def place(self, review: Review) -> AsyncIterator[Order]:
        """Sign once, write down, send, follow to finality; yields each new state.

        It begins at once and goes on by itself if nobody listens any more. The iterator raises NotPlaced or Trouble
        where nothing was sent, and ends with the order: one that is unknown goes on with what `reconcile` finds.
        """
        if review.accepted is not None:
            self._acceptances.add(review.facts.genesis, review.accepted)
        return self._executor.place(review)

    def can_be_closed(self, order: Order) -> bool:
        """Whether a person may close the order: its era has been over for long, and nothing has proved its end."""
        return self._recovery.can_be_closed(order)

    async def close_by_hand(self, order: Order) -> None:
        """Close an open order whose end nothing proves. Raises NotPlaced where it is too early for that."""
        await self._recovery.close_by_hand(order)

    def is_followed(self, order_id: str) -> bool:
        """Whether a node still reports on the order; if not, `reconcile` asks the chain for it."""
        return order_id in self._executor.followed

    async def reconcile(self) -> tuple[Order, ...]:
        """Ask the chain what became of all open orders; the ones that changed. It sends nothing and raises nothing."""
        return await self._recovery.reconcile()

    async def close(self) -> None:
        """Stop following and close the journal; what is under way is asked of the chain at the next start."""
        await self._recovery.end()
        await self._executor.close()
        await self.safeguards.close()
        await self._store.close()
        self.guard.close()

    @property
    def _signing_address(self) -> SignerAddress | None:
        return self._session.chosen.signer if self._session.chosen else None

    @property
    def _facts(self) -> ChainFacts | None:
        try:
            return self._market.facts
        except ChainTrouble:
            return None

    def _chosen(self) -> Account:
        if self._session.chosen is None:
            raise NotPlaced("There is no account yet; make one in Wallets.")
        return self._session.chosen

    async def _confirm(
        self, draft: Draft, assessment: Assessment, account: Account, snapshot: Snapshot
    ) -> tuple[Assessment, bool]:
        """What only the chain can say: its own quote, whether it knows the hotkey, what no lock holds, what it owes.

        The bool is true where its simulation confirms the quote.
        """
        if snapshot.genesis != self._market.facts.genesis:
            raise NotPlaced("These prices are of another chain than the connected one.")
        answer = await self.chain_check(draft, snapshot)
        is_sealed = self.is_shield_wanted(draft.ticket)
        circumstances = self.circumstances(draft.ticket.op, snapshot, answer.check, is_sealed=is_sealed)
        if answer.agrees and assessment.intent.pays_from:
            unlocked = await self._appraisal.available_stake(account.owner, draft.ticket.netuid, snapshot)
            circumstances = replace(circumstances, unlocked=unlocked)
        told = with_answers(assessment, circumstances)
        refuse(told.objection)
        return told, answer.is_confirmed

    async def _reviewed(
        self,
        draft: Draft,
        snapshot: Snapshot,
        facts: ChainFacts,
        account: Account,
        asking: "asyncio.Task[Comparison | None]",
    ) -> Review:
        prepared, unsigned, shield = await self._preparation.prepare(draft.ticket, account, snapshot)
        if prepared.assessment is None:
            raise NotPlaced("There is no order to review.")
        assessment, is_confirmed = await self._confirm(prepared, prepared.assessment, account, snapshot)
        quote = assessment.quote
        if quote is None or quote.worst_received is None:
            raise NotPlaced("There is no order to review.")
        decoded = await self._signer.decode(unsigned.call)
        accepted = acceptable(decoded.terms, facts, await asking) if decoded.terms.numbers else None
        if decoded.terms.objection and accepted is None:
            # The description may have been kept from a visit at which the endpoint lied.
            await self._market.start_over()
            raise NotPlaced(decoded.terms.objection)
        refuse(objection_to_call(as_signed(quote.intent, account).call(quote.limits), decoded))
        comparison = await asking
        refuse(comparison.objection if comparison else "")
        doubts = await self.safeguards.doubts(quote.intent, account.owner, snapshot, self.orders, comparison)
        unsigned, notes = await self._preparation.number(unsigned, shield)
        repeats = notes + self._preparation.notes_of_repeat(quote.intent, unsigned.signer, facts)
        notes = repeats + prepared.notes
        spender, worth = Spender(facts, account), order_worth(quote, snapshot)
        return Review(
            id=uuid.uuid4().hex,
            intent=quote.intent,
            quote=quote,
            unsigned=unsigned,
            decoded=decoded,
            facts=facts,
            account=account,
            snapshot=snapshot,
            worst_received=quote.worst_received,
            doubts=doubts,
            notes=notes,
            is_repeat=bool(repeats),
            rest=prepared.rest,
            deposit=deposit_of(quote.intent, facts, snapshot, account),
            owner_pays=state.owner_pays if (state := proxy_state_of(account, snapshot)) else False,
            is_confirmed=is_confirmed,
            caution=prepared.caution,
            shield=shield,
            worth=worth,
            allowance=self.guard.allowance(spender, self.orders, snapshot.block),
            password_reason=self.guard.password_reason(spender, worth, snapshot, self._session.typed_passwords),
            accepted=accepted,
            must_accept=accepted is not None and not self._acceptances.holds(facts.genesis, accepted),
        )
