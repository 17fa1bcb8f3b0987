"""Executes confirmed reviews: each is signed once, written down, rehearsed, sent and tracked to its end."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Protocol

from dtao_tui.domain.accounts import Account, AccountKind, SignerAddress
from dtao_tui.domain.orders.nonce_choice import ABOVE_UNPROVEN
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_events import OrderEvent
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.check import Check
from dtao_tui.execution.order_signing import SignedOrder, sign_once
from dtao_tui.execution.order_steps import only_if_passed, rehearsed
from dtao_tui.execution.order_store import OrderStore
from dtao_tui.execution.sealed_steps import carrier_ended, carrier_rehearsed
from dtao_tui.execution.sealed_tracking import SealedTracker
from dtao_tui.execution.tracking import Tracker
from dtao_tui.ports.chain import ChainFacts, Head
from dtao_tui.ports.errors import Trouble
from dtao_tui.ports.record_stores import JournalTrouble, OverLimit
from dtao_tui.ports.trading_ports import TradingPorts
from dtao_tui.ports.wallet import OrderSigner
from dtao_tui.trading.assessment import at_signing
from dtao_tui.trading.circumstances import AtSigning, Circumstances
from dtao_tui.trading.mev_shield import MevShield
from dtao_tui.trading.order_review import NotPlaced, Review, objection_to_frame, refuse
from dtao_tui.trading.proxy_state import ProxyState
from dtao_tui.trading.spend_guard import Spender, SpendGuard

_LOG = logging.getLogger(__name__)

_News = asyncio.Queue[Order | Exception | None]
"""Queue to the listener of an order: the order after each step, why it failed, and None at the end."""


class SigningSession(OrderSigner, Protocol):
    """What the executor asks of the session: the chosen account, whether its key may sign now, and to sign."""

    @property
    def chosen(self) -> Account | None:
        """The account that signs, or None."""
        ...

    @property
    def can_sign_now(self) -> bool:
        """Whether the chosen account's key is open, or signs elsewhere."""
        ...

    @property
    def typed_passwords(self) -> int:
        """How often a person typed the open key's password since it was last locked."""
        ...

    def signing_check(self, facts: ChainFacts | None = None) -> Check:
        """Whether the chosen account may sign on this chain at all."""
        ...

    async def unlock_practice(self) -> None:
        """Open the practice account, which has no password. Raises WalletTrouble on any other network."""
        ...


