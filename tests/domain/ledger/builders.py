"""Events, blocks and states of accounts for the tests of the ledger, worked by hand in whole rao."""

from collections.abc import Mapping

from dtao_tui.domain.ledger.account_changes import AccountChanges, Interval, changes_in
from dtao_tui.domain.ledger.account_state import AccountState
from dtao_tui.domain.subnet_id import ROOT, SubnetId
from dtao_tui.domain.trades.block_events import BlockEvents, PlacedEvent
from dtao_tui.domain.trades.chain_events import ChainEvent, EventValue
from dtao_tui.domain.validator_yield import HotkeyDividend

ME, YOU, VAULT, AUTHOR = "5Me", "5You", "5Vault", "5Author"
HOT, OTHER_HOT = "5Hot", "5OtherHot"
SEVEN, NINE = SubnetId(7, 100), SubnetId(9, 200)
ROOT_ID = SubnetId(ROOT, 0)
HALF, TENTH = 500_000_000, 100_000_000
"""Prices: half a TAO, and a tenth of one."""

TAO = 10**9


def staking(name: str, *values: EventValue) -> ChainEvent:
    """An event of the subtensor pallet whose values have no names."""
    return ChainEvent("SubtensorModule", name, values)


def named(pallet: str, name: str, **values: EventValue) -> ChainEvent:
    """An event whose values have names; an underscore at the end of one is left out."""
    return ChainEvent(pallet, name, tuple(values.values()), tuple(key.rstrip("_") for key in values))


def transfer(giver: str, taker: str, amount: int) -> ChainEvent:
    """TAO that goes from account to account."""
    return named("Balances", "Transfer", from_=giver, to=taker, amount=amount)


def paid_fee(who: str, fee: int) -> tuple[ChainEvent, ChainEvent]:
    """The network's fee as a current runtime tells it."""
    withdrawn = named("Balances", "Withdraw", who=who, amount=fee)
    return withdrawn, named("TransactionPayment", "TransactionFeePaid", who=who, actual_fee=fee, tip=0)


def a_block(*extrinsics: tuple[ChainEvent, ...], number: int = 11, chain: tuple[ChainEvent, ...] = ()) -> BlockEvents:
    """A block: the chain's own events, then those of each extrinsic."""
    placed = [PlacedEvent(None, event) for event in chain]
    placed += [PlacedEvent(at, event) for at, events in enumerate(extrinsics, 1) for event in events]
    return BlockEvents(number, f"0x{number:064x}", number * 12_000, tuple(placed))


def a_state(
    block: int,
    cash: int,
    held: Mapping[tuple[SubnetId, str], int] | None = None,
    prices: Mapping[SubnetId, int] | None = None,
    *,
    epoch: int | None = None,
    own: frozenset[str] = frozenset(),
) -> AccountState:
    """A state; `epoch` is the block of the last epoch of subnet 7."""
    known = {SEVEN: HALF, NINE: TENTH, ROOT_ID: TAO} if prices is None else prices
    last = {} if epoch is None else {SEVEN: epoch}
    return AccountState(block, block * 12_000, cash, held or {}, known, last, {SEVEN: 360}, own)


def changes(
    before: AccountState,
    after: AccountState,
    *blocks: BlockEvents,
    dividend: HotkeyDividend | None = None,
    removed: Mapping[int, SubnetId] | None = None,
) -> AccountChanges:
    """What the interval changed for me; without blocks their events were not read."""
    told = {} if dividend is None else {(SEVEN, HOT): dividend}
    return changes_in(Interval(before, after, blocks or None, told, removed or {}), ME)
