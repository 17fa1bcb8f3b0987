"""Safeguards against a lying endpoint before a review: a second endpoint, and the watch on prices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dtao_tui.domain.endpoint_comparison import Comparison
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.orders.eras import USUAL_BLOCKS
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.price_jumps import Jump
from dtao_tui.domain.session_prices import Moves, SessionMoves, SessionPrices
from dtao_tui.domain.trades.intents import SingleIntent
from dtao_tui.ports.chain import ChainFacts, Clock, CrossCheck, Head, Market, Trading
from dtao_tui.ports.errors import ChainTrouble
from dtao_tui.ports.record_stores import PriceMemory
from dtao_tui.trading.preflight.answer_checks import MOST_BLOCKS_UNDER_REVIEW
from dtao_tui.trading.price_watch import PriceWatch
from dtao_tui.trading.second_opinion import SecondOpinion, subjects_of


@dataclass(frozen=True, slots=True)
class Doubts:
    """Result of the safeguards for one order."""

    comparison: Comparison | None = None
    """None on a network that needs no second endpoint."""

    jumps: tuple[Jump, ...] = ()
    is_new_hotkey: bool = False
    """Whether this account never staked to the validator."""

    is_stake_hearsay: bool = False
    """Whether only the endpoint in use says that this account has a stake with the validator."""

    is_new_recipient: bool = False
    """Whether no order of this account that was carried out gave anything to the account that gets something now."""

    @property
    def must_type_amount(self) -> bool:
        """Whether the amount is typed whatever the network: the price jumped, or a second endpoint gave no answer."""
        return bool(self.jumps) or (self.comparison is not None and self.comparison.is_missing)

    def must_type_hotkey(self, hotkey: str) -> bool:
        """Whether the end of the validator's address is typed on mainnet: no order of ours and no second knows it."""
        is_confirmed = self.comparison is not None and self.comparison.confirms_hotkey(hotkey)
        return (self.is_new_hotkey or self.is_stake_hearsay) and not is_confirmed


class Safeguards:
    """The comparison with a second endpoint and the watch on prices, for the trading desk."""

    def __init__(
        self,
        market: Market,
        trading: Trading,
        cross_check: CrossCheck | None,
        last_prices: PriceMemory,
        clock: Clock,
    ) -> None:
        """Without a cross-check nothing is compared."""
        self._market = market
        self._trading = trading
        self._comparing = SecondOpinion(cross_check)
        self._prices = PriceWatch(last_prices, clock)
        self.moves: Mapping[int, Moves] = {}
        """By netuid, how far prices moved within an order's life this session; empty where nobody keeps them."""

        self._compared: dict[tuple[str, int], Comparison] = {}
        """The last comparison of each subnet, by genesis and netuid."""

    def watch_moves(self, prices: SessionPrices) -> None:
        """Tell from these prices how far the market moves within an order's life."""
        self.moves = SessionMoves(prices, USUAL_BLOCKS)

    @property
    def second(self) -> str:
        """Host and port of the endpoint that a review is compared with; empty where none is known."""
        try:
            return self._comparing.second
        except ChainTrouble:
            return ""

    def observe(self, snapshot: Snapshot) -> None:
        """Pass a new block to the watch on prices."""
        self._prices.observe(snapshot)

    async def compare(self, intent: SingleIntent, snapshot: Snapshot) -> Comparison | None:
        """What a second endpoint says of an intent's subnets and validators, and of the runtime, at that block.

        None where the network needs no second endpoint. It takes `PATIENCE_SECONDS` at most, and what could not be
        compared is said in the value. Raises ChainTrouble where the endpoint in use does not answer for itself.
        """
        facts = self._market.facts
        shown = Head.of(snapshot)
        final = await self._trading.finalized() if self.second else shown
        found = await self._comparing.compare(facts, snapshot, subjects_of(intent), final)
        if found is not None:
            self._compared |= {(snapshot.genesis, netuid): found for netuid in intent.touches()}
        return found

    def comparisons(self, snapshot: Snapshot) -> dict[int, Comparison]:
        """The comparisons of this chain that are not older than a review may be, by netuid; no request is made."""
        return {
            netuid: found
            for (genesis, netuid), found in self._compared.items()
            if genesis == snapshot.genesis and _is_late(found, snapshot.block)
        }

    async def doubts(
        self,
        intent: SingleIntent,
        account: str,
        snapshot: Snapshot,
        orders: Iterable[Order],
        comparison: Comparison | None,
    ) -> Doubts:
        """The doubts about this account's order; `orders` are all of the journal."""
        ours = tuple(orders)
        jumps = [jump for netuid in intent.touches() for jump in await self._prices.jumps(snapshot, netuid, ours)]
        if comparison is not None:
            self._prices.believe(comparison)
        is_new = bool(intent.recipient) and not _has_given_to(intent.recipient, account, ours)
        if not intent.hotkey:
            return Doubts(comparison, tuple(jumps), is_new_recipient=is_new)
        is_journaled = _has_traded_with(intent.hotkey, account, ours)
        is_held = _has_stake_with(intent.hotkey, account, snapshot)
        is_hearsay = intent.pays_from != intent.hotkey and is_held and not is_journaled
        return Doubts(comparison, tuple(jumps), not (is_held or is_journaled), is_hearsay, is_new)

    async def doubt_of_shield_key(self, facts: ChainFacts, key: bytes | None, at: Head) -> str:
        """Why the shield's key at that block is not proven by a second endpoint, as a sentence, or empty."""
        return await self._comparing.doubt_of_shield_key(facts, key, at)

    async def close(self) -> None:
        """Close the second connection and save the prices last seen; never raises."""
        await self._comparing.close()
        await self._prices.close()


def _is_late(comparison: Comparison, block: int) -> bool:
    return comparison.block is not None and block - comparison.block <= MOST_BLOCKS_UNDER_REVIEW


def _has_given_to(recipient: str, address: str, orders: Iterable[Order]) -> bool:
    """Whether an order of this account that gave something to the other was carried out, by the journal."""
    ours = (order for order in orders if order.owner == address and order.filled is not None)
    return any(flow.account == recipient and flow.amount.rao > 0 for order in ours for flow in order.quoted.flows)


def _has_traded_with(hotkey: str, address: str, orders: Iterable[Order]) -> bool:
    """Whether an order of this account with the validator was carried out, by the journal."""
    return any(o.filled is not None for o in orders if (o.owner, o.hotkey) == (address, hotkey))


def _has_stake_with(hotkey: str, address: str, snapshot: Snapshot) -> bool:
    """Whether the account has a position with the validator, by the endpoint in use: it may have made it up."""
    holdings = snapshot.holdings_of(address)
    return holdings is not None and any(stake.hotkey == hotkey for stake in holdings.stakes)