class Executor:
    """Carries confirmed reviews out, each in a task of its own."""

    def __init__(
        self, ports: TradingPorts, session: SigningSession, store: OrderStore, guard: SpendGuard, shield: MevShield
    ) -> None:
        self._ports = ports
        self._market = ports.market
        self._trading = ports.trading
        self._clock = ports.clock
        self._session = session
        self._store = store
        self._guard = guard
        self._shield = shield
        self._turns: dict[str, asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._tracking: dict[str, asyncio.Task[None]] = {}
        self._under_way: set[str] = set()
        self._listeners: dict[str, _News] = {}
        self.signed_count = 0
        """Orders signed and written down since the program started."""

    def place(self, review: Review) -> AsyncIterator[Order]:
        """Start a task that carries the review out; the iterator only reports its steps."""
        news: _News = asyncio.Queue()
        task = asyncio.create_task(self._carry_out(review, news), name=f"order {review.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return _heard(news)

    def account_check(self, address: SignerAddress | None, facts: ChainFacts | None) -> Check:
        """Whether the chosen account, for which this key signs, may sign here at all."""
        objection = self._store.objection(address)
        return Check("account", False, objection) if objection else self._session.signing_check(facts)

    @property
    def followed(self) -> frozenset[str]:
        """The orders that are being signed, or whose node still reports on them."""
        return frozenset(self._under_way)

    async def settle(self, before: Order, *events: OrderEvent) -> None:
        """Append what reconciliation found for an order, and stop tracking it once it has ended.

        Where the order has changed since the chain was asked, the answer is outdated and dropped.
        """
        order = await self._store.append(before, *events)
        if order is None:
            return
        news = self._listeners.get(order.id)
        if news is not None:
            news.put_nowait(order)
        if not order.is_open:
            self._dismiss(order.id)
            if order.id in self._tracking:
                self._tracking[order.id].cancel()

    async def close(self) -> None:
        """Cancel all tracking; the journal holds the open orders."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for order_id in tuple(self._listeners):
            self._dismiss(order_id)

    async def _carry_out(self, review: Review, news: _News) -> None:
        try:
            async with self._turns.setdefault(review.unsigned.signer, asyncio.Lock()):
                signed = await self._signed(review)
            await self._rehearse_and_track(signed, news, is_required=review.needs_rehearsal)
        except (NotPlaced, Trouble) as refusal:
            news.put_nowait(refusal)
        except Exception as fault:
            _LOG.exception("order %s", review.id)
            news.put_nowait(fault)
        finally:
            if self._listeners.get(review.id) is not news:
                news.put_nowait(None)

    async def _signed(self, review: Review) -> SignedOrder:
        """Sign a review once and write its order to disk."""
        await self._recheck(review)
        self._under_way.add(review.id)
        try:
            return await self._written_down(await self._anchored(review))
        except BaseException:
            self._under_way.discard(review.id)
            raise

    async def _anchored(self, review: Review) -> Review:
        """The review with an era that begins now and not at the review's opening, and the shield's key of now."""
        if review.brought is not None:
            # What was signed elsewhere is signed with the era that it has.
            if (await self._market.head()).number >= review.unsigned.last_valid_block:
                raise NotPlaced("The time of this order is over; it was signed too late, and nothing was sent.")
            return review
        anchored = await self._trading.anchored(review.unsigned)
        if anchored.era_block < review.unsigned.era_block:
            raise NotPlaced("The endpoint's newest final block is older than at the review; nothing was signed.")
        return replace(review, unsigned=anchored, shield=await self._shield.renewed(review))

    async def _written_down(self, review: Review) -> SignedOrder:
        known = self._store.known_nonces(review.unsigned.signer)
        signed = await sign_once(self._session, review, known, self._clock.moment())
        try:
            judge = self._guard.judge(spender_of(review), signed.order, review.worth, review.snapshot.block)
            await self._store.add(signed.order, signed.recorded, judge)
        except (JournalTrouble, OverLimit) as trouble:
            raise NotPlaced(f"{trouble} Nothing was sent.") from trouble
        self._guard.count(spender_of(review), review.id, review.worth, self._session.typed_passwords)
        self.signed_count += 1
        return signed

    async def _recheck(self, review: Review) -> None:
        """Check what may have changed between the review and the confirmation. Raises NotPlaced.

        `assessment.at_signing` runs the checks of the operation. Only what concerns this one signature is checked
        here: the review's account, a second confirmation, the bytes' frame, the nonce, and whether the key is open.
        """
        signer, facts = review.unsigned.signer, self._market.facts
        chosen = self._session.chosen
        if chosen is None or (chosen.owner, chosen.signer) != (review.account.owner, review.account.signer):
            raise NotPlaced("Another account was chosen in the meantime; review the order again.")
        if any(order.id == review.id for order in self._store.orders):
            raise NotPlaced("This review was placed already; an order is signed once.")
        refuse(objection_to_frame(review.unsigned, facts, review.account))
        # What another program has set of limits counts as well.
        await asyncio.to_thread(self._guard.refresh)
        refuse(at_signing(review.quote, await self._circumstances(review, facts)).objection)
        self._require_password(review)
        if any(nonce < review.last_nonce for nonce in self._store.known_nonces(signer).unproven):
            raise NotPlaced(ABOVE_UNPROVEN)
        if review.account.keyholder.kind is AccountKind.PRACTICE:
            await self._session.unlock_practice()
        if not self._session.can_sign_now:
            raise NotPlaced("The account is locked; unlock it and review the order again. Nothing was signed.")

    def _require_password(self, review: Review) -> None:
        """Refuse an order for which the password must be typed and was not. Raises NotPlaced."""
        typed = self._session.typed_passwords
        reason = self._guard.password_reason(spender_of(review), review.worth, review.snapshot, typed)
        if reason is not None and not self._guard.is_proven(review.id):
            raise NotPlaced(f"The password was not typed for this order; nothing was signed. {reason.value}")

    async def _circumstances(self, review: Review, facts: ChainFacts) -> Circumstances:
        """The reviewed snapshot with what the session, the records and the chain say now."""
        signer, snapshot = review.unsigned.signer, review.snapshot
        head = await self._market.head()
        found = {netuid: await self._market.subnet_id(netuid, head) for netuid in review.intent.touches()}
        return Circumstances(
            snapshot=snapshot,
            holdings=snapshot.holdings_of(review.account.owner),
            network_fee=review.unsigned.fee,
            now=self._clock.now(),
            # Before the open order: a free account is claimed, and what another program wrote of it is read.
            account=self.account_check(signer, facts),
            existential_deposit=facts.existential_deposit,
            open_order=self._store.blocking(signer),
            at_signing=AtSigning(head.number, found, is_signed_elsewhere=review.brought is not None),
            proxy=await self._proxy(review.account, head),
            allowance=self._guard.allowance(spender_of(review), self._store.orders, head.number),
        )

    async def _proxy(self, account: Account, head: Head) -> ProxyState | None:
        """What the chain says now of the proxy that signs for the account; None where the account signs itself."""
        if not account.is_proxied:
            return None
        grants, free = await asyncio.gather(
            self._market.proxies(account.owner, head), self._market.free_balance(account.signer, head)
        )
        return ProxyState(account.signer, grants, free)

    async def _rehearse_and_track(self, signed: SignedOrder, news: _News, *, is_required: bool) -> None:
        order = signed.order
        self._listeners[order.id] = news
        news.put_nowait(order)
        run = self._rehearsed_and_sent(signed, news, is_required=is_required)
        self._tracking[order.id] = task = asyncio.create_task(run, name=f"track {order.id}")
        try:
            await task
        finally:
            task.cancel()
            del self._tracking[order.id]
            self._under_way.discard(order.id)

    async def _rehearsed_and_sent(self, signed: SignedOrder, news: _News, *, is_required: bool) -> None:
        """Rehearse the order on the chain's own runtime, then send it, unless it would fail.

        With `is_required` it is held back as well where the rehearsal is unclear.
        """

        now = order = signed.order

        async def tell(events: tuple[OrderEvent, ...]) -> None:
            nonlocal now
            # Where the chain itself has told of it meanwhile, that counts.
            changed = await self._store.append(now, *events)
            if changed is None:
                return
            now = changed
            news.put_nowait(changed)
            if not changed.is_open:
                self._dismiss(changed.id)

        rehearsal = await self._trading.rehearse(signed.extrinsic, signed.decoded)
        if is_required:
            rehearsal = only_if_passed(rehearsal)
        wall = self._clock.wall()
        tried = carrier_rehearsed(order, rehearsal, wall) if order.carrier else (rehearsed(rehearsal, wall),)
        await tell(tried)
        order = order.after(*tried)
        if order.part(0).state in (OrderState.HELD, OrderState.CANCELLED):
            return
        tracker = Tracker(self._trading, self._clock, order, tell, was_shown=rehearsal.was_shown)
        if order.carrier is None:
            await tracker.run(signed.extrinsic)
        else:
            await self._track_both(signed.extrinsic, tracker, SealedTracker(self._ports, order, tell))
            if ended := carrier_ended(now, self._clock.wall()):
                await tell(ended)

    async def _track_both(self, carrier: bytes, tracker: Tracker, sealed: SealedTracker) -> None:
        """Send a carrier, and look for what it carries for as long as the carrier may be in a block."""
        looking = asyncio.create_task(sealed.run())
        try:
            await tracker.run(carrier)
            if tracker.part.history.block_hash is not None:
                await looking
        finally:
            looking.cancel()
            await asyncio.wait([looking])
        if not looking.cancelled():
            looking.result()

    def _dismiss(self, order_id: str) -> None:
        """End the stream of an order's listener."""
        news = self._listeners.pop(order_id, None)
        if news is not None:
            news.put_nowait(None)


def spender_of(review: Review) -> Spender:
    """Whose spending an order is: the reviewed account on its chain."""
    return Spender(review.facts, review.account)


async def _heard(news: _News) -> AsyncIterator[Order]:
    """Yield an order's steps from its queue until None; raise an exception found in it."""
    while (item := await news.get()) is not None:
        if isinstance(item, Exception):
            raise item
        yield item
