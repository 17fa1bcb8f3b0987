"""Queries to the chain for assessing a ticket, and a cache of their answers."""

from dtao_tui.domain.accounts import Account, OwnerAddress
from dtao_tui.domain.amounts import Alpha, Price, Tao, amount_of
from dtao_tui.domain.market import Snapshot, Subnet, Validator
from dtao_tui.domain.operations.operation_rows import LIMITED_MOVE, ROW_OF
from dtao_tui.domain.operations.staking_proxy import as_signed, objection_to_operation_by_proxy
from dtao_tui.domain.pools.move_limit import PriceRatio
from dtao_tui.domain.pools.pool import PoolRefusal, Simulation
from dtao_tui.domain.subnet_id import ROOT, SubnetId
from dtao_tui.domain.trades.calls import Call
from dtao_tui.domain.trades.intent_parts import Hop
from dtao_tui.domain.trades.intents import Limits, Op
from dtao_tui.domain.trades.operations import Choices, FieldKind, LimitKind, SoldPosition
from dtao_tui.domain.trades.quotes import Leg, Quote
from dtao_tui.domain.trades.quoting import quote_by_chain
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.ports.chain import ChainFacts, Clock, Head, Market, Trading
from dtao_tui.ports.networks import is_loopback
from dtao_tui.trading.account_answers import AccountAnswers
from dtao_tui.trading.chain_check import REFUSED_BY_CHAIN, ChainCheck, chain_check_of
from dtao_tui.trading.mev_shield import with_fee
from dtao_tui.trading.order_review import NotPlaced
from dtao_tui.trading.preflight.subnet_checks import curve_of
from dtao_tui.trading.preflight.validator_checks import UNKNOWN_HOTKEY
from dtao_tui.trading.ticket.ticket_draft import Draft

FEE_HOLDS_SECONDS = 300.0
VALIDATORS_HOLD_BLOCKS = 25


FeeKey = tuple[str, int, Op, bool, bool]
"""Genesis, version of the runtime, operation, whether a proxy signs it, and whether a carrier is paid, too."""


