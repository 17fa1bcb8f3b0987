"""Appraisal: all that is asked of the chain to judge a ticket, kept for as long as it holds."""

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.market import Snapshot, Subnet, Validator
from dtao_tui.domain.pools.pool import PoolRefusal
from dtao_tui.domain.subnet_id import ROOT, SubnetId
from dtao_tui.domain.trades.intents import Order, StakeOrder, UnstakeOrder
from dtao_tui.domain.trades.quotes import Quote, Tolerance, quote_by_chain
from dtao_tui.ports.chain import ChainFacts, Clock, Head, Market, Trading
from dtao_tui.ports.networks import is_loopback
from dtao_tui.trading.order_review import REFUSED_BY_CHAIN, ChainCheck, NotPlaced, chain_check_of
from dtao_tui.trading.preflight import curve
from dtao_tui.trading.ticket_draft import Draft, Kind

FEE_HOLDS_SECONDS = 300.0
VALIDATORS_HOLD_BLOCKS = 25

_UNKNOWN_HOTKEY = "The chain does not know this hotkey; choose another validator."


class Appraisal:
    """Fees, validators, hotkeys and simulations."""

    def __init__(self, market: Market, trading: Trading, clock: Clock) -> None:
        self._market = market
        self._trading = trading
        self._clock = clock
        self._fees: dict[tuple[str, int, Kind], tuple[Tao, float]] = {}
        self._validators: dict[tuple[str, SubnetId], tuple[int, tuple[Validator, ...]]] = {}
        self._hotkeys: dict[tuple[str, str], bool] = {}

    def fee_last_heard(self, kind: Kind, facts: ChainFacts | None) -> Tao | None:
        """The network's fee of such an order if it was asked before, however long ago."""
        kept = self._fees.get(_fee_key(kind, facts)) if facts else None
        return kept[0] if kept else None

    def keep_fee(self, kind: Kind, facts: ChainFacts, fee: Tao | None) -> None:
        """Remember what the chain said."""
        if fee is not None:
            self._fees[_fee_key(kind, facts)] = (fee, self._clock.now())

    async def fee(self, kind: Kind, address: str) -> Tao | None:
        """The network's fee of such an order, as the chain estimates it. Raises ChainTrouble."""
        facts = self._market.facts
        kept = self._fees.get(_fee_key(kind, facts))
        if kept is None or self._clock.now() - kept[1] > FEE_HOLDS_SECONDS:
            unsigned = await self._trading.prepare(_sample(kind, address), address)
            self.keep_fee(kind, facts, unsigned.fee)
        return self.fee_last_heard(kind, facts)

    async def validators(self, netuid: int, snapshot: Snapshot) -> tuple[Validator, ...]:
        """The subnet's validators at a block not long before the snapshot's. Raises ChainTrouble."""
        subnet = snapshot.subnets.get(netuid)
        key = (snapshot.genesis, subnet.id if subnet else SubnetId(netuid))
        kept = self._validators.get(key)
        if kept is None or not 0 <= snapshot.block - kept[0] < VALIDATORS_HOLD_BLOCKS:
            kept = (snapshot.block, await self._market.validators(netuid, head_of(snapshot)))
            self._validators[key] = kept
        return kept[1]

    def is_hotkey_known(self, hotkey: str | None, snapshot: Snapshot) -> bool:
        """False only where the chain was asked and does not know it."""
        return hotkey is None or self._hotkeys.get((snapshot.genesis, hotkey), True)

    async def ask_for_hotkey(self, hotkey: str, snapshot: Snapshot) -> bool:
        """Whether the chain knows the hotkey; asked again for as long as it does not. Raises ChainTrouble."""
        key = (snapshot.genesis, hotkey)
        if not self._hotkeys.get(key, False):
            self._hotkeys[key] = await self._market.hotkey_exists(hotkey, head_of(snapshot))
        return self._hotkeys[key]

    async def chain_check(self, draft: Draft, snapshot: Snapshot) -> ChainCheck:
        """The chain's own simulation at the block of the draft's quote. Raises ChainTrouble."""
        quote = draft.quote
        if quote is None or quote.block != snapshot.block:
            return ChainCheck(False, None, "There is no quote of this block yet.")
        if draft.ticket.hotkey and not await self.ask_for_hotkey(draft.ticket.hotkey, snapshot):
            return ChainCheck(False, None, _UNKNOWN_HOTKEY)
        if not self._market.facts.can_simulate:
            return _unconfirmed(snapshot.subnets[quote.netuid], self._market.facts)
        head = head_of(snapshot)
        if isinstance(quote.pays, Tao):
            simulation = await self._market.simulate_stake(quote.netuid, quote.pays, head)
        else:
            simulation = await self._market.simulate_unstake(quote.netuid, quote.pays, head)
        return chain_check_of(quote, simulation, snapshot.subnets[quote.netuid].symbol)

    async def chain_quote(self, draft: Draft, snapshot: Snapshot) -> Quote:
        """The chain's simulation alone, where the pool's curve is unknown here. Raises ChainTrouble, NotPlaced."""
        netuid, paid, head = draft.ticket.netuid, draft.amount, head_of(snapshot)
        subnet = snapshot.subnets[netuid]
        if paid is None:
            raise NotPlaced("There is no amount to quote.")
        if isinstance(paid, Tao):
            simulation = await self._market.simulate_stake(netuid, paid, head)
        else:
            simulation = await self._market.simulate_unstake(netuid, paid, head)
        tolerance = Tolerance.parse(draft.ticket.tolerance_text)
        try:
            return quote_by_chain(
                subnet.pool, paid, simulation, price=subnet.price, tolerance=tolerance, block=snapshot.block
            )
        except PoolRefusal:
            raise NotPlaced(REFUSED_BY_CHAIN) from None

    async def available_stake(self, address: str, netuid: int, snapshot: Snapshot) -> Alpha:
        """What of the account's stake on the subnet is not locked. Raises ChainTrouble."""
        return await self._market.available_stake(address, netuid, head_of(snapshot))


def head_of(snapshot: Snapshot) -> Head:
    """The block of a snapshot."""
    return Head(snapshot.block, snapshot.block_hash)


def _unconfirmed(subnet: Subnet, facts: ChainFacts) -> ChainCheck:
    """What a chain without a simulation leaves to go by."""
    objections = curve(subnet, can_simulate=False, is_here=is_loopback(facts.endpoint))
    sentence = objections[0].sentence if objections else ""
    return ChainCheck(not sentence, None, sentence, is_confirmed=False)


def _fee_key(kind: Kind, facts: ChainFacts) -> tuple[str, int, Kind]:
    return facts.genesis, facts.spec_version, kind


def _sample(kind: Kind, address: str) -> Order:
    """An order like those to come: the fee depends on the kind and the length of the call, not on its values."""
    one = Price(10**9)
    if kind == "stake":
        return StakeOrder(ROOT, address, Tao(10**9), one)
    return UnstakeOrder(ROOT, address, Alpha(10**9, ROOT), one)