class ChainQueries:
    """Fees, validators, hotkeys and simulations."""

    def __init__(self, market: Market, trading: Trading, clock: Clock) -> None:
        self._market = market
        self._trading = trading
        self._clock = clock
        self._fees: dict[FeeKey, tuple[Tao, float]] = {}
        self._validators: dict[tuple[str, SubnetId], tuple[int, tuple[Validator, ...]]] = {}
        self._hotkeys: dict[tuple[str, str], bool] = {}
        self.account_answers = AccountAnswers(market)

    def fee_last_heard(
        self, op: Op, facts: ChainFacts | None, account: Account | None = None, *, is_sealed: bool = False
    ) -> Tao | None:
        """The network's fee of such an order if it was asked before, however long ago."""
        kept = self._fees.get(_fee_key(op, facts, account, is_sealed=is_sealed)) if facts else None
        return kept[0] if kept else None

    def keep_fee(
        self, op: Op, facts: ChainFacts, fee: Tao | None, account: Account | None = None, *, is_sealed: bool = False
    ) -> None:
        """Cache a fee; None, which is not known, replaces nothing."""
        if fee is not None:
            self._fees[_fee_key(op, facts, account, is_sealed=is_sealed)] = (fee, self._clock.now())

    async def fee(self, op: Op, account: Account, *, is_sealed: bool = False) -> Tao | None:
        """The network's fee of such an order, its carrier's added where it is sealed. Raises ChainTrouble."""
        facts = self._market.facts
        if account.is_proxied and objection_to_operation_by_proxy(ROW_OF[op]):
            return None
        kept = self._fees.get(_fee_key(op, facts, account, is_sealed=is_sealed))
        if kept is None or self._clock.now() - kept[1] > FEE_HOLDS_SECONDS:
            call = _sample_call(op, account)
            unsigned = await self._trading.prepare(call, account.signer, origin=account.owner)
            fee = unsigned.fee
            if is_sealed:
                fee = with_fee(fee, await self._trading.carrier_fee(unsigned))
            self.keep_fee(op, facts, fee, account, is_sealed=is_sealed)
        return self.fee_last_heard(op, facts, account, is_sealed=is_sealed)

    async def validators(self, netuid: int, snapshot: Snapshot) -> tuple[Validator, ...]:
        """The subnet's validators at a block not long before the snapshot's. Raises ChainTrouble."""
        validators = self.validators_last_heard(netuid, snapshot)
        if validators is None:
            validators = await self._market.validators(netuid, Head.of(snapshot))
            self._validators[_subnet_key(netuid, snapshot)] = (snapshot.block, validators)
        return validators

    def validators_last_heard(self, netuid: int, snapshot: Snapshot) -> tuple[Validator, ...] | None:
        """The validators that the chain named not long before the snapshot's block, or None; no request is made."""
        kept = self._validators.get(_subnet_key(netuid, snapshot))
        is_recent = kept is not None and 0 <= snapshot.block - kept[0] < VALIDATORS_HOLD_BLOCKS
        return kept[1] if kept is not None and is_recent else None

    def validators_heard(self, snapshot: Snapshot) -> dict[int, tuple[Validator, ...]]:
        """By netuid, all validators that the chain named not long before the snapshot's block; no request is made."""
        heard = {netuid: self.validators_last_heard(netuid, snapshot) for netuid in self._netuids_of(snapshot.genesis)}
        return {netuid: validators for netuid, validators in heard.items() if validators is not None}

    def _netuids_of(self, genesis: str) -> set[int]:
        return {subnet.netuid for where, subnet in self._validators if where == genesis}

    def unknown_hotkeys(self, snapshot: Snapshot) -> frozenset[str]:
        """The hotkeys that the chain was asked about and does not know."""
        genesis = snapshot.genesis
        return frozenset(hotkey for (where, hotkey), known in self._hotkeys.items() if where == genesis and not known)

    async def ask_for_hotkey(self, hotkey: str, snapshot: Snapshot) -> bool:
        """Whether the chain knows the hotkey; asked again for as long as it does not. Raises ChainTrouble."""
        key = (snapshot.genesis, hotkey)
        if not self._hotkeys.get(key, False):
            self._hotkeys[key] = await self._market.hotkey_exists(hotkey, Head.of(snapshot))
        return self._hotkeys[key]

    async def chain_check(self, draft: Draft, snapshot: Snapshot, owner: OwnerAddress | None = None) -> ChainCheck:
        """The chain's own simulation at the block of the draft's quote. Raises ChainTrouble.

        Where an order of `owner` needs more answers, they are asked for, too.
        """
        quote = draft.quote
        if quote is None or quote.block != snapshot.block:
            return ChainCheck(False, None, "There is no quote of this block yet.")
        for hotkey in filter(None, quote.intent.hotkeys()):
            if not await self.ask_for_hotkey(hotkey, snapshot):
                return ChainCheck(False, None, UNKNOWN_HOTKEY)
        if owner is not None:
            await self.account_answers.ask(quote.intent, owner, snapshot)
        answer = ChainCheck(True, None)
        for leg in quote.legs:
            if leg.simulated is None:
                # Its pool is as a leg before leaves it, where the chain cannot be asked; that leg was.
                continue
            answer = await self._check_of_leg(leg, leg.simulated, snapshot)
            if not answer.agrees:
                break
        return answer

    async def _check_of_leg(self, leg: Leg, asked: Tao | Alpha, snapshot: Snapshot) -> ChainCheck:
        subnet = snapshot.subnets[leg.hop.netuid]
        if not self._market.facts.can_simulate:
            return _unconfirmed(subnet, self._market.facts)
        return chain_check_of(leg, await self._simulated(leg.hop, asked, snapshot), subnet.symbol)

    async def _simulated(self, hop: Hop, pays: Tao | Alpha, snapshot: Snapshot) -> Simulation:
        return await self._market.simulate(hop.netuid, hop.side, pays, Head.of(snapshot))

    async def chain_quote(self, draft: Draft, snapshot: Snapshot) -> Quote:
        """The chain's simulation alone, where the pool's curve is unknown here. Raises ChainTrouble, NotPlaced."""
        intent, paid = draft.intent, draft.amount
        if intent is None or paid is None:
            raise NotPlaced("There is no amount to quote.")
        if len(intent.route()) != 1:
            raise NotPlaced("One of these pools has a curve that is not computed here; nothing is signed.")
        (hop,) = intent.route()
        simulation = await self._simulated(hop, paid, snapshot)
        price = snapshot.subnets[hop.netuid].price
        tolerance = Tolerance.parse(draft.ticket.tolerance_text)
        try:
            return quote_by_chain(intent, simulation, price=price, tolerance=tolerance, block=snapshot.block)
        except PoolRefusal:
            raise NotPlaced(REFUSED_BY_CHAIN) from None

    async def available_stake(self, address: str, netuid: int, snapshot: Snapshot) -> Alpha:
        """What of the account's stake on the subnet is not locked. Raises ChainTrouble."""
        return await self._market.available_stake(address, netuid, Head.of(snapshot))


def _unconfirmed(subnet: Subnet, facts: ChainFacts) -> ChainCheck:
    """The check result on a chain without a simulation."""
    objection = curve_of(subnet, can_simulate=False, is_here=is_loopback(facts.endpoint))
    sentence = objection.sentence if objection else ""
    return ChainCheck(not sentence, None, sentence, is_confirmed=False)


def _subnet_key(netuid: int, snapshot: Snapshot) -> tuple[str, SubnetId]:
    subnet = snapshot.subnets.get(netuid)
    return snapshot.genesis, subnet.id if subnet else SubnetId(netuid)


def _fee_key(op: Op, facts: ChainFacts, account: Account | None, *, is_sealed: bool) -> FeeKey:
    return facts.genesis, facts.spec_version, op, account is not None and account.is_proxied, is_sealed


def _sample_call(op: Op, account: Account) -> Call:
    """A call like those to come: the fee depends on the operation and the length of the call, not on its values."""
    spec = ROW_OF[op]
    amount = Alpha(10**9, ROOT)
    choices = Choices(
        ROOT,
        amount_of(spec.pays(ROOT), amount.rao),
        {field.name: account.address for field in spec.validators},
        destination=ROOT + 1 if spec.field(FieldKind.SUBNET) else None,
        recipient=account.address,
        positions=(SoldPosition(account.address, amount),),
        calls=frozenset((LIMITED_MOVE,)),
    )
    limit = PriceRatio(10**9) if spec.limit is LimitKind.RATIO else Price(10**9)
    limits = Limits(() if spec.limit is LimitKind.NONE else (limit,), Alpha(10**9, ROOT + 1))
    return as_signed(spec.intent(choices), account).call(limits)
